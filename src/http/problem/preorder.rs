//! Pre-orders as problems.

use super::Problem;
use crate::app::preorder::Error;
use crate::domain::campaign::UnitsError;
use crate::domain::preorder::Refusal;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Unknown => Self::not_found("preorder-unknown", error),
            Error::CampaignUnknown => Self::not_found("campaign-unknown", error),
            Error::Fields(wrong) => Self::field_errors(wrong),
            Error::NotChargeable(_) => Self::unprocessable("total-not-chargeable", error),
            Error::TotalUnseen(_) => Self::conflict("total-unseen", error),
            Error::NoReceipt => Self::not_found("no-receipt", error),
            Error::SaleClosed => Self::conflict("sale-closed", error),
            Error::SalePaused => Self::conflict("sale-paused", error),
            Error::MoneyStopped => Self::unavailable("money-stopped", error),
            Error::BuyerGone => Self::unavailable("buyer-gone", error),
            Error::Provider(_) => Self::unavailable("provider-silent", error),
            Error::Units(units @ (UnitsError::Full { .. } | UnitsError::OverPerBuyer { .. })) => {
                Self::conflict("units-taken", units)
            }
            Error::Units(UnitsError::Miscounted) => Self::internal(&error),
            Error::Refused(refusal) => refusal.into(),
            Error::Campaign(error) => error.into(),
            Error::Idempotency(error) => error.into(),
            Error::Store(error) => error.into(),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let kind = match refusal {
            Refusal::NoCardYet => "no-card-yet",
            Refusal::CardPageOpen => "card-page-open",
            Refusal::LinesFixed => "lines-fixed",
            Refusal::TotalUnaccepted => "total-unaccepted",
            Refusal::RunFrozen => "run-frozen",
            Refusal::PartRefunded => "part-refunded",
            Refusal::CancelClosed => "cancel-closed",
            Refusal::BeingTried => "being-tried",
            Refusal::AskRefund => "ask-refund",
            Refusal::AlreadyPaid => "already-paid",
            Refusal::TooLate => "too-late",
            Refusal::Over => "preorder-over",
            Refusal::NotSettling => "sale-not-settling",
            Refusal::Paused => "sale-paused",
            Refusal::NoticeRunning => "notice-running",
            Refusal::PastChargeBy => "past-charge-by",
            Refusal::AnotherCard => "another-card",
            Refusal::TriedEnough => "tried-enough",
            Refusal::NeedsBuyer => "needs-buyer",
            Refusal::TooManyIntents => "too-many-intents",
            Refusal::NotTried => "not-tried",
        };
        Self::conflict(kind, refusal)
    }
}
