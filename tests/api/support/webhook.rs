//! Events as the provider would send them, signed as it signs.

use greenlit::domain::digest::Digest;
use greenlit::domain::event::Outcome;
use greenlit::domain::id::PreorderId;
use greenlit::store;
use hmac::{Hmac, KeyInit as _, Mac as _};
use poem::Request;
use poem::http::Method;
use serde_json::{Value, json};
use sha2::Sha256;
use uuid::Uuid;

use super::app::WEBHOOK_SECRETS;
use super::{Answer, TestApp};

/// The header over this body, at an instant in seconds.
pub(crate) fn signature(secret: &str, at: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{at}.{body}").as_bytes());
    format!("t={at},v1={}", Digest::new(mac.finalize().into_bytes().into()))
}

/// An event of a type about an object.
pub(crate) fn event(id: &str, kind: &str, object: &Value) -> Value {
    json!({
        "id": id, "object": "event", "type": kind, "created": 1_900_000_000, "livemode": false,
        "data": { "object": object },
    })
}

impl TestApp {
    /// The id of this deployment, which our objects at the provider carry.
    pub(crate) async fn deployment(&self) -> Uuid {
        let tx = self.app.store.begin_write().await.unwrap();
        if let Some(id) = store::deployment::find(&tx).await.unwrap() {
            return id;
        }
        let id = self.app.ids.id();
        store::deployment::insert(&tx, id, self.now()).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// What our objects at the provider carry, for an order.
    pub(crate) async fn metadata(&self, order: PreorderId) -> Value {
        json!({ "deployment": self.deployment().await, "preorder": order })
    }

    pub(crate) async fn post_raw(&self, body: &str, signature: Option<&str>) -> Answer {
        let mut request = Request::builder().method(Method::POST).uri("/webhooks/stripe".parse().unwrap());
        if let Some(signature) = signature {
            request = request.header("Stripe-Signature", signature);
        }
        self.call(request.body(body.to_owned())).await
    }

    /// A signed event, taken and read.
    pub(crate) async fn webhook(&self, id: &str, kind: &str, object: &Value) {
        let body = event(id, kind, object).to_string();
        let header = signature(WEBHOOK_SECRETS[0], self.now().timestamp(), &body);
        assert_eq!(self.post_raw(&body, Some(&header)).await.status.as_u16(), 200);
        self.settle_down().await;
    }

    /// What was made of an event; none while it waits.
    pub(crate) async fn outcome(&self, id: &str) -> Option<Outcome> {
        let all = store::event::list(&self.app.store, store::event::Filter::default(), 1_000).await.unwrap();
        all.into_iter().find(|event| event.provider_ref == id).expect("the event is kept").outcome
    }

    /// Why all money is stopped, if it is.
    pub(crate) async fn stopped(&self) -> Option<String> {
        greenlit::app::stop::find(&self.app).await.unwrap().map(|stopped| stopped.why)
    }
}
