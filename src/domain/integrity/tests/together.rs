//! C3 and C4: voters who answer alike.

use super::support::{NETWORK, room};
use crate::domain::integrity::{Detector, Evidence};

/// Any of the twelve answers, the same for the same numbers.
fn random(voter: usize, design: usize) -> (i64, bool) {
    let seed = (voter * 64 + design + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 33;
    (i64::try_from(mixed % 6).unwrap(), mixed / 6 % 2 == 1)
}

/// Forty voters with tastes of their own, and `clones` who give the same answers to the first `common` designs but for
/// `apart` of them, on which each gives another.
fn clones(clones: usize, common: usize, apart: usize) -> Evidence {
    let mut evidence = room(u128::try_from(40 + clones).unwrap(), 20);
    for voter in 0..40 + clones {
        for design in 0..if voter < 40 { 20 } else { common } {
            let like = if voter >= 40 && design >= apart { 1_000 } else { voter };
            let (score, would_buy) = match (voter >= 40).then_some(design).filter(|design| *design < apart) {
                Some(_) => (i64::try_from(voter - 40).unwrap(), false),
                None => random(like, design),
            };
            evidence.cast(voter, design, score, would_buy);
        }
    }
    evidence
}

#[test]
fn four_who_agree_on_eight_designs_move_together() {
    let check = |number, common, apart, expected: usize| {
        let found = clones(number, common, apart).found(Detector::Alike);
        assert_eq!(found.len(), expected, "{number} {common} {apart}");
    };
    check(4, 8, 0, 1);
    check(3, 8, 0, 0);
    check(4, 7, 0, 0);
    check(4, 10, 2, 1);
    check(4, 10, 3, 0);
}

#[test]
fn all_ballots_of_a_group_are_meant() {
    let found = clones(5, 9, 1).only(Detector::Alike);
    assert_eq!((found.voters(), found.ballots.len()), ((40..45).collect::<Vec<_>>(), 45));
    assert!(found.reason().starts_with(
        "5 voters move together: where two of them scored the same design they gave the same answer 80 of 90 times, "
    ));
}

#[test]
fn two_groups_are_two_findings() {
    let mut evidence = clones(8, 8, 0);
    for cast in evidence.ballots.iter_mut().filter(|cast| cast.voter >= 44) {
        let (score, would_buy) = random(2_000, cast.design);
        cast.answer = super::support::answer(score, would_buy);
    }
    let found = evidence.found(Detector::Alike);
    let voters: Vec<_> = found.iter().map(crate::domain::integrity::Finding::voters).collect();
    assert_eq!(voters, [(40..44).collect::<Vec<_>>(), (44..48).collect()]);
}

#[test]
fn in_a_large_round_only_newcomers_and_sharers_of_marks_are_compared() {
    let mut evidence = clones(4, 8, 0);
    evidence.terms.alike.steps_millions_max = 0;
    assert_eq!(evidence.found(Detector::Alike).len(), 0);
    let mut new = evidence.clone();
    let opened_at = new.opened_at;
    new.voters[40..].iter_mut().for_each(|voter| voter.joined_at = opened_at);
    assert_eq!(new.found(Detector::Alike).len(), 1);
    for cast in evidence.ballots.iter_mut().filter(|cast| cast.voter >= 40) {
        cast.device = Some(NETWORK);
    }
    assert_eq!(evidence.found(Detector::Alike).len(), 1);
}

/// So many voters whose only highest answer, in so many ballots, is the first design; and so many highest answers
/// elsewhere, of voters who give two or three.
fn fans(fans: usize, ballots: usize, elsewhere: usize) -> Evidence {
    let mut evidence = room(200, 60);
    for voter in 0..fans {
        evidence.cast(voter, 0, 5, true);
        for place in 1..ballots {
            evidence.cast(
                voter,
                (voter * 9 + place) % 59 + 1,
                1 + i64::try_from((place + voter) % 3).unwrap(),
                place % 2 == 0,
            );
        }
    }
    let voters = elsewhere / 2;
    for place in 0..elsewhere {
        let voter = 50 + place % voters;
        evidence.cast(voter, 1 + place % 58, 5, true);
    }
    for voter in 50..50 + voters {
        (0..12).for_each(|place| {
            evidence.cast(voter, 59 - place, i64::try_from((voter + place) % 4).unwrap(), place % 3 == 0);
        });
    }
    let mut seen = std::collections::BTreeSet::new();
    evidence.ballots.retain(|cast| seen.insert((cast.voter, cast.design)));
    evidence
}

#[test]
fn fans_are_found_by_their_chance() {
    let check = |number, ballots, elsewhere, expected: usize| {
        let evidence = fans(number, ballots, elsewhere);
        let tops =
            evidence.ballots.iter().filter(|cast| cast.answer == super::support::answer(5, true)).count();
        assert_eq!(tops, number + elsewhere, "the case itself");
        assert_eq!(evidence.found(Detector::Fans).len(), expected, "{number} {ballots} {elsewhere}");
    };
    // q = 5/80 and q^5 = 9.5e-7; of 79 it is 1.02e-6.
    check(5, 10, 75, 1);
    check(5, 10, 74, 0);
    check(4, 10, 115, 0);
    check(5, 9, 115, 0);
}

#[test]
fn the_fans_highest_answers_are_meant() {
    let found = fans(6, 12, 100).only(Detector::Fans);
    assert_eq!((found.voters(), found.ballots.len()), ((0..6).collect::<Vec<_>>(), 6));
    assert_eq!(found.design, Some(super::support::design(0)));
    assert_eq!(
        found.reason(),
        "6 of the 6 voters who gave it the highest answer gave that to no other design; chance alone gives that less \
         than once in 10,000,000 times"
    );
}
