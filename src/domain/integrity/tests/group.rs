//! C5: designers who pay one another.

use super::support::{account, room};
use crate::domain::integrity::{Detector, Evidence};

/// Every designer of a ring gives the others fives and twenty more designs a two; thirty others give twos to all.
fn ring(owners: usize) -> Evidence {
    let mut evidence = room(60, 40);
    for owner in 0..owners {
        evidence.designs[owner].makers = vec![account(u128::try_from(owner).unwrap())];
        (0..owners).filter(|other| *other != owner).for_each(|other| {
            evidence.cast(owner, other, 5, false);
        });
    }
    for voter in (0..owners).chain(30..60) {
        let from = if voter < 30 { 20 } else { 0 };
        (from..40).for_each(|design| {
            evidence.cast(voter, design, 2 - i64::from((voter + design) % 4 == 0), design % 2 == 0);
        });
    }
    evidence
}

#[test]
fn four_mutual_fives_are_more_than_chance_and_three_are_not() {
    // lambda is at its least, 0.05: three come once in 50,000 times, four once in 4,000,000.
    assert_eq!(ring(4).found(Detector::Swap).len(), 0);
    let found = ring(5).only(Detector::Swap);
    assert_eq!((found.voters(), found.ballots.len()), ((0..5).collect::<Vec<_>>(), 20));
    assert_eq!(
        found.reason(),
        "5 designers gave one another fives in 10 pairs, one of them in 4 where their taste explains 0.05; chance \
         alone gives that less than once in 1,000,000 times"
    );
}

#[test]
fn a_five_that_is_not_returned_is_none_of_it() {
    let mut evidence = ring(5);
    let one_way = |cast: &mut crate::domain::integrity::Cast| {
        cast.voter < 5 && cast.design < 5 && cast.voter < cast.design
    };
    for cast in &mut evidence.ballots {
        if one_way(cast) {
            cast.answer = super::support::answer(3, false);
        }
    }
    assert_eq!(evidence.found(Detector::Swap).len(), 0);
}

#[test]
fn who_gives_fives_to_everybody_is_generous() {
    let mut evidence = ring(5);
    for cast in evidence.ballots.iter_mut().filter(|cast| cast.voter < 5 && cast.design % 10 != 0) {
        cast.answer = super::support::answer(5, false);
    }
    for cast in evidence.ballots.iter_mut().filter(|cast| cast.voter >= 30 && cast.design < 5) {
        cast.answer = super::support::answer(5 - i64::from(cast.voter % 4 == 0), cast.voter % 3 == 0);
    }
    assert_eq!(evidence.found(Detector::Swap).len(), 0);
}

#[test]
fn a_ring_does_not_excuse_itself_by_the_fives_it_gives_itself() {
    let mut evidence = ring(10);
    evidence.ballots.retain(|cast| cast.voter >= 30 || cast.design < 10 || cast.design < 26);
    assert_eq!(evidence.only(Detector::Swap).figures["owners"], 10);
}

#[test]
fn two_rings_are_two_findings_and_designs_of_one_owner_are_one() {
    let mut evidence = ring(5);
    for owner in 5..10_usize {
        evidence.designs[owner].makers = vec![account(u128::try_from(owner).unwrap())];
        // Their second designs, which nobody of the ring scores.
        evidence.designs[owner + 5].makers = vec![account(u128::try_from(owner).unwrap())];
        (5..10).filter(|other| *other != owner).for_each(|other| {
            evidence.cast(owner, other, 5, false);
        });
        (20..40).for_each(|design| {
            evidence.cast(owner, design, 2 - i64::from((owner + design) % 4 == 0), design % 2 == 0);
        });
    }
    let found = evidence.found(Detector::Swap);
    let voters: Vec<_> = found.iter().map(crate::domain::integrity::Finding::voters).collect();
    assert_eq!(voters, [(0..5).collect::<Vec<_>>(), (5..10).collect()]);
}

/// A ring of five of whom each gives so many more fives, of twenty, and gets one of the thirty others'.
fn tasteful(more: usize) -> Evidence {
    let mut evidence = ring(5);
    for cast in &mut evidence.ballots {
        let is_generous = cast.voter < 5 && (20..20 + more).contains(&cast.design);
        if is_generous || (cast.design < 5 && cast.voter == 30 + cast.design) {
            cast.answer = super::support::answer(5, false);
        }
    }
    evidence
}

#[test]
fn the_expected_number_is_generosity_times_being_liked() {
    // g = 40/1320, u = (3 + 10 g)/30, v = (1 + 10 g)/40, x = u v/g, lambda = 4 x x = 0.056: four come with 4e-7.
    let found = tasteful(3).only(Detector::Swap);
    assert_eq!([found.figures["expected_hundredths"], found.figures["mutual"]], [6, 4]);
    // With one five more each lambda is 0.081, and four come with 1.7e-6.
    assert_eq!(tasteful(4).found(Detector::Swap).len(), 0);
}
