//! What is there before a world begins: people, a closed round, its best design.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use greenlit::app::App;
use greenlit::domain::account::{Account, Role};
use greenlit::domain::campaign::Campaign;
use greenlit::domain::contest::Contest;
use greenlit::domain::design::{self, Creator, Design, Origin};
use greenlit::domain::funding::{self, Funding};
use greenlit::domain::id::{
    AccountId, CampaignId, ContestId, DesignId, EntryId, FundingId, PayoutId, PrizeId, RoundId, VariantId,
};
use greenlit::domain::ledger::prize::{self as entry, FundingSource};
use greenlit::domain::ledger::{Occurrence, Refs};
use greenlit::domain::money::Money;
use greenlit::domain::payout::Payout;
use greenlit::domain::prize::{self, Prize};
use greenlit::domain::round::{self, Round};
use greenlit::domain::rules::{
    GateTerms, PrizeTerm, Product, Rules, ScoringTerms, ShippingFee, Tax, Variant, Windows,
};
use greenlit::domain::share::Share;
use greenlit::gateway::payment::Key;
use greenlit::gateway::payment::model::Request;
use greenlit::store::{self, Store, Tx};
use uuid::Uuid;

use crate::chance::Chance;

pub(crate) const BUYERS: u64 = 8;
pub(crate) const DESIGNERS: u64 = 2;
/// What each designer won.
const PRIZES_MINOR: [i64; 2] = [6_000, 4_000];
const DAY: u32 = 24 * 60 * 60;

const fn known(number: u64) -> Uuid {
    Uuid::from_u64_pair(0x7000, 0x8000_0000_0000_0000 + number)
}

pub(crate) fn admin(number: u64) -> AccountId {
    AccountId::new(known(10 + number))
}

/// The first one drew the design that is sold; both won a prize.
pub(crate) fn designer(number: u64) -> AccountId {
    AccountId::new(known(20 + number))
}

pub(crate) const fn deployment() -> Uuid {
    known(5)
}

/// The provider's id of the prize money.
pub(crate) const fn top_up() -> Uuid {
    known(6)
}

/// How the prize money was brought to the provider.
pub(crate) fn prize_money() -> (Key, Request) {
    let amount = Money::new(PRIZES_MINOR.iter().sum(), "EUR".parse().unwrap());
    (Key(format!("funding:{}", known(7))), Request::TopUp { amount })
}

pub(crate) fn buyer(number: u64) -> AccountId {
    AccountId::new(known(100 + number))
}

pub(crate) fn campaign() -> CampaignId {
    CampaignId::new(known(1))
}

pub(crate) fn contest() -> ContestId {
    ContestId::new(known(2))
}

pub(crate) fn variant(number: u64) -> VariantId {
    VariantId::new(known(30 + number))
}

/// Writes down what every world has in common, once for each template.
pub(crate) async fn build(store: &Store, now: DateTime<Utc>) {
    let tx = store.begin_write().await.unwrap();
    let mut people = vec![(admin(1), Role::Admin), (admin(2), Role::Admin)];
    people.extend((0..DESIGNERS).map(|number| (designer(number), Role::Member)));
    people.extend((0..BUYERS).map(|number| (buyer(number), Role::Member)));
    for (id, role) in people {
        let person = person(id, role, now);
        assert!(store::account::insert(&tx, &person).await.unwrap());
    }
    let contest = Contest {
        id: ContestId::new(known(2)),
        title: "Winter tees".to_owned(),
        description: "Twice a year.".to_owned(),
        created_by: admin(1),
        created_at: now,
    };
    store::contest::insert(&tx, &contest).await.unwrap();
    let round = closed_round(contest.id, now);
    store::round::insert(&tx, &round).await.unwrap();
    store::design::insert(&tx, &ranked_design(round.id, now)).await.unwrap();
    store::deployment::insert(&tx, deployment(), now).await.unwrap();
    award(&tx, round.id, now).await;
    tx.commit().await.unwrap();
}

/// The prize of the closed round, funded and awarded, whose shares are owed.
async fn award(tx: &Tx, round: RoundId, now: DateTime<Utc>) {
    let (_, Request::TopUp { amount }) = prize_money() else { unreachable!() };
    let funding = Funding {
        id: FundingId::new(known(7)),
        round,
        amount,
        source: FundingSource::TopUp,
        state: funding::State::Funded,
        provider_ref: Some(format!("tu_{}", top_up().simple())),
        reference: None,
        requested_by: admin(1),
        confirmed_by: None,
        created_at: now,
        funded_at: Some(now),
    };
    store::funding::insert(tx, &funding).await.unwrap();
    let (id, design) = (PrizeId::new(known(8)), Some(DesignId::new(known(4))));
    let state = prize::State::Awarded;
    let prize = Prize { id, round, place: 1, amount, state, design, awarded_at: Some(now) };
    store::prize::insert(tx, &prize).await.unwrap();
    let mut shares = Vec::new();
    for (number, minor) in (0..DESIGNERS).zip(PRIZES_MINOR) {
        let share = Share { account: designer(number), amount: Money::new(minor, amount.currency) };
        let payout =
            Payout::of_prize(PayoutId::new(known(50 + number)), share.account, id, share.amount, now);
        store::payout::insert(tx, &payout).await.unwrap();
        shares.push(share);
    }
    let on = Occurrence { at: now, refs: Refs::of_round(round) };
    let funded = entry::funded(on, funding.id, funding.source, round, amount).unwrap();
    store::journal::insert(tx, EntryId::new(known(60)), &funded, now).await.unwrap();
    let awarded = entry::awarded(on, id, round, &shares).unwrap();
    store::journal::insert(tx, EntryId::new(known(61)), &awarded, now).await.unwrap();
}

