//! Standings: a round's ballots counted, averaged and ranked in whole numbers, so that anybody gets the same places.

mod beside;
mod count;
mod formula;
mod rank;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::ballot::Answer;
use super::digest::Digest;
use super::id::{AccountId, DesignId, RoundId};
use super::rules::ScoringTerms;
use super::score::Score;

pub use beside::{Beside, beside};
pub use count::Fate;
pub use formula::{MILLION, interval, overlap};
pub use rank::{Decider, decider, order};

/// The last value of one member's score for one design.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballot {
    pub voter: AccountId,
    pub design: DesignId,
    pub score: Score,
    pub would_buy: bool,
    /// Its place in time among the voter's ballots, by when it was first given: a later change keeps it.
    pub rank: u64,
    pub set_aside: bool,
    /// The earlier answer that counts, where the change to the last one was set aside.
    pub counted_as: Option<Answer>,
}

impl Ballot {
    /// What its voter says at last.
    pub fn last(&self) -> Answer {
        Answer { score: self.score, would_buy: self.would_buy }
    }

    /// What of it counts, if it counts.
    pub(super) fn counted(&self) -> Answer {
        self.counted_as.unwrap_or_else(|| self.last())
    }
}

/// All that decides a round's standings.
#[derive(Debug, Clone, Copy)]
pub struct Ballots<'a> {
    pub round: RoundId,
    pub terms: &'a ScoringTerms,
    /// The designs still in the round: cleared, not withdrawn, refused or taken down.
    pub designs: &'a [DesignId],
    /// Everything in the box, at most one ballot of a voter for a design.
    pub ballots: &'a [Ballot],
    /// How many of `designs` a voter may not score, having had a part in them; absent is none.
    pub own: &'a BTreeMap<AccountId, u32>,
}

/// A round's standings, to be frozen and published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Close {
    /// `N0`: all ballots in the box, counted or not.
    pub n_all: u64,
    /// `S0`: the sum of their scores.
    pub sum_all: u64,
    /// `N`: counted ballots of the designs still in the round.
    pub n_counted: u64,
    /// `T`: the points of those.
    pub points_counted: u64,
    /// The middle polarisation of the ranked designs (the lower of two), for comparison.
    pub polarisation_median: Option<u32>,
    /// One per design still in the round: by place, then the unranked in the same order.
    pub rows: Vec<Standing>,
    /// What became of each ballot, in the order in which the ballots were given.
    pub fates: Vec<Fate>,
}

/// One design's result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub design: DesignId,
    /// `n`: its counted ballots.
    pub n: u64,
    /// `P`: the sum of their points, 0 to 500 each.
    pub points: u64,
    /// `Q`: the sum of the squares of their points.
    pub squares: u64,
    pub would_buys: u64,
    /// Millionths, 0 to 1,000,000; 0 where no ballot counted in the whole round. This number ranks.
    pub standing: u32,
    /// Half the 95 % interval in millionths; absent below two ballots. Never decides.
    pub half_width: Option<u32>,
    /// Standard deviation of its scores in millionths of a point; absent without ballots. Never decides.
    pub polarisation: Option<u32>,
    pub lot: Digest,
    /// From 1 and distinct; absent where `unranked` says why.
    pub place: Option<u32>,
    pub unranked: Option<Unranked>,
}

/// Why a design has no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Unranked {
    #[error("{counted} ballots count for it, and a place needs {needed}")]
    TooFewBallots { counted: u64, needed: u32 },
}

/// Counts, averages and ranks.
///
/// The order of `designs` and of `ballots` makes no difference but to the order of `fates`. Source:
/// `DESIGN.md` section 6; vectors in `SCORING.md` section 4.
pub fn close(input: &Ballots<'_>) -> Close {
    let designs: BTreeSet<DesignId> = input.designs.iter().copied().collect();
    let fates = count::fates(input, &designs);
    let counted = count::sums(input, &designs, &fates);
    let everything = formula::Sums::of(input.ballots.iter(), input.terms);
    let round = formula::Sums::total(counted.values());
    let lot = |design| rank::lot(input.round, everything.n, everything.score_sum, design);
    let mut rows: Vec<Standing> =
        counted.iter().map(|(design, own)| row(*design, own, &round, input.terms, lot(*design))).collect();
    rank::place(&mut rows);
    Close {
        n_all: everything.n,
        sum_all: everything.score_sum,
        n_counted: round.n,
        points_counted: round.points,
        polarisation_median: rank::polarisation_median(&rows),
        rows,
        fates,
    }
}

fn row(
    design: DesignId,
    own: &formula::Sums,
    round: &formula::Sums,
    terms: &ScoringTerms,
    lot: Digest,
) -> Standing {
    let is_ranked = own.n >= u64::from(terms.scores_min);
    Standing {
        design,
        n: own.n,
        points: own.points,
        squares: own.squares,
        would_buys: own.would_buys,
        standing: own.standing(round, terms.prior_ballots).unwrap_or(0),
        half_width: own.half_width(terms.prior_ballots),
        polarisation: own.polarisation(),
        lot,
        place: None,
        unranked: (!is_ranked)
            .then_some(Unranked::TooFewBallots { counted: own.n, needed: terms.scores_min }),
    }
}
