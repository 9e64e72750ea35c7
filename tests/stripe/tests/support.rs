//! A gateway with a provider behind it, and the few steps that most tests begin with.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use fake_stripe::{Fake, SECRET_KEY};
use greenlit::domain::id::{AccountId, PreorderId};
use greenlit::domain::money::Money;
use greenlit::gateway::clock::{Clock, Ids, SystemClock, SystemIds};
use greenlit::gateway::payment::model::Terms;
use greenlit::gateway::payment::stripe::{Settings, Stripe};
use greenlit::gateway::payment::{
    Answer, ConfirmIntent, CreateIntent, CustomerRef, Failure, Intent, IntentRef, Key, MethodRef,
    OpenSession, Payment, Presence, Session, SessionStatus,
};
use stripe::{Client, ClientBuilder};
use stripe_client_core::{RequestBuilder, StripeMethod};
use uuid::Uuid;

pub(crate) const GOOD: &str = "4242424242424242";
pub(crate) const POOR: &str = "4000000000009995";
pub(crate) const ASKS: &str = "4000002760003184";
pub(crate) const RETURN: &str = "https://shop.example/back";
/// Of the stand-in's answers; Stripe's own take longer.
const TIMEOUT: Duration = Duration::from_millis(700);
#[cfg(feature = "test-mode")]
const TIMEOUT_REAL: Duration = Duration::from_secs(30);

/// Makes `fake::name` of each `async fn name(stage: &Stage)`, and `real::name` where Stripe's test mode is there.
macro_rules! on_each {
    ($($name:ident),+ $(,)?) => {
        mod fake {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(&crate::support::Stage::fake().await).await;
            })+
        }

        #[cfg(feature = "test-mode")]
        mod real {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(&crate::support::Stage::real()).await;
            })+
        }
    };
}

pub(crate) struct SetClock(Mutex<DateTime<Utc>>);

