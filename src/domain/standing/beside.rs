//! Figures that stand beside a result and decide nothing: corrected for harsh and soft scorers, and with every ballot.
//!
//! Correction: a voter's offset is the sum of their ballots' distances from the designs' means, divided by their
//! ballots and [`SHRINK`]; it is taken off each of their ballots (`DESIGN.md` section 6, `SCORING.md`: it could be
//! gamed by zeros, so that it is shown and ranks nothing). All of it in whole millionths of a point.

use std::collections::BTreeMap;

use super::formula::{MILLION, points};
use super::{Ballot, Ballots, Close, Fate, Standing};
use crate::domain::id::{AccountId, DesignId};

/// Ballots that are added to a voter's own, so that few ballots correct little.
const SHRINK: i128 = 4;
/// Points of the best ballot (500) to millionths of the whole.
const MILLIONTHS_A_POINT: i128 = 2_000;
const SCALE: i128 = 1_000_000;

/// What stands beside one design's standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beside {
    pub design: DesignId,
    /// Its place with every ballot that was set aside; absent where it has none then either.
    pub place_with_all: Option<u32>,
    /// Millionths.
    pub standing_with_all: u32,
    pub counted_with_all: u64,
    /// Its standing in millionths as if all scorers were equally harsh; absent without ballots.
    pub corrected: Option<u32>,
}

#[derive(Default)]
struct Sum {
    n: i128,
    total: i128,
}

impl Sum {
    fn add(&mut self, value: i128) {
        self.n = self.n.saturating_add(1);
        self.total = self.total.saturating_add(value);
    }

    fn mean(&self, more: i128) -> i128 {
        self.total.checked_div_euclid(self.n.saturating_add(more)).unwrap_or(0)
    }
}

/// The figures of each design in `closed`, in its order. `with_all` is the count of the same ballots, none set aside.
pub fn beside(input: &Ballots<'_>, closed: &Close, with_all: &Close) -> Vec<Beside> {
    let corrected = corrected(input, closed);
    let all: BTreeMap<DesignId, &Standing> = with_all.rows.iter().map(|row| (row.design, row)).collect();
    let one = |row: &Standing| {
        let with_all = all.get(&row.design);
        Beside {
            design: row.design,
            place_with_all: with_all.and_then(|row| row.place),
            standing_with_all: with_all.map_or(0, |row| row.standing),
            counted_with_all: with_all.map_or(0, |row| row.n),
            corrected: corrected.get(&row.design).copied(),
        }
    };
    closed.rows.iter().map(one).collect()
}

fn corrected(input: &Ballots<'_>, closed: &Close) -> BTreeMap<DesignId, u32> {
    let counted: Vec<(&Ballot, i128)> = input
        .ballots
        .iter()
        .zip(&closed.fates)
        .filter(|(_, fate)| **fate == Fate::Counted)
        .map(|(ballot, _)| {
            let points = i128::from(points(ballot.counted(), input.terms));
            (ballot, points.saturating_mul(SCALE))
        })
        .collect();
    let mut designs: BTreeMap<DesignId, Sum> = BTreeMap::new();
    for (ballot, value) in &counted {
        designs.entry(ballot.design).or_default().add(*value);
    }
    let means: BTreeMap<DesignId, i128> = designs.iter().map(|(id, sum)| (*id, sum.mean(0))).collect();
    let mut offsets: BTreeMap<AccountId, Sum> = BTreeMap::new();
    for (ballot, value) in &counted {
        let mean = means.get(&ballot.design).copied().unwrap_or(0);
        offsets.entry(ballot.voter).or_default().add(value.saturating_sub(mean));
    }
    let mut fair: BTreeMap<DesignId, Sum> = BTreeMap::new();
    for (ballot, value) in &counted {
        let offset = offsets.get(&ballot.voter).map_or(0, |sum| sum.mean(SHRINK));
        fair.entry(ballot.design).or_default().add(value.saturating_sub(offset));
    }
    let prior = i128::from(input.terms.prior_ballots);
    let round = fair.values().fold(Sum::default(), |sum, own| Sum {
        n: sum.n.saturating_add(own.n),
        total: sum.total.saturating_add(own.total),
    });
    fair.iter().filter_map(|(design, own)| Some((*design, shrunk(own, &round, prior)?))).collect()
}

