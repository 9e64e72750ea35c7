//! Settlement: repair of a failed payment, how far the charging is, and what admins decide about a short sale.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use super::money::Money;
use super::rehearsal::{RefundAllPreview, Rehearsal};
use crate::app::{self, App};
use crate::domain;
use crate::domain::id::{CampaignId, PreorderId};
use crate::http::caller::{AsAdmin, AsMember};
use crate::http::problem::Problem;

type Answer<T> = Result<Json<T>, Problem>;

pub struct SettlementApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Settlements")]
impl SettlementApi {
    /// Try the card of one's own order again, being there to answer the bank.
    ///
    /// Where the bank asks, `action_url` leads to its page. A buyer who wants another card saves it on the
    /// order's page first.
    #[oai(path = "/preorders/:id/repair", method = "post", operation_id = "repair_preorder")]
    async fn repair(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        id: Path<Uuid>,
        #[oai(name = "Idempotency-Key")] key: Header<String>,
    ) -> Answer<Repair> {
        let id = PreorderId::new(id.0);
        let found = app::attempt::repair(&app, &caller.0, id, &key).await?;
        Ok(Json(Repair::new(&app, &found)))
    }

    /// How far the charging of a campaign is.
    #[oai(path = "/campaigns/:id/settlement", method = "get", operation_id = "read_settlement")]
    async fn progress(&self, app: Data<&Arc<App>>, caller: AsAdmin, id: Path<Uuid>) -> Answer<Settlement> {
        Ok(Json(app::settlement::progress(&app, &caller.0, CampaignId::new(id.0)).await?.into()))
    }

    /// What charging a campaign would do and when. Nothing is written and nobody is asked.
    #[oai(path = "/campaigns/:id/settlement/dry-run", method = "get", operation_id = "rehearse_settlement")]
    async fn rehearse(&self, app: Data<&Arc<App>>, caller: AsAdmin, id: Path<Uuid>) -> Answer<Rehearsal> {
        Ok(Json(app::settlement::rehearse(&app, &caller.0, CampaignId::new(id.0)).await?.into()))
    }

    /// What refunding a campaign whole would do: to whom, how much, and what it costs.
    #[oai(path = "/campaigns/:id/refund-all", method = "get", operation_id = "preview_refund_all")]
    async fn preview_refund_all(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
    ) -> Answer<RefundAllPreview> {
        Ok(Json(app::settlement::refunding(&app, &caller.0, CampaignId::new(id.0)).await?.into()))
    }

    /// Cover what a short campaign lacks, with money set apart at the bank or by taking the missing units.
    #[oai(path = "/campaigns/:id/cover", method = "post", operation_id = "cover_campaign")]
    async fn cover(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        body: Json<Cover>,
    ) -> Answer<Decided> {
        let with = covered(body.0)?;
        let decided = app::settlement::cover(&app, &caller.0, CampaignId::new(id.0), with).await?;
        Ok(Json(Decided::from(&decided)))
    }

