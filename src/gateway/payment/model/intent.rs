//! Intents: made unconfirmed, confirmed with a saved card, and successful at most once.

use chrono::{DateTime, Utc};

use super::balance::Due;
use super::card::{Behaviour, Response, decline, is_expired};
use super::{
    Answer, ConfirmIntent, CreateIntent, CustomerRef, Decline, Failure, Intent, IntentRef, IntentStatus,
    MethodRef, Model, Moment, Money, MovementKind, Presence, Reply, Step, Verdict, later, missing, refused,
};
use crate::domain::id::PreorderId;

/// How many confirmations of one intent are taken where nothing else is said.
pub(super) const fn confirmations_max() -> u32 {
    20
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntentRecord {
    pub id: IntentRef,
    /// Orders intents by age.
    pub number: u64,
    pub customer: CustomerRef,
    pub preorder: PreorderId,
    pub amount: Money,
    pub status: IntentStatus,
    pub received_minor: i64,
    pub confirmations: u32,
    pub last_decline: Option<Decline>,
    /// The card of the latest confirmation.
    pub method: Option<MethodRef>,
    /// Where the bank's page sends the buyer, while it waits for them.
    pub return_url: Option<String>,
    pub created_at: DateTime<Utc>,
    pub charged_at: Option<DateTime<Utc>>,
    /// When the money of a successful charge may be used.
    pub available_at: Option<DateTime<Utc>>,
}

impl IntentRecord {
    pub(super) fn view(&self) -> Intent {
        let waits = self.status == IntentStatus::RequiresAction;
        Intent {
            id: self.id.clone(),
            preorder: self.preorder,
            status: self.status,
            amount: self.amount,
            received_minor: self.received_minor,
            last_decline: self.last_decline.clone(),
            action_url: waits.then(|| format!("/sandbox/3ds/{}", self.id)),
            created_at: self.created_at,
        }
    }

    fn move_to(&mut self, status: IntentStatus) {
        self.status = status;
        if status != IntentStatus::RequiresAction {
            self.return_url = None;
        }
    }

    fn decline(&mut self, code: &str) {
        self.move_to(IntentStatus::RequiresPaymentMethod);
        self.last_decline = Some(decline(code));
    }
}

impl Model {
    pub(super) fn create_intent(&mut self, moment: Moment, create: &CreateIntent) -> Answer<Reply> {
        if !self.book.customers.contains_key(&create.customer) {
            return Err(missing("customer", &create.customer));
        }
        let record = IntentRecord {
            id: IntentRef(moment.id("pi")),
            number: self.next_number(),
            customer: create.customer.clone(),
            preorder: create.preorder,
            amount: create.amount,
            status: IntentStatus::RequiresPaymentMethod,
            received_minor: 0,
            confirmations: 0,
            last_decline: None,
            method: None,
            return_url: None,
            created_at: moment.now,
            charged_at: None,
            available_at: None,
        };
        let view = record.view();
        self.book.intents.insert(record.id.clone(), record);
        Ok(Reply::Intent(view))
    }

    pub fn read_intent(&self, id: &IntentRef) -> Answer<Intent> {
        self.book.intents.get(id).map(IntentRecord::view).ok_or_else(|| missing("intent", id))
    }

    /// Every intent of one customer for one pre-order, oldest first.
    pub fn list_intents(&self, customer: &CustomerRef, preorder: PreorderId) -> Vec<Intent> {
        let mut found: Vec<_> = self
            .book
            .intents
            .values()
            .filter(|intent| intent.customer == *customer && intent.preorder == preorder)
            .collect();
        found.sort_by_key(|intent| intent.number);
        found.into_iter().map(IntentRecord::view).collect()
    }

    pub(super) fn confirm_intent(&mut self, moment: Moment, confirm: &ConfirmIntent) -> Answer<Reply> {
        let record =
            self.book.intents.get(&confirm.intent).ok_or_else(|| missing("intent", &confirm.intent))?;
        confirmable(record.status)?;
        let method = self.usable_method(&confirm.method, &record.customer)?;
        let response = if is_expired(&method.card, moment.now) {
            Response::Decline("expired_card")
        } else {
            method.behaviour.at_charge()
        };
        let confirmations_max = self.terms.confirmations_max;
        let intent = self.intent_mut(&confirm.intent)?;
        intent.confirmations = intent.confirmations.saturating_add(1);
        if intent.confirmations > confirmations_max {
            intent.move_to(IntentStatus::Canceled);
            return Ok(Reply::Intent(intent.view()));
        }
        intent.method = Some(confirm.method.clone());
        match (response, &confirm.presence) {
            (Response::Challenge, Presence::OnSession { return_url }) => {
                intent.move_to(IntentStatus::RequiresAction);
                intent.return_url = Some(return_url.clone());
            }
            (Response::Challenge, Presence::OffSession) => intent.decline("authentication_required"),
            (response, Presence::OffSession | Presence::OnSession { .. }) => {
                self.settle(moment.now, &confirm.intent, response)?;
            }
        }
        self.read_intent(&confirm.intent).map(Reply::Intent)
    }

    /// What the buyer answered on the bank's page; late is as good as early, until the intent is cancelled.
    pub(super) fn finish_action(
        &mut self,
        moment: Moment,
        id: &IntentRef,
        verdict: Verdict,
    ) -> Answer<Reply> {
        let intent = self.intent_mut(id)?;
        let return_url = waiting_page(intent)?;
        let method = intent.method.clone();
        match verdict {
            Verdict::Fail => intent.decline("payment_intent_authentication_failure"),
            Verdict::Pass => {
                let response = method
                    .and_then(|method| self.book.methods.get(&method))
                    .map_or(Response::Decline("generic_decline"), |method| {
                        method.behaviour.after_challenge()
                    });
                self.settle(moment.now, id, response)?;
            }
        }
        Ok(Reply::Step(Step::Return(return_url)))
    }

    pub(super) fn cancel_intent(&mut self, id: &IntentRef) -> Answer<Reply> {
        let intent = self.intent_mut(id)?;
        match intent.status {
            IntentStatus::RequiresPaymentMethod
            | IntentStatus::RequiresConfirmation
            | IntentStatus::RequiresAction => intent.move_to(IntentStatus::Canceled),
            IntentStatus::Processing | IntentStatus::Succeeded | IntentStatus::Canceled => {}
        }
        Ok(Reply::Intent(intent.view()))
    }

    /// The bank's last word on a charge it was slow about.
    pub(super) fn settle_slowly(&mut self, at: DateTime<Utc>, id: &IntentRef) {
        let is_waiting =
            self.book.intents.get(id).is_some_and(|intent| intent.status == IntentStatus::Processing);
        if is_waiting {
            self.approve(at, id);
        }
    }

    fn settle(&mut self, at: DateTime<Utc>, id: &IntentRef, response: Response) -> Answer<()> {
        match response {
            Response::Approve => self.approve(at, id),
            Response::ApproveLater => {
                self.intent_mut(id)?.move_to(IntentStatus::Processing);
                let due_at = later(at, self.terms.slow_charge_seconds);
                self.plan(due_at, Due::SlowCharge(id.clone()));
            }
            Response::Challenge => self.intent_mut(id)?.decline("authentication_required"),
            Response::Decline(code) => self.intent_mut(id)?.decline(code),
        }
        Ok(())
    }

    fn approve(&mut self, at: DateTime<Utc>, id: &IntentRef) {
        let available_at = later(at, self.terms.available_after_seconds);
        let Some(intent) = self.book.intents.get_mut(id) else { return };
        intent.move_to(IntentStatus::Succeeded);
        intent.received_minor = intent.amount.minor;
        intent.last_decline = None;
        intent.charged_at = Some(at);
        intent.available_at = Some(available_at);
        let amount = intent.amount;
        self.post(MovementKind::Charge, &id.0, amount, (at, available_at));
        self.plan(later(at, self.terms.fee_after_seconds), Due::Fee(id.clone()));
    }

    pub(super) fn intent_mut(&mut self, id: &IntentRef) -> Answer<&mut IntentRecord> {
        self.book.intents.get_mut(id).ok_or_else(|| missing("intent", id))
    }

    pub(super) fn refunds_fail_for(&self, intent: &IntentRecord) -> bool {
        let method = intent.method.as_ref().and_then(|id| self.book.methods.get(id));
        method.is_some_and(|method| method.behaviour == Behaviour::RefundFails)
    }
}

fn confirmable(status: IntentStatus) -> Answer<()> {
    match status {
        IntentStatus::RequiresPaymentMethod
        | IntentStatus::RequiresConfirmation
        | IntentStatus::RequiresAction => Ok(()),
        IntentStatus::Processing => Err(unexpected("is being processed")),
        IntentStatus::Succeeded => Err(unexpected("has succeeded")),
        IntentStatus::Canceled => Err(unexpected("was cancelled")),
    }
}

/// The address to go back to from the bank's page, if the bank still waits for an answer there.
fn waiting_page(intent: &IntentRecord) -> Answer<String> {
    match (intent.status, &intent.return_url) {
        (IntentStatus::RequiresAction, Some(return_url)) => Ok(return_url.clone()),
        (IntentStatus::Succeeded | IntentStatus::Processing, _) => Err(unexpected("is already confirmed")),
        (IntentStatus::Canceled, _) => Err(unexpected("was cancelled; nothing was charged")),
        (
            IntentStatus::RequiresPaymentMethod
            | IntentStatus::RequiresConfirmation
            | IntentStatus::RequiresAction,
            _,
        ) => Err(unexpected("is not waiting for the bank")),
    }
}

fn unexpected(what: &str) -> Failure {
    refused("payment_intent_unexpected_state", &format!("This payment {what}."))
}
