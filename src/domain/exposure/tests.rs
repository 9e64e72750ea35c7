use proptest::prelude::*;
use uuid::Uuid;

use super::*;

const TERMS: ScoringTerms = ScoringTerms {
    weight_percent: 70,
    prior_ballots: 10,
    scores_min: 20,
    count_from: 10,
    counted_max: 100,
    skips_free: 10,
    joined_before_open: true,
    extension_seconds: 0,
    names_masked: false,
};

fn design(number: u128) -> DesignId {
    DesignId::new(Uuid::from_u128(number))
}

fn candidate(number: u128, showings: u64, lot: u64) -> Candidate {
    Candidate { design: design(number), showings, is_own: false, is_shown: false, lot }
}

#[test]
fn the_least_seen_design_comes_first_and_ties_fall_to_the_lot() {
    let check = |candidates: &[Candidate], expected: Option<u128>| {
        assert_eq!(next(candidates), expected.map(design));
    };
    check(&[], None);
    check(&[candidate(1, 3, 0), candidate(2, 2, 9), candidate(3, 4, 0)], Some(2));
    check(&[candidate(1, 2, 8), candidate(2, 2, 7), candidate(3, 2, 9)], Some(2));
    check(&[Candidate { is_own: true, ..candidate(1, 0, 0) }, candidate(2, 9, 9)], Some(2));
    check(&[Candidate { is_shown: true, ..candidate(1, 0, 0) }], None);
}

#[test]
fn one_design_is_current_and_another_is_preloaded() {
    let check = |open: &[u128], current: Option<u128>, preload: Option<u128>| {
        let shown = |number| Candidate { is_shown: open.contains(&number), ..candidate(number, 1, 0) };
        let open: Vec<DesignId> = open.iter().copied().map(design).collect();
        let expected = Turn { current: current.map(design), preload: preload.map(design) };
        assert_eq!(turn(&open, &[shown(1), shown(2), shown(3)]), expected);
    };
    check(&[], Some(1), Some(2));
    check(&[3], Some(3), Some(1));
    check(&[2, 1], Some(2), Some(1));
    check(&[1, 2, 3], Some(1), Some(2));
}

#[test]
fn the_last_design_has_nothing_behind_it() {
    assert_eq!(turn(&[], &[candidate(1, 0, 0)]), Turn { current: Some(design(1)), preload: None });
    assert_eq!(turn(&[], &[]), Turn { current: None, preload: None });
}

#[test]
fn a_showing_unanswered_for_15_minutes_is_given_back() {
    let start = DateTime::from_timestamp(0, 0).unwrap();
    let check =
        |seconds, expected| assert_eq!(has_lapsed(start, start + TimeDelta::seconds(seconds)), expected);
    check(-1, false);
    check(899, false);
    check(900, true);
}

#[test]
fn every_state_says_what_each_event_does_to_it() {
    use Event::{HandOut, Lapse, Restore, Score, SetAside, Skip};
    use State::{GivenBack, Handed, Reserved, Scored, Skipped};
    let events = [HandOut, Score, Skip, Lapse, SetAside, Restore];
    let rows = [
        (Reserved, [Some(Handed), None, None, Some(GivenBack), None, None]),
        (Handed, [Some(Handed), Some(Scored), Some(Skipped), Some(GivenBack), None, None]),
        (Scored, [None, Some(Scored), None, None, Some(GivenBack), Some(Scored)]),
        (Skipped, [None, Some(Scored), Some(Skipped), None, None, None]),
        (GivenBack, [Some(Handed), Some(Scored), Some(Skipped), None, Some(GivenBack), Some(Scored)]),
    ];
    assert_eq!(rows.map(|(state, _)| state), State::ALL);
    for (state, expected) in rows {
        assert_eq!(events.map(|event| state.apply(event).ok()), expected, "{state}");
    }
}

#[test]
fn skips_are_bounded_by_what_was_scored() {
    let check = |skipped, scored, expected: bool| {
        assert_eq!(may_skip(skipped, scored, &TERMS).is_ok(), expected, "{skipped} {scored}");
    };
    check(0, 0, true);
    check(9, 0, true);
    check(10, 0, false);
    check(10, 1, true);
    check(11, 1, false);
}

#[test]
fn a_late_design_catches_up_by_lot() {
    let check = |lacking, pages, lot, expected| assert_eq!(catches_up(lacking, pages, lot), expected);
    check(0, 4, 0, false);
    check(1, 4, (1 << 62) - 1, true);
    check(1, 4, 1 << 62, false);
    check(4, 4, u64::MAX, true);
    check(9, 4, u64::MAX, true);
    check(1, 0, u64::MAX, true);
    check(u64::MAX, u64::MAX, u64::MAX, true);
}

proptest! {
    #[test]
    fn a_late_design_is_inside_the_page_and_never_first(lot: u64) {
        prop_assert!((1..PAGE_DESIGNS).contains(&catch_up_slot(lot)));
    }

    #[test]
    fn the_queue_keeps_all_designs_within_one_showing(lots in prop::collection::vec(any::<[u64; 5]>(), 1..60)) {
        let mut showings = [0_u64; 5];
        for draw in lots {
            let candidates: Vec<Candidate> =
                (0_u128..).zip(showings.iter().zip(draw)).map(|(n, (seen, lot))| candidate(n, *seen, lot)).collect();
            let chosen = next(&candidates).unwrap();
            let place = candidates.iter().position(|candidate| candidate.design == chosen).unwrap();
            showings[place] = showings[place].saturating_add(1);
        }
        prop_assert!(showings.iter().max().unwrap().abs_diff(*showings.iter().min().unwrap()) <= 1);
    }
}