    /// Give every buyer of a campaign their money back. Once it is funded a second admin confirms.
    #[oai(path = "/campaigns/:id/refund-all", method = "post", operation_id = "refund_all")]
    async fn refund_all(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        body: Json<RefundAll>,
    ) -> Answer<Decided> {
        let id = CampaignId::new(id.0);
        let decided = app::settlement::refund_all(&app, &caller.0, id, &body.reason).await?;
        Ok(Json(Decided::from(&decided)))
    }
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct Cover {
    with: CoverWith,
    /// With `money`: how much was set apart.
    amount: Option<Money>,
    /// With `money`: the bank's reference.
    reference: Option<String>,
}

#[derive(Enum, Clone, Copy)]
#[oai(rename_all = "snake_case")]
enum CoverWith {
    Money,
    HouseUnits,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct RefundAll {
    /// 1 to 2000 characters; everybody who paid reads it.
    reason: String,
}

#[derive(Object)]
struct Repair {
    preorder: Uuid,
    /// The order's state now.
    state: String,
    /// The bank's page, where the buyer has to answer it.
    #[oai(skip_serializing_if_is_none)]
    action_url: Option<String>,
    /// The order's own page, where another card can be saved.
    pay_url: String,
}

impl Repair {
    fn new(app: &App, found: &app::attempt::Repair) -> Self {
        Self {
            preorder: found.preorder.id.uuid(),
            state: found.preorder.state.as_str().to_owned(),
            action_url: found.action_url().map(str::to_owned),
            pay_url: app::preorder::address(app, found.preorder.id),
        }
    }
}

#[derive(Object)]
struct Settlement {
    campaign: Uuid,
    state: String,
    /// Orders by state; states without orders are absent.
    counts: std::collections::HashMap<String, u64>,
    /// Orders paid, whatever became of the money later.
    paid_count: u64,
    failed_count: u64,
    waiting_count: u64,
    asking_count: u64,
    over_count: u64,
    /// Captured, less refunds decided.
    paid: Money,
    open: Money,
    failed: Money,
    returned: Money,
    #[oai(skip_serializing_if_is_none)]
    next_charge_at: Option<DateTime<Utc>>,
    is_paused: bool,
    /// Orders paid, or refused for the first time, in the last minute.
    tried_last_minute: u64,
    /// The most requests of one kind that the provider is sent in a second.
    #[oai(skip_serializing_if_is_none)]
    limit_per_second: Option<u32>,
    /// Until every first attempt is over; absent where nothing moves.
    #[oai(skip_serializing_if_is_none)]
    seconds_left: Option<i64>,
    /// Refunds that wait until the provider's available balance covers them.
    refunds_waiting_count: u64,
    refunds_waiting: Money,
}

impl From<app::settlement::Settlement> for Settlement {
    fn from(found: app::settlement::Settlement) -> Self {
        use domain::preorder::State;
        let count = |state: &State| (state.as_str().to_owned(), found.counts.of(*state));
        Self {
            campaign: found.campaign.id.uuid(),
            state: found.campaign.state.as_str().to_owned(),
            counts: State::ALL.iter().map(count).filter(|(_, count)| *count > 0).collect(),
            paid_count: found.progress.paid,
            failed_count: found.progress.failed,
            waiting_count: found.progress.waiting,
            asking_count: found.progress.asking,
            over_count: found.progress.over,
            paid: found.paid.into(),
            open: found.open.into(),
            failed: found.failed.into(),
            returned: found.returned.into(),
            next_charge_at: found.next_charge_at,
            is_paused: found.campaign.is_paused(),
            tried_last_minute: found.pace.tried,
            limit_per_second: found.limit_per_second,
            seconds_left: found.time_left.map(|left| left.num_seconds()),
            refunds_waiting_count: found.refunds_waiting,
            refunds_waiting: found.refunds_waiting_sum.into(),
        }
    }
}

/// Where a campaign stands after a decision about its money.
#[derive(Object)]
struct Decided {
    campaign: Uuid,
    state: String,
    /// The admin whose wish to refund all still needs a second one.
    #[oai(skip_serializing_if_is_none)]
    refund_requested_by: Option<Uuid>,
}

impl From<&domain::campaign::Campaign> for Decided {
    fn from(campaign: &domain::campaign::Campaign) -> Self {
        Self {
            campaign: campaign.id.uuid(),
            state: campaign.state.as_str().to_owned(),
            refund_requested_by: campaign.refund_requested_by.map(domain::id::AccountId::uuid),
        }
    }
}

fn covered(body: Cover) -> Result<app::settlement::Cover, Problem> {
    let missing = |field: &str| Problem::fields([(field, "is needed to cover with money".to_owned())]);
    match body.with {
        CoverWith::HouseUnits => Ok(app::settlement::Cover::HouseUnits),
        CoverWith::Money => {
            let amount = body.amount.ok_or_else(|| missing("amount"))?.parse("amount")?;
            let reference = body.reference.ok_or_else(|| missing("reference"))?;
            Ok(app::settlement::Cover::Money { amount, reference })
        }
    }
}
