//! The interpreter of a pre-order's transitions: what `domain::preorder` decides, written in one transaction.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::facts::facts;
use super::{Error, agreement};
use crate::app::campaign::{apply as apply_to_campaign, is_decidable};
use crate::app::{App, attempt, audit, intent, notice, refund};
use crate::domain::campaign::{self, Campaign, Units, UnitsError};
use crate::domain::gate::{self, Decision};
use crate::domain::job::Job;
use crate::domain::preorder::{
    self, Card, Effect, Event, Leaving, Matter, Notice, Placed, Preorder, State, charge_by,
};
use crate::store::{self, StoreError, Tx};

/// Lets `event` happen to an order whose campaign and row are locked (the campaign shared, where units stay).
pub(in crate::app) async fn apply(
    app: &App,
    tx: &Tx,
    order: Preorder,
    campaign: &Campaign,
    event: Event,
) -> Result<Preorder, Error> {
    Step::new(app, tx, order, campaign).run(event).await
}

/// The same for `CardSaved`, with the card.
pub(in crate::app) async fn apply_card(
    app: &App,
    tx: &Tx,
    order: Preorder,
    campaign: &Campaign,
    (event, card): (Event, Card),
) -> Result<Preorder, Error> {
    Step { card: Some(card), ..Step::new(app, tx, order, campaign) }.run(event).await
}

/// The same for `Edit`, with what is ordered instead.
pub(in crate::app) async fn apply_change(
    app: &App,
    tx: &Tx,
    order: Preorder,
    campaign: &Campaign,
    (event, change): (Event, Placed),
) -> Result<Preorder, Error> {
    Step { change: Some(change), ..Step::new(app, tx, order, campaign) }.run(event).await
}

struct Step<'a> {
    app: &'a App,
    tx: &'a Tx,
    campaign: &'a Campaign,
    order: Preorder,
    now: DateTime<Utc>,
    /// The card just saved.
    card: Option<Card>,
    /// What is ordered instead.
    change: Option<Placed>,
}

impl<'a> Step<'a> {
    fn new(app: &'a App, tx: &'a Tx, order: Preorder, campaign: &'a Campaign) -> Self {
        Self { app, tx, campaign, order, now: app.now(), card: None, change: None }
    }

    async fn run(mut self, event: Event) -> Result<Preorder, Error> {
        let facts = facts(self.tx, &self.order, self.campaign, self.now).await?;
        #[cfg(feature = "sabotage")]
        let facts = sabotaged(facts, event);
        let from = self.order.state;
        let decided = preorder::transition(from, event, &facts)?;
        if decided.to != from {
            store::preorder::transition(self.tx, self.order.id, from, decided.to).await?;
            self.order.state = decided.to;
            self.stamp(from);
            store::preorder::save(self.tx, &self.order).await?;
        }
        for effect in decided.effects {
            self.effect(effect, event).await?;
        }
        Ok(self.order)
    }

    fn stamp(&mut self, from: State) {
        let to = self.order.state;
        if to == State::Paid {
            self.order.paid_at = self.order.paid_at.or(Some(self.now));
            self.order.closed_at = None;
        } else if from.is_open() && !to.is_open() || from == State::Paid {
            self.order.closed_at = Some(self.now);
        }
        if to == State::Released {
            self.order.close_reason.clone_from(&self.campaign.close_reason);
        }
    }

    async fn effect(&mut self, effect: Effect, event: Event) -> Result<(), Error> {
        match effect {
            Effect::CommitUnits => self.count(Units::commit).await?,
            Effect::ReturnReserved => self.count(Units::give_back_reserved).await?,
            Effect::ReturnCommitted => self.count(Units::give_back_committed).await?,
            Effect::RecountUnits => self.recount().await?,
            Effect::StoreChange => self.store_change().await?,
            Effect::StoreAgreement => self.store_agreement().await?,
            Effect::KeepCard => {
                self.order.card.clone_from(&self.card);
                store::preorder::save(self.tx, &self.order).await?;
            }
            Effect::DetachCards => self.detach(|_| true).await?,
            Effect::DetachOldCards => {
                let kept = self.order.card.as_ref().map(|card| card.method.clone());
                self.detach(|method| Some(method) != kept.as_deref()).await?;
            }
            Effect::DetachNewCard => {
                let new = self.card.as_ref().map(|card| card.method.clone());
                self.detach(|method| Some(method) == new.as_deref()).await?;
            }
            Effect::ExpireSession => self.expire_session().await?,
            Effect::OpenCardPage => {
                let job = Job::OpenSession { preorder: self.order.id };
                self.app.plan(self.tx, &job, self.now).await?;
            }
            Effect::AskGate => self.ask_gate().await?,
            Effect::Mark(leaving) => self.mark(leaving).await?,
            Effect::Notify(notice) => self.tell(notice).await?,
            Effect::Desk(matter) => self.desk(matter).await?,
            Effect::NextIntent
            | Effect::ReplaceIntent
            | Effect::CancelIntent
            | Effect::ReadIntent
            | Effect::RecordAttempt(_)
            | Effect::CloseAttempt(_)
            | Effect::PlanRetry
            | Effect::PostCharge
            | Effect::RefundUnshipped
            | Effect::RefundIntent => self.charge_effect(effect, event).await?,
        }
        Ok(())
    }

