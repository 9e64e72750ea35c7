//! Prizes: one for a place, funded before the round opens, awarded or returned when it closes.

mod record;

use std::collections::BTreeMap;

use super::id::DesignId;
use super::money::{self, Currency, Money};
use super::rules::PrizeTerm;
use super::share::{self, Share, Shares};
use super::state::states;

pub use record::Prize;

states! {
    pub State {
        /// In the prize table, its money in the round's reserve.
        Planned = "planned",
        Awarded = "awarded",
        /// Nobody took the place, or the round was cancelled.
        Returned = "returned",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The round closed and somebody has the place.
    Award,
    /// The round closed and nobody has the place, or it was cancelled.
    Return,
    /// A claim was upheld, and the true author gets the prize.
    Move,
    /// A claim was upheld, and the prize goes back to the round.
    TakeBack,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// J12.
    PostAwarded,
    /// J13.
    PostReturned,
    /// J17, to the true author.
    PostMoved,
    /// J17, back to the round.
    PostTakenBack,
    /// A payout for each person's share.
    OwePayouts,
    /// The first persons' payouts are withdrawn or called back.
    WithdrawPayouts,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    pub to: State,
    pub effects: Vec<Effect>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("this prize is {0} already")]
    Decided(State),
    #[error("this prize is not awarded")]
    NotAwarded,
}

/// The states of one place's prize.
pub fn transition(state: State, event: Event) -> Result<Transition, Refusal> {
    let (to, effects) = match (state, event) {
        (State::Planned, Event::Award) => (State::Awarded, vec![Effect::PostAwarded, Effect::OwePayouts]),
        (State::Planned, Event::Return) => (State::Returned, vec![Effect::PostReturned]),
        (State::Awarded, Event::Move) => {
            (state, vec![Effect::WithdrawPayouts, Effect::PostMoved, Effect::OwePayouts])
        }
        (State::Awarded, Event::TakeBack) => {
            (State::Planned, vec![Effect::WithdrawPayouts, Effect::PostTakenBack])
        }
        (State::Awarded | State::Returned, Event::Award | Event::Return) => {
            return Err(Refusal::Decided(state));
        }
        (State::Planned | State::Returned, Event::Move | Event::TakeBack) => {
            return Err(Refusal::NotAwarded);
        }
    };
    Ok(Transition { to, effects })
}

/// A design that has a place in the closed round, and its people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// From 1; no two designs share one.
    pub place: u32,
    pub design: DesignId,
    pub shares: Shares,
}

/// A place's prize and who gets how much of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Award {
    pub place: u32,
    pub design: DesignId,
    pub shares: Vec<Share>,
}

/// What becomes of the prize table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub awards: Vec<Award>,
    /// Places that nobody has: their money goes back to the organiser (J13).
    pub returned: Vec<PrizeTerm>,
}

/// What all prizes of a table cost: what has to be funded.
pub fn total(terms: &[PrizeTerm], currency: Currency) -> Result<Money, money::Error> {
    let amounts = terms.iter().map(|term| Money::new(term.amount_minor, currency));
    amounts.into_iter().try_fold(Money::zero(currency), Money::checked_add)
}

/// Gives each prize to the design that has its place, split by its people's shares.
///
/// A split is by largest remainder, since a prize comes once; shares of zero are left out.
pub fn assign(
    terms: &[PrizeTerm],
    currency: Currency,
    placed: &[Placed],
) -> Result<Assignment, share::Error> {
    let by_place: BTreeMap<u32, &Placed> = placed.iter().map(|placed| (placed.place, placed)).collect();
    let mut assignment = Assignment { awards: Vec::new(), returned: Vec::new() };
    for term in terms {
        let Some(winner) = by_place.get(&term.place) else {
            assignment.returned.push(*term);
            continue;
        };
        let mut shares = winner.shares.split(Money::new(term.amount_minor, currency))?;
        shares.retain(|share| !share.amount.is_zero());
        assignment.awards.push(Award { place: term.place, design: winner.design, shares });
    }
    Ok(assignment)
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test may overflow: it then fails")]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::domain::share::Stake;
    use crate::domain::table;

    const EVENTS: [Event; 4] = [Event::Award, Event::Return, Event::Move, Event::TakeBack];

    const TABLE: &str = "
planned  awarded returned no no
awarded  no      no       .  planned
returned no      no       no no
";

    fn eur() -> Currency {
        "EUR".parse().unwrap()
    }

    fn placed(place: u32, basis_points: &[u32]) -> Placed {
        let stake = |(account, basis_points): (u128, &u32)| Stake {
            account: Uuid::from_u128(account).into(),
            basis_points: *basis_points,
        };
        let shares = Shares::new((1..).zip(basis_points).map(stake).collect()).unwrap();
        Placed { place, design: Uuid::from_u128(place.into()).into(), shares }
    }

    fn term(place: u32, amount_minor: i64) -> PrizeTerm {
        PrizeTerm { place, amount_minor }
    }

    #[test]
    fn every_state_answers_every_event_as_the_table_says() {
        table::check(TABLE, State::ALL, &EVENTS, |state, event| {
            transition(*state, *event).ok().map(|next| next.to)
        });
    }

    #[test]
    fn prizes_go_by_place_and_missing_places_back_to_the_organiser() {
        let terms = [term(1, 50_000), term(2, 20_000), term(3, 10_001)];
        let found = assign(&terms, eur(), &[placed(3, &[5_000, 5_000]), placed(1, &[10_000])]).unwrap();
        let awards: Vec<_> = found
            .awards
            .iter()
            .map(|award| {
                (award.place, award.shares.iter().map(|share| share.amount.minor).collect::<Vec<_>>())
            })
            .collect();
        assert_eq!(awards, [(1, vec![50_000]), (3, vec![5_001, 5_000])]);
        assert_eq!(found.returned, [term(2, 20_000)]);
    }

    #[test]
    fn a_share_too_small_for_a_minor_unit_owes_nobody_a_payout() {
        let found = assign(&[term(1, 100)], eur(), &[placed(1, &[1, 9_999])]).unwrap();
        assert_eq!(found.awards[0].shares.len(), 1);
    }

    #[test]
    fn the_table_is_funded_whole_or_not_at_all() {
        assert_eq!(total(&[term(1, 50_000), term(2, 1)], eur()), Ok(Money::new(50_001, eur())));
        assert_eq!(total(&[term(1, i64::MAX), term(2, 1)], eur()), Err(money::Error::Overflow));
    }

    proptest! {
        #[test]
        fn every_minor_unit_of_the_table_is_awarded_or_returned(
            amounts in prop::collection::vec(1_i64..10_000_000, 1..6),
            winners in prop::collection::btree_set(1_u32..8, 0..6),
            cut in 1_u32..10_000,
        ) {
            let terms: Vec<_> = (1..).zip(amounts).map(|(place, amount)| term(place, amount)).collect();
            let placed: Vec<_> = winners.into_iter().map(|place| placed(place, &[cut, 10_000 - cut])).collect();
            let found = assign(&terms, eur(), &placed).unwrap();
            let awarded: i64 = found.awards.iter().flat_map(|award| &award.shares).map(|share| share.amount.minor).sum();
            let returned: i64 = found.returned.iter().map(|term| term.amount_minor).sum();
            prop_assert_eq!(awarded + returned, total(&terms, eur()).unwrap().minor);
        }
    }
}
