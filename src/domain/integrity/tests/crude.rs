//! S1, S2, T2 and T3: what one voter's ballots alone show.

use chrono::TimeDelta;

use super::support::{HOURS, account, answer, at, design, room};
use crate::domain::integrity::{Detector, Evidence};

/// One voter with so many ballots of each score.
fn voter(counts: &[(usize, i64)]) -> Evidence {
    let ballots: usize = counts.iter().map(|(count, _)| count).sum();
    let mut evidence = room(1, u128::try_from(ballots).unwrap());
    let scores = counts.iter().flat_map(|(count, score)| std::iter::repeat_n(*score, *count));
    for (place, score) in scores.enumerate() {
        evidence.cast(0, place, score, false);
    }
    evidence
}

#[test]
fn a_straight_line_is_19_of_20() {
    let check = |counts: &[(usize, i64)], expected: usize| {
        assert_eq!(voter(counts).found(Detector::StraightLine).len(), expected, "{counts:?}");
    };
    check(&[(19, 3)], 0);
    check(&[(20, 3)], 1);
    check(&[(19, 3), (1, 4)], 1);
    check(&[(18, 3), (2, 4)], 0);
    check(&[(38, 3), (2, 4)], 1);
    check(&[(37, 3), (3, 4)], 0);
    check(&[(21, 0)], 1);
}

#[test]
fn a_straight_line_takes_all_ballots_of_its_voter() {
    let found = voter(&[(1, 4), (24, 3)]).only(Detector::StraightLine);
    assert_eq!(found.ballots.len(), 25);
    assert_eq!((found.design, found.earlier.len()), (None, 0));
    assert_eq!(found.reason(), "24 of the 25 ballots of one voter have the same score, 3");
}

#[test]
fn a_zero_bomb_spares_one_or_two() {
    let check = |counts: &[(usize, i64)], expected: usize| {
        assert_eq!(voter(counts).found(Detector::ZeroBomb).len(), expected, "{counts:?}");
    };
    check(&[(8, 0), (1, 5)], 0);
    check(&[(9, 0), (1, 5)], 1);
    check(&[(9, 0), (1, 4)], 1);
    check(&[(9, 0), (1, 3)], 0);
    check(&[(10, 0)], 0);
    check(&[(17, 0), (2, 5), (1, 2)], 1);
    check(&[(16, 0), (2, 5), (2, 2)], 0);
    check(&[(17, 0), (3, 5)], 0);
    check(&[(17, 0), (1, 5), (2, 2)], 0);
    check(&[(35, 0), (2, 5), (1, 2)], 1);
}

#[test]
fn a_zero_bomb_takes_all_ballots_of_its_voter() {
    let found = voter(&[(18, 0), (2, 5)]).only(Detector::ZeroBomb);
    assert_eq!(found.ballots.len(), 20);
    assert_eq!(found.reason(), "18 of the 20 ballots of one voter are zeros, and only 2 high");
}

/// One voter whose ballots of 4 became `to` after `at`, and who kept ten others.
fn reversal(turned: usize, to: i64, hours: i64) -> Evidence {
    let mut evidence = voter(&[(10, 2), (turned, to)]);
    for place in 10..10 + turned {
        evidence.change(0, place, 4, to).at = at(hours);
    }
    evidence
}

#[test]
fn three_scores_turned_in_the_last_two_percent_are_a_reversal() {
    let check = |turned, to, hours, expected: usize| {
        let found = reversal(turned, to, hours).found(Detector::Reversal);
        assert_eq!(found.len(), expected, "{turned} {to} {hours}");
    };
    check(3, 1, HOURS - 2, 1);
    check(3, 0, HOURS - 1, 1);
    check(2, 0, HOURS - 1, 0);
    check(3, 2, HOURS - 1, 0);
    check(3, 0, HOURS - 3, 0);
    let mut short = reversal(3, 0, HOURS - 1);
    short.scoring_open_at = at(HOURS - 10);
    assert_eq!(short.found(Detector::Reversal).len(), 1, "an hour, where two percent are less");
    short.changes[0].at -= TimeDelta::seconds(1);
    assert_eq!(short.found(Detector::Reversal).len(), 0);
}

