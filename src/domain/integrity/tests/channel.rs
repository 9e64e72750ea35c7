//! C1, C2 and T1: by which way the ballots came.

use chrono::TimeDelta;

use super::support::{HOURS, NETWORK, at, room};
use crate::domain::integrity::{Detector, Evidence, Mark};

/// One design with so many plain ballots without marks, and so many from one network, the first `extremes` of them
/// extreme.
fn network(plain: usize, together: usize, extremes: usize) -> Evidence {
    let mut evidence = room(u128::try_from(plain + together).unwrap(), 1);
    for voter in 0..plain + together {
        let is_extreme = (plain..plain + extremes).contains(&voter);
        let (score, would_buy) = if is_extreme { (5, true) } else { (2, false) };
        evidence.cast(voter, 0, score, would_buy).network = (voter >= plain).then_some(NETWORK);
    }
    evidence
}

#[test]
fn extreme_ballots_of_one_network_are_found_by_their_chance() {
    let check = |plain, together, extremes, expected: usize| {
        let found = network(plain, together, extremes).found(Detector::SameMark);
        assert_eq!(found.len(), expected, "{plain} {together} {extremes}");
    };
    // g = 3/23, r = 10 g / 30 = 0.0435 and r^3 = 8.2e-5; with one plain ballot less r^3 = 1.04e-4.
    check(20, 3, 3, 1);
    check(19, 3, 3, 0);
    check(400, 2, 2, 0);
    check(400, 3, 2, 0);
    // Two of the members no longer differ from the rest: P(Bin(5, r) >= 3) = 10 r^3 to the first order.
    check(20, 5, 3, 0);
}

#[test]
fn a_mark_is_told_by_its_figures() {
    let found = network(20, 3, 3).only(Detector::SameMark);
    assert_eq!((found.voters(), found.design), (vec![20, 21, 22], Some(super::support::design(0))));
    assert_eq!(
        found.reason(),
        "3 of 3 ballots from one network gave it the highest answer; chance alone gives that less than once in \
         10,000 times"
    );
    let mut device = network(20, 3, 3);
    for cast in &mut device.ballots {
        (cast.device, cast.network) = (cast.network, None);
        if cast.answer.would_buy {
            cast.answer = super::support::answer(0, false);
        }
    }
    let found = device.only(Detector::SameMark);
    assert!(found.reason().starts_with("3 of 3 ballots from one device gave it a zero; "));
}

/// Twenty plain ballots for the highest answer, a large round around, and a network that agrees with them.
fn loved(extremes: usize) -> Evidence {
    let mut evidence = network(20, extremes, extremes);
    evidence.ballots.iter_mut().for_each(|cast| cast.answer = super::support::answer(5, true));
    evidence.designs.extend(room(0, 41).designs.split_off(1));
    for voter in 0..20 {
        (1..41).for_each(|design| {
            evidence.cast(voter, design, 1 + i64::try_from((voter + design) % 3).unwrap(), voter % 2 == 0);
        });
    }
    evidence
}

#[test]
fn a_design_that_all_love_excuses_a_network_only_so_far() {
    // The rate is capped at 0.2: 0.2^5 is 3.2e-4, 0.2^6 is 6.4e-5.
    assert_eq!(loved(5).found(Detector::SameMark).len(), 0);
    assert_eq!(loved(6).only(Detector::SameMark).figures["expected_percent"], 20);
}

#[test]
fn an_attack_by_marks_does_not_raise_the_rate_it_is_held_against() {
    // Six networks of five each outnumber the rest: the plain histogram would expect 60 of 90.
    let mut evidence = network(60, 30, 30);
    for (place, cast) in evidence.ballots.iter_mut().enumerate().filter(|(_, cast)| cast.network.is_some()) {
        cast.network = Some(Mark(u64::try_from(place / 5).unwrap()));
    }
    evidence.designs.extend(room(0, 31).designs.split_off(1));
    for voter in 0..60 {
        (1..31).for_each(|design| {
            evidence.cast(voter, design, 1 + i64::try_from((voter + design) % 3).unwrap(), voter % 2 == 0);
        });
    }
    assert_eq!(evidence.found(Detector::SameMark).len(), 6);
}

/// One design: a cohort that gives the highest answer with a three among them, and a rest that gives zeros.
fn gap(inside: usize, rest: usize) -> Evidence {
    let mut evidence = room(u128::try_from(inside + rest).unwrap(), 1);
    for voter in 0..inside + rest {
        if voter < inside {
            evidence.cast(voter, 0, 5, true);
        } else {
            evidence.cast(voter, 0, 0, false);
        }
    }
    evidence
}

fn newcomers(mut evidence: Evidence, count: usize) -> Evidence {
    let opened_at = evidence.opened_at;
    evidence.voters.iter_mut().take(count).for_each(|voter| voter.joined_at = opened_at);
    evidence
}

