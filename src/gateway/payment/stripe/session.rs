//! Customers, visits to Checkout that save a card, and forgetting a card.

use super::super::{
    Answer, Card, CustomerRef, Failure, Key, MethodRef, OpenSession, Session, SessionRef, SessionStatus,
};
use super::answer::{self, Method, Named, Setup, instant, own};
use super::form::Form;
use super::send::{refused, unreadable};
use super::units::code;
use super::{ACCOUNT, DEPLOYMENT, PREORDER, Stripe};
use crate::domain::id::{AccountId, PreorderId};

const CHECKOUT: &str = "/checkout/sessions";
const EXPAND: &str = "setup_intent.payment_method";
/// The most text that Checkout shows beside its button.
const TERMS_CHARS_MAX: usize = 1_200;

impl Stripe {
    pub(super) async fn make_customer(
        &self,
        key: &Key,
        buyer: AccountId,
        email: &str,
    ) -> Answer<CustomerRef> {
        let form = self.marked().with("email", email).metadata(ACCOUNT, buyer);
        let made: Named = self.keyed(key, "/customers", &form).await?;
        Ok(CustomerRef(made.id))
    }

    pub(super) async fn make_session(&self, key: &Key, open: &OpenSession) -> Answer<Session> {
        let terms: String = open.terms.chars().take(TERMS_CHARS_MAX).collect();
        let terms = Some(terms).filter(|terms| !terms.is_empty());
        let form = self
            .marked()
            .metadata(PREORDER, open.preorder)
            .with("mode", "setup")
            .with("customer", &open.customer)
            .with("allowed_payment_method_types[0]", "card")
            .with("success_url", &open.return_url)
            .with("cancel_url", &open.return_url)
            .with("expires_at", open.expires_at.timestamp())
            .with("client_reference_id", open.preorder)
            .with(&format!("setup_intent_data[metadata][{DEPLOYMENT}]"), self.deployment)
            .with(&format!("setup_intent_data[metadata][{PREORDER}]"), open.preorder)
            .maybe("currency", open.currency.map(code))
            .maybe("custom_text[submit][message]", terms)
            .with("expand[0]", EXPAND);
        let made: answer::Session = self.keyed(key, CHECKOUT, &form).await?;
        session(made)
    }

    pub(super) async fn find_session(&self, id: &SessionRef) -> Answer<Session> {
        session(self.read(&format!("{CHECKOUT}/{id}"), &Form::new().with("expand[0]", EXPAND)).await?)
    }

    /// One that is not open cannot be ended; it says itself what it is.
    pub(super) async fn end_session(&self, id: &SessionRef) -> Answer<Session> {
        let form = Form::new().with("expand[0]", EXPAND);
        match self.post(&format!("{CHECKOUT}/{id}/expire"), &form).await {
            Ok(ended) => session(ended),
            Err(refusal @ Failure::Refused { .. }) => {
                let present = self.find_session(id).await?;
                if present.status == SessionStatus::Open { Err(refusal) } else { Ok(present) }
            }
            Err(failure) => Err(failure),
        }
    }

    /// One without a card that can be read is left out: there is none to forget.
    pub(super) async fn complete_sessions_of(
        &self,
        customer: &CustomerRef,
        preorder: PreorderId,
    ) -> Answer<Vec<Session>> {
        let expanded = format!("data.{EXPAND}");
        let query =
            Form::new().with("customer", customer).with("status", "complete").with("expand[0]", expanded);
        let all: Vec<answer::Session> = self.list(CHECKOUT, &query).await?;
        let is_ours = |found: &answer::Session| {
            own(found.metadata.as_ref(), PREORDER).is_some_and(|of: PreorderId| of == preorder)
        };
        Ok(all.into_iter().filter(is_ours).filter_map(|found| session(found).ok()).collect())
    }

    /// A card that belongs to nobody any more cannot be detached again, and needs not be.
    pub(super) async fn forget(&self, method: &MethodRef) -> Answer<()> {
        let done: Answer<Named> = self.post(&format!("/payment_methods/{method}/detach"), &Form::new()).await;
        let Err(refusal @ Failure::Refused { .. }) = done else { return done.map(|_| ()) };
        let present: Method = self.read(&format!("/payment_methods/{method}"), &Form::new()).await?;
        if present.customer.is_none() { Ok(()) } else { Err(refusal) }
    }
}

fn session(found: answer::Session) -> Answer<Session> {
    let preorder = own(found.metadata.as_ref(), PREORDER)
        .ok_or_else(|| refused("foreign_object", "This card page belongs to no pre-order of ours."))?;
    let status = match found.status.as_str() {
        "open" => SessionStatus::Open,
        "complete" => complete(found.setup_intent)?,
        "expired" => SessionStatus::Expired,
        _ => return Err(unreadable()),
    };
    Ok(Session {
        id: SessionRef(found.id),
        preorder,
        url: found.url.unwrap_or_default(),
        expires_at: instant(found.expires_at)?,
        status,
    })
}

fn complete(setup: Option<Setup>) -> Answer<SessionStatus> {
    let method = setup.and_then(|setup| setup.payment_method).ok_or_else(unreadable)?;
    let card = method.card.ok_or_else(|| refused("no_card", "What was saved is no card."))?;
    let card =
        Card { brand: card.brand, last4: card.last4, exp_month: card.exp_month, exp_year: card.exp_year };
    Ok(SessionStatus::Complete { method: MethodRef(method.id), card })
}
