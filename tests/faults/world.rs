//! The world of one seed: nodes with their clocks, the provider, people, and the rows they share.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use greenlit::app::brand::Brand;
use greenlit::app::caller::{Admin, Member};
use greenlit::app::live::Live;
use greenlit::app::refund::LastRead;
use greenlit::app::{App, Outside, SecretKey, Settings, Skew, account};
use greenlit::domain::artwork::Limits;
use greenlit::domain::rate::Rates;
use greenlit::gateway::blob::Blobs;
use greenlit::gateway::clock::Ids;
use greenlit::gateway::payment::PayeeStatus;
use greenlit::gateway::payment::model::Terms;
use greenlit::gateway::payment::webhook::Secrets;
use greenlit::gateway::picture::Pictures;
use greenlit::store::Store;

use crate::actor::Actor;
use crate::chance::Chance;
use crate::check::Seen;
use crate::clock::{NodeClock, SeedIds, TrueClock};
use crate::front::{Front, Temper};
use crate::line::Line;
use crate::place::{Engine, Place};
use crate::stage;

const NODES: usize = 3;
/// More than any seed has; a replay shows all of them.
const TRACE_LINES: usize = 10_000;
/// Worlds in which disks are lost and somebody works in the provider's dashboard.
const ROUGH_PERMILLE: u64 = 300;
/// Of the platform's endpoint: the one of yesterday, which still signs, and the one of today.
pub(crate) const SECRETS: [&str; 2] = ["whsec_of_yesterday", "whsec_of_today"];
pub(crate) const LEASE: TimeDelta = TimeDelta::seconds(60);

pub(crate) struct Node {
    pub(crate) app: Arc<App>,
    pub(crate) clock: Arc<NodeClock>,
    /// How often its process was started.
    pub(crate) life: u32,
}

/// What went wrong, as a sentence.
pub(crate) type Wrong = String;

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct World {
    pub(crate) chance: Chance,
    pub(crate) clock: Arc<TrueClock>,
    pub(crate) front: Arc<Front>,
    pub(crate) line: Arc<Line>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) actors: Vec<Actor>,
    pub(crate) buyers: Vec<Member>,
    pub(crate) admins: Vec<Admin>,
    pub(crate) designers: Vec<Member>,
    pub(crate) seen: Seen,
    pub(crate) place: Option<Place>,
    pub(crate) backed_up_at: Option<DateTime<Utc>>,
    pub(crate) outage_ends_at: Option<DateTime<Utc>>,
    /// How the provider's line fails, once it does.
    pub(crate) temper: Temper,
    pub(crate) steps: u64,
    /// Whether orders may still be placed.
    pub(crate) is_selling: bool,
    /// Whether the sale's time is over, and the gate has not answered yet.
    pub(crate) is_deciding: bool,
    pub(crate) is_paused: bool,
    /// Whether rows may have changed since they were checked.
    pub(crate) is_changed: bool,
    /// Whether the organiser has brought what refunds lacked.
    pub(crate) is_money_brought: bool,
    /// Whether faults have stopped, for the end.
    pub(crate) is_calm: bool,
    /// Whether somebody works in the dashboard and disks are lost.
    pub(crate) is_rough: bool,
    pub(crate) is_restored: bool,
    /// Names what people ask only once.
    pub(crate) asked: u64,
    /// Under how many keys an order was asked for.
    pub(crate) orders_asked: u64,
    /// The sum of all goodwill that was asked for, each under a key.
    pub(crate) gifts_asked_minor: i64,
    /// What happened on the way, to be counted: a world in which nothing goes wrong proves little.
    pub(crate) tally: Vec<&'static str>,
    /// Events to which we answered 200.
    pub(crate) acknowledged: HashSet<String>,
    ids: Arc<dyn Ids>,
    trace: VecDeque<String>,
    /// Of the whole trace, for comparing two runs of one seed.
    pub(crate) print: u64,
}

impl World {
    pub(crate) async fn new(seed: u64, engine: Engine) -> Self {
        let mut chance = Chance::new(seed);
        let clock = Arc::new(TrueClock::new());
        let ids: Arc<dyn Ids> = Arc::new(SeedIds::new(clock.clone(), chance.fork()));
        let terms = terms(&mut chance);
        let front = Arc::new(Front::new(clock.clone(), ids.clone(), chance.fork(), terms));
        let temper = temper(&mut chance);
        if chance.permille(300) {
            front.set_temper(temper);
        }
        let place = Place::new(engine).await;
        let line = Arc::new(Line::default());
        let store = place.open().await.with_fates(line.fates());
        let nodes = nodes(&store, (&clock, &ids, &front));
        let app = nodes[0].app.clone();
        let mut buyers = Vec::new();
        for number in 0..chance.between(3, stage::BUYERS) {
            buyers.push(account::member(&app, stage::buyer(number)).await.unwrap());
        }
        let mut admins = Vec::new();
        for number in [1, 2] {
            let admin = account::member(&app, stage::admin(number)).await.unwrap();
            admins.push(admin.as_admin().unwrap());
        }
        let mut designers = Vec::new();
        for number in 0..stage::DESIGNERS {
            designers.push(account::member(&app, stage::designer(number)).await.unwrap());
        }
        stage::open_sale(&app, &mut chance).await;
        let is_rough = chance.permille(ROUGH_PERMILLE);
        Self {
            chance,
            clock,
            front,
            line,
            nodes,
            actors: Vec::new(),
            buyers,
            admins,
            designers,
            seen: Seen::default(),
            place: Some(place),
            backed_up_at: None,
            outage_ends_at: None,
            temper,
            steps: 0,
            is_selling: true,
            is_deciding: false,
            is_paused: false,
            is_changed: true,
            is_money_brought: false,
            is_calm: false,
            is_rough,
            is_restored: false,
            asked: 0,
            orders_asked: 0,
            gifts_asked_minor: 0,
            tally: Vec::new(),
            acknowledged: HashSet::new(),
            ids,
            trace: VecDeque::new(),
            print: seed,
        }
    }