    /// Effects of settlement's nouns. They write the order's row themselves, so it is read again.
    async fn charge_effect(&mut self, effect: Effect, event: Event) -> Result<(), Error> {
        let Self { app, tx, order, campaign, .. } = self;
        match effect {
            Effect::NextIntent => intent::next(app, tx, order).await?,
            Effect::ReplaceIntent => intent::replace(app, tx, order).await?,
            Effect::CancelIntent => intent::cancel(app, tx, order).await?,
            Effect::ReadIntent => intent::read(app, tx, order).await?,
            Effect::RecordAttempt(channel) => attempt::record(app, tx, order, channel).await?,
            Effect::CloseAttempt(learnt) => attempt::close(app, tx, order, learnt).await?,
            Effect::PlanRetry => attempt::plan_retry(app, tx, order, campaign).await?,
            Effect::PostCharge => attempt::post_charge(app, tx, order).await?,
            // Boxed: they are rare, and large inside what every step of an order carries with it.
            Effect::RefundUnshipped => Box::pin(refund::unshipped(app, tx, order, cause(event))).await?,
            Effect::RefundIntent => Box::pin(refund::received(app, tx, order, "late_money")).await?,
            Effect::CommitUnits
            | Effect::ReturnReserved
            | Effect::ReturnCommitted
            | Effect::RecountUnits
            | Effect::StoreChange
            | Effect::StoreAgreement
            | Effect::KeepCard
            | Effect::DetachCards
            | Effect::DetachOldCards
            | Effect::DetachNewCard
            | Effect::ExpireSession
            | Effect::OpenCardPage
            | Effect::AskGate
            | Effect::Mark(_)
            | Effect::Notify(_)
            | Effect::Desk(_) => {}
        }
        let found = store::preorder::find(self.tx, self.order.id).await?;
        self.order = found.ok_or(Error::Unknown)?;
        Ok(())
    }

    async fn count(&self, change: impl FnOnce(Units, u32) -> Result<Units, UnitsError>) -> Result<(), Error> {
        let from = store::campaign::units(self.tx, self.campaign.id).await?;
        let to = change(from, self.order.units)?;
        Ok(store::campaign::set_units(self.tx, self.campaign.id, from, to).await?)
    }

    async fn recount(&self) -> Result<(), Error> {
        let Some(change) = &self.change else { return Ok(()) };
        let held = others(self.tx, &self.order).await?;
        let from = store::campaign::units(self.tx, self.campaign.id).await?;
        let limits = self.campaign.limits();
        let to = if self.order.state == State::Started {
            from.give_back_reserved(self.order.units)?.reserve(change.units, held, &limits)?
        } else {
            from.recount(self.order.units, change.units, held, &limits)?
        };
        Ok(store::campaign::set_units(self.tx, self.campaign.id, from, to).await?)
    }

    async fn store_change(&mut self) -> Result<(), Error> {
        if let Some(change) = self.change.take() {
            self.order.replace(change);
            store::preorder::set_order(self.tx, &self.order).await?;
        }
        Ok(())
    }

    /// The exact total, the text's version and the last instant of a charge.
    async fn store_agreement(&mut self) -> Result<(), Error> {
        let deadline = self.campaign.clocks.deadline_at.unwrap_or(self.now);
        self.order.committed_at = self.order.committed_at.or(Some(self.now));
        self.order.charge_by = Some(charge_by(deadline, self.campaign.terms.grace_seconds));
        store::preorder::save(self.tx, &self.order).await?;
        let text = agreement::accepted();
        let id = self.app.ids.id();
        Ok(store::agreement::insert(self.tx, id, &self.order, &text, self.now).await?)
    }

