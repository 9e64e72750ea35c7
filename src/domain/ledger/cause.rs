//! What an entry is about. With its kind it is unique: the same fact is never posted twice.

use std::fmt;

use crate::domain::id::{
    AttemptId, AuditId, DisputeId, FundingId, MovementId, PayoutId, PrizeId, RefundId, ShipmentId,
};

/// What moves the provider's balance names the try or the movement, so that a second try has its own entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    Attempt(AttemptId),
    /// A line of the provider's own book.
    Movement(MovementId),
    /// The decision to refund.
    Refund(RefundId),
    /// One sending of a refund, by the number its row had then.
    RefundTry(RefundId, u32),
    /// One withdrawal of funds by a dispute, from 1: a dispute that was won can be opened again.
    Dispute(DisputeId, u32),
    Shipment(ShipmentId),
    Funding(FundingId),
    /// One place's prize.
    Prize(PrizeId),
    /// What a person did about a payout by hand.
    Payout(PayoutId),
    /// One sending of a payout, from 1.
    PayoutTry(PayoutId, u32),
    /// A person's decision, by its audit row, which says who, why and how much.
    Decision(AuditId),
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attempt(id) => write!(f, "attempt:{id}"),
            Self::Movement(id) => write!(f, "movement:{id}"),
            Self::Refund(id) => write!(f, "refund:{id}"),
            Self::RefundTry(id, number) => write!(f, "refund:{id}:{number}"),
            Self::Dispute(id, number) => write!(f, "dispute:{id}:{number}"),
            Self::Shipment(id) => write!(f, "shipment:{id}"),
            Self::Funding(id) => write!(f, "funding:{id}"),
            Self::Prize(id) => write!(f, "prize:{id}"),
            Self::Payout(id) => write!(f, "payout:{id}"),
            Self::PayoutTry(id, number) => write!(f, "payout:{id}:{number}"),
            Self::Decision(id) => write!(f, "decision:{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_cause_has_one_stable_text_and_two_tries_differ() {
        let id = Uuid::from_u128(1);
        let text = "00000000-0000-0000-0000-000000000001";
        assert_eq!(Cause::Attempt(id.into()).to_string(), format!("attempt:{text}"));
        assert_eq!(Cause::Refund(id.into()).to_string(), format!("refund:{text}"));
        assert_eq!(Cause::RefundTry(id.into(), 2).to_string(), format!("refund:{text}:2"));
        assert_eq!(Cause::PayoutTry(id.into(), 1).to_string(), format!("payout:{text}:1"));
        assert_eq!(Cause::Decision(id.into()).to_string(), format!("decision:{text}"));
    }
}
