//! A line of the provider's own book of us, as we keep it.

use chrono::{DateTime, Utc};

use super::id::{EntryId, MovementId};
use super::money::Money;
use super::state::states;

states! {
    /// What the provider says a line is.
    pub Kind {
        Charge = "charge",
        Refund = "refund",
        RefundFailure = "refund_failure",
        Transfer = "transfer",
        TransferReversal = "transfer_reversal",
        TopUp = "top_up",
        /// To the brand's own bank.
        Payout = "payout",
        Dispute = "dispute",
        DisputeReversal = "dispute_reversal",
        Fee = "fee",
        Other = "other",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    pub id: MovementId,
    /// The provider's id of the line.
    pub provider_ref: String,
    pub kind: Kind,
    /// The provider's object that moved the money.
    pub source: String,
    /// Signed, before the fee.
    pub amount: Money,
    /// Taken off with the same line, zero or more.
    pub fee_minor: i64,
    pub created_at: DateTime<Utc>,
    pub available_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
    /// The entry that it is; none while nobody knows.
    pub entry: Option<EntryId>,
}

impl Movement {
    /// What the provider took for itself with this line, above zero; below where it gave a fee back.
    pub fn fee(&self) -> Money {
        let own = match self.kind {
            Kind::Fee => self.amount.minor.saturating_neg(),
            Kind::Charge
            | Kind::Refund
            | Kind::RefundFailure
            | Kind::Transfer
            | Kind::TransferReversal
            | Kind::TopUp
            | Kind::Payout
            | Kind::Dispute
            | Kind::DisputeReversal
            | Kind::Other => 0,
        };
        Money::new(own.saturating_add(self.fee_minor), self.amount.currency)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_fee_is_a_line_of_its_own_or_part_of_another() {
        let check = |kind, minor, fee_minor, expected| {
            let movement = Movement {
                id: Uuid::from_u128(1).into(),
                provider_ref: "txn_1".to_owned(),
                kind,
                source: "pi_1".to_owned(),
                amount: Money::new(minor, "EUR".parse().unwrap()),
                fee_minor,
                created_at: DateTime::UNIX_EPOCH,
                available_at: DateTime::UNIX_EPOCH,
                seen_at: DateTime::UNIX_EPOCH,
                entry: None,
            };
            assert_eq!(movement.fee().minor, expected);
        };
        check(Kind::Fee, -205, 0, 205);
        check(Kind::Fee, 205, 0, -205);
        check(Kind::Charge, 6_050, 205, 205);
        check(Kind::Charge, 6_050, 0, 0);
    }
}
