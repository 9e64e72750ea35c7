//! One request, once, and its failure by class.

use std::time::Duration;

use miniserde::Deserialize;
use stripe_client_core::{IdempotencyKey, RequestBuilder, RequestStrategy, StripeMethod};
use stripe_shared::ApiErrorsCode;

use super::super::{Answer, Decline, Failure, Key};
use super::answer::{List, Listed};
use super::form::Form;
use super::wire::{Refused, Silence};
use super::{PAGE, PAGES_MAX, Stripe, decline};

/// An answer that cannot be read, as a proxy's page in place of Stripe's own: it says nothing of what was done.
const UNREADABLE: u16 = 502;

const CONFLICT: u16 = 409;
const TOO_MANY: u16 = 429;
const CARD: u16 = 402;
/// Whatever a header says: an answer that says "now" would be asked for without end, and one that says "next year" never.
const RETRY_AFTER_MIN: Duration = Duration::from_secs(1);
const RETRY_AFTER_MAX: Duration = Duration::from_hours(1);

/// What went wrong, and the decline where a card was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    pub(super) failure: Failure,
    pub(super) decline: Option<Decline>,
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self { failure, decline: None }
    }
}

impl Stripe {
    pub(super) async fn read<T: Deserialize>(&self, path: &str, query: &Form) -> Answer<T> {
        let request = RequestBuilder::new(StripeMethod::Get, path);
        let request = if query.is_empty() { request } else { request.query(query) };
        self.send(request, RequestStrategy::Once).await.map_err(|trouble| trouble.failure)
    }

    /// For what does nothing when it is done twice.
    pub(super) async fn post<T: Deserialize>(&self, path: &str, form: &Form) -> Answer<T> {
        let request = RequestBuilder::new(StripeMethod::Post, path);
        // A form without fields would be sent as one field without a name.
        let request = if form.is_empty() { request } else { request.form(form) };
        self.send(request, RequestStrategy::Once).await.map_err(|trouble| trouble.failure)
    }

    pub(super) async fn keyed<T: Deserialize>(&self, key: &Key, path: &str, form: &Form) -> Answer<T> {
        self.keyed_card(key, path, form).await.map_err(|trouble| trouble.failure)
    }

    /// The same where a card may be refused.
    pub(super) async fn keyed_card<T: Deserialize>(
        &self,
        key: &Key,
        path: &str,
        form: &Form,
    ) -> Result<T, Trouble> {
        let key = IdempotencyKey::new(&key.0)
            .map_err(|error| refused("idempotency_key_invalid", &error.to_string()))?;
        let request = RequestBuilder::new(StripeMethod::Post, path).form(form);
        self.send(request, RequestStrategy::Idempotent(key)).await
    }

    /// A whole list, oldest first; Stripe's lists are newest first.
    pub(super) async fn list<T: Deserialize + Listed>(&self, path: &str, query: &Form) -> Answer<Vec<T>> {
        let mut found: Vec<T> = Vec::new();
        for _ in 0..PAGES_MAX {
            let after = found.last().map(|last| last.id().to_owned());
            let query = query.clone().with("limit", PAGE).maybe("starting_after", after);
            let page: List<T> = self.read(path, &query).await?;
            let is_over = !page.has_more || page.data.is_empty();
            found.extend(page.data);
            if is_over {
                break;
            }
        }
        found.reverse();
        Ok(found)
    }

    async fn send<T: Deserialize>(
        &self,
        request: RequestBuilder,
        strategy: RequestStrategy,
    ) -> Result<T, Trouble> {
        let request = request.customize::<T>().request_strategy(strategy);
        request.send(&self.wire).await.map_err(trouble)
    }
}

/// Only the class of an error is told on: what Stripe says of it holds whole objects.
fn trouble(silence: Silence) -> Trouble {
    match silence {
        Silence::Refused(refused) => {
            let decline = (refused.status == CARD).then(|| decline::of_error(&refused.error));
            Trouble { failure: failure(&refused), decline }
        }
        Silence::NoAnswer => Failure::NoAnswer.into(),
        // Something was answered, and perhaps saved under the key: only the object can say what was done.
        Silence::Unreadable => unreadable().into(),
        Silence::Unsendable(why) => refused("configuration", why).into(),
    }
}

fn failure(answer: &Refused) -> Failure {
    let Refused { error, status, retry_after, should_retry } = answer;
    if *status == TOO_MANY || error.code == Some(ApiErrorsCode::LockTimeout) {
        let pause = retry_after.map(|pause| pause.clamp(RETRY_AFTER_MIN, RETRY_AFTER_MAX));
        return Failure::RateLimited { retry_after: pause };
    }
    match *status {
        // Stripe says that the key will give the same answer again: then the object is read.
        CONFLICT if *should_retry == Some(false) => Failure::Broken { status: CONFLICT },
        CONFLICT => Failure::InFlight,
        status @ 500.. => Failure::Broken { status },
        _ => {
            let code = error.code.as_ref().map_or_else(|| error.type_.as_str(), ApiErrorsCode::as_str);
            refused(code, error.message.as_deref().unwrap_or_default())
        }
    }
}

pub(super) fn unreadable() -> Failure {
    Failure::Broken { status: UNREADABLE }
}

pub(super) fn refused(code: &str, message: &str) -> Failure {
    Failure::Refused { code: code.to_owned(), message: message.to_owned() }
}
