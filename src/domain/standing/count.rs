//! Which ballots count: from a member's tenth on, up to the first hundred, none that is set aside.

use std::collections::{BTreeMap, BTreeSet};

use super::formula::Sums;
use super::{Ballot, Ballots};
use crate::domain::id::{AccountId, DesignId};
use crate::domain::state::states;

states! {
    /// What became of a ballot; all are kept and published.
    pub Fate {
        Counted = "counted",
        /// Its voter gave too few for any to count.
        NotYetCounted = "not_yet_counted",
        /// Beyond the first `counted_max` of its voter.
        OverMax = "over_max",
        SetAside = "set_aside",
        /// Its design is no longer in the round.
        DesignGone = "design_gone",
    }
}

/// The fate of each ballot, in the order given.
///
/// A ballot's number in its voter's order counts every ballot of the voter, also those set aside or of designs
/// that left: so what a moderator or another designer does never moves the fate of a second ballot.
pub(super) fn fates(input: &Ballots<'_>, designs: &BTreeSet<DesignId>) -> Vec<Fate> {
    let mut by_voter: Vec<(usize, &Ballot)> = input.ballots.iter().enumerate().collect();
    by_voter.sort_by_key(|(_, ballot)| (ballot.voter, ballot.rank, ballot.design));
    let mut fates: Vec<(usize, Fate)> = Vec::with_capacity(by_voter.len());
    for given in by_voter.chunk_by(|(_, one), (_, other)| one.voter == other.voter) {
        let Some((_, first)) = given.first() else { continue };
        let has_enough = to_u64(given.len()) >= needed(input, first.voter, designs.len());
        fates.extend((0_u64..).zip(given).map(|(number, (index, ballot))| {
            let is_over = number >= u64::from(input.terms.counted_max);
            (*index, fate(ballot, designs.contains(&ballot.design), has_enough, is_over))
        }));
    }
    fates.sort_by_key(|(index, _)| *index);
    fates.into_iter().map(|(_, fate)| fate).collect()
}

fn fate(ballot: &Ballot, is_in_round: bool, has_enough: bool, is_over: bool) -> Fate {
    if ballot.set_aside {
        return Fate::SetAside;
    }
    if !is_in_round {
        return Fate::DesignGone;
    }
    if !has_enough {
        return Fate::NotYetCounted;
    }
    if is_over {
        return Fate::OverMax;
    }
    Fate::Counted
}

/// How many ballots this voter must have given: `count_from`, or half of what they may score, rounded up.
fn needed(input: &Ballots<'_>, voter: AccountId, designs: usize) -> u64 {
    let own = input.own.get(&voter).copied().unwrap_or(0);
    let may_score = to_u64(designs).saturating_sub(u64::from(own));
    u64::from(input.terms.count_from).min(may_score.div_ceil(2))
}

/// The sums of the counted ballots, of every design still in the round.
pub(super) fn sums(
    input: &Ballots<'_>,
    designs: &BTreeSet<DesignId>,
    fates: &[Fate],
) -> BTreeMap<DesignId, Sums> {
    let mut sums: BTreeMap<DesignId, Sums> =
        designs.iter().map(|design| (*design, Sums::default())).collect();
    for (ballot, fate) in input.ballots.iter().zip(fates) {
        if *fate != Fate::Counted {
            continue;
        }
        if let Some(own) = sums.get_mut(&ballot.design) {
            own.add(ballot.counted(), input.terms);
        }
    }
    sums
}

fn to_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
