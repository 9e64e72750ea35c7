//! What a person is told of their own things: each notice is kept, and mailed once.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::id::{AccountId, NoticeId};
use super::state::states;
use super::{campaign, preorder};

states! {
    /// What a notice says. Each has its words in `mail.ftl`.
    pub Kind {
        PreorderCommitted = "preorder_committed",
        PreorderTooLate = "preorder_too_late",
        PreorderSalePaused = "preorder_sale_paused",
        PreorderCardTooShort = "preorder_card_too_short",
        PreorderCardForgotten = "preorder_card_forgotten",
        PreorderCancelled = "preorder_cancelled",
        PreorderReleased = "preorder_released",
        PreorderDropped = "preorder_dropped",
        PreorderReceipt = "preorder_receipt",
        PreorderDeclined = "preorder_declined",
        PreorderNeedsAction = "preorder_needs_action",
        PreorderPaymentReminder = "preorder_payment_reminder",
        PreorderRefundComing = "preorder_refund_coming",
        PreorderRefunded = "preorder_refunded",
        PreorderInProduction = "preorder_in_production",
        /// What will be charged, and when.
        ChargeAhead = "charge_ahead",
        RefundSent = "refund_sent",
        CampaignShort = "campaign_short",
        CampaignPaused = "campaign_paused",
        CampaignResumed = "campaign_resumed",
        ShipmentShipped = "shipment_shipped",
        ShipmentDelivered = "shipment_delivered",
        ShipmentChanged = "shipment_changed",
        DesignCleared = "cleared",
        DesignRefused = "refused",
        GoesOnSale = "goes_on_sale",
        PrizeWon = "prize_won",
        PayoutSent = "payout_sent",
        PayoutByHand = "payout_by_hand",
        PayoutChanged = "payout_changed",
        RoundMoved = "round_moved",
        /// To members who scored: a design had too few ballots.
        ScoringExtended = "scoring_extended",
        RoundClosed = "round_closed",
        RoundCancelled = "round_cancelled",
        /// To moderators: a round cannot go on before they have decided.
        DesignsWait = "designs_wait",
        /// To moderators: findings about ballots.
        FindingsWait = "findings_wait",
        /// To admins: scores came past the queue.
        QueueBypassed = "queue_bypassed",
        /// To a designer: ballots for their design were set aside.
        BallotsSetAside = "ballots_set_aside",
        AppealUpheld = "appeal_upheld",
        AppealRejected = "appeal_rejected",
        /// To the admin who asked for prize money.
        PrizeFunded = "prize_funded",
        PrizeFundingRefused = "prize_funding_refused",
        /// A link that shows whose mail address it is.
        ConfirmAddress = "confirm_address",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub id: NoticeId,
    pub account: AccountId,
    pub kind: Kind,
    pub subject_kind: String,
    pub subject: Uuid,
    /// The facts it names, as JSON.
    pub payload: String,
    pub created_at: DateTime<Utc>,
    /// When its mail was handed over; none before that, and where the address takes no mail.
    pub mailed_at: Option<DateTime<Utc>>,
}

impl From<preorder::Notice> for Kind {
    fn from(notice: preorder::Notice) -> Self {
        use preorder::Notice;
        match notice {
            Notice::Committed => Self::PreorderCommitted,
            Notice::TooLate => Self::PreorderTooLate,
            Notice::SalePaused => Self::PreorderSalePaused,
            Notice::CardTooShort => Self::PreorderCardTooShort,
            Notice::CardForgotten => Self::PreorderCardForgotten,
            Notice::Cancelled => Self::PreorderCancelled,
            Notice::Released => Self::PreorderReleased,
            Notice::Dropped => Self::PreorderDropped,
            Notice::Receipt => Self::PreorderReceipt,
            Notice::Declined => Self::PreorderDeclined,
            Notice::NeedsAction => Self::PreorderNeedsAction,
            Notice::RefundComing => Self::PreorderRefundComing,
            Notice::Refunded => Self::PreorderRefunded,
        }
    }
}

impl From<campaign::Notice> for Kind {
    fn from(notice: campaign::Notice) -> Self {
        use campaign::Notice;
        match notice {
            Notice::Short => Self::CampaignShort,
            Notice::Paused => Self::CampaignPaused,
            Notice::Resumed => Self::CampaignResumed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_table_tells_keeps_its_word() {
        for notice in preorder::Notice::ALL {
            assert_eq!(Kind::from(*notice).as_str(), notice.as_str());
        }
        for notice in campaign::Notice::ALL {
            assert_eq!(Kind::from(*notice).as_str(), notice.as_str());
        }
    }
}
