//! Payees, transfers to them and back, and money the organiser brings in.

use chrono::{DateTime, Utc};

use super::{
    Answer, CreateTransfer, Model, Moment, Money, MovementKind, Payee, PayeeRef, PayeeStatus, Reply,
    Transfer, TransferRef, missing, refused,
};
use crate::domain::id::AccountId;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayeeRecord {
    pub id: PayeeRef,
    pub account: AccountId,
    pub status: PayeeStatus,
}

impl PayeeRecord {
    fn view(&self) -> Payee {
        let is_incomplete = matches!(self.status, PayeeStatus::Pending | PayeeStatus::Restricted);
        Payee {
            id: self.id.clone(),
            account: self.account,
            status: self.status,
            onboarding_url: is_incomplete.then(|| format!("/sandbox/payee/{}", self.id)),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferRecord {
    /// Orders transfers by age.
    pub number: u64,
    pub transfer: Transfer,
    pub created_at: DateTime<Utc>,
}

impl Model {
    pub(super) fn create_payee(&mut self, moment: Moment, account: AccountId) -> Reply {
        let record = PayeeRecord { id: PayeeRef(moment.id("acct")), account, status: self.terms.new_payees };
        let view = record.view();
        self.book.payees.insert(record.id.clone(), record);
        Reply::Payee(view)
    }

    pub fn read_payee(&self, id: &PayeeRef) -> Answer<Payee> {
        self.book.payees.get(id).map(PayeeRecord::view).ok_or_else(|| missing("account", id))
    }

    pub(super) fn set_payee(&mut self, id: &PayeeRef, status: PayeeStatus) -> Answer<Reply> {
        let payee = self.book.payees.get_mut(id).ok_or_else(|| missing("account", id))?;
        payee.status = status;
        Ok(Reply::Payee(payee.view()))
    }

    pub(super) fn create_transfer(&mut self, moment: Moment, create: &CreateTransfer) -> Answer<Reply> {
        let payee = self.book.payees.get(&create.payee).ok_or_else(|| missing("account", &create.payee))?;
        match payee.status {
            PayeeStatus::Active => {}
            PayeeStatus::Pending | PayeeStatus::Restricted | PayeeStatus::Closed => {
                return Err(refused(
                    "insufficient_capabilities_for_transfer",
                    "The destination account cannot receive transfers now.",
                ));
            }
        }
        if create.amount.minor > self.available_minor(create.amount.currency, moment.now) {
            return Err(refused(
                "balance_insufficient",
                "The available balance is smaller than the transfer.",
            ));
        }
        let transfer = Transfer {
            id: TransferRef(moment.id("tr")),
            payee: create.payee.clone(),
            amount: create.amount,
            reversed_minor: 0,
            group: create.group.clone(),
        };
        let record =
            TransferRecord { number: self.next_number(), transfer: transfer.clone(), created_at: moment.now };
        self.book.transfers.insert(transfer.id.clone(), record);
        let sent = Money::new(create.amount.minor.saturating_neg(), create.amount.currency);
        self.post(MovementKind::Transfer, &transfer.id.0, sent, (moment.now, moment.now));
        Ok(Reply::Transfer(transfer))
    }

    /// Every transfer of one group, oldest first.
    pub fn list_transfers(&self, group: &str) -> Vec<Transfer> {
        let mut found: Vec<_> =
            self.book.transfers.values().filter(|record| record.transfer.group == group).collect();
        found.sort_by_key(|record| record.number);
        found.into_iter().map(|record| record.transfer.clone()).collect()
    }

    /// A payout to the brand's own bank, never of more than is available.
    pub(super) fn pay_out(&mut self, moment: Moment, amount: Money) -> Answer<Reply> {
        if amount.minor <= 0 || amount.minor > self.available_minor(amount.currency, moment.now) {
            return Err(refused("balance_insufficient", "The available balance is smaller than the payout."));
        }
        let taken = Money { minor: amount.minor.saturating_neg(), ..amount };
        self.post(MovementKind::Payout, &moment.id("po"), taken, (moment.now, moment.now));
        Ok(Reply::Nothing)
    }

    pub(super) fn reverse_transfer(
        &mut self,
        moment: Moment,
        id: &TransferRef,
        amount: Money,
    ) -> Answer<Reply> {
        let record = self.book.transfers.get_mut(id).ok_or_else(|| missing("transfer", id))?;
        let transfer = &mut record.transfer;
        let left_minor = transfer.amount.minor.saturating_sub(transfer.reversed_minor);
        let is_possible =
            amount.currency == transfer.amount.currency && (1..=left_minor).contains(&amount.minor);
        if !is_possible {
            return Err(refused(
                "amount_too_large",
                "No more can be reversed than was sent and not reversed.",
            ));
        }
        transfer.reversed_minor = transfer.reversed_minor.saturating_add(amount.minor);
        let view = transfer.clone();
        self.post(MovementKind::TransferReversal, &id.0, amount, (moment.now, moment.now));
        Ok(Reply::Transfer(view))
    }

    pub(super) fn top_up(&mut self, moment: Moment, amount: Money) -> Reply {
        let id = moment.id("tu");
        self.post(MovementKind::TopUp, &id, amount, (moment.now, moment.now));
        Reply::TopUp(id)
    }
}
