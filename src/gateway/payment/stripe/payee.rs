//! Designers' accounts, transfers to them, and money the organiser brings in.

use super::super::{
    Answer, CreateTransfer, Failure, Key, Payee, PayeeRef, PayeeStatus, Transfer, TransferRef,
};
use super::answer::{self, Account, Link, TopUp, own};
use super::form::Form;
use super::send::{refused, unreadable};
use super::units::{code, from_wire, to_wire};
use super::{ACCOUNT, KEY, Stripe};
use crate::domain::id::AccountId;
use crate::domain::money::Money;

const ACCOUNTS: &str = "/accounts";
const TRANSFERS: &str = "/transfers";
const TOP_UPS: &str = "/topups";

impl Stripe {
    /// An account that can receive transfers and nothing else; Stripe asks its holder for what the law wants.
    pub(super) async fn make_payee(&self, key: &Key, account: AccountId, email: &str) -> Answer<Payee> {
        let form = self
            .marked()
            .metadata(ACCOUNT, account)
            .with("email", email)
            .with("capabilities[transfers][requested]", true)
            .with("controller[fees][payer]", "application")
            .with("controller[losses][payments]", "application")
            .with("controller[requirement_collection]", "stripe")
            .with("controller[stripe_dashboard][type]", "express");
        let made: Account = self.keyed(key, ACCOUNTS, &form).await?;
        self.payee(made, account).await
    }

    pub(super) async fn find_payee(&self, id: &PayeeRef) -> Answer<Payee> {
        let found: Account = self.read(&format!("{ACCOUNTS}/{id}"), &Form::new()).await?;
        let account = own(found.metadata.as_ref(), ACCOUNT)
            .ok_or_else(|| refused("foreign_object", "This account belongs to nobody of ours."))?;
        self.payee(found, account).await
    }

    /// The way to Stripe's page is good once and for minutes, so that each look makes a new one.
    async fn payee(&self, found: Account, account: AccountId) -> Answer<Payee> {
        let status = standing(&found);
        let onboarding_url = match status {
            PayeeStatus::Pending | PayeeStatus::Restricted => Some(self.onboarding(&found.id).await?),
            PayeeStatus::Active | PayeeStatus::Closed => None,
        };
        Ok(Payee { id: PayeeRef(found.id), account, status, onboarding_url })
    }

    async fn onboarding(&self, account: &str) -> Answer<String> {
        let form = Form::new()
            .with("account", account)
            .with("type", "account_onboarding")
            .with("refresh_url", &self.payee_return_url)
            .with("return_url", &self.payee_return_url);
        let link: Link = self.post("/account_links", &form).await?;
        Ok(link.url)
    }

    pub(super) async fn make_transfer(&self, key: &Key, create: &CreateTransfer) -> Answer<Transfer> {
        let form = self
            .marked()
            .metadata(KEY, &key.0)
            .with("destination", &create.payee)
            .with("amount", to_wire(create.amount)?)
            .with("currency", code(create.amount.currency))
            .with("transfer_group", &create.group);
        transfer(self.keyed(key, TRANSFERS, &form).await?)
    }

    pub(super) async fn transfers_of(&self, group: &str) -> Answer<Vec<Transfer>> {
        let found: Vec<answer::Transfer> =
            self.list(TRANSFERS, &Form::new().with("transfer_group", group)).await?;
        found.into_iter().map(transfer).collect()
    }

    /// A bank may take days to send it: until then the same key may be sent again, which looks and does no more.
    pub(super) async fn bring_in(&self, key: &Key, amount: Money) -> Answer<String> {
        let form = self
            .marked()
            .metadata(KEY, &key.0)
            .with("amount", to_wire(amount)?)
            .with("currency", code(amount.currency));
        let made: TopUp = self.keyed(key, TOP_UPS, &form).await?;
        match made.status.as_str() {
            "succeeded" => Ok(made.id),
            _ => self.arrived(&made.id).await,
        }
    }

    /// What was saved under a key says for ever what was so at first: the top-up itself says what is so now.
    async fn arrived(&self, id: &str) -> Answer<String> {
        let present: TopUp = self.read(&format!("{TOP_UPS}/{id}"), &Form::new()).await?;
        match present.status.as_str() {
            "succeeded" => Ok(present.id),
            "pending" => Err(Failure::InFlight),
            "canceled" | "failed" | "reversed" => {
                Err(refused("topup_failed", "The bank did not send the money."))
            }
            _ => Err(unreadable()),
        }
    }
}

/// What an account can do. Stripe closes no account without saying that it was rejected.
fn standing(account: &Account) -> PayeeStatus {
    let transfers = account.capabilities.as_ref().and_then(|has| has.transfers.as_deref());
    let disabled =
        account.requirements.as_ref().and_then(|requirements| requirements.disabled_reason.as_deref());
    if disabled.is_some_and(|reason| reason.starts_with("rejected")) {
        return PayeeStatus::Closed;
    }
    if transfers == Some("active") {
        return PayeeStatus::Active;
    }
    if account.details_submitted == Some(true) { PayeeStatus::Restricted } else { PayeeStatus::Pending }
}

fn transfer(found: answer::Transfer) -> Answer<Transfer> {
    let amount = from_wire(found.amount, &found.currency)?;
    let reversed = from_wire(found.amount_reversed.unwrap_or_default(), &found.currency)?;
    Ok(Transfer {
        id: TransferRef(found.id),
        payee: PayeeRef(found.destination.unwrap_or_default()),
        amount,
        reversed_minor: reversed.minor,
        group: found.group.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::answer::{Capabilities, Requirements};
    use super::*;

    #[test]
    fn an_account_is_active_when_it_can_receive_transfers() {
        let check = |transfers: &str, disabled: Option<&str>, submitted, expected| {
            let account = Account {
                id: "acct_1".to_owned(),
                capabilities: Some(Capabilities { transfers: Some(transfers.to_owned()) }),
                requirements: Some(Requirements { disabled_reason: disabled.map(ToOwned::to_owned) }),
                details_submitted: Some(submitted),
                metadata: None,
            };
            assert_eq!(standing(&account), expected, "{transfers} {disabled:?} {submitted}");
        };
        check("inactive", Some("requirements.past_due"), false, PayeeStatus::Pending);
        check("pending", None, true, PayeeStatus::Restricted);
        check("inactive", Some("requirements.past_due"), true, PayeeStatus::Restricted);
        check("active", None, true, PayeeStatus::Active);
        check("inactive", Some("rejected.fraud"), true, PayeeStatus::Closed);
    }
}
