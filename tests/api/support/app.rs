//! The application under test: real routes, real store, sandbox in memory, clock moved by hand, jobs run by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Duration, Utc};
use fake_stripe::Fake;
use greenlit::app::brand::Brand;
use greenlit::app::live::Live;
use greenlit::app::refund::LastRead;
use greenlit::app::{self, App, Outside, SecretKey, Settings, Skew};
use greenlit::config::LogFormat;
use greenlit::domain::account::{Account, Email, Name, Role, Scope};
use greenlit::domain::artwork::Limits;
use greenlit::domain::job::Lane;
use greenlit::domain::ledger::check::Finding;
use greenlit::domain::rate::Rates;
use greenlit::gateway::blob::Blobs;
use greenlit::gateway::clock::{Clock, Ids, SystemClock, SystemIds};
use greenlit::gateway::mail::inbox::Inbox;
use greenlit::gateway::payment::sandbox::Sandbox;
use greenlit::gateway::payment::webhook::Secrets;
use greenlit::gateway::picture::Pictures;
use greenlit::http;
use greenlit::store::{self, Reads, Store};
use poem::endpoint::BoxEndpoint;
use poem::{EndpointExt, Response};
use sea_orm::ConnectionTrait;
use tempfile::TempDir;

use super::chance::SeededIds;
use super::client::Person;
use super::clock::TestClock;
use super::database;
use super::provider::{Provider, Wanted};

/// A hash of `PASSWORD`, made once: argon2 is slow on purpose.
const PASSWORD_HASH: &str = include_str!("password_hash.txt");
pub(crate) const PASSWORD: &str = "a sentence of a password";
/// More than any test plans; beyond it jobs plan each other for ever.
const ROUNDS_MAX: usize = 10_000;
/// The platform's before and after a rotation, and that of connected accounts.
pub(crate) const WEBHOOK_SECRETS: [&str; 3] =
    ["whsec_platform_before_it", "whsec_platform_after_it", "whsec_connected_accounts"];
const OWNER: &str = "test worker";
/// The sandbox's file, where a server process looks for it.
const BOOK: &str = "sandbox.jsonl";

pub(crate) struct TestApp {
    pub(crate) app: Arc<App>,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) sandbox: Arc<Sandbox>,
    /// The provider of a test that goes through Stripe.
    pub(crate) stripe: Option<Fake>,
    /// Where ids follow from a seed.
    pub(crate) seeded: Option<Arc<SeededIds>>,
    pub(super) endpoint: BoxEndpoint<'static, Response>,
    postgres: Option<String>,
    /// Of the database.
    pub(crate) url: String,
    pub(crate) folder: TempDir,
    /// Whether the test broke the books on purpose.
    is_tampered: AtomicBool,
}

