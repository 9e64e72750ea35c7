//! The order of things: every act of the script with its hour, oldest first.

use super::script::{Fate, Progress, ROUNDS, RoundPlan};

/// From a round's announcement to its first submissions.
const AHEAD_HOURS: i64 = 24;
/// When the draft was written that is not open yet.
const DRAFTED_AGO: i64 = 30;
/// Between a submission and the moderator's answer.
const MODERATION_HOURS: i64 = 5;
pub(super) const SITTINGS: i64 = 4;

/// One thing that somebody does. Numbers are places in the script's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Draft { round: usize },
    Announce { round: usize },
    Enter { round: usize, entry: usize },
    Moderate { round: usize, entry: usize },
    Score { round: usize, sitting: i64 },
    Close { round: usize },
    Cancel { round: usize },
}

/// All acts that are past when the demo starts, with their hours before that.
pub(super) fn acts() -> Vec<(i64, Act)> {
    let mut acts = Vec::new();
    for (round, plan) in ROUNDS.iter().enumerate() {
        of_round(round, plan, &mut acts);
    }
    acts.retain(|(hours_ago, _)| *hours_ago > 0);
    acts.sort_by_key(|(hours_ago, _)| std::cmp::Reverse(*hours_ago));
    acts
}

fn of_round(round: usize, plan: &RoundPlan, acts: &mut Vec<(i64, Act)>) {
    if plan.fate == Fate::Draft {
        acts.push((DRAFTED_AGO, Act::Draft { round }));
        return;
    }
    acts.push((plan.opens + AHEAD_HOURS, Act::Draft { round }));
    acts.push((plan.opens + AHEAD_HOURS, Act::Announce { round }));
    let entered = part_of(plan.opens, plan.scoring.max(0), plan.entries.len());
    for (entry, (at, what)) in entered.zip(plan.entries).enumerate() {
        acts.push((at, Act::Enter { round, entry }));
        match what.progress {
            Progress::Cleared | Progress::Refused => {
                acts.push((at - MODERATION_HOURS, Act::Moderate { round, entry }));
            }
            Progress::Drafted | Progress::Submitted => {}
        }
    }
    if plan.voters > 0 {
        for sitting in 0..SITTINGS {
            let at = plan.scoring - (plan.scoring - plan.ends) * (2 * sitting + 1) / (2 * SITTINGS);
            acts.push((at, Act::Score { round, sitting }));
        }
    }
    match plan.fate {
        Fate::Closed { at } => acts.push((at, Act::Close { round })),
        Fate::Cancelled { at } => acts.push((at, Act::Cancel { round })),
        Fate::Draft | Fate::Running => {}
    }
}

/// Hours spread evenly over the window, its ends left out.
fn part_of(from: i64, until: i64, count: usize) -> impl Iterator<Item = i64> {
    let parts = i64::try_from(count).unwrap_or(i64::MAX - 1) + 1;
    (1..parts).map(move |part| from - (from - until) * part / parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_played_in_the_order_of_its_life() {
        let all = acts();
        let place = |wanted: Act| all.iter().position(|(_, act)| *act == wanted).unwrap();
        assert!(all.is_sorted_by(|a, b| a.0 >= b.0));
        assert!(place(Act::Draft { round: 0 }) < place(Act::Announce { round: 0 }));
        assert!(place(Act::Announce { round: 0 }) < place(Act::Enter { round: 0, entry: 0 }));
        assert!(place(Act::Enter { round: 0, entry: 7 }) < place(Act::Moderate { round: 0, entry: 7 }));
        assert!(place(Act::Moderate { round: 0, entry: 7 }) < place(Act::Score { round: 0, sitting: 0 }));
        assert!(place(Act::Score { round: 0, sitting: 3 }) < place(Act::Close { round: 0 }));
    }

    #[test]
    fn every_sample_is_entered_once_at_most_and_a_designer_has_one_in_a_round() {
        let mut samples = std::collections::BTreeSet::new();
        for plan in ROUNDS {
            let mut designers = std::collections::BTreeSet::new();
            for entry in plan.entries {
                assert!(samples.insert(entry.sample), "sample {}", entry.sample);
                assert!(designers.insert(entry.designer), "{} in {}", entry.designer, plan.title);
            }
        }
        assert!(!samples.contains(&crate::cli::demo::seed::script::UNUSED_SAMPLE));
        assert!(samples.len() >= 24);
    }
}
