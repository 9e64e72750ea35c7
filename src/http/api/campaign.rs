//! Campaigns: looked at by anybody; opened, paused and cancelled by admins.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use crate::app::{self, App};
use crate::domain;
use crate::domain::campaign::State;
use crate::domain::id::{CampaignId, RoundId};
use crate::http::caller::{AsAdmin, AsAnyone};
use crate::http::page::{Page, limit, page};
use crate::http::problem::Problem;

type Answer<T> = Result<Json<T>, Problem>;

pub struct CampaignApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Campaigns")]
impl CampaignApi {
    /// Campaigns, newest first. Those not yet opened are among them for admins alone.
    #[oai(path = "/campaigns", method = "get", operation_id = "list_campaigns")]
    async fn list(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAnyone,
        round: Query<Option<Uuid>>,
        after: Query<Option<Uuid>>,
        #[oai(name = "limit")] asked: Query<Option<u64>>,
    ) -> Answer<Page<Campaign>> {
        let limit = limit(asked.0);
        let who = caller.member()?;
        let round = round.0.map(RoundId::new);
        let before = after.0.map(CampaignId::new);
        let found = app::campaign::list(&app, who.as_ref(), round, before, limit + 1).await?;
        Ok(Json(page(found, limit, |campaign| campaign.id.uuid())))
    }

    /// One campaign: how far its gate is, and what happens next.
    #[oai(path = "/campaigns/:id", method = "get", operation_id = "read_campaign")]
    async fn read(&self, app: Data<&Arc<App>>, caller: AsAnyone, id: Path<Uuid>) -> Answer<Campaign> {
        let who = caller.member()?;
        Ok(Json(app::campaign::find(&app, who.as_ref(), CampaignId::new(id.0)).await?.into()))
    }

    /// Open the sale: its deadline counts from now.
    #[oai(path = "/campaigns/:id/open", method = "post", operation_id = "open_campaign")]
    async fn open(&self, app: Data<&Arc<App>>, caller: AsAdmin, id: Path<Uuid>) -> Answer<Campaign> {
        Ok(Json(app::campaign::open(&app, &caller.0, CampaignId::new(id.0)).await?.into()))
    }

    /// End the sale. Once buyers have paid, a second admin has to do the same before all is refunded.
    #[oai(path = "/campaigns/:id/cancel", method = "post", operation_id = "cancel_campaign")]
    async fn cancel(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        body: Json<Because>,
    ) -> Answer<Campaign> {
        let id = CampaignId::new(id.0);
        Ok(Json(app::campaign::cancel(&app, &caller.0, id, &body.reason).await?.into()))
    }

    /// Stop the sale's irreversible steps and its clocks.
    #[oai(path = "/campaigns/:id/pause", method = "post", operation_id = "pause_campaign")]
    async fn pause(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        body: Json<Because>,
    ) -> Answer<Campaign> {
        let id = CampaignId::new(id.0);
        Ok(Json(app::campaign::pause(&app, &caller.0, id, &body.reason).await?.into()))
    }

