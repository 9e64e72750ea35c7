//! All detectors together: their order, what is removed for the later ones, and that nothing else decides.

use proptest::prelude::*;

use super::support::{NETWORK, account, answer, room};
use crate::domain::integrity::{Detector, Evidence, Severity, detect};

#[test]
fn detectors_run_in_their_order_and_say_so() {
    let mut told = Vec::new();
    assert_eq!(detect(&room(0, 0), &mut |detector| told.push(detector)), []);
    assert_eq!(told, Detector::ALL);
    let codes: Vec<&str> = Detector::ALL.iter().map(|detector| detector.code()).collect();
    assert_eq!(codes, ["S1", "S2", "C1", "C2", "C3", "C4", "C5", "T1", "T2", "T3"]);
    let low = Detector::ALL.iter().filter(|detector| detector.severity() == Severity::Low);
    assert_eq!(low.copied().collect::<Vec<_>>(), [Detector::StraightLine, Detector::Skim]);
}

#[test]
fn little_or_equal_evidence_shows_nothing() {
    let check = |voters: u128, designs: u128| {
        let mut evidence = room(voters, designs);
        for voter in 0..usize::try_from(voters).unwrap() {
            for design in 0..usize::try_from(designs).unwrap() {
                evidence.cast(voter, design, 5, true).network = Some(NETWORK);
                evidence.voters[voter].came_by = vec![design];
            }
        }
        assert_eq!(detect(&evidence, &mut |_| {}), [], "{voters} {designs}");
    };
    for (voters, designs) in [(0, 0), (1, 0), (0, 1), (1, 1), (1, 12), (30, 1), (15, 15)] {
        check(voters, designs);
    }
}

#[test]
fn a_ballot_of_nobody_or_for_nothing_is_not_looked_at() {
    let mut evidence = room(1, 1);
    evidence.cast(7, 0, 5, true);
    evidence.cast(0, 7, 5, true);
    evidence.change(7, 7, 0, 5);
    assert_eq!(detect(&evidence, &mut |_| {}), []);
}

/// Twenty plain voters of ten designs, and three from one network who give the first the highest answer and all others
/// `elsewhere`.
fn three_from_one_network(elsewhere: i64) -> Evidence {
    let mut evidence = room(43, 10);
    for voter in 0..43 {
        for design in 0..10 {
            let (score, would_buy) = match (voter < 40, design) {
                (true, _) => {
                    (i64::try_from((voter * 7 + design * 3) % 4).unwrap() + 1, voter % 5 == design % 5)
                }
                (false, 0) => (5, true),
                (false, _) => (elsewhere, false),
            };
            evidence.cast(voter, design, score, would_buy).network = (voter >= 40).then_some(NETWORK);
        }
    }
    evidence
}

#[test]
fn what_is_crude_is_removed_before_the_others_look() {
    let clever = three_from_one_network(2);
    assert_eq!(clever.found(Detector::ZeroBomb).len(), 0);
    assert_eq!(clever.only(Detector::SameMark).voters(), [40, 41, 42]);
    let crude = three_from_one_network(0);
    assert_eq!(crude.found(Detector::ZeroBomb).len(), 3);
    assert_eq!(crude.found(Detector::SameMark).len(), 0, "they are found already");
    assert_eq!(detect(&crude, &mut |_| {}).len(), 3);
}

#[test]
fn straight_lines_do_not_dilute_what_is_looked_for() {
    // A hundred voters of one highest answer for everything would make the highest answer a usual one.
    let mut evidence = three_from_one_network(2);
    evidence.designs.extend(room(0, 25).designs.split_off(10));
    evidence.voters.extend(room(143, 0).voters.split_off(43));
    for voter in 43..143 {
        (0..25).for_each(|design| {
            evidence.cast(voter, design, 5, true);
        });
    }
    assert_eq!(evidence.found(Detector::StraightLine).len(), 100);
    assert_eq!(evidence.only(Detector::SameMark).voters(), [40, 41, 42]);
}

#[test]
fn a_reason_names_nobody() {
    let mut evidence = three_from_one_network(0);
    evidence.voters[3].skips = 1_000;
    let found = detect(&evidence, &mut |_| {});
    assert_eq!(found.len(), 4);
    for finding in found {
        let reason = finding.reason();
        assert!(!reason.contains(&account(3).to_string()) && !reason.contains("0000"), "{reason}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_order_of_the_evidence_makes_no_difference(
        ballots in prop::collection::vec((0..24_usize, 0..16_usize, 0..6_i64, any::<bool>(), 0..6_u64), 0..500),
        moved in prop::collection::vec((0..24_usize, 0..16_usize, 0..6_i64), 0..40),
        socks in 0..8_usize,
    ) {
        let mut evidence = room(32, 16);
        let mut seen = std::collections::BTreeSet::new();
        for (voter, design, score, would_buy, mark) in ballots {
            if seen.insert((voter, design)) {
                evidence.cast(voter, design, score, would_buy).network = Some(crate::domain::integrity::Mark(mark));
            }
        }
        for sock in 24..24 + socks {
            evidence.voters[sock].came_by = vec![3];
            (0..12).for_each(|design| {
                let (score, would_buy) = if design == 3 { (5, true) } else { (2, design % 2 == 0) };
                evidence.cast(sock, design, score, would_buy).device = Some(NETWORK);
            });
        }
        for owner in 0..12 {
            evidence.designs[owner].makers = vec![account(u128::try_from(owner).unwrap())];
        }
        for (voter, design, from) in moved {
            evidence.change(voter, design, from, 0).from = answer(from, false);
        }
        // Easier thresholds, so that there is something to compare.
        evidence.terms.same_mark.chance_exponent = 2;
        evidence.terms.cohort_gap.errors_min = 2;
        evidence.terms.swap.mutual_min = 2;
        evidence.terms.swap.chance_exponent = 1;
        evidence.terms.alike.deviations_min = 2;
        let found = detect(&evidence, &mut |_| {});
        prop_assert_eq!(found, detect(&evidence.turned_round(), &mut |_| {}));
    }
}
