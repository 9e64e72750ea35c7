//! Refunds, each with the key it was made with among its metadata, so that a lost answer is found in the list.

use super::super::{Answer, CreateRefund, IntentRef, Key, Refund, RefundRef, RefundStatus};
use super::answer::{self, Metadata};
use super::form::Form;
use super::send::unreadable;
use super::units::{from_wire, to_wire};
use super::{KEY, Stripe};

const REFUNDS: &str = "/refunds";

impl Stripe {
    pub(super) async fn make_refund(&self, key: &Key, create: &CreateRefund) -> Answer<Refund> {
        let form = self
            .marked()
            .metadata(KEY, &key.0)
            .with("payment_intent", &create.intent)
            .with("amount", to_wire(create.amount)?);
        refund(self.keyed(key, REFUNDS, &form).await?, &create.intent)
    }

    pub(super) async fn find_refund(&self, id: &RefundRef) -> Answer<Refund> {
        let found: answer::Refund = self.read(&format!("{REFUNDS}/{id}"), &Form::new()).await?;
        let intent = found.payment_intent.clone().map(IntentRef).ok_or_else(unreadable)?;
        refund(found, &intent)
    }

    pub(super) async fn refunds_of(&self, intent: &IntentRef) -> Answer<Vec<Refund>> {
        let found: Vec<answer::Refund> =
            self.list(REFUNDS, &Form::new().with("payment_intent", intent)).await?;
        found.into_iter().map(|found| refund(found, intent)).collect()
    }
}

fn refund(found: answer::Refund, asked: &IntentRef) -> Answer<Refund> {
    let status = match found.status.as_deref() {
        Some("pending" | "requires_action") => RefundStatus::Pending,
        Some("succeeded") => RefundStatus::Succeeded,
        Some("failed" | "canceled") => RefundStatus::Failed,
        Some(_) | None => return Err(unreadable()),
    };
    let key = found.metadata.as_ref().and_then(|metadata: &Metadata| metadata.get(KEY));
    Ok(Refund {
        id: RefundRef(found.id),
        intent: found.payment_intent.map_or_else(|| asked.clone(), IntentRef),
        amount: from_wire(found.amount, &found.currency)?,
        status,
        key: key.map(|key| Key(key.clone())),
    })
}