    /// A node whose clock may be trusted, for looking at rows.
    pub(crate) fn app(&self) -> &Arc<App> {
        &self.nodes[0].app
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(crate) fn note(&mut self, what: &str) {
        for byte in what.bytes() {
            self.print = (self.print ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        if self.trace.len() >= TRACE_LINES {
            self.trace.pop_front();
        }
        let at = self.now().format("%m-%d %H:%M:%S");
        self.trace.push_back(format!("{:>5} {at} {what}", self.steps));
    }

    /// The last lines of what happened.
    pub(crate) fn trace(&self, lines: usize) -> String {
        let skipped = self.trace.len().saturating_sub(lines);
        self.trace.iter().skip(skipped).map(String::as_str).collect::<Vec<_>>().join(
            "
",
        )
    }

    pub(crate) fn next_key(&mut self) -> String {
        self.asked += 1;
        format!("asked-{}", self.asked)
    }

    /// Every process dies, and the rows are those of an hour ago.
    pub(crate) async fn restore(&mut self) {
        let lost = std::mem::take(&mut self.actors);
        let asked: Vec<Actor> = lost.into_iter().map(Actor::forgotten).collect();
        self.app().store.clone().close().await.unwrap();
        let place = self.place.as_ref().unwrap();
        place.restore();
        let store = place.open().await.with_fates(self.line.fates());
        let lives: Vec<u32> = self.nodes.iter().map(|node| node.life + 1).collect();
        self.nodes = nodes(&store, (&self.clock, &self.ids, &self.front));
        for (node, life) in self.nodes.iter_mut().zip(lives) {
            node.life = life;
        }
        self.seen = Seen::default();
        self.backed_up_at = None;
        self.acknowledged.clear();
        for actor in asked {
            self.ask_again(actor);
        }
    }

    pub(crate) async fn end(mut self) {
        self.actors.clear();
        self.app().store.clone().close().await.unwrap();
        self.place.take().unwrap().remove().await;
    }
}

fn nodes(store: &Store, around: (&Arc<TrueClock>, &Arc<dyn Ids>, &Arc<Front>)) -> Vec<Node> {
    (0..NODES).map(|_| node(store, around)).collect()
}

fn node(store: &Store, (truth, ids, front): (&Arc<TrueClock>, &Arc<dyn Ids>, &Arc<Front>)) -> Node {
    let clock = Arc::new(NodeClock::new(truth.clone()));
    let folder = std::env::temp_dir().join("greenlit-faults-blobs");
    let app = App {
        store: store.clone(),
        clock: clock.clone(),
        ids: ids.clone(),
        outside: Outside {
            payment: front.clone(),
            sandbox: None,
            mail: front.clone(),
            inbox: None,
            blob: Blobs::on_disk(&folder).unwrap(),
            picture: Pictures::new(Limits::default(), 1),
        },
        settings: Settings {
            public_url: "http://greenlit.test".to_owned(),
            brand: Brand::new("Greenlit", chrono_tz::Tz::UTC),
            demo: Arc::default(),
            upload_directory: folder,
            is_clock_compared: false,
            lease: LEASE,
            secret_key: SecretKey::new(b"a key that only tests sign with"),
            form_targets: Vec::new(),
            rates: Rates::UNLIMITED,
            proxies: 0,
            webhook_secrets: Secrets::new(SECRETS.map(str::to_owned).to_vec()),
        },
        skew: Skew::default(),
        live: Live::default(),
        funds: LastRead::default(),
    };
    Node { app: Arc::new(app), clock, life: 1 }
}

/// How slow the provider is, and how patient.
fn terms(chance: &mut Chance) -> Terms {
    let new_payees = *chance.pick(&[PayeeStatus::Active, PayeeStatus::Pending]);
    let mut seconds = |from: &[u32]| *chance.pick(from);
    Terms {
        available_after_seconds: seconds(&[0, 172_800]),
        fee_after_seconds: seconds(&[0, 3_600]),
        refund_after_seconds: seconds(&[0, 60, 259_200]),
        refund_failure_after_seconds: seconds(&[60, 345_600]),
        slow_charge_seconds: seconds(&[60, 7_200]),
        confirmations_max: seconds(&[2, 3, 20]),
        new_payees,
        ..Terms::default()
    }
}

/// Some worlds are quiet, some never get through at the first try.
fn temper(chance: &mut Chance) -> Temper {
    let most = *chance.pick(&[0, 40, 80, 160]);
    let mut share = || if most == 0 { 0 } else { chance.below(most) };
    Temper {
        lost_before: share(),
        lost_after: share(),
        broken_before: share(),
        broken_after: share(),
        rate_limited: share(),
        in_flight: share(),
    }
}