    /// Let a paused sale go on: what was still to come moves by the length of the pause.
    #[oai(path = "/campaigns/:id/resume", method = "post", operation_id = "resume_campaign")]
    async fn resume(&self, app: Data<&Arc<App>>, caller: AsAdmin, id: Path<Uuid>) -> Answer<Campaign> {
        Ok(Json(app::campaign::resume(&app, &caller.0, CampaignId::new(id.0)).await?.into()))
    }
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct Because {
    /// 1 to 2,000 characters; buyers read it.
    reason: String,
}

/// The gate's terms, fixed when the sale opens.
#[derive(Object)]
struct CampaignGate {
    /// So many committed units start the charging.
    threshold_units: u32,
    /// No more than this is sold; absent is no limit.
    #[oai(skip_serializing_if_is_none)]
    cap_units: Option<u32>,
    #[oai(skip_serializing_if_is_none)]
    per_buyer_units_max: Option<u32>,
    decides: Decides,
    /// How long card pages that are open at the deadline may finish.
    last_call_seconds: u32,
    /// From a buyer's first failed charge to dropping the order.
    grace_seconds: u32,
}

#[derive(Enum)]
#[oai(rename_all = "snake_case")]
enum Decides {
    AtDeadline,
    /// As soon as the threshold is reached, else at the deadline.
    OnThreshold,
}

#[derive(Object)]
struct Campaign {
    id: Uuid,
    round: Uuid,
    design: Uuid,
    /// ISO 4217.
    currency: String,
    /// As `open` or `settling`.
    state: String,
    /// What the state leads to, in a sentence.
    next: String,
    gate: CampaignGate,
    /// Waiting for a card.
    reserved_units: u32,
    /// With a saved card: these count to the gate.
    committed_units: u32,
    /// How many can still be ordered; absent without a cap.
    #[oai(skip_serializing_if_is_none)]
    units_left: Option<u32>,
    #[oai(skip_serializing_if_is_none)]
    opened_at: Option<DateTime<Utc>>,
    #[oai(skip_serializing_if_is_none)]
    deadline_at: Option<DateTime<Utc>>,
    #[oai(skip_serializing_if_is_none)]
    decided_at: Option<DateTime<Utc>>,
    /// Nothing is charged before.
    #[oai(skip_serializing_if_is_none)]
    first_charge_at: Option<DateTime<Utc>>,
    #[oai(skip_serializing_if_is_none)]
    funded_at: Option<DateTime<Utc>>,
    /// Until when an admin may cover a short sale.
    #[oai(skip_serializing_if_is_none)]
    short_deadline_at: Option<DateTime<Utc>>,
    #[oai(skip_serializing_if_is_none)]
    closed_at: Option<DateTime<Utc>>,
    #[oai(skip_serializing_if_is_none)]
    paused_at: Option<DateTime<Utc>>,
    #[oai(skip_serializing_if_is_none)]
    pause_reason: Option<String>,
    #[oai(skip_serializing_if_is_none)]
    close_reason: Option<String>,
    /// Whether one admin has asked for refunding all and a second one has to confirm.
    is_cancel_requested: bool,
}

impl From<domain::campaign::Campaign> for Campaign {
    fn from(campaign: domain::campaign::Campaign) -> Self {
        let units = campaign.units;
        Self {
            id: campaign.id.uuid(),
            round: campaign.round.uuid(),
            design: campaign.design.uuid(),
            currency: campaign.currency.code().to_owned(),
            state: campaign.state.to_string(),
            next: next(&campaign),
            gate: CampaignGate::from(&campaign.terms),
            reserved_units: units.reserved,
            committed_units: units.committed,
            units_left: campaign.units_left(),
            opened_at: campaign.opened_at,
            deadline_at: campaign.clocks.deadline_at,
            decided_at: campaign.decided_at,
            first_charge_at: campaign.clocks.first_charge_at,
            funded_at: campaign.funded_at,
            short_deadline_at: campaign.clocks.short_deadline_at,
            closed_at: campaign.closed_at,
            paused_at: campaign.paused_at,
            pause_reason: campaign.pause_reason,
            close_reason: campaign.close_reason,
            is_cancel_requested: campaign.refund_requested_by.is_some(),
        }
    }
}

impl From<&domain::rules::GateTerms> for CampaignGate {
    fn from(terms: &domain::rules::GateTerms) -> Self {
        Self {
            threshold_units: terms.threshold_units,
            cap_units: terms.cap_units,
            per_buyer_units_max: terms.per_buyer_units_max,
            decides: if terms.on_threshold { Decides::OnThreshold } else { Decides::AtDeadline },
            last_call_seconds: terms.last_call_seconds,
            grace_seconds: terms.grace_seconds,
        }
    }
}

fn next(campaign: &domain::campaign::Campaign) -> String {
    let threshold = campaign.terms.threshold_units;
    match campaign.state {
        State::Draft => "the sale has not opened yet".to_owned(),
        State::Open if campaign.is_paused() => {
            "the sale is paused: nothing can be ordered, and the deadline moves by the pause's length"
                .to_owned()
        }
        State::Open => format!(
            "at the deadline, {threshold} committed units or more are charged after a notice; with fewer, every card is forgotten and nothing is charged"
        ),
        State::Settling => "buyers are told, then each commitment is charged once".to_owned(),
        State::Short => {
            "too little money came in: an admin covers the rest in time, or everybody gets theirs back"
                .to_owned()
        }
        State::Funded => "the money is in hand; production comes next".to_owned(),
        State::InProduction => "the product is being made and shipped".to_owned(),
        State::Fulfilled => "every unit is shipped".to_owned(),
        State::Failed => "too few committed: every card is forgotten and nothing was charged".to_owned(),
        State::Cancelled => {
            "the sale was cancelled: every card is forgotten and nothing was charged".to_owned()
        }
        State::Refunding => "everybody gets their money back".to_owned(),
        State::Refunded => "everybody has their money back".to_owned(),
    }
}
