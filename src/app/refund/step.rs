//! The interpreter of a refund's transitions: what `domain::refund` decides, written in one transaction.

use chrono::TimeDelta;
use serde_json::json;

use super::Error;
use crate::app::attempt::{Held, hold};
use crate::app::caller::Admin;
use crate::app::{App, audit, ledger, notice, preorder};
use crate::domain::id::{PreorderId, RefundId};
use crate::domain::job::Job;
use crate::domain::ledger::{Occurrence, Purse, Refs, refund as entries};
use crate::domain::money::Money;
use crate::domain::notice::Kind;
use crate::domain::preorder::{Event as OrderEvent, Gone};
use crate::domain::refund::{self, Effect, Event, Facts, Refund, State};
use crate::store::{self, Tx};

/// After a spent key nothing but the list speaks for a refund, and the list may be late.
pub(super) const READ_AFTER: TimeDelta = TimeDelta::hours(1);
/// Most refunds are done in a minute or two.
const FIRST_LOOK: TimeDelta = TimeDelta::minutes(2);
const REFERENCE_CHARS_MAX: usize = 200;

/// A refund's order and refund itself have to be locked.
pub(super) async fn apply(
    app: &App,
    tx: &Tx,
    held: &Held,
    refund: Refund,
    event: Event,
) -> Result<Refund, Error> {
    let contested = store::dispute::is_contested(tx, refund.preorder).await?;
    let facts = Facts { dispute_is_open: contested, may_send_again: true, dispute_is_smaller: false };
    let decided = refund::transition(refund.state, event, &facts)?;
    if decided.to != refund.state {
        store::refund::transition(tx, refund.id, (refund.state, decided.to), app.now()).await?;
    }
    let mut refund = Refund { state: decided.to, ..refund };
    for effect in decided.effects {
        refund = one(app, tx, held, refund, effect).await?;
    }
    Ok(refund)
}

async fn one(app: &App, tx: &Tx, held: &Held, refund: Refund, effect: Effect) -> Result<Refund, Error> {
    let now = app.now();
    let refs = Refs::of_preorder(held.campaign.round, held.campaign.id, refund.preorder);
    let on = Occurrence { at: now, refs };
    let (id, number, amount) = (refund.id, refund.number, refund.amount);
    match effect {
        Effect::Send => app.plan(tx, &Job::SendRefund { refund: id }, now).await?,
        Effect::NextNumber => return renumber(tx, refund).await,
        Effect::PostLeft => {
            app.plan(tx, &Job::ReadRefund { refund: id }, now + FIRST_LOOK).await?;
            ledger::post(app, tx, &entries::left(on, id, number, amount)?).await?;
        }
        Effect::PostFailed => {
            ledger::post(app, tx, &entries::failed(on, id, number, amount)?).await?;
        }
        Effect::PostPaidByHand => {
            ledger::post(app, tx, &entries::paid_by_hand(on, id, Purse::Organiser, amount)?).await?;
        }
        Effect::ReadList => app.plan(tx, &Job::ReadRefund { refund: id }, now + READ_AFTER).await?,
        Effect::AskMoneyGone => ask_money_gone(app, tx, held).await?,
        Effect::TellOrderItFailed => {
            let order = store::preorder::lock(tx, refund.preorder).await?.ok_or(Error::Unknown)?;
            preorder::apply(app, tx, order, &held.campaign, OrderEvent::RefundFailed).await?;
        }
        Effect::NotifyBuyer => tell_buyer(app, tx, held, &refund).await?,
        // Disputes come with their own noun; until it tells a refund of one, a person does.
        Effect::PostWithdrawn | Effect::DecideRest | Effect::ApplyDispute | Effect::Desk => {
            desk(app, tx, &refund).await?;
        }
    }
    Ok(refund)
}

async fn renumber(tx: &Tx, refund: Refund) -> Result<Refund, Error> {
    let number = store::refund::next_number(tx, refund.preorder).await?;
    let key = refund::key(refund.id, number);
    store::refund::set_number(tx, refund.id, number, &key).await?;
    Ok(Refund { number, key, provider_ref: None, sent_at: None, failure: None, ..refund })
}

/// Once all that was received is back with the buyer, the order is refunded.
async fn ask_money_gone(app: &App, tx: &Tx, held: &Held) -> Result<(), Error> {
    let order = store::preorder::lock(tx, held.preorder.id).await?.ok_or(Error::Unknown)?;
    let refunds = store::refund::list(tx, order.id).await?;
    let done = refunds.iter().filter(|refund| refund.state == State::Done);
    let back =
        done.map(|refund| refund.amount).try_fold(Money::zero(order.total.currency), Money::checked_add)?;
    if order.received.minor > 0 && back.minor >= order.received.minor {
        preorder::apply(app, tx, order, &held.campaign, OrderEvent::MoneyGone(Gone::Refunded)).await?;
    }
    Ok(())
}

async fn tell_buyer(app: &App, tx: &Tx, held: &Held, refund: &Refund) -> Result<(), Error> {
    let order = &held.preorder;
    let facts = json!({
        "campaign": order.campaign,
        "amount_minor": refund.amount.minor,
        "currency": refund.amount.currency,
        "cause": refund.cause,
    });
    let about = ("preorder", order.id.uuid());
    Ok(notice::tell(app, tx, order.buyer, Kind::RefundSent, about, &facts).await?)
}

async fn desk(app: &App, tx: &Tx, refund: &Refund) -> Result<(), Error> {
    tracing::error!(refund.id = %refund.id, state = %refund.state, "a refund needs a person");
    let row = audit::by_engine("refund.desk", "refund", refund.id.uuid()).detail(&json!({
        "preorder": refund.preorder,
        "state": refund.state,
        "amount_minor": refund.amount.minor,
        "currency": refund.amount.currency,
        "failure": refund.failure,
    }));
    Ok(audit::write(app, tx, row).await?)
}

/// An order's refunds, oldest first.
pub async fn list(app: &App, _admin: &Admin, id: PreorderId) -> Result<Vec<Refund>, Error> {
    Ok(store::refund::list(&app.store, id).await?)
}

pub async fn find(app: &App, _admin: &Admin, id: RefundId) -> Result<Refund, Error> {
    store::refund::find(&app.store, id).await?.ok_or(Error::Unknown)
}

/// An admin paid a refund outside, since the buyer's card does not take it any more.
pub async fn pay_by_hand(app: &App, admin: &Admin, id: RefundId, reference: &str) -> Result<Refund, Error> {
    let reference = reference.trim();
    if reference.is_empty() || reference.chars().count() > REFERENCE_CHARS_MAX {
        return Err(Error::Reference);
    }
    let tx = app.store.begin_write().await?;
    let found = store::refund::find(&tx, id).await?.ok_or(Error::Unknown)?;
    let held = hold(&tx, found.preorder).await?;
    let found = store::refund::find(&tx, id).await?.ok_or(Error::Unknown)?;
    let draft = audit::by(admin.id(), "refund.paid_by_hand", "refund", id.uuid());
    audit::write(app, &tx, draft.detail(&json!({ "reference": reference }))).await?;
    let paid = apply(app, &tx, &held, found, Event::PaidByHand).await?;
    tx.commit().await?;
    Ok(paid)
}