#[test]
fn of_a_reversal_the_earlier_answer_counts() {
    let found = reversal(3, 0, HOURS - 1).only(Detector::Reversal);
    let turned = [10, 11, 12].map(|number| (account(0), design(number)));
    assert_eq!(found.ballots, turned);
    assert_eq!(found.earlier, turned.map(|ballot| (ballot, answer(4, false))).into());
    let reason =
        "one voter moved 3 scores by 3 points or more in the last 120 minutes; what they said before counts";
    assert_eq!(found.reason(), reason);
}

#[test]
fn who_is_found_has_smaller_late_changes_restored_too() {
    let mut evidence = reversal(4, 0, HOURS - 1);
    (evidence.ballots[12].answer, evidence.changes[2].to) = (answer(3, true), answer(3, true));
    evidence.change(0, 2, 1, 2).at = at(HOURS - 3);
    let found = evidence.only(Detector::Reversal);
    assert_eq!((found.figures["changes"], found.ballots.len(), found.earlier.len()), (3, 4, 4));
    assert_eq!(found.earlier[&(account(0), design(12))], answer(4, false));
}

#[test]
fn a_reversal_in_steps_is_one_and_one_taken_back_is_none() {
    let mut steps = reversal(3, 0, HOURS - 1);
    let last = steps.changes.pop().unwrap();
    steps.change(0, last.design, 4, 2);
    steps.change(0, last.design, 2, 0).at = at(HOURS - 1) + TimeDelta::minutes(1);
    assert_eq!(steps.only(Detector::Reversal).earlier[&(account(0), design(12))], answer(4, false));
    let mut back = reversal(3, 0, HOURS - 1);
    back.change(0, 12, 0, 4).at = at(HOURS - 1) + TimeDelta::minutes(1);
    back.ballots[12].answer = answer(4, false);
    assert_eq!(back.found(Detector::Reversal).len(), 0);
}

#[test]
fn skips_beyond_three_a_score_and_ten_are_skimming() {
    let check = |skips, expected: usize| {
        let mut evidence = voter(&[(5, 2), (5, 3)]);
        evidence.voters[0].skips = skips;
        assert_eq!(evidence.found(Detector::Skim).len(), expected, "{skips}");
    };
    check(39, 0);
    check(40, 1);
    let mut evidence = voter(&[(5, 2), (5, 3)]);
    evidence.voters[0].skips = 40;
    evidence.voters[0].answer_milliseconds = vec![5_000; 51];
    assert_eq!(evidence.found(Detector::Skim).len(), 0, "one more was scored, and does not count yet");
}

#[test]
fn four_fast_answers_in_a_row_five_times_are_skimming() {
    let check = |rows: &[usize], expected: usize| {
        let mut evidence = voter(&[(5, 2), (5, 3)]);
        let taken = &mut evidence.voters[0].answer_milliseconds;
        for row in rows {
            taken.extend(std::iter::repeat_n(999, *row));
            taken.push(1_000);
        }
        assert_eq!(evidence.found(Detector::Skim).len(), expected, "{rows:?}");
    };
    check(&[4, 4, 4, 4, 4], 1);
    check(&[4, 4, 4, 4, 3], 0);
    check(&[4, 4, 4, 4], 0);
    check(&[20], 1);
    check(&[19], 0);
    check(&[3; 40], 0);
}

#[test]
fn skimming_is_said_with_its_figures() {
    let mut evidence = voter(&[(5, 2), (5, 3)]);
    evidence.voters[0].skips = 50;
    let found = evidence.only(Detector::Skim);
    assert_eq!(
        (found.ballots.len(), found.reason().as_str()),
        (10, "one voter skipped 50 designs and scored 10")
    );
    evidence.voters[0].skips = 0;
    evidence.voters[0].answer_milliseconds = vec![200; 24];
    let reason = "one voter answered 4 times in a row within 1000 milliseconds each, and did so 6 times";
    assert_eq!(evidence.only(Detector::Skim).reason(), reason);
}