/// An open sale, with terms by chance.
pub(crate) async fn open_sale(app: &Arc<App>, chance: &mut Chance) -> Campaign {
    let round = store::round::find(&app.store, RoundId::new(known(3))).await.unwrap().unwrap();
    let terms = gate(chance);
    let draft = Campaign::draft(
        campaign(),
        round.id,
        DesignId::new(known(4)),
        (round.rules.currency, terms),
        app.now(),
    );
    let tx = app.store.begin_write().await.unwrap();
    store::campaign::insert(&tx, &draft).await.unwrap();
    tx.commit().await.unwrap();
    let first = greenlit::app::account::member(app, admin(1)).await.unwrap().as_admin().unwrap();
    greenlit::app::campaign::open(app, &first, draft.id).await.unwrap()
}

fn gate(chance: &mut Chance) -> GateTerms {
    let threshold_units = u32::try_from(chance.between(1, 4)).unwrap();
    GateTerms {
        threshold_units,
        cap_units: chance.permille(500).then_some(threshold_units + 4),
        per_buyer_units_max: Some(4),
        on_threshold: chance.permille(300),
        sale_seconds: DAY,
        last_call_seconds: 600,
        notice_seconds: 3_600,
        grace_seconds: 7 * DAY,
        short_seconds: 3 * DAY,
    }
}

fn person(id: AccountId, role: Role, now: DateTime<Utc>) -> Account {
    Account {
        id,
        email: format!("{}@example.org", id.uuid().simple()),
        name: format!("Person {}", id.uuid().as_u64_pair().1 & 0xfff),
        password_hash: "$argon2id$nobody signs in here".to_owned(),
        role,
        mail_verified_at: Some(now),
        payee_ref: None,
        payee_status: None,
        customer_ref: None,
        created_at: now,
    }
}

fn closed_round(contest: ContestId, now: DateTime<Utc>) -> Round {
    let rules = rules(now);
    let rules_digest = rules.digest().unwrap();
    Round {
        id: RoundId::new(known(3)),
        contest,
        title: "Winter 2030".to_owned(),
        brief: "Snow, in two colours.".to_owned(),
        state: round::State::Draft,
        rules,
        rules_digest,
        rules_frozen_at: None,
        opened_at: Some(now),
        closed_at: None,
        cancelled_at: None,
        cancel_reason: None,
        scoring_extended_until: None,
        sealed: None,
        created_by: admin(1),
        created_at: now,
    }
}

fn ranked_design(round: RoundId, now: DateTime<Utc>) -> Design {
    Design {
        id: DesignId::new(known(4)),
        round,
        designer: designer(0),
        title: "Flake".to_owned(),
        story: "It snowed.".to_owned(),
        origin: Origin::Own,
        licensed_parts: String::new(),
        state: design::State::Ranked,
        creators: vec![Creator { account: designer(0), share_basis_points: 10_000 }],
        rules_version: None,
        rules_digest: None,
        submitted_at: None,
        decided_at: None,
        decided_by: None,
        refusal_reason: None,
        withdrawn_at: None,
        showings: 0,
        created_at: now,
    }
}

pub(crate) fn rules(now: DateTime<Utc>) -> Rules {
    let tee = |number: u64, size: &str, price_minor: i64| Variant {
        id: variant(number),
        sku: format!("TEE-{size}"),
        size: size.to_owned(),
        colour: "white".to_owned(),
        price_minor,
    };
    Rules {
        version: 1,
        currency: "EUR".parse().unwrap(),
        windows: Windows {
            submissions_open_at: now,
            scoring_open_at: now + TimeDelta::days(1),
            scoring_close_at: now + TimeDelta::days(2),
        },
        cooperation: "You keep your rights and let us print.".to_owned(),
        eligibility: "Everybody of age.".to_owned(),
        designs_per_designer_max: 3,
        product: Product {
            name: "Winter tee".to_owned(),
            description: "Heavy cotton.".to_owned(),
            print_width_px_min: 100,
            print_height_px_min: 100,
            variants: vec![tee(0, "M", 2_500), tee(1, "XL", 2_733)],
        },
        shipping: vec![ShippingFee { country: "DE".to_owned(), fee_minor: 500 }],
        tax: Tax { basis_points: 1_000, included: false },
        prizes: vec![PrizeTerm { place: 1, amount_minor: PRIZES_MINOR.iter().sum() }],
        campaigns_max: 1,
        gate: GateTerms {
            threshold_units: 2,
            cap_units: None,
            per_buyer_units_max: Some(4),
            on_threshold: false,
            sale_seconds: DAY,
            last_call_seconds: 600,
            notice_seconds: 3_600,
            grace_seconds: 7 * DAY,
            short_seconds: 3 * DAY,
        },
        scoring: ScoringTerms {
            weight_percent: 70,
            prior_ballots: 10,
            scores_min: 1,
            count_from: 1,
            counted_max: 100,
            skips_free: 10,
            joined_before_open: true,
            extension_seconds: 0,
            names_masked: false,
        },
        royalty_basis_points: 1_000,
        integrity: None,
    }
}
