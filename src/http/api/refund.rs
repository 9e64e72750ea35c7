//! Refunds of single orders, by admins.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use super::money::Money;
use crate::app::refund::Gift;
use crate::app::{self, App};
use crate::domain;
use crate::domain::id::{PreorderId, RefundId, VariantId};
use crate::http::caller::AsAdmin;
use crate::http::problem::Problem;

type Answer<T> = Result<Json<T>, Problem>;

pub struct RefundApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Settlements")]
impl RefundApi {
    /// Refund one order: all that is not shipped, the units that `lines` names, or an amount out of goodwill.
    ///
    /// Of named units those that are still here go first; they come out of their packed parcel. Shipped ones take
    /// their royalty back with them. The shipping fee goes back with the order's last unit. The answer has one
    /// refund of what is here and one of what was shipped, or none where nothing was left.
    #[oai(path = "/preorders/:id/refunds", method = "post", operation_id = "create_refund")]
    async fn create(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        #[oai(name = "Idempotency-Key")] key: Header<String>,
        body: Json<CreateRefund>,
    ) -> Answer<Vec<Refund>> {
        let CreateRefund { goodwill, lines, reason } = body.0;
        let given = (&gift(goodwill, lines)?, reason.as_str());
        let made = app::refund::give(&app, &caller.0, PreorderId::new(id.0), given, &key).await?;
        Ok(Json(made.into_iter().map(Refund::from).collect()))
    }

    /// An order's refunds, oldest first.
    #[oai(path = "/preorders/:id/refunds", method = "get", operation_id = "list_refunds")]
    async fn list(&self, app: Data<&Arc<App>>, caller: AsAdmin, id: Path<Uuid>) -> Answer<Vec<Refund>> {
        let found = app::refund::list(&app, &caller.0, PreorderId::new(id.0)).await?;
        Ok(Json(found.into_iter().map(Refund::from).collect()))
    }

    /// Record that a refund that failed was paid outside.
    #[oai(path = "/refunds/:id/paid-by-hand", method = "post", operation_id = "pay_refund_by_hand")]
    async fn pay_by_hand(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        body: Json<PaidByHand>,
    ) -> Answer<Refund> {
        let id = RefundId::new(id.0);
        Ok(Json(app::refund::pay_by_hand(&app, &caller.0, id, &body.reference).await?.into()))
    }
}

/// What is asked for, or both fields where both were given.
fn gift(goodwill: Option<Money>, lines: Option<Vec<RefundLine>>) -> Result<Gift, Problem> {
    let line = |line: RefundLine| domain::refund::Line {
        variant: VariantId::new(line.variant),
        quantity: line.quantity,
    };
    match (goodwill, lines) {
        (Some(_), Some(_)) => {
            let wrong = |other: &str| format!("cannot be given together with {other}; make two refunds");
            Err(Problem::fields([("goodwill", wrong("lines")), ("lines", wrong("goodwill"))]))
        }
        (Some(amount), None) => Ok(Gift::Goodwill(amount.parse("goodwill")?)),
        (None, Some(lines)) => Ok(Gift::Lines(lines.into_iter().map(line).collect())),
        (None, None) => Ok(Gift::Unshipped),
    }
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct CreateRefund {
    /// An amount without a line. Without it and without `lines`, all that is not shipped goes back.
    goodwill: Option<Money>,
    /// Units of the order, each variant once, shipped or not. Not together with `goodwill`.
    lines: Option<Vec<RefundLine>>,
    /// 1 to 200 characters, for the audit log.
    reason: String,
}

/// So many units of a variant.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct RefundLine {
    variant: Uuid,
    quantity: u32,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct PaidByHand {
    /// How it was paid, 1 to 200 characters.
    reference: String,
}

#[derive(Object)]
struct Refund {
    id: Uuid,
    preorder: Uuid,
    /// `unshipped`, `lines` or `goodwill`, as it was asked for.
    kind: String,
    /// What it is for; empty where it is for no line.
    lines: Vec<RefundLine>,
    /// Whether its goods had been shipped.
    is_of_shipped: bool,
    amount: Money,
    state: String,
    /// Why it was decided, as `released` or `goodwill`.
    cause: String,
    created_at: DateTime<Utc>,
    #[oai(skip_serializing_if_is_none)]
    done_at: Option<DateTime<Utc>>,
    /// Why its last sending failed.
    #[oai(skip_serializing_if_is_none)]
    failure: Option<String>,
    /// `funds` while the provider's available balance does not cover it; it goes on by itself.
    #[oai(skip_serializing_if_is_none)]
    waits_for: Option<String>,
}

impl From<domain::refund::Refund> for Refund {
    fn from(refund: domain::refund::Refund) -> Self {
        let is_of_shipped = refund.is_of_shipped();
        let line =
            |line: domain::refund::Line| RefundLine { variant: line.variant.uuid(), quantity: line.quantity };
        Self {
            id: refund.id.uuid(),
            preorder: refund.preorder.uuid(),
            kind: refund.kind.as_str().to_owned(),
            lines: refund.lines.into_iter().map(line).collect(),
            is_of_shipped,
            amount: refund.amount.into(),
            state: refund.state.as_str().to_owned(),
            cause: refund.cause,
            created_at: refund.created_at,
            done_at: refund.done_at,
            failure: refund.failure,
            waits_for: refund.waits_for.map(|reason| reason.as_str().to_owned()),
        }
    }
}
