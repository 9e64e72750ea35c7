//! What has to be true after every step: DESIGN's invariants, over our rows and the provider's book.

mod payout;
mod rows;
mod state;

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use entity::{intent, preorder, refund};
use greenlit::domain::preorder::State;
use greenlit::domain::refund::keys_of;
use greenlit::gateway::payment::model::Book;
use greenlit::gateway::payment::{IntentRef, IntentStatus, Key, RefundStatus};
use uuid::Uuid;

use self::rows::Rows;
use crate::world::{World, Wrong};

/// A request may be under way for so long when its time ends, and a node's clock be so wrong.
const SLACK: TimeDelta = TimeDelta::minutes(15);

/// What was seen before, to compare with.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    orders: HashMap<Uuid, State>,
    sale: Option<greenlit::domain::campaign::State>,
    was_paused: bool,
    was_decided: bool,
    /// Whether money was stopped when rows were looked at last.
    pub(crate) is_stopped: bool,
    /// Attempts and refunds that have left.
    sent: HashSet<String>,
    /// Jobs that gave up.
    pub(crate) parked: Vec<String>,
}

impl World {
    pub(crate) async fn check(&mut self) -> Result<(), Wrong> {
        if !std::mem::take(&mut self.is_changed) {
            return Ok(());
        }
        let rows = Rows::read(self.app()).await?;
        self.is_selling = rows.sale.state == "open";
        self.is_deciding =
            self.is_selling && rows.sale.deadline_at.is_some_and(|deadline| self.now() >= deadline);
        self.is_paused = rows.sale.paused_at.is_some();
        for confirming in self.front.take_confirming() {
            on_record(&rows, &confirming)?;
        }
        if let Some(wrong) = self.front.take_wrong().filter(|_| !self.is_restored) {
            return Err(wrong);
        }
        self.seen.decided(&rows)?;
        self.seen.follow(&rows)?;
        self.seen.stopped(&rows)?;
        rows.add_up()?;
        rows.asked_once(self.orders_asked, self.gifts_asked_minor)?;
        let is_restored = self.is_restored;
        self.front.book(|book| {
            for order in &rows.orders {
                one_charge(&rows, order, book)?;
                if !is_restored {
                    gone(&rows, order, book)?;
                }
            }
            rows.payouts.iter().try_for_each(|payout| payout::sent_once(payout, book))?;
            rows.refunds.iter().try_for_each(|refund| sent(refund, book))?;
            rows.intents.iter().try_for_each(|intent| once((&rows, is_restored), intent, book))
        })
    }
}

/// A charge is asked for only under an attempt that is written down, on an intent whose id is.
fn on_record(rows: &Rows, confirming: &crate::front::Confirming) -> Result<(), Wrong> {
    let key = &confirming.key.0;
    let attempt = rows.attempts.iter().find(|attempt| attempt.key == *key);
    let attempt = attempt.ok_or_else(|| format!("{key} is sent, and no attempt is on record for it"))?;
    if attempt.sent_at.is_none() {
        return Err(format!("{key} is sent, and its attempt does not say so"));
    }
    if !key.contains(&attempt.id.to_string()) {
        return Err(format!("{key} does not name its attempt {}", attempt.id));
    }
    let intent = rows.intents.iter().find(|intent| intent.id == attempt.intent_id);
    let stored = intent.and_then(|intent| intent.provider_ref.as_deref());
    if stored == Some(confirming.intent.0.as_str()) {
        return Ok(());
    }
    Err(format!("{} is confirmed under {key}, whose intent is {stored:?}", confirming.intent))
}

/// Charged at most once, what was agreed, and when it was agreed; received is only what came.
fn one_charge(rows: &Rows, order: &preorder::Model, book: &Book) -> Result<(), Wrong> {
    let charges = book.charges(order.id.into());
    let came: i64 = charges.iter().map(|charge| charge.received_minor).sum();
    if charges.len() > 1 {
        return Err(format!("order {} is charged {} times", order.id, charges.len()));
    }
    if came > order.total_minor {
        return Err(format!("order {} is charged {came}, and agreed to {}", order.id, order.total_minor));
    }
    if order.received_minor > came {
        return Err(format!("order {} says it received {}, and {came} came", order.id, order.received_minor));
    }
    let Some(charged_at) = charges.first().and_then(|charge| charge.charged_at) else { return Ok(()) };
    let green = rows.sale.first_charge_at.filter(|_| rows.sale.decided_at.is_some());
    if green.is_none_or(|green| charged_at + SLACK < green) {
        return Err(format!("order {} is charged at {charged_at}, green light {green:?}", order.id));
    }
    if order.charge_by.is_none_or(|charge_by| charged_at > charge_by + SLACK) {
        return Err(format!("order {} is charged at {charged_at}, after {:?}", order.id, order.charge_by));
    }
    Ok(())
}

/// An order that left without paying has nothing at the provider that can still charge.
fn gone(rows: &Rows, order: &preorder::Model, book: &Book) -> Result<(), Wrong> {
    let is_gone = matches!(order.state.as_str(), "expired" | "cancelled" | "released" | "dropped");
    if !is_gone {
        return Ok(());
    }
    for intent in rows.intents.iter().filter(|intent| intent.preorder_id == order.id) {
        let Some(provider_ref) = &intent.provider_ref else { continue };
        let status = book.intents.get(&IntentRef(provider_ref.clone())).map(|found| found.status);
        if status != Some(IntentStatus::Canceled) {
            return Err(format!("order {} is {}, and {provider_ref} is {status:?}", order.id, order.state));
        }
    }
    Ok(())
}

/// What we say has left did leave.
fn sent(refund: &refund::Model, book: &Book) -> Result<(), Wrong> {
    let by_hand = refund.provider_ref.is_none() || refund.failure.is_some();
    if !matches!(refund.state.as_str(), "pending" | "done") || by_hand {
        return Ok(());
    }
    let provider_ref = refund.provider_ref.clone().unwrap_or_default();
    let found = book.refunds.values().find(|found| found.id.0 == provider_ref);
    let amount = found.map(|found| found.amount.minor);
    if amount == Some(refund.amount_minor) {
        return Ok(());
    }
    Err(format!(
        "refund {} of {} is {}, and there it is {amount:?}",
        refund.id, refund.amount_minor, refund.state
    ))
}

/// No more goes back than was decided, whatever became of an answer.
///
/// What a decision of the lost hour sent is a stranger to restored rows until they take it in; the end counts it.
fn once((rows, is_restored): (&Rows, bool), intent: &intent::Model, book: &Book) -> Result<(), Wrong> {
    let Some(provider_ref) = &intent.provider_ref else { return Ok(()) };
    let ours = book.refunds.values().filter(|refund| {
        let is_known = |key: &Key| rows.refunds.iter().any(|row| key.0.starts_with(&keys_of(row.id.into())));
        let is_taken_in = || rows.refunds.iter().any(|row| row.provider_ref.as_ref() == Some(&refund.id.0));
        let is_ours = refund.key.as_ref().is_some_and(|key| !is_restored || is_known(key) || is_taken_in());
        refund.intent.0 == *provider_ref && is_ours
    });
    let went: i64 =
        ours.filter(|refund| refund.status != RefundStatus::Failed).map(|refund| refund.amount.minor).sum();
    let decided: i64 = rows
        .refunds
        .iter()
        .filter(|refund| refund.intent_id == Some(intent.id) && refund.state != "withdrawn")
        .map(|refund| refund.amount_minor)
        .sum();
    if went > decided {
        return Err(format!("{went} went back of {provider_ref}, and {decided} was decided"));
    }
    Ok(())
}
