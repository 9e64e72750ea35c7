//! The kinds of entry, each a row of `MONEY.md` section 2.

use crate::domain::state::states;

states! {
    /// J1 (commit, cancel, release, drop) and J15 (transfer refused, bounced) make no entry.
    pub EntryKind {
        /// J2
        ChargeSucceeded = "charge_succeeded",
        /// J3
        FeeSeen = "fee_seen",
        /// J4
        Shipped = "shipped",
        /// J5
        RoyaltyAccrued = "royalty_accrued",
        /// J6a; J8 for the part of an order that is not shipped
        RefundDecidedUnshipped = "refund_decided_unshipped",
        /// J6a, J7 or J8b undone, because a dispute takes the money instead
        RefundWithdrawn = "refund_withdrawn",
        /// J6b
        RefundLeft = "refund_left",
        /// J7
        RefundDecidedShipped = "refund_decided_shipped",
        /// J8b
        GoodwillDecided = "goodwill_decided",
        /// J9a
        RefundFailed = "refund_failed",
        /// J9b
        RefundPaidByHand = "refund_paid_by_hand",
        /// J10a
        DisputeFundsWithdrawn = "dispute_funds_withdrawn",
        /// J10b
        DisputeWon = "dispute_won",
        /// J10b's fee, if a movement returns it
        FeeReturned = "fee_returned",
        /// J10c
        DisputeLostUnshipped = "dispute_lost_unshipped",
        /// J10d
        DisputeLostShipped = "dispute_lost_shipped",
        /// J11
        PrizeFunded = "prize_funded",
        /// J12
        PrizeAwarded = "prize_awarded",
        /// J13
        PrizeReturned = "prize_returned",
        /// J14a
        PayoutSent = "payout_sent",
        /// J14b
        PayoutByHand = "payout_by_hand",
        /// J16
        TransferReversed = "transfer_reversed",
        /// J17, to the true author
        ClaimMoved = "claim_moved",
        /// J17, prize back to the round
        ClaimPrizeReturned = "claim_prize_returned",
        /// J17, royalty that nobody earns
        ClaimRoyaltyCancelled = "claim_royalty_cancelled",
        /// J17, what a designer will never pay back
        WrittenOff = "written_off",
        /// J18
        GapCovered = "gap_covered",
        /// J19
        BrandPaidOut = "brand_paid_out",
        /// J19, came back
        BrandPayoutReturned = "brand_payout_returned",
        /// J20
        MovementUnknown = "movement_unknown",
        /// J20 undone, before the entry that explains the movement
        MovementExplained = "movement_explained",
        /// J21
        BankReleased = "bank_released",
        /// J21
        TaxPaidOver = "tax_paid_over",
        /// J22
        Forfeited = "forfeited",
    }
}
