//! Payouts: two admins agree, then each leaves by itself once nothing is left to wait for.

mod apply;
mod desk;
mod own;
mod payee;
mod send;

use super::caller::{Admin, Member};
use super::{App, StoreError, audit, idempotency};
use crate::domain::id::{AccountId, PayoutId};
use crate::domain::ledger::{Purse, Refusal as EntryRefusal};
use crate::domain::payout::{Approval, Payout, Reason, Refusal, State};
use crate::gateway::payment::Failure;
use crate::store::{self, payout::Filter};

pub(super) use apply::reversed;
use apply::{Happening, apply};
pub use desk::{OnDesk, find_for_desk, list_for_desk};
pub use own::{Line, Own, own};
pub(super) use payee::read_later;
pub use payee::{Payee, create_payee, read_payee};
pub use send::{Sent, begin, call_transfer, ready_due, record};
pub(super) use send::{never_sent, read, run, was_sent};

const TEXT_CHARS_MAX: usize = 2_000;
const REFERENCE_CHARS_MAX: usize = 140;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such payout")]
    Unknown,
    #[error("this account has no payout account yet; make one with POST /api/v1/me/payee")]
    NoPayee,
    #[error("you agreed to this payout already; a second admin has to agree too")]
    SamePerson,
    #[error("nobody agrees to a payout to themselves; ask two other admins")]
    OwnPayout,
    #[error("two admins agreed to this payout already")]
    Approved,
    #[error("only a payout that is owed can be agreed to; this one is {0}")]
    NotOwed(State),
    #[error("the provider has not refused this payout")]
    NotRefused,
    #[error("give a reason of 1 to 2000 characters")]
    Text,
    #[error("name the payment by its reference, 1 to 140 characters as the statement shows it")]
    Reference,
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("a payout makes no entry")]
    Entry(#[from] EntryRefusal),
    #[error("the payment provider does not answer now; try again in a moment")]
    Provider(#[from] Failure),
    #[error(transparent)]
    Key(#[from] idempotency::Error),
    #[error("the payouts could not be read or written")]
    Store(#[from] StoreError),
}

/// All payouts, or those in one state, oldest first.
pub async fn list(
    app: &App,
    _admin: &Admin,
    state: Option<State>,
    after: Option<PayoutId>,
    limit: u64,
) -> Result<Vec<Payout>, Error> {
    let filter = Filter { account: None, state, after };
    Ok(store::payout::list(&app.store, filter, limit).await?)
}

pub async fn find(app: &App, _admin: &Admin, id: PayoutId) -> Result<Payout, Error> {
    store::payout::find(&app.store, id).await?.ok_or(Error::Unknown)
}

/// A designer's own payouts, oldest first.
pub async fn list_own(
    app: &App,
    member: &Member,
    after: Option<PayoutId>,
    limit: u64,
) -> Result<Vec<Payout>, Error> {
    let filter = Filter { account: Some(member.id()), state: None, after };
    Ok(store::payout::list(&app.store, filter, limit).await?)
}

/// An admin agrees that it leaves; the second one's word is enough.
pub async fn approve(app: &App, admin: &Admin, id: PayoutId, key: &str) -> Result<Payout, Error> {
    let once = idempotency::Request::new(admin.member(), key, "payout.approve", &id)?;
    let tx = app.store.begin_write().await?;
    if let Some(saved) = once.claim(app, &tx).await? {
        return Ok(saved);
    }
    let payout = store::payout::lock(&tx, id).await?.ok_or(Error::Unknown)?;
    let payout = approved(payout, admin.id())?;
    store::payout::set_approved(&tx, &payout).await?;
    store::payout::set_reasons(&tx, id, &payout.reasons).await?;
    let row = audit::by(admin.id(), "payout.approved", "payout", id.uuid())
        .detail(&serde_json::json!({ "amount": payout.amount, "approvals": payout.approvals() }));
    audit::write(app, &tx, row).await?;
    once.save(&tx, &payout).await?;
    tx.commit().await?;
    Ok(payout)
}

fn approved(mut payout: Payout, admin: AccountId) -> Result<Payout, Error> {
    if payout.state != State::Owed {
        return Err(Error::NotOwed(payout.state));
    }
    if payout.account == admin {
        return Err(Error::OwnPayout);
    }
    match (payout.first_approved_by, payout.second_approved_by) {
        (Some(_), Some(_)) => return Err(Error::Approved),
        (Some(first), None) if first == admin => return Err(Error::SamePerson),
        (Some(_), None) => payout.second_approved_by = Some(admin),
        (None, Some(_) | None) => payout.first_approved_by = Some(admin),
    }
    if payout.approvals() >= crate::domain::payout::APPROVALS_NEEDED {
        payout.reasons.retain(|reason| *reason != Reason::ApprovalMissing);
    }
    Ok(payout)
}

/// An admin who looked into the provider's refusal lets it be sent again.
pub async fn retry(app: &App, admin: &Admin, id: PayoutId, reason: &str) -> Result<Payout, Error> {
    let reason = text(reason, TEXT_CHARS_MAX).ok_or(Error::Text)?;
    let tx = app.store.begin_write().await?;
    let mut payout = store::payout::lock(&tx, id).await?.ok_or(Error::Unknown)?;
    if payout.state != State::Owed || !payout.was_refused() {
        return Err(Error::NotRefused);
    }
    payout.reasons.retain(|reason| *reason != Reason::ProviderRefused);
    store::payout::set_reasons(&tx, id, &payout.reasons).await?;
    let row = audit::by(admin.id(), "payout.retried", "payout", id.uuid()).reason(reason);
    audit::write(app, &tx, row).await?;
    tx.commit().await?;
    Ok(payout)
}

/// How a payout by hand was made.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ByHand {
    pub payout: PayoutId,
    pub from: Purse,
    /// How the bank's statement names the payment.
    pub reference: String,
}

/// Records that it was paid outside (J14b), once two admins have agreed to it.
pub async fn pay_by_hand(app: &App, admin: &Admin, paid: &ByHand, key: &str) -> Result<Payout, Error> {
    let reference = text(&paid.reference, REFERENCE_CHARS_MAX).ok_or(Error::Reference)?;
    let once = idempotency::Request::new(admin.member(), key, "payout.by_hand", paid)?;
    let tx = app.store.begin_write().await?;
    if let Some(saved) = once.claim(app, &tx).await? {
        return Ok(saved);
    }
    let payout = store::payout::lock(&tx, paid.payout).await?.ok_or(Error::Unknown)?;
    let approval = if payout.approvals() >= crate::domain::payout::APPROVALS_NEEDED {
        Approval::TwoPersons
    } else {
        Approval::OnePerson
    };
    let row = audit::by(admin.id(), "payout.paid_by_hand", "payout", payout.id.uuid())
        .detail(&serde_json::json!({ "amount": payout.amount, "from": paid.from, "reference": reference }));
    let payout = apply(app, &tx, payout, &Happening::ByHand(approval, paid.from)).await?;
    audit::write(app, &tx, row).await?;
    once.save(&tx, &payout).await?;
    tx.commit().await?;
    Ok(payout)
}

fn text(given: &str, chars_max: usize) -> Option<&str> {
    let text = given.trim();
    (!text.is_empty() && text.chars().count() <= chars_max).then_some(text)
}
