//! One buyer's order in one campaign: its states, what happens to it and what that causes (MONEY.md 1.1).

mod address;
mod agreement;
mod leaving;
mod place;
mod record;
mod refusal;
mod reservation;
mod steps;
#[cfg(test)]
mod tests;
mod transition;
#[cfg(test)]
mod walk;

use chrono::{DateTime, Utc};

use super::attempt;
use super::campaign::{self, Sale};
use super::settlement::Retry;
use super::state::states;

pub use address::{Address, AddressForm};
pub use agreement::{CHARGE_AFTER_GRACE, card_term, charge_by};
pub use leaving::Leaving;
pub use place::{Line, Order, Placed, QUANTITY_MAX, Quote, place, quote};
pub use record::{Card, CardPage, OpenedPage, Preorder, PricedLine};
pub use refusal::Refusal;
pub use reservation::{RESERVED_FOR, reservation_ends_at};
pub use transition::transition;

states! {
    pub State {
        /// Units are reserved; the card page is not finished.
        Started = "started",
        /// The card is saved and the terms are accepted; it counts to the gate.
        Committed = "committed",
        /// One attempt is undecided.
        Charging = "charging",
        Paid = "paid",
        Declined = "declined",
        /// The bank wants to see the buyer.
        NeedsAction = "needs_action",
        /// On its way out; its intent is being cancelled.
        Voiding = "voiding",
        Expired = "expired",
        Cancelled = "cancelled",
        Released = "released",
        Dropped = "dropped",
        Refunded = "refunded",
        ChargedBack = "charged_back",
    }

    /// A mail to the buyer.
    pub Notice {
        Committed = "preorder_committed",
        TooLate = "preorder_too_late",
        SalePaused = "preorder_sale_paused",
        CardTooShort = "preorder_card_too_short",
        CardForgotten = "preorder_card_forgotten",
        Cancelled = "preorder_cancelled",
        Released = "preorder_released",
        Dropped = "preorder_dropped",
        Receipt = "preorder_receipt",
        Declined = "preorder_declined",
        NeedsAction = "preorder_needs_action",
        RefundComing = "preorder_refund_coming",
        Refunded = "preorder_refunded",
    }

    /// Why an order is on the desk.
    pub Matter {
        /// Money came that its row did not expect.
        LateMoney = "late_money",
        /// A second intent of a paid order succeeded.
        PaidTwice = "paid_twice",
        TooManyIntents = "too_many_intents",
        /// A refund failed or a dispute was won after the order was closed.
        MoneyCameBack = "money_came_back",
    }
}

impl State {
    /// Whether the second gate still has to wait for it.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Started
            | Self::Committed
            | Self::Charging
            | Self::Declined
            | Self::NeedsAction
            | Self::Voiding => true,
            Self::Paid
            | Self::Expired
            | Self::Cancelled
            | Self::Released
            | Self::Dropped
            | Self::Refunded
            | Self::ChargedBack => false,
        }
    }
}

/// Whether a saved card lives long enough to be charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardTerm {
    LongEnough,
    TooShort,
}

/// What a buyer changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Within the country, so that nothing costs another amount.
    Address,
    /// Another variant at the same price.
    EqualVariant,
    Lines(NewTotal),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewTotal {
    NotHigher,
    HigherAccepted,
    HigherUnaccepted,
}

/// Which intent succeeded: the order's last one (once it is paid, the one that paid it), or another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    ThisIntent,
    OtherIntent,
}

/// Where the money went, counted from refunds done and disputes lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    Refunded,
    ChargedBack,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    CardSaved(CardTerm),
    /// The reservation's time is up.
    Expire,
    /// The buyer cancels, or gives up.
    Cancel,
    Edit(Change),
    /// The campaign failed, was cancelled or refunds; or its terms would have to be accepted anew.
    Release,
    ChargeDue,
    /// The buyer is on the repair page.
    Repair,
    Succeeded(Of),
    Declined,
    AuthRequired,
    Unknown,
    IntentCancelled,
    /// The recorded attempt was never sent and shall not be any more.
    AttemptVoided,
    GraceEnded,
    MoneyGone(Gone),
    RefundFailed,
    DisputeWon,
}

/// The order's intent that can still succeed at the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiveIntent {
    None,
    Waiting,
    /// The bank's page was opened and not finished.
    AwaitingAction,
}

/// Whether the one try of the last day is still to be had by an order that needs its buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastDay {
    NotYet,
    Untried,
    Tried,
}

/// What the rules look at besides the state; read in the transaction, `now` after the locks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub now: DateTime<Utc>,
    pub campaign: campaign::State,
    pub paused: bool,
    pub sale: Sale,
    /// None until the campaign settles.
    pub first_charge_at: Option<DateTime<Utc>>,
    /// None before the commitment.
    pub charge_by: Option<DateTime<Utc>>,
    pub card_page_opened: bool,
    pub intent: LiveIntent,
    /// Intents made so far, cancelled ones too.
    pub intents_made: u32,
    /// The mark of an order that leaves as soon as it can.
    pub leaving: Option<Leaving>,
    pub retry: Retry,
    pub last_day: LastDay,
    pub fixed: Fixed,
}

/// What of a decided sale's order may no longer change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fixed {
    #[default]
    Nothing,
    /// Units of it were refunded by name.
    Goods,
    /// The run is frozen.
    All,
}

/// What a transition causes, in its own transaction: rows at once, calls and mails as jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Reserved units become committed ones.
    CommitUnits,
    ReturnReserved,
    ReturnCommitted,
    /// The order's units change under cap and per-buyer limit.
    RecountUnits,
    StoreChange,
    /// A new row with the exact total, the text's version and `charge_by`.
    StoreAgreement,
    /// The card just saved becomes the order's card.
    KeepCard,
    /// Every card ever saved for this order.
    DetachCards,
    /// Every card but the one just kept.
    DetachOldCards,
    /// The card just saved.
    DetachNewCard,
    ExpireSession,
    OpenCardPage,
    /// The gate is asked in this transaction.
    AskGate,
    Mark(Leaving),
    NextIntent,
    /// The present intent is cancelled first, then there is a next one.
    ReplaceIntent,
    CancelIntent,
    ReadIntent,
    RecordAttempt(attempt::Channel),
    /// What the last attempt learns.
    CloseAttempt(attempt::Event),
    /// The first failure starts the grace; next retry and reminder are set.
    PlanRetry,
    /// J2.
    PostCharge,
    /// Refund rows for every unit that is not shipped.
    RefundUnshipped,
    /// A refund of all that the intent just received.
    RefundIntent,
    Notify(Notice),
    Desk(Matter),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    pub to: State,
    pub effects: Vec<Effect>,
}
