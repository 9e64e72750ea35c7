//! Production runs: what the printer is told to make, frozen once, and when all of it is gone.

mod record;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::id::VariantId;
use super::state::states;

pub use record::Run;

states! {
    pub State {
        /// The quantities are fixed; parcels leave one by one.
        Frozen = "frozen",
        /// Every paid unit is shipped, refunded or charged back.
        Done = "done",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A parcel left, or an order's money went: perhaps that was the last.
    AskDone,
}

/// A campaign's paid units, all parcels and orders counted under its lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub paid_units: u32,
    pub shipped_units: u32,
    /// Refunded or charged back without having been shipped.
    pub gone_units: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The campaign's `RunDone`.
    TellCampaign,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    pub to: State,
    pub effects: Vec<Effect>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("there is no unit to make")]
    Nothing,
    #[error("the quantities are larger than can be kept")]
    TooMany,
}

/// One line of an order: what of it is paid for, not refunded and not disputed when the run is frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidLine {
    pub variant: VariantId,
    pub quantity: u32,
}

/// The quantities of a run: all paid units by variant, and the house units that an admin adds. Variants of none are left out.
pub fn quantities(paid: &[PaidLine], house: &[PaidLine]) -> Result<BTreeMap<VariantId, u32>, Refusal> {
    let mut sums = BTreeMap::new();
    for line in paid.iter().chain(house).filter(|line| line.quantity > 0) {
        let sum = sums.entry(line.variant).or_insert(0_u32);
        *sum = sum.checked_add(line.quantity).ok_or(Refusal::TooMany)?;
    }
    if sums.is_empty() {
        return Err(Refusal::Nothing);
    }
    Ok(sums)
}

/// Units that are paid for and still have to leave.
pub fn outstanding_units(facts: &Facts) -> u32 {
    facts.paid_units.saturating_sub(facts.shipped_units).saturating_sub(facts.gone_units)
}

/// Asked after each parcel; it never fails, since an answer of "not yet" is no mistake.
pub fn transition(state: State, event: Event, facts: &Facts) -> Transition {
    match (state, event) {
        (State::Frozen, Event::AskDone) if outstanding_units(facts) == 0 => {
            Transition { to: State::Done, effects: vec![Effect::TellCampaign] }
        }
        (State::Frozen | State::Done, Event::AskDone) => Transition { to: state, effects: Vec::new() },
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn line(variant: u128, quantity: u32) -> PaidLine {
        PaidLine { variant: Uuid::from_u128(variant).into(), quantity }
    }

    #[test]
    fn a_run_is_all_paid_units_and_the_house_units_by_variant() {
        let paid = [line(1, 2), line(2, 1), line(1, 3), line(3, 0)];
        let found = quantities(&paid, &[line(2, 4)]).unwrap();
        let expected = [line(1, 5), line(2, 5)].map(|line| (line.variant, line.quantity));
        assert_eq!(found, BTreeMap::from(expected));
    }

    #[test]
    fn a_run_of_nothing_or_too_much_is_refused() {
        assert_eq!(quantities(&[], &[]), Err(Refusal::Nothing));
        assert_eq!(quantities(&[line(1, 0)], &[]), Err(Refusal::Nothing));
        assert_eq!(quantities(&[line(1, u32::MAX)], &[line(1, 1)]), Err(Refusal::TooMany));
    }

    #[test]
    fn a_run_is_done_with_the_last_unit_that_is_paid_for() {
        let check = |shipped_units, gone_units, expected| {
            let facts = Facts { paid_units: 20, shipped_units, gone_units };
            assert_eq!(transition(State::Frozen, Event::AskDone, &facts).to, expected);
        };
        check(19, 0, State::Frozen);
        check(20, 0, State::Done);
        check(18, 1, State::Frozen);
        check(18, 2, State::Done);
        check(20, 1, State::Done);
    }

    #[test]
    fn the_campaign_is_told_once() {
        let facts = Facts { paid_units: 1, shipped_units: 1, gone_units: 0 };
        assert_eq!(transition(State::Frozen, Event::AskDone, &facts).effects, [Effect::TellCampaign]);
        assert_eq!(transition(State::Done, Event::AskDone, &facts).effects, []);
    }
}
