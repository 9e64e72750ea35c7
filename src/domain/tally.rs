//! What was given to each design, counted twice: as it came in, and from the box. Where they differ, the box is not
//! whole, and nothing is closed from it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::ballot::Answer;
use super::id::DesignId;
use super::standing::Ballot;

/// A design's ballots, whether they count or not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub ballots: i64,
    pub scores_sum: i64,
    pub would_buys: i64,
}

/// By design; one that nobody has scored is absent.
pub type Tallies = BTreeMap<DesignId, Tally>;

/// A design whose box does not hold what was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    pub design: DesignId,
    pub given: Tally,
    pub found: Tally,
}

impl Tally {
    /// What a ballot adds that had no answer before, or what another answer changes.
    pub fn of_change(before: Option<Answer>, now: Answer) -> Self {
        let score_before = before.map_or(0, |before| i64::from(before.score.get()));
        let would_before = before.is_some_and(|before| before.would_buy);
        Self {
            ballots: i64::from(before.is_none()),
            scores_sum: i64::from(now.score.get()).saturating_sub(score_before),
            would_buys: i64::from(now.would_buy).saturating_sub(i64::from(would_before)),
        }
    }

    fn and(self, more: Self) -> Self {
        Self {
            ballots: self.ballots.saturating_add(more.ballots),
            scores_sum: self.scores_sum.saturating_add(more.scores_sum),
            would_buys: self.would_buys.saturating_add(more.would_buys),
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ballots, scores_sum, would_buys } = self;
        write!(f, "{ballots} ballots with {scores_sum} points and {would_buys} would-buys")
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "design {} was given {}, and the box holds {}", self.design, self.given, self.found)
    }
}

/// The ballots of a box by design, with their last answers.
pub fn tallies(ballots: &[Ballot]) -> Tallies {
    let mut found = Tallies::new();
    for ballot in ballots {
        let one = Tally::of_change(None, ballot.last());
        let own = found.entry(ballot.design).or_default();
        *own = own.and(one);
    }
    found
}

/// Every design of which what was given and what is found differ.
pub fn gaps(given: &Tallies, found: &Tallies) -> Vec<Gap> {
    let designs: BTreeSet<DesignId> = given.keys().chain(found.keys()).copied().collect();
    let of = |tallies: &Tallies, design| tallies.get(&design).copied().unwrap_or_default();
    let both =
        designs.into_iter().map(|design| Gap { design, given: of(given, design), found: of(found, design) });
    both.filter(|gap| gap.given != gap.found).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::domain::id::AccountId;
    use crate::domain::score::Score;

    fn ballot((voter, design, score, would_buy): (u8, u8, i64, bool)) -> Ballot {
        Ballot {
            voter: AccountId::new(Uuid::from_u128(voter.into())),
            design: DesignId::new(Uuid::from_u128(design.into())),
            score: Score::try_from(score).unwrap(),
            would_buy,
            rank: 0,
            set_aside: false,
            counted_as: None,
        }
    }

    proptest! {
        #[test]
        fn what_came_in_answer_by_answer_is_what_the_box_holds(
            answers in prop::collection::vec((0_u8..6, 0_u8..4, 0_i64..6, any::<bool>()), 0..60)
        ) {
            let mut held: BTreeMap<(u8, u8), Ballot> = BTreeMap::new();
            let mut given = Tallies::new();
            for answer in answers {
                let new = ballot(answer);
                let before = held.insert((answer.0, answer.1), new);
                let own = given.entry(new.design).or_default();
                *own = own.and(Tally::of_change(before.map(|old| old.last()), new.last()));
            }
            let mut all: Vec<Ballot> = held.into_values().collect();
            prop_assert_eq!(gaps(&given, &tallies(&all)), vec![]);
            if let Some(lost) = all.pop() {
                let missed: Vec<DesignId> =
                    gaps(&given, &tallies(&all)).iter().map(|gap| gap.design).collect();
                prop_assert_eq!(missed, vec![lost.design]);
            }
        }
    }

    #[test]
    fn a_gap_says_what_is_missing() {
        let design = DesignId::new(Uuid::from_u128(1));
        let given = Tallies::from([(design, Tally { ballots: 2, scores_sum: 7, would_buys: 1 })]);
        let gap = gaps(&given, &tallies(&[ballot((1, 1, 4, true))])).remove(0);
        assert_eq!(
            gap.to_string(),
            format!(
                "design {design} was given 2 ballots with 7 points and 1 would-buys, and the box holds 1 ballots with \
                 4 points and 1 would-buys"
            )
        );
    }
}