impl TestApp {
    pub(crate) async fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = database::sqlite(folder.path()).await;
        Self::start(folder, (url, None), (TestClock::new(), Wanted::Memory)).await
    }

    pub(crate) async fn on_postgres() -> Self {
        let database = database::postgres().await;
        let folder = tempfile::tempdir().unwrap();
        Self::start(folder, (database.url, Some(database.name)), (TestClock::new(), Wanted::Memory)).await
    }

    /// One whose ids, secrets and lots follow from steps that the test names.
    pub(crate) async fn seeded_on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = database::sqlite(folder.path()).await;
        Self::seeded(folder, (url, None)).await
    }

    pub(crate) async fn seeded_on_postgres() -> Self {
        let database = database::postgres().await;
        let folder = tempfile::tempdir().unwrap();
        Self::seeded(folder, (database.url, Some(database.name))).await
    }

    async fn seeded(folder: TempDir, kept: (String, Option<String>)) -> Self {
        let clock = Arc::new(TestClock::new());
        let ids = Arc::new(SeededIds::new(clock.clone()));
        let app = Self::start_with(folder, kept, (clock, ids.clone()), Wanted::Memory).await;
        Self { seeded: Some(ids), ..app }
    }

    /// One whose provider is Stripe, by the real gateway and a stand-in behind it.
    pub(crate) async fn through_stripe() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = database::sqlite(folder.path()).await;
        Self::start(folder, (url, None), (TestClock::new(), Wanted::Stripe)).await
    }

    /// One that a server process can take over: the clock is this far behind the machine's, and the provider's
    /// book is a file.
    pub(crate) async fn on_sqlite_behind(length: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = database::sqlite(folder.path()).await;
        let book = folder.path().join(BOOK);
        Self::start(folder, (url, None), (behind(length), Wanted::File(&book))).await
    }

    pub(crate) async fn on_postgres_behind(length: Duration) -> Self {
        let database = database::postgres().await;
        let folder = tempfile::tempdir().unwrap();
        let kept = (database.url, Some(database.name));
        let book = folder.path().join(BOOK);
        Self::start(folder, kept, (behind(length), Wanted::File(&book))).await
    }

    async fn start(
        folder: TempDir,
        kept: (String, Option<String>),
        (clock, wanted): (TestClock, Wanted<'_>),
    ) -> Self {
        Self::start_with(folder, kept, (Arc::new(clock), Arc::new(SystemIds)), wanted).await
    }

    async fn start_with(
        folder: TempDir,
        (url, postgres): (String, Option<String>),
        (clock, ids): (Arc<TestClock>, Arc<dyn Ids>),
        wanted: Wanted<'_>,
    ) -> Self {
        let filter = std::env::var("GREENLIT_TEST_LOG").unwrap_or_else(|_| "off".to_owned());
        greenlit::telemetry::start(LogFormat::Text, &filter);
        let store = Store::open(&url).await.unwrap();
        let provider = Provider::open(wanted, clock.clone(), ids.clone(), &store).await;
        let Provider { payment, sandbox, stripe, form_targets } = provider;
        let inbox = Arc::new(Inbox::open(None, "development").unwrap());
        let app = Arc::new(App {
            store,
            clock: clock.clone(),
            ids,
            outside: Outside {
                payment,
                sandbox: stripe.is_none().then(|| sandbox.clone()),
                mail: inbox.clone(),
                inbox: Some(inbox.clone()),
                blob: Blobs::on_disk(&folder.path().join("blobs")).unwrap(),
                picture: Pictures::new(Limits::default(), 2),
            },
            settings: Settings {
                public_url: "http://greenlit.test".to_owned(),
                brand: Brand::new("Greenlit", chrono_tz::Tz::UTC),
                demo: Arc::default(),
                form_targets,
                upload_directory: folder.path().to_owned(),
                is_clock_compared: false,
                lease: Duration::seconds(60),
                rates: Rates::UNLIMITED,
                secret_key: SecretKey::new(b"a key that only tests sign with"),
                webhook_secrets: Secrets::new(WEBHOOK_SECRETS.map(str::to_owned).to_vec()),
            },
            skew: Skew::default(),
            live: Live::default(),
            funds: LastRead::default(),
        });
        let endpoint = http::routes(app.clone()).boxed();
        let is_tampered = AtomicBool::new(false);
        Self { app, clock, sandbox, stripe, seeded: None, endpoint, postgres, url, folder, is_tampered }
    }

    /// A second node on the same database, provider and mail, to be made different.
    pub(crate) fn second_node(&self) -> App {
        let first = &self.app;
        App {
            store: first.store.clone(),
            clock: first.clock.clone(),
            ids: first.ids.clone(),
            outside: Outside {
                payment: first.outside.payment.clone(),
                sandbox: first.outside.sandbox.clone(),
                mail: first.outside.mail.clone(),
                inbox: first.outside.inbox.clone(),
                blob: first.outside.blob.clone(),
                picture: first.outside.picture.clone(),
            },
            settings: first.settings.clone(),
            skew: Skew::default(),
            live: Live::default(),
            funds: LastRead::default(),
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A member with verified mail and a token for everything.
    pub(crate) async fn member(&self, name: &str) -> Person {
        self.person(name, Role::Member, Some(self.now())).await
    }

    /// A member whose mail address nobody has confirmed.
    pub(crate) async fn unverified(&self, name: &str) -> Person {
        self.person(name, Role::Member, None).await
    }

    pub(crate) async fn moderator(&self, name: &str) -> Person {
        self.person(name, Role::Moderator, Some(self.now())).await
    }

    pub(crate) async fn admin(&self, name: &str) -> Person {
        self.person(name, Role::Admin, Some(self.now())).await
    }

    async fn person(&self, name: &str, role: Role, mail_verified_at: Option<DateTime<Utc>>) -> Person {
        let email: Email = format!("{}@example.org", name.to_lowercase()).parse().unwrap();
        let account = Account {
            id: self.app.id(),
            email: email.as_str().to_owned(),
            name: name.parse::<Name>().unwrap().into(),
            password_hash: PASSWORD_HASH.trim().to_owned(),
            role,
            mail_verified_at,
            payee_ref: None,
            payee_status: None,
            customer_ref: None,
            created_at: self.now(),
        };
        let tx = self.app.store.begin_write().await.unwrap();
        assert!(store::account::insert(&tx, &account).await.unwrap(), "{name} exists already");
        tx.commit().await.unwrap();
        let member = app::account::member(&self.app, account.id).await.unwrap();
        let scopes = [Scope::Read, Scope::Write];
        let (_, secret) = app::account::create_token(&self.app, &member, "test", &scopes).await.unwrap();
        Person { id: account.id.uuid(), email: account.email, token: secret.reveal().to_owned() }
    }

    /// Runs reconcilers and due jobs until nothing is due at the present instant.
    pub(crate) async fn settle_down(&self) {
        for _ in 0..ROUNDS_MAX {
            Box::pin(greenlit::worker::reconcile(&self.app)).await;
            if Box::pin(self.run_due()).await == 0 {
                return;
            }
        }
        panic!("jobs plan each other for ever");
    }

    /// Runs the jobs that are due now, once, and says how many there were.
    pub(crate) async fn run_due(&self) -> usize {
        let mut held = Vec::new();
        for lane in Lane::ALL {
            held.extend(app::job::claim(&self.app, OWNER, lane, 100).await.unwrap());
        }
        for one in &held {
            app::job::run(&self.app, one).await.unwrap();
        }
        held.len()
    }

    /// Moves the clock, then lets everything that became due happen.
    pub(crate) async fn advance(&self, by: Duration) {
        self.clock.advance(by);
        self.settle_down().await;
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.postgres.is_some()
    }

    /// Changes rows behind the service's back, past the triggers that forbid it; the books are not checked afterwards.
    pub(crate) async fn tamper(&self, statements: &[&str]) {
        self.is_tampered.store(true, Ordering::Relaxed);
        let tx = self.app.store.begin_write().await.unwrap();
        for table in ["journal_entry", "journal_line", "audit", "audit_seal"] {
            let triggers = match self.postgres {
                Some(_) => format!("DROP TRIGGER IF EXISTS no_change_{table} ON {table}"),
                None => format!(
                    "DROP TRIGGER IF EXISTS no_update_{table}; DROP TRIGGER IF EXISTS no_delete_{table}"
                ),
            };
            tx.connection().execute_unprepared(&triggers).await.unwrap();
        }
        for statement in statements {
            tx.connection().execute_unprepared(statement).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// What `ledger check` finds, as sentences. That free money is below zero after fees is no mistake.
    pub(crate) async fn findings(&self) -> Vec<String> {
        let report = app::ledger::check(&self.app).await.unwrap();
        let is_wrong = |finding: &&Finding| !matches!(finding, Finding::FreeMoneyNegative { .. });
        report.findings.iter().filter(is_wrong).map(ToString::to_string).collect()
    }

    /// Ends without moving anything on, where a server process had the last word.
    pub(crate) async fn leave(self) {
        self.app.store.clone().close().await.unwrap();
        if let Some(name) = &self.postgres {
            database::drop_postgres(name).await;
        }
    }

    /// What has to be true after every test.
    pub(crate) async fn finish(self) {
        self.settle_down().await;
        let (_, parked) = store::job::count_open(&self.app.store).await.unwrap();
        assert_eq!(parked, 0, "jobs wait for a person");
        let ready = app::readiness(&self.app).await.unwrap();
        assert_eq!(ready.audit_unsealed, 0, "the audit chain is not sealed");
        if !self.is_tampered.load(Ordering::Relaxed) {
            assert_eq!(self.findings().await, Vec::<String>::new(), "the ledger is not right");
        }
        self.app.store.clone().close().await.unwrap();
        if let Some(name) = &self.postgres {
            database::drop_postgres(name).await;
        }
    }
}

fn behind(length: Duration) -> TestClock {
    TestClock::at(SystemClock.now() - length)
}
