//! Refunds: the money leaves at once, the card gets it a little later, and some come back.

use chrono::{DateTime, Utc};

use super::balance::Due;
use super::{
    Answer, CreateRefund, Failure, IntentRef, IntentStatus, Key, Model, Moment, Money, MovementKind, Refund,
    RefundRef, RefundStatus, Reply, later, missing, refused,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRecord {
    pub id: RefundRef,
    /// Orders refunds by age.
    pub number: u64,
    pub intent: IntentRef,
    pub amount: Money,
    pub status: RefundStatus,
    /// None where somebody made it in the dashboard.
    pub key: Option<Key>,
    pub created_at: DateTime<Utc>,
}

impl RefundRecord {
    fn view(&self) -> Refund {
        Refund {
            id: self.id.clone(),
            intent: self.intent.clone(),
            amount: self.amount,
            status: self.status,
            key: self.key.clone(),
        }
    }
}

impl Model {
    pub(super) fn create_refund(
        &mut self,
        moment: Moment,
        key: &Key,
        create: &CreateRefund,
    ) -> Answer<Reply> {
        self.refund(moment, Some(key), create)
    }

    /// A refund made by hand in the dashboard.
    pub(super) fn refund_outside(
        &mut self,
        moment: Moment,
        intent: &IntentRef,
        amount: Money,
    ) -> Answer<Reply> {
        self.refund(moment, None, &CreateRefund { intent: intent.clone(), amount })
    }

    fn refund(&mut self, moment: Moment, key: Option<&Key>, create: &CreateRefund) -> Answer<Reply> {
        let intent =
            self.book.intents.get(&create.intent).ok_or_else(|| missing("intent", &create.intent))?;
        if intent.status != IntentStatus::Succeeded || intent.amount.currency != create.amount.currency {
            return Err(refused(
                "charge_not_refundable",
                "This intent has nothing to refund in that currency.",
            ));
        }
        let left_minor = intent.received_minor.saturating_sub(self.refunded_minor(&intent.id));
        if create.amount.minor > left_minor {
            return Err(over_refund(left_minor));
        }
        // Money that is still pending is taken back from what is pending, so that nothing goes below zero.
        let available_at = intent.available_at.map_or(moment.now, |at| at.max(moment.now));
        let fails = self.refunds_fail_for(intent);
        let id = RefundRef(moment.id("re"));
        let status = self.plan_outcome(moment.now, &id, fails);
        let record = RefundRecord {
            id: id.clone(),
            number: self.next_number(),
            intent: create.intent.clone(),
            amount: create.amount,
            status,
            key: key.cloned(),
            created_at: moment.now,
        };
        let view = record.view();
        self.book.refunds.insert(id.clone(), record);
        let taken = Money::new(create.amount.minor.saturating_neg(), create.amount.currency);
        self.post(MovementKind::Refund, &id.0, taken, (moment.now, available_at));
        Ok(Reply::Refund(view))
    }

    /// Plans what becomes of a refund, and returns how it starts.
    fn plan_outcome(&mut self, now: DateTime<Utc>, id: &RefundRef, fails: bool) -> RefundStatus {
        let terms = self.terms;
        if fails {
            let seconds = terms.refund_failure_after_seconds.max(terms.refund_after_seconds);
            self.plan(later(now, seconds), Due::RefundFails(id.clone()));
        }
        if terms.refund_after_seconds == 0 {
            return RefundStatus::Succeeded;
        }
        self.plan(later(now, terms.refund_after_seconds), Due::RefundSucceeds(id.clone()));
        RefundStatus::Pending
    }

    pub fn read_refund(&self, id: &RefundRef) -> Answer<Refund> {
        self.book.refunds.get(id).map(RefundRecord::view).ok_or_else(|| missing("refund", id))
    }

    /// Every refund of one intent, oldest first.
    pub fn list_refunds(&self, intent: &IntentRef) -> Vec<Refund> {
        let mut found: Vec<_> =
            self.book.refunds.values().filter(|refund| refund.intent == *intent).collect();
        found.sort_by_key(|refund| refund.number);
        found.into_iter().map(RefundRecord::view).collect()
    }

    pub(super) fn refund_succeeds(&mut self, id: &RefundRef) {
        if let Some(refund) = self.book.refunds.get_mut(id)
            && refund.status == RefundStatus::Pending
        {
            refund.status = RefundStatus::Succeeded;
        }
    }

    pub(super) fn refund_fails(&mut self, at: DateTime<Utc>, id: &RefundRef) {
        let Some(refund) = self.book.refunds.get_mut(id) else { return };
        refund.status = RefundStatus::Failed;
        let amount = refund.amount;
        self.post(MovementKind::RefundFailure, &id.0, amount, (at, at));
    }

    fn refunded_minor(&self, intent: &IntentRef) -> i64 {
        let standing =
            |refund: &&RefundRecord| refund.intent == *intent && refund.status != RefundStatus::Failed;
        self.book.refunds.values().filter(standing).map(|refund| refund.amount.minor).sum()
    }
}

fn over_refund(left_minor: i64) -> Failure {
    if left_minor == 0 {
        return refused("charge_already_refunded", "This charge was refunded already.");
    }
    refused("amount_too_large", &format!("No more than {left_minor} minor units are left to refund."))
}
