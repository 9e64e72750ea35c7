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
use crate::domain::id::{PreorderId, RefundId};
use crate::http::caller::AsAdmin;
use crate::http::problem::Problem;

type Answer<T> = Result<Json<T>, Problem>;

pub struct RefundApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Settlements")]
impl RefundApi {
    /// Refund one order: all that is not shipped, or an amount out of goodwill.
    #[oai(path = "/preorders/:id/refunds", method = "post", operation_id = "create_refund")]
    async fn create(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        #[oai(name = "Idempotency-Key")] key: Header<String>,
        body: Json<CreateRefund>,
    ) -> Answer<Vec<Refund>> {
        let gift = match body.0.goodwill {
            Some(amount) => Gift::Goodwill(amount.parse("goodwill")?),
            None => Gift::Unshipped,
        };
        let given = (gift, body.0.reason.as_str());
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

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct CreateRefund {
    /// An amount without a line. Without it, all that is not shipped goes back.
    goodwill: Option<Money>,
    /// 1 to 200 characters, for the audit log.
    reason: String,
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
    kind: String,
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
}

impl From<domain::refund::Refund> for Refund {
    fn from(refund: domain::refund::Refund) -> Self {
        Self {
            id: refund.id.uuid(),
            preorder: refund.preorder.uuid(),
            kind: refund.kind.as_str().to_owned(),
            amount: refund.amount.into(),
            state: refund.state.as_str().to_owned(),
            cause: refund.cause,
            created_at: refund.created_at,
            done_at: refund.done_at,
            failure: refund.failure,
        }
    }
}