/// The same formula as a standing's, on corrected points, kept within 0 and 1,000,000.
fn shrunk(own: &Sum, round: &Sum, prior: i128) -> Option<u32> {
    let weighted = own.total.checked_mul(round.n)?.checked_add(prior.checked_mul(round.total)?)?;
    let divisor = round.n.checked_mul(own.n.checked_add(prior)?)?.checked_mul(SCALE)?;
    let millionths = weighted.checked_mul(MILLIONTHS_A_POINT)?.checked_div_euclid(divisor)?;
    u32::try_from(millionths.clamp(0, i128::from(MILLION))).ok()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::{Answer, close};
    use super::*;
    use crate::domain::id::RoundId;
    use crate::domain::rules::ScoringTerms;
    use crate::domain::score::Score;

    const TERMS: ScoringTerms = ScoringTerms { scores_min: 1, count_from: 1, ..ScoringTerms::USUAL };

    fn design(number: u128) -> DesignId {
        DesignId::new(Uuid::from_u128(number))
    }

    fn ballot(voter: u128, on: u128, score: i64) -> Ballot {
        Ballot {
            voter: AccountId::new(Uuid::from_u128(voter)),
            design: design(on),
            score: Score::try_from(score).unwrap(),
            would_buy: false,
            rank: 0,
            set_aside: false,
            counted_as: None,
        }
    }

    fn figures(ballots: &[Ballot], designs: &[DesignId]) -> (Close, Vec<Beside>) {
        let own = BTreeMap::new();
        let round = RoundId::new(Uuid::from_u128(9));
        let input = Ballots { round, terms: &TERMS, designs, ballots, own: &own };
        let all: Vec<Ballot> =
            ballots.iter().map(|each| Ballot { set_aside: false, counted_as: None, ..*each }).collect();
        let closed = close(&input);
        let with_all = close(&Ballots { ballots: &all, ..input });
        let beside = beside(&input, &closed, &with_all);
        (closed, beside)
    }

    /// One voter is two points harsher than the other, and each scored one design more.
    #[test]
    fn a_design_that_met_a_harsh_scorer_gains_by_the_correction() {
        let designs = [design(1), design(2), design(3)];
        let ballots = [ballot(1, 1, 5), ballot(1, 2, 4), ballot(2, 1, 3), ballot(2, 3, 2)];
        let (closed, beside) = figures(&ballots, &designs);
        let raw = |number| closed.rows.iter().find(|row| row.design == design(number)).unwrap().standing;
        let fair =
            |number| beside.iter().find(|each| each.design == design(number)).unwrap().corrected.unwrap();
        // Means: 280, 280, 140. Offsets: voter 1 (70 + 0) / 6, voter 2 (-70 + 0) / 6.
        assert!(fair(3) > raw(3), "{} {}", fair(3), raw(3));
        assert!(fair(2) < raw(2));
        assert_eq!(fair(1), raw(1), "both scored it, so it neither gains nor loses");
    }

    #[test]
    fn equally_harsh_scorers_are_not_corrected() {
        let designs = [design(1), design(2)];
        let ballots = [ballot(1, 1, 5), ballot(1, 2, 2), ballot(2, 1, 5), ballot(2, 2, 2)];
        let (closed, beside) = figures(&ballots, &designs);
        for (row, beside) in closed.rows.iter().zip(&beside) {
            assert_eq!((row.design, Some(row.standing)), (beside.design, beside.corrected));
        }
    }

    #[test]
    fn what_was_set_aside_shows_in_the_figures_with_all() {
        let designs = [design(1), design(2)];
        let five = Some(Answer { score: Score::MAX, would_buy: false });
        let ballots = [
            Ballot { set_aside: true, ..ballot(1, 1, 5) },
            ballot(2, 1, 1),
            Ballot { counted_as: five, ..ballot(3, 2, 0) },
            ballot(4, 2, 1),
        ];
        let (closed, beside) = figures(&ballots, &designs);
        assert_eq!(closed.rows.iter().map(|row| row.design).collect::<Vec<_>>(), [design(2), design(1)]);
        let of = |number| *beside.iter().find(|each| each.design == design(number)).unwrap();
        assert_eq!((of(1).place_with_all, of(1).counted_with_all), (Some(1), 2));
        assert_eq!((of(2).place_with_all, of(2).counted_with_all), (Some(2), 2));
    }

    #[test]
    fn a_round_without_ballots_has_no_corrected_figure() {
        let (_, beside) = figures(&[], &[design(1)]);
        assert_eq!((beside[0].corrected, beside[0].place_with_all), (None, None));
    }
}
