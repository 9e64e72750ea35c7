//! Places: by standing, then more `would_buy`, then more ballots, then a lot that nobody can know beforehand.

use std::cmp::Reverse;

use super::Standing;
use crate::domain::digest::Digest;
use crate::domain::id::{DesignId, RoundId};

/// What put a design before the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decider {
    Standing,
    WouldBuys,
    Ballots,
    Lot,
}

const LOT_PREFIX: &[u8] = b"greenlit lot 1";

/// The lot of a design, the smaller one going first.
///
/// `n_all` and `sum_all` (all ballots and their scores) are known to nobody before the window ends, and set-asides
/// do not change them. Never the earliest clearance: ties are common, and it would reward the early.
pub(super) fn lot(round: RoundId, n_all: u64, sum_all: u64, design: DesignId) -> Digest {
    Digest::of_parts(&[
        LOT_PREFIX,
        &round.bytes(),
        &n_all.to_be_bytes(),
        &sum_all.to_be_bytes(),
        &design.bytes(),
    ])
}

/// Sorts the rows, the ranked first, as their figures and lots say.
pub fn order(rows: &mut [Standing]) {
    rows.sort_by_key(|row| {
        let by_votes = (Reverse(row.standing), Reverse(row.would_buys), Reverse(row.n));
        (row.unranked.is_some(), by_votes, row.lot, row.design)
    });
}

/// The first figure in which two neighbours of a ranking differ.
pub fn decider(one: &Standing, next: &Standing) -> Decider {
    if one.standing != next.standing {
        return Decider::Standing;
    }
    if one.would_buys != next.would_buys {
        return Decider::WouldBuys;
    }
    if one.n == next.n { Decider::Lot } else { Decider::Ballots }
}

/// Sorts the rows and numbers the ranked from 1.
pub(super) fn place(rows: &mut [Standing]) {
    order(rows);
    for (place, row) in (1_u32..).zip(rows) {
        row.place = row.unranked.is_none().then_some(place);
    }
}

pub(super) fn polarisation_median(rows: &[Standing]) -> Option<u32> {
    let ranked = rows.iter().filter(|row| row.unranked.is_none());
    let mut known: Vec<u32> = ranked.filter_map(|row| row.polarisation).collect();
    known.sort_unstable();
    let middle = known.len().saturating_sub(1).div_euclid(2);
    known.get(middle).copied()
}
