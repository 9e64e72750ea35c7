//! The pre-order sale of one design: its states, what happens to it and what that causes (MONEY.md 1.2).
//!
//! `paused` is a mark beside the state: while it is set, clock events do nothing and are asked again later.

mod offer;
mod pause;
mod record;
#[cfg(test)]
mod tests;
mod transition;
mod units;

use super::gate::{Decision, Funding, Outcome, Trigger};
use super::state::states;

pub use offer::{Command, cancelling_needs_two, may, offers, refunding_needs_two};
pub use pause::{Clocks, PAUSE_MAX, Pause, Resumed, Sale, SaleClock, is_too_long, pause, resume};
pub use record::Campaign;
pub use transition::transition;
pub use units::{Limits, Units, UnitsError};

states! {
    pub State {
        Draft = "draft",
        Open = "open",
        /// Decided for; orders are being charged.
        Settling = "settling",
        /// Too little money came in; an admin covers the rest or refunds all.
        Short = "short",
        Funded = "funded",
        InProduction = "in_production",
        Fulfilled = "fulfilled",
        Failed = "failed",
        Cancelled = "cancelled",
        Refunding = "refunding",
        Refunded = "refunded",
    }

    /// A mail to everybody who is in the sale.
    pub Notice {
        Short = "campaign_short",
        Paused = "campaign_paused",
        Resumed = "campaign_resumed",
    }
}

impl State {
    /// Whether nothing can happen to it any more.
    pub const fn is_over(self) -> bool {
        match self {
            Self::Fulfilled | Self::Failed | Self::Cancelled | Self::Refunded => true,
            Self::Draft
            | Self::Open
            | Self::Settling
            | Self::Short
            | Self::Funded
            | Self::InProduction
            | Self::Refunding => false,
        }
    }

    /// Whether money that arrives for a live order is kept.
    pub const fn wants_money(self) -> bool {
        match self {
            Self::Settling | Self::Funded | Self::InProduction => true,
            Self::Draft
            | Self::Open
            | Self::Short
            | Self::Fulfilled
            | Self::Failed
            | Self::Cancelled
            | Self::Refunding
            | Self::Refunded => false,
        }
    }

    /// The terms of a sale are fixed from its opening.
    pub fn edit_terms(self) -> Result<(), Refusal> {
        if self == Self::Draft { Ok(()) } else { Err(Refusal::TermsFixed) }
    }
}

/// What has to be true before a sale opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readiness {
    pub prize_is_funded: bool,
    /// Whether the provider can charge every price, fee and total.
    pub prices_are_expressible: bool,
    pub terms_are_frozen: bool,
    pub threshold_units: u32,
    pub cap_units: Option<u32>,
}

/// How many admins stand behind a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approval {
    OnePerson,
    TwoPersons,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Open(Readiness),
    /// A commitment reached the threshold of a sale that decides on it.
    Reached,
    Decide(Decision),
    /// Each order is paid or over; the money in hand was counted.
    NoneOpen(Funding),
    /// An admin fills the gap. What with is the command's to know, which posts J18 where it is money.
    Cover,
    RefundAll(Approval),
    /// The admin's time to cover a short sale is up.
    ShortOver,
    /// The command that tells it freezes the quantities of the paid units, and house units of its own.
    StartRun,
    /// Every paid unit is shipped, refunded or charged back.
    RunDone,
    Cancel(Approval),
    /// A claim on the design was upheld.
    Uphold(Approval),
    PausedTooLong,
    /// No order is voiding and no refund is on its way.
    AllBack,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub paused: bool,
}

/// What a transition causes, in its own transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Sets the opening instant and the deadline.
    StartSale,
    /// Writes the one row of the decision.
    RecordDecision(Outcome, Trigger),
    /// The notice time runs from now; nothing is charged before it is over.
    PlanFirstCharge,
    /// One job: notices to all, then a charge for each commitment.
    FanOutSettle,
    /// One job: every order is released, refunded or voided as its own table says.
    FanOutRelease,
    RecordFunded,
    /// From now an admin has the terms' time to cover or refund.
    StartShortClock,
    /// A mail to everybody who paid: the sale is short, and what may come of it.
    TellBuyersShort,
    /// A person has to look at it.
    Desk(Matter),
    /// The reason of the command or claim is kept with the campaign.
    KeepReason,
    /// Prizes and royalties of the design go to its true author, or back (J17).
    ReverseAwards,
    /// Sets the closing instant.
    Close,
}

/// Why a campaign is on the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    Short,
    PausedInProduction,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    pub to: State,
    pub effects: Vec<Effect>,
}

/// Why a command is refused, as the admin reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("this sale was opened before")]
    OpenedBefore,
    #[error("the round's prize is not funded yet")]
    PrizeNotFunded,
    #[error("the payment provider cannot charge every price of this sale")]
    PricesInexpressible,
    #[error("the round's terms are not frozen yet")]
    TermsNotFrozen,
    #[error("the threshold of {threshold} units is above the cap of {cap}")]
    ThresholdOverCap { threshold: u32, cap: u32 },
    #[error("the threshold is at least one unit")]
    ThresholdZero,
    #[error("the terms of a sale cannot change once it has opened")]
    TermsFixed,
    #[error("this sale has not opened yet")]
    NotOpenYet,
    #[error("only a sale that is short of money can be covered")]
    NotShort,
    #[error("there is no paid order to refund in this sale")]
    NothingPaid,
    #[error("the money of this sale is not in hand, so nothing can be produced")]
    NotFunded,
    #[error("there is no production run to finish")]
    NoRun,
    #[error("buyers have paid, so a second admin has to confirm this")]
    SecondPersonNeeded,
    #[error("this sale is paused")]
    Paused,
    #[error("this sale is not paused")]
    NotPaused,
    #[error("this sale is over")]
    Over,
    #[error("a claim on this design is still open")]
    ClaimOpen,
}