impl SetClock {
    pub(crate) fn wait(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for SetClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

pub(crate) struct Stage {
    pub(crate) gateway: Stripe,
    pub(crate) deployment: Uuid,
    /// For what a browser or a test's preparation sends.
    pub(crate) client: Client,
    fake: Option<(Fake, Arc<SetClock>)>,
}

/// A buyer with a saved card and an unconfirmed intent over 60.50 EUR.
pub(crate) struct Buyer {
    pub(crate) customer: CustomerRef,
    pub(crate) preorder: PreorderId,
    pub(crate) method: MethodRef,
    pub(crate) intent: IntentRef,
}

impl Stage {
    pub(crate) async fn fake() -> Self {
        Self::with(Terms::default()).await
    }

    pub(crate) async fn with(terms: Terms) -> Self {
        let clock = Arc::new(SetClock(Mutex::new("2030-01-07T12:00:00Z".parse().unwrap())));
        let fake = Fake::start(clock.clone(), terms).await.unwrap();
        let (url, deployment) = (fake.url().to_owned(), SystemIds.id());
        Self {
            gateway: gateway(SECRET_KEY, &url, TIMEOUT, deployment),
            deployment,
            client: ClientBuilder::new(SECRET_KEY).url(url).timeout(TIMEOUT).build().unwrap(),
            fake: Some((fake, clock)),
        }
    }

    #[cfg(feature = "test-mode")]
    pub(crate) fn real() -> Self {
        let key =
            std::env::var("STRIPE_TEST_KEY").expect("set STRIPE_TEST_KEY to a key of Stripe's test mode");
        let allowed = ["sk_test_", "rk_test_"];
        assert!(
            allowed.iter().any(|start| key.starts_with(start)),
            "STRIPE_TEST_KEY is no key of the test mode"
        );
        let (url, deployment) = (greenlit::gateway::payment::stripe::BASE_URL, SystemIds.id());
        Self {
            gateway: gateway(&key, url, TIMEOUT_REAL, deployment),
            deployment,
            client: ClientBuilder::new(key).timeout(TIMEOUT_REAL).build().unwrap(),
            fake: None,
        }
    }

    pub(crate) fn stand_in(&self) -> &Fake {
        &self.fake.as_ref().unwrap().0
    }

    pub(crate) fn clock(&self) -> &SetClock {
        &self.fake.as_ref().unwrap().1
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.fake.as_ref().map_or_else(|| SystemClock.now(), |(_, clock)| clock.now())
    }

    /// Sends what our gateway would not: a form as it is.
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Result<(), u16> {
        let form: std::collections::BTreeMap<_, _> = form.iter().copied().collect();
        let request = RequestBuilder::new(StripeMethod::Post, path).form(&form);
        let sent: Result<miniserde::json::Value, _> = request.customize().send(&self.client).await;
        match sent {
            Ok(_) => Ok(()),
            Err(stripe::StripeError::Stripe(_, status)) => Err(status),
            Err(other) => panic!("{other:?}"),
        }
    }

    pub(crate) async fn customer(&self) -> CustomerRef {
        let buyer: AccountId = SystemIds.id().into();
        let email = "buyer@shop.example";
        self.gateway.create_customer(&key("customer"), buyer, email).await.unwrap()
    }

    pub(crate) fn opening(&self, customer: &CustomerRef, preorder: PreorderId) -> OpenSession {
        OpenSession {
            customer: customer.clone(),
            preorder,
            return_url: RETURN.to_owned(),
            expires_at: self.now() + TimeDelta::minutes(45),
            terms: "Nothing is charged now.".to_owned(),
            currency: Some(eur(1).currency),
        }
    }

    pub(crate) async fn session(&self, customer: &CustomerRef, preorder: PreorderId) -> Session {
        let open = self.opening(customer, preorder);
        self.gateway.open_session(&key("session"), &open).await.unwrap()
    }

    /// A card of this number, saved for the customer: on the stand-in's page, or with Stripe's own test cards.
    pub(crate) async fn method(
        &self,
        customer: &CustomerRef,
        preorder: PreorderId,
        number: &str,
    ) -> MethodRef {
        let Some((fake, _)) = &self.fake else { return self.attached(customer, number).await };
        let session = self.session(customer, preorder).await;
        fake.save_card(&session.id, number).unwrap();
        match self.gateway.read_session(&session.id).await.unwrap().status {
            SessionStatus::Complete { method, .. } => method,
            other @ (SessionStatus::Open | SessionStatus::Expired) => panic!("{other:?}"),
        }
    }

    /// Attaches one of the test mode's ready cards, since no test can fill in Stripe's own page.
    async fn attached(&self, customer: &CustomerRef, number: &str) -> MethodRef {
        #[derive(miniserde::Deserialize)]
        struct Attached {
            id: String,
        }
        let ready = match number {
            GOOD => "pm_card_visa",
            POOR => "pm_card_visa_chargeDeclinedInsufficientFunds",
            ASKS => "pm_card_authenticationRequired",
            "4000000000000341" => "pm_card_chargeCustomerFail",
            other => panic!("no ready card is {other}"),
        };
        let form = std::collections::BTreeMap::from([("customer", customer.0.as_str())]);
        let request =
            RequestBuilder::new(StripeMethod::Post, format!("/payment_methods/{ready}/attach")).form(&form);
        let attached: Attached = request.customize().send(&self.client).await.unwrap();
        MethodRef(attached.id)
    }

    pub(crate) async fn buyer(&self, number: &str) -> Buyer {
        let preorder: PreorderId = SystemIds.id().into();
        let customer = self.customer().await;
        let method = self.method(&customer, preorder, number).await;
        let create = CreateIntent { customer: customer.clone(), preorder, amount: eur(6_050), attempt: None };
        let intent = self.gateway.create_intent(&key("intent"), &create).await.unwrap();
        Buyer { customer, preorder, method, intent: intent.id }
    }

    pub(crate) async fn charge(&self, buyer: &Buyer) -> Answer<Intent> {
        self.gateway.confirm_intent(&key("confirm"), &buyer.off_session()).await
    }

    /// A buyer who has paid.
    pub(crate) async fn paid(&self, number: &str) -> Buyer {
        let buyer = self.buyer(number).await;
        let charged = self.charge(&buyer).await.unwrap();
        assert_eq!(charged.received_minor, 6_050);
        buyer
    }
}

impl Buyer {
    pub(crate) fn off_session(&self) -> ConfirmIntent {
        let (intent, method) = (self.intent.clone(), self.method.clone());
        ConfirmIntent { intent, method, presence: Presence::OffSession }
    }

    pub(crate) fn on_session(&self) -> ConfirmIntent {
        let presence = Presence::OnSession { return_url: RETURN.to_owned() };
        ConfirmIntent { presence, ..self.off_session() }
    }
}

fn gateway(key: &str, url: &str, timeout: Duration, deployment: Uuid) -> Stripe {
    let settings = Settings {
        base_url: url.to_owned(),
        timeout,
        deployment,
        payee_return_url: "https://shop.example/me/payouts/account".to_owned(),
    };
    Stripe::new(key, settings).unwrap()
}

/// A key that nobody used before.
pub(crate) fn key(what: &str) -> Key {
    Key(format!("test:{what}:{}", SystemIds.id()))
}

pub(crate) fn eur(minor: i64) -> Money {
    Money::new(minor, "EUR".parse().unwrap())
}

/// The code of a refusal.
pub(crate) fn code<T: std::fmt::Debug>(answer: Answer<T>) -> String {
    match answer {
        Err(Failure::Refused { code, .. }) => code,
        other => panic!("{other:?}"),
    }
}
