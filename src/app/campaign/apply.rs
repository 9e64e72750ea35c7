//! The interpreter of a campaign's transitions: what `domain::campaign` decides, written in one transaction.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::Error;
use crate::app::{App, audit};
use crate::domain::campaign::{self, Campaign, Effect, Event, Facts, Matter, Notice, State};
use crate::domain::gate::{Outcome, Trigger};
use crate::domain::job::Job;
use crate::domain::settlement;
use crate::domain::time::{after, seconds};
use crate::store::decision::Decided;
use crate::store::{self, StoreError, Tx};

/// Lets `event` happen to a campaign whose row is locked. Engine decisions leave their own audit row; those of
/// people are written by their commands.
pub(in crate::app) async fn apply(
    app: &App,
    tx: &Tx,
    campaign: Campaign,
    event: Event,
) -> Result<Campaign, Error> {
    apply_because(app, tx, campaign, event, reason(event)).await
}

/// The same, with the reason that a person gave.
pub(in crate::app) async fn apply_because(
    app: &App,
    tx: &Tx,
    mut campaign: Campaign,
    event: Event,
    reason: &str,
) -> Result<Campaign, Error> {
    let facts = Facts { paused: campaign.is_paused() };
    let from = campaign.state;
    let decided = campaign::transition(from, event, &facts)?;
    if decided.to != from {
        store::campaign::transition(tx, campaign.id, from, decided.to).await?;
        campaign.state = decided.to;
        if let Some(action) = engine_action(event) {
            let row = audit::by_engine(action, "campaign", campaign.id.uuid()).detail(
                &json!({ "from": from, "to": decided.to, "committed_units": campaign.units.committed }),
            );
            audit::write(app, tx, row).await?;
        }
    }
    let mut change = Change { app, tx, campaign, now: app.now(), reason };
    for effect in decided.effects {
        change.effect(effect).await?;
    }
    store::campaign::save(tx, &change.campaign).await?;
    Ok(change.campaign)
}

struct Change<'a> {
    app: &'a App,
    tx: &'a Tx,
    campaign: Campaign,
    now: DateTime<Utc>,
    reason: &'a str,
}

impl Change<'_> {
    async fn effect(&mut self, effect: Effect) -> Result<(), Error> {
        let id = self.campaign.id;
        match effect {
            Effect::StartSale => {
                let length = seconds(self.campaign.terms.sale_seconds);
                self.campaign.opened_at = Some(self.now);
                self.campaign.clocks.deadline_at = Some(after(self.now, length));
            }
            Effect::RecordDecision(outcome, trigger) => self.record_decision(outcome, trigger).await?,
            Effect::PlanFirstCharge => {
                let notice = self.campaign.terms.notice_seconds;
                let first = settlement::first_charge_at(self.announced_at(), notice);
                self.campaign.clocks.first_charge_at = Some(first);
            }
            Effect::FanOutSettle => {
                self.app
                    .plan(self.tx, &Job::AnnounceCharges { campaign: id, after: None }, self.announced_at())
                    .await?;
            }
            Effect::FanOutRelease => {
                self.app.plan(self.tx, &Job::Release { campaign: id, after: None }, self.now).await?;
            }
            Effect::RecordFunded => self.campaign.funded_at = Some(self.now),
            Effect::StartShortClock => {
                let length = seconds(self.campaign.terms.short_seconds);
                self.campaign.clocks.short_deadline_at = Some(after(self.now, length));
            }
            Effect::TellBuyersShort => {
                let job = Job::TellBuyers { campaign: id, notice: Notice::Short, after: None };
                self.app.plan(self.tx, &job, self.now).await?;
            }
            Effect::Desk(matter) => self.desk(word(matter)).await?,
            Effect::KeepReason => self.campaign.close_reason = Some(self.reason.to_owned()),
            Effect::ReverseAwards => self.desk("awards_to_reverse").await?,
            Effect::Close => self.campaign.closed_at = Some(self.now),
        }
        Ok(())
    }

    async fn record_decision(&mut self, outcome: Outcome, trigger: Trigger) -> Result<(), StoreError> {
        self.campaign.units = store::campaign::units(self.tx, self.campaign.id).await?;
        self.campaign.decided_at = Some(self.now);
        let committed_units = self.campaign.units.committed;
        let decided = Decided { outcome, trigger, committed_units, decided_at: self.now };
        store::decision::insert(self.tx, self.app.ids.id(), &self.campaign, &decided).await
    }

    /// When buyers are told of their charges: at the decision, but after a decision at the threshold not before
    /// the card pages then open had their last call, so that those who join have the whole notice time too.
    fn announced_at(&self) -> DateTime<Utc> {
        let last_call = seconds(self.campaign.terms.last_call_seconds);
        let end = self.campaign.clocks.deadline_at.map_or(self.now, |deadline| deadline.min(self.now));
        after(end, last_call).max(self.now)
    }

    async fn desk(&self, matter: &str) -> Result<(), StoreError> {
        tracing::error!(campaign.id = %self.campaign.id, matter, "a campaign needs a person");
        let row = audit::by_engine("campaign.desk", "campaign", self.campaign.id.uuid()).detail(&json!({
            "matter": matter,
            "state": self.campaign.state,
            "short_deadline_at": self.campaign.clocks.short_deadline_at,
            "paused_at": self.campaign.paused_at,
        }));
        audit::write(self.app, self.tx, row).await
    }
}

const fn word(matter: Matter) -> &'static str {
    match matter {
        Matter::Short => "short",
        Matter::PausedInProduction => "paused_in_production",
    }
}

/// What the engine decided by this event; none where a person did.
const fn engine_action(event: Event) -> Option<&'static str> {
    match event {
        Event::Reached | Event::Decide(_) => Some("campaign.decided"),
        Event::NoneOpen(_) => Some("campaign.counted"),
        Event::ShortOver => Some("campaign.short_over"),
        Event::RunDone => Some("campaign.run_done"),
        Event::PausedTooLong => Some("campaign.paused_too_long"),
        Event::AllBack => Some("campaign.all_back"),
        Event::Open(_)
        | Event::Cover
        | Event::RefundAll(_)
        | Event::StartRun
        | Event::Cancel(_)
        | Event::Uphold(_) => None,
    }
}

/// The reason that an event carries in itself.
const fn reason(event: Event) -> &'static str {
    match event {
        Event::ShortOver => "nobody covered the sale in time",
        Event::PausedTooLong => "the sale was paused for too long",
        Event::RefundAll(_) => "an admin refunded all",
        Event::Uphold(_) => "a claim on the design was upheld",
        Event::Cancel(_) => "an admin cancelled the sale",
        Event::Open(_)
        | Event::Reached
        | Event::Decide(_)
        | Event::NoneOpen(_)
        | Event::Cover
        | Event::StartRun
        | Event::RunDone
        | Event::AllBack => "",
    }
}

/// Whether the gate may be asked about this campaign at all.
pub(in crate::app) fn is_decidable(campaign: &Campaign) -> bool {
    campaign.state == State::Open && !campaign.is_paused()
}