#[test]
fn a_cohort_must_be_large_and_far_from_the_rest() {
    let check = |inside, rest, expected: usize| {
        let found = newcomers(gap(inside, rest), inside).found(Detector::CohortGap);
        assert_eq!(found.len(), expected, "{inside} {rest}");
    };
    // Of one ballot each, leniency takes a fifth: gap 400, S 200, and five errors are 1000 sqrt(2/n).
    check(12, 12, 0);
    check(13, 13, 1);
    check(5, 200, 1);
    check(4, 200, 0);
    check(200, 5, 1);
    check(200, 4, 0);
}

#[test]
fn a_cohort_is_found_from_75_points_on() {
    let check = |gap_points_min, expected: usize| {
        let mut evidence = newcomers(gap(20, 20), 20);
        evidence.terms.cohort_gap.gap_points_min = gap_points_min;
        assert_eq!(evidence.found(Detector::CohortGap).len(), expected, "{gap_points_min}");
    };
    check(399, 1);
    check(401, 0);
}

#[test]
fn only_extreme_ballots_on_the_gaps_side_are_meant() {
    let mut evidence = newcomers(gap(20, 20), 20);
    evidence.ballots[0].answer = super::support::answer(4, true);
    evidence.ballots[1].answer = super::support::answer(0, false);
    let found = evidence.only(Detector::CohortGap);
    assert_eq!(found.voters(), (2..20).collect::<Vec<_>>());
    assert!(found.reason().starts_with(
        "the 20 voters who joined after the round opened put it 377 points of 500 above where the other 20 do, "
    ));
    for cast in &mut evidence.ballots {
        let is_top = cast.answer.would_buy;
        cast.answer = super::support::answer(if is_top { 0 } else { 5 }, !is_top);
    }
    assert_eq!(
        evidence.only(Detector::CohortGap).voters(),
        [0, 2].into_iter().chain(3..20).collect::<Vec<_>>()
    );
}

#[test]
fn a_cohort_is_who_is_new_or_came_by_the_designs_link_or_at_the_end() {
    let plain = gap(20, 20);
    assert_eq!(plain.found(Detector::CohortGap).len(), 0);
    let mut earlier = newcomers(plain.clone(), 20);
    earlier.voters.iter_mut().take(20).for_each(|voter| voter.joined_at -= TimeDelta::seconds(1));
    assert_eq!(earlier.found(Detector::CohortGap).len(), 0);
    let mut guests = plain.clone();
    guests.voters.iter_mut().take(20).for_each(|voter| voter.came_by = vec![0]);
    assert_eq!(guests.only(Detector::CohortGap).figures["cohort"], 1);
    let last = |seconds| {
        let mut last = plain.clone();
        let from = at(HOURS - 10) - TimeDelta::seconds(seconds);
        last.ballots.iter_mut().take(20).for_each(|cast| cast.first_at = from);
        last.found(Detector::CohortGap).iter().map(|found| found.figures["cohort"]).collect::<Vec<_>>()
    };
    assert_eq!([last(0), last(1)], [vec![2], vec![]]);
}

#[test]
fn a_guest_of_another_designs_link_is_none_of_this_one() {
    let mut evidence = gap(20, 20);
    evidence.designs.extend(room(0, 2).designs.split_off(1));
    evidence.voters.iter_mut().take(20).for_each(|voter| voter.came_by = vec![1]);
    assert_eq!(evidence.found(Detector::CohortGap).len(), 0);
}

/// So many ballots for one design in the first hour, and one each for a hundred others in `hours` later ones.
fn burst(ballots: usize, hours: i64) -> Evidence {
    let mut evidence = room(200, 101);
    for voter in 0..ballots {
        evidence.cast(voter, 0, if voter == 0 { 3 } else { 5 }, true).first_at = at(0);
    }
    for place in 0..100 {
        let hour = i64::try_from(place).unwrap() % hours;
        evidence.cast(50 + place, 1 + place, 2, false).first_at = at(hour) + TimeDelta::minutes(59);
    }
    evidence
}

#[test]
fn more_in_an_hour_than_the_queue_gives_is_a_burst() {
    let check = |ballots, hours, expected: usize| {
        let found = burst(ballots, hours).found(Detector::Burst);
        assert_eq!(found.len(), expected, "{ballots} {hours}");
    };
    check(7, 100, 0);
    check(8, 100, 1);
    // All in one hour: each design is expected to get its share of it, which is one.
    check(8, 1, 0);
    check(11, 1, 0);
    check(12, 1, 1);
}

#[test]
fn of_a_burst_the_extreme_ballots_are_meant() {
    let found = burst(9, 100).only(Detector::Burst);
    assert_eq!(found.voters(), (1..9).collect::<Vec<_>>());
    assert_eq!(found.figures["hour"], 0);
    assert_eq!(
        found.reason(),
        "9 ballots for it came within one hour, where the queue gives 0.09; chance alone gives that less than once in \
         1,000,000,000,000 times"
    );
}
