//! Payment intents: made unconfirmed, confirmed by id, read back whenever an answer leaves a doubt.

use super::super::{
    Answer, ConfirmIntent, CreateIntent, CustomerRef, Decline, Failure, Intent, IntentRef, IntentStatus, Key,
    Presence,
};
use super::answer::{self, instant, own};
use super::form::Form;
use super::send::{refused, unreadable};
use super::units::{code, from_wire, to_wire};
use super::{ATTEMPT, KEY, PREORDER, Stripe, decline};
use crate::domain::id::PreorderId;

const INTENTS: &str = "/payment_intents";
const LATEST_CHARGE: &str = "latest_charge";

impl Stripe {
    pub(super) async fn make_intent(&self, key: &Key, create: &CreateIntent) -> Answer<Intent> {
        let form = self
            .marked()
            .metadata(PREORDER, create.preorder)
            .metadata(KEY, &key.0)
            .maybe(&format!("metadata[{ATTEMPT}]"), create.attempt)
            .with("customer", &create.customer)
            .with("amount", to_wire(create.amount)?)
            .with("currency", code(create.amount.currency))
            .with("expand[0]", LATEST_CHARGE)
            .with("allowed_payment_method_types[0]", "card");
        intent(self.keyed(key, INTENTS, &form).await?)
    }

    /// A declined card is an answer: the intent as it is now, with why.
    pub(super) async fn confirm(&self, key: &Key, confirm: &ConfirmIntent) -> Answer<Intent> {
        let form = with_charge("").with("payment_method", &confirm.method);
        let form = match &confirm.presence {
            Presence::OffSession => form.with("off_session", true),
            Presence::OnSession { return_url } => form.with("return_url", return_url),
        };
        let path = format!("{INTENTS}/{}/confirm", confirm.intent);
        match self.keyed_card(key, &path, &form).await {
            Ok(confirmed) => intent(confirmed),
            Err(trouble) => match trouble.decline {
                Some(decline) => self.declined(&confirm.intent, decline).await,
                None => Err(trouble.failure),
            },
        }
    }

    /// The error says why; the intent says what is so, and whether risk rules had a word.
    async fn declined(&self, id: &IntentRef, told: Decline) -> Answer<Intent> {
        let present = self.find_intent(id).await?;
        let last_decline = match (present.status, present.last_decline) {
            (IntentStatus::Succeeded, _) => None,
            (_, Some(kept)) => {
                Some(Decline { never_again: kept.never_again || told.never_again, code: told.code })
            }
            (_, None) => Some(told),
        };
        Ok(Intent { last_decline, ..present })
    }

    pub(super) async fn find_intent(&self, id: &IntentRef) -> Answer<Intent> {
        intent(self.read(&format!("{INTENTS}/{id}"), &with_charge("")).await?)
    }

    /// One that cannot be cancelled any more says itself what it is.
    pub(super) async fn cancel(&self, id: &IntentRef) -> Answer<Intent> {
        match self.post(&format!("{INTENTS}/{id}/cancel"), &with_charge("")).await {
            Ok(cancelled) => intent(cancelled),
            Err(Failure::Refused { .. }) => self.find_intent(id).await,
            Err(failure) => Err(failure),
        }
    }

    pub(super) async fn intents_of(
        &self,
        customer: &CustomerRef,
        preorder: PreorderId,
    ) -> Answer<Vec<Intent>> {
        let query = with_charge("data.").with("customer", customer);
        let all: Vec<answer::Intent> = self.list(INTENTS, &query).await?;
        let is_ours = |intent: &answer::Intent| {
            own(intent.metadata.as_ref(), PREORDER).is_some_and(|of: PreorderId| of == preorder)
        };
        all.into_iter().filter(is_ours).map(intent).collect()
    }
}

/// Intents come with their latest charge, which says whether risk rules had a word; `of` is where they stand.
fn with_charge(of: &str) -> Form {
    Form::new().with("expand[0]", format!("{of}{LATEST_CHARGE}"))
}

fn intent(found: answer::Intent) -> Answer<Intent> {
    let preorder = own(found.metadata.as_ref(), PREORDER)
        .ok_or_else(|| refused("foreign_object", "This payment belongs to no pre-order of ours."))?;
    let status = status(&found.status).ok_or_else(unreadable)?;
    let received = from_wire(found.amount_received.unwrap_or_default(), &found.currency)?;
    let waits = status == IntentStatus::RequiresAction;
    let outcome = found.latest_charge.and_then(|charge| charge.outcome);
    let redirect = found.next_action.and_then(|action| action.redirect_to_url);
    Ok(Intent {
        id: IntentRef(found.id),
        preorder,
        status,
        amount: from_wire(found.amount, &found.currency)?,
        received_minor: received.minor,
        last_decline: found.last_payment_error.map(|error| decline::of_intent(&error, outcome.as_ref())),
        action_url: redirect.and_then(|redirect| redirect.url).filter(|_| waits),
        created_at: instant(found.created)?,
    })
}

fn status(word: &str) -> Option<IntentStatus> {
    Some(match word {
        "requires_payment_method" => IntentStatus::RequiresPaymentMethod,
        "requires_confirmation" => IntentStatus::RequiresConfirmation,
        "requires_action" => IntentStatus::RequiresAction,
        "processing" => IntentStatus::Processing,
        "succeeded" => IntentStatus::Succeeded,
        "canceled" => IntentStatus::Canceled,
        _ => return None,
    })
}
