//! Payouts to designers, and their accounts at the provider.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use super::money::Money;
use crate::app::payout::ByHand;
use crate::app::{self, App};
use crate::domain;
use crate::domain::id::PayoutId;
use crate::domain::ledger::Purse;
use crate::http::caller::{AsAdmin, AsMember};
use crate::http::page::{Page, limit, page};
use crate::http::problem::Problem;

type Answer<T> = Result<Json<T>, Problem>;

pub struct PayoutApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Payouts")]
impl PayoutApi {
    /// Make one's account at the payment provider, where payouts go, or read the one there is.
    #[oai(path = "/me/payee", method = "post", operation_id = "create_payee")]
    async fn create_payee(&self, app: Data<&Arc<App>>, caller: AsMember) -> Answer<Payee> {
        Ok(Json(app::payout::create_payee(&app, &caller.0).await?.into()))
    }

    /// How one's account at the payment provider stands now.
    #[oai(path = "/me/payee", method = "get", operation_id = "read_payee")]
    async fn read_payee(&self, app: Data<&Arc<App>>, caller: AsMember) -> Answer<Payee> {
        Ok(Json(app::payout::read_payee(&app, &caller.0).await?.into()))
    }

    /// One's own payouts, oldest first.
    #[oai(path = "/me/payouts", method = "get", operation_id = "list_own_payouts")]
    async fn list_own(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        after: Query<Option<Uuid>>,
        #[oai(name = "limit")] asked: Query<Option<u64>>,
    ) -> Answer<Page<Payout>> {
        let limit = limit(asked.0);
        let found = app::payout::list_own(&app, &caller.0, after.0.map(PayoutId::new), limit + 1).await?;
        Ok(Json(page(found, limit, |payout| payout.id.uuid())))
    }

    /// Everybody's payouts, oldest first.
    #[oai(path = "/payouts", method = "get", operation_id = "list_payouts")]
    async fn list(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        state: Query<Option<PayoutState>>,
        after: Query<Option<Uuid>>,
        #[oai(name = "limit")] asked: Query<Option<u64>>,
    ) -> Answer<Page<Payout>> {
        let limit = limit(asked.0);
        let (state, after) = (state.0.map(domain::payout::State::from), after.0.map(PayoutId::new));
        let found = app::payout::list(&app, &caller.0, state, after, limit + 1).await?;
        Ok(Json(page(found, limit, |payout| payout.id.uuid())))
    }

    #[oai(path = "/payouts/:id", method = "get", operation_id = "read_payout")]
    async fn read(&self, app: Data<&Arc<App>>, caller: AsAdmin, id: Path<Uuid>) -> Answer<Payout> {
        Ok(Json(app::payout::find(&app, &caller.0, PayoutId::new(id.0)).await?.into()))
    }

    /// Agree that it leaves. Two admins have to; it is then sent by itself as soon as nothing else keeps it.
    #[oai(path = "/payouts/:id/approve", method = "post", operation_id = "approve_payout")]
    async fn approve(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        #[oai(name = "Idempotency-Key")] key: Header<String>,
    ) -> Answer<Payout> {
        Ok(Json(app::payout::approve(&app, &caller.0, PayoutId::new(id.0), &key).await?.into()))
    }

    /// Let a payout that the provider refused be sent again.
    #[oai(path = "/payouts/:id/retry", method = "post", operation_id = "retry_payout")]
    async fn retry(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        body: Json<RetryPayout>,
    ) -> Answer<Payout> {
        Ok(Json(app::payout::retry(&app, &caller.0, PayoutId::new(id.0), &body.reason).await?.into()))
    }

    /// Record that it was paid outside, once two admins have agreed to it.
    #[oai(path = "/payouts/:id/by-hand", method = "post", operation_id = "pay_payout_by_hand")]
    async fn pay_by_hand(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        #[oai(name = "Idempotency-Key")] key: Header<String>,
        body: Json<PaidOutside>,
    ) -> Answer<Payout> {
        let from = match body.0.from {
            PaidFrom::Organiser => Purse::Organiser,
            PaidFrom::Bank => Purse::Bank,
        };
        let paid = ByHand { payout: PayoutId::new(id.0), from, reference: body.0.reference };
        Ok(Json(app::payout::pay_by_hand(&app, &caller.0, &paid, &key).await?.into()))
    }
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct RetryPayout {
    /// What was found out, 1 to 2000 characters, for the audit log.
    reason: String,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct PaidOutside {
    from: PaidFrom,
    /// How the bank's statement names the payment, 1 to 140 characters.
    reference: String,
}

/// Whose money it was.
#[derive(Enum, Clone, Copy)]
#[oai(rename_all = "snake_case")]
enum PaidFrom {
    /// The brand's own, outside this book.
    Organiser,
    /// Set apart for the prize and confirmed.
    Bank,
}

#[derive(Enum, Clone, Copy)]
#[oai(rename_all = "snake_case")]
enum PayoutState {
    Owed,
    Sending,
    Sent,
    Reversing,
    Reversed,
    ByHand,
    Withdrawn,
}

#[derive(Object)]
struct Payee {
    /// `pending`, `active`, `restricted` or `closed`.
    status: String,
    /// The provider's page on which it is completed.
    #[oai(skip_serializing_if_is_none)]
    onboarding_url: Option<String>,
}

#[derive(Object)]
struct Payout {
    id: Uuid,
    account: Uuid,
    amount: Money,
    /// `prize` or `royalty`.
    due: String,
    #[oai(skip_serializing_if_is_none)]
    prize: Option<Uuid>,
    state: String,
    /// Why it waits, while it is owed.
    reasons: Vec<Waiting>,
    /// How many admins agreed; two have to.
    approvals: u32,
    requested_at: DateTime<Utc>,
    /// When the present or last sending was begun.
    #[oai(skip_serializing_if_is_none)]
    sent_at: Option<DateTime<Utc>>,
}

#[derive(Object)]
struct Waiting {
    /// As `approval_missing`.
    reason: String,
    /// A sentence.
    says: String,
}

impl From<app::payout::Payee> for Payee {
    fn from(payee: app::payout::Payee) -> Self {
        Self { status: payee.status.to_string(), onboarding_url: payee.onboarding_url }
    }
}

impl From<domain::payout::Payout> for Payout {
    fn from(payout: domain::payout::Payout) -> Self {
        let waiting = |reason: &domain::payout::Reason| Waiting {
            reason: reason.to_string(),
            says: reason.sentence().to_owned(),
        };
        let is_owed = payout.state == domain::payout::State::Owed;
        Self {
            id: payout.id.uuid(),
            account: payout.account.uuid(),
            amount: payout.amount.into(),
            due: payout.due.to_string(),
            prize: payout.prize.map(domain::id::PrizeId::uuid),
            state: payout.state.to_string(),
            approvals: payout.approvals(),
            reasons: payout.reasons.iter().filter(|_| is_owed).map(waiting).collect(),
            requested_at: payout.requested_at,
            sent_at: payout.sent_at,
        }
    }
}

impl From<PayoutState> for domain::payout::State {
    fn from(state: PayoutState) -> Self {
        match state {
            PayoutState::Owed => Self::Owed,
            PayoutState::Sending => Self::Sending,
            PayoutState::Sent => Self::Sent,
            PayoutState::Reversing => Self::Reversing,
            PayoutState::Reversed => Self::Reversed,
            PayoutState::ByHand => Self::ByHand,
            PayoutState::Withdrawn => Self::Withdrawn,
        }
    }
}
