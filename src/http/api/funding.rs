//! Prize money: asked for, confirmed, looked at.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use super::money::Money;
use crate::app::{self, App};
use crate::domain;
use crate::domain::id::{FundingId, RoundId};
use crate::domain::ledger::prize::FundingSource;
use crate::http::caller::AsAdmin;
use crate::http::problem::Problem;

type Answer<T> = Result<Json<T>, Problem>;

pub struct FundingApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Fundings")]
impl FundingApi {
    /// Ask for all prize money that a draft still lacks.
    #[oai(path = "/rounds/:id/fundings", method = "post", operation_id = "request_funding")]
    async fn request(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        #[oai(name = "Idempotency-Key")] key: Header<String>,
        body: Json<RequestFunding>,
    ) -> Answer<Funding> {
        let RequestFunding { source, reference } = body.0;
        let asked = app::funding::Asked { round: RoundId::new(id.0), source: source.into(), reference };
        Ok(Json(app::funding::request(&app, &caller.0, &asked, &key.0).await?.into()))
    }

    /// A round's prize money, oldest first.
    #[oai(path = "/rounds/:id/fundings", method = "get", operation_id = "list_fundings")]
    async fn list(&self, app: Data<&Arc<App>>, caller: AsAdmin, id: Path<Uuid>) -> Answer<Vec<Funding>> {
        let found = app::funding::list(&app, &caller.0, RoundId::new(id.0)).await?;
        Ok(Json(found.into_iter().map(Funding::from).collect()))
    }

    /// Confirm, as a second admin, that bank money has come.
    #[oai(path = "/fundings/:id/confirm", method = "post", operation_id = "confirm_funding")]
    async fn confirm(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        #[oai(name = "Idempotency-Key")] key: Header<String>,
        body: Json<ConfirmFunding>,
    ) -> Answer<Funding> {
        let id = FundingId::new(id.0);
        Ok(Json(app::funding::confirm(&app, &caller.0, id, &body.reference, &key.0).await?.into()))
    }

    /// Take back a request that nothing has come of yet.
    #[oai(path = "/fundings/:id/take-back", method = "post", operation_id = "take_back_funding")]
    async fn take_back(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        body: Json<TakeBackFunding>,
    ) -> Answer<Funding> {
        let id = FundingId::new(id.0);
        Ok(Json(app::funding::take_back(&app, &caller.0, id, &body.reason).await?.into()))
    }
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct RequestFunding {
    source: Source,
    /// How the bank's statement will name the transfer, if that is known; the confirming admin must find the same.
    reference: Option<String>,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ConfirmFunding {
    /// The transfer's reference as the bank's statement shows it, 1 to 140 characters.
    reference: String,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct TakeBackFunding {
    reason: String,
}

#[derive(Enum, Clone, Copy)]
#[oai(rename_all = "snake_case")]
enum Source {
    /// Brought to the payment provider at once.
    TopUp,
    /// In the bank, once a second admin has seen it there.
    Bank,
}

#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
struct Funding {
    id: Uuid,
    round: Uuid,
    amount: Money,
    /// `top_up`, `bank` or `free_money`.
    source: String,
    /// `requested`, `sending`, `funded` or `refused`.
    state: String,
    reference: Option<String>,
    requested_by: Uuid,
    confirmed_by: Option<Uuid>,
    created_at: DateTime<Utc>,
    funded_at: Option<DateTime<Utc>>,
}

impl From<Source> for FundingSource {
    fn from(source: Source) -> Self {
        match source {
            Source::TopUp => Self::TopUp,
            Source::Bank => Self::Bank,
        }
    }
}

impl From<domain::funding::Funding> for Funding {
    fn from(funding: domain::funding::Funding) -> Self {
        Self {
            id: funding.id.uuid(),
            round: funding.round.uuid(),
            amount: funding.amount.into(),
            source: funding.source.to_string(),
            state: funding.state.to_string(),
            reference: funding.reference,
            requested_by: funding.requested_by.uuid(),
            confirmed_by: funding.confirmed_by.map(domain::id::AccountId::uuid),
            created_at: funding.created_at,
            funded_at: funding.funded_at,
        }
    }
}