    async fn detach(&self, is_meant: impl Fn(&str) -> bool) -> Result<(), StoreError> {
        let kept = store::saved_method::list_kept(self.tx, self.order.id).await?;
        for method in kept.into_iter().filter(|method| is_meant(method)) {
            store::saved_method::request_detach(self.tx, &method, self.now).await?;
            self.app.plan(self.tx, &Job::Detach { method }, self.now).await?;
        }
        Ok(())
    }

    async fn expire_session(&self) -> Result<(), StoreError> {
        if self.order.session().is_none() {
            return Ok(());
        }
        self.app.plan(self.tx, &Job::ExpireSession { preorder: self.order.id }, self.now).await
    }

    /// In a sale that decides on its threshold, the commitment that reaches it decides here. On a node whose clock
    /// is off it only commits: a reconciler on a right one decides.
    async fn ask_gate(&self) -> Result<(), Error> {
        if !self.app.skew.is_right() {
            return Ok(());
        }
        let campaign = store::campaign::lock(self.tx, self.campaign.id).await?;
        let Some(campaign) = campaign.filter(is_decidable) else { return Ok(()) };
        let Some(question) = campaign.question() else { return Ok(()) };
        match gate::decide(&question, self.now) {
            Decision::Settle(gate::Trigger::Threshold) => {
                apply_to_campaign(self.app, self.tx, campaign, campaign::Event::Reached).await?;
            }
            Decision::Settle(gate::Trigger::Deadline) | Decision::Wait | Decision::Fail => {}
        }
        Ok(())
    }

    async fn mark(&mut self, leaving: Leaving) -> Result<(), StoreError> {
        self.order.leaving = Some(leaving);
        store::preorder::save(self.tx, &self.order).await
    }

    async fn tell(&self, notice: Notice) -> Result<(), StoreError> {
        let order = &self.order;
        let facts = json!({
            "campaign": order.campaign,
            "units": order.units,
            "total_minor": order.total.minor,
            "currency": order.total.currency,
            "card_last4": order.card.as_ref().map(|card| card.last4.as_str()),
            "charge_by": order.charge_by,
            "page": super::address(self.app, order.id),
        });
        let about = ("preorder", order.id.uuid());
        notice::tell(self.app, self.tx, order.buyer, notice.into(), about, &facts).await
    }

    async fn desk(&self, matter: Matter) -> Result<(), StoreError> {
        let order = &self.order;
        tracing::error!(preorder.id = %order.id, %matter, "a pre-order needs a person");
        let row = audit::by_engine("preorder.desk", "preorder", order.id.uuid()).detail(&json!({
            "matter": matter,
            "state": order.state,
            "campaign": order.campaign,
            "total_minor": order.total.minor,
            "received_minor": order.received.minor,
            "returned_minor": order.returned.minor,
            "currency": order.total.currency,
        }));
        audit::write(self.app, self.tx, row).await
    }
}

/// Leaves at once, whatever its intent may still do.
#[cfg(feature = "sabotage")]
fn sabotaged(facts: preorder::Facts, event: Event) -> preorder::Facts {
    let is_leaving = matches!(event, Event::GraceEnded | Event::Cancel | Event::Release);
    if is_leaving && crate::app::sabotage::is(crate::app::sabotage::Sabotage::DropWithoutVoiding) {
        return preorder::Facts { intent: preorder::LiveIntent::None, ..facts };
    }
    facts
}

/// Units that the same buyer holds in other orders of the campaign.
async fn others(tx: &Tx, order: &Preorder) -> Result<u32, StoreError> {
    let held = store::preorder::units_of(tx, order.campaign, order.buyer).await?;
    let others = held.into_iter().filter(|(id, _)| *id != order.id).map(|(_, units)| units);
    Ok(others.fold(0, u32::saturating_add))
}

/// Why money goes back.
const fn cause(event: Event) -> &'static str {
    match event {
        Event::Release => "released",
        Event::CardSaved(_)
        | Event::Expire
        | Event::Cancel
        | Event::Edit(_)
        | Event::ChargeDue
        | Event::Repair
        | Event::Succeeded(_)
        | Event::Declined
        | Event::AuthRequired
        | Event::Unknown
        | Event::IntentCancelled
        | Event::AttemptVoided
        | Event::GraceEnded
        | Event::MoneyGone(_)
        | Event::RefundFailed
        | Event::DisputeWon => "unwanted",
    }
}
