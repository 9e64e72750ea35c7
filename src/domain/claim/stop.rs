//! What a claim stops in a campaign, and what its end does there (the second table of `MONEY.md` 1.5).

use super::State;

/// Where the design's campaign is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Open,
    Settling,
    Short,
    Funded,
    InProduction,
    /// Fulfilled, failed, refunded, or refunding already.
    Over,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    Commitments,
    /// Those not yet on record.
    Attempts,
    Run,
    Parcels,
    Payouts,
    /// Of the campaign; they move by the pause's length.
    Clocks,
}

/// What an upheld claim does to the campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upheld {
    /// Cards are detached, nobody is charged.
    Cancel,
    RefundAll,
    /// Two persons choose: refund what is not shipped, or go on under a licence.
    TwoPersonsChoose,
    /// Prize and royalties only (J17).
    Rewards,
}

/// What a rejected claim does to the campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resumption {
    /// Buyers are told of the new deadline.
    TellBuyers,
    /// Commitments past `charge_by` are asked anew first.
    CheckChargeBy,
    Resume,
}

/// What a claim stops.
///
/// A filed claim stops only what cannot be undone, so that one mail address cannot end a sale in its last hour.
pub fn stops(claim: State, stage: Stage) -> &'static [Stop] {
    match (claim, stage) {
        (State::Open | State::Answered, Stage::Open) => &[Stop::Commitments, Stop::Clocks],
        (State::Filed | State::Open | State::Answered, Stage::Settling | Stage::Short) => {
            &[Stop::Attempts, Stop::Clocks]
        }
        (State::Filed | State::Open | State::Answered, Stage::Funded) => &[Stop::Run, Stop::Payouts],
        (State::Filed | State::Open | State::Answered, Stage::InProduction) => {
            &[Stop::Parcels, Stop::Payouts]
        }
        (State::Filed | State::Open | State::Answered, Stage::Over) => &[Stop::Payouts],
        (State::Filed, Stage::Open)
        | (
            State::Upheld | State::Rejected | State::Dismissed | State::Withdrawn,
            Stage::Open | Stage::Settling | Stage::Short | Stage::Funded | Stage::InProduction | Stage::Over,
        ) => &[],
    }
}

pub const fn if_upheld(stage: Stage) -> Upheld {
    match stage {
        Stage::Open => Upheld::Cancel,
        Stage::Settling | Stage::Short | Stage::Funded => Upheld::RefundAll,
        Stage::InProduction => Upheld::TwoPersonsChoose,
        Stage::Over => Upheld::Rewards,
    }
}

pub const fn if_rejected(stage: Stage) -> Resumption {
    match stage {
        Stage::Open => Resumption::TellBuyers,
        Stage::Settling | Stage::Short => Resumption::CheckChargeBy,
        Stage::Funded | Stage::InProduction | Stage::Over => Resumption::Resume,
    }
}
