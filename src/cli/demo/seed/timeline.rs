//! The order of things: every act of the script with its hour, oldest first.

use super::script::{Event, Fate, PRIZES, Progress, ROUNDS, RoundPlan, SALES, SalePlan};

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
    Draft {
        round: usize,
    },
    Announce {
        round: usize,
    },
    Enter {
        round: usize,
        entry: usize,
    },
    Moderate {
        round: usize,
        entry: usize,
    },
    Score {
        round: usize,
        sitting: i64,
    },
    Close {
        round: usize,
    },
    Cancel {
        round: usize,
    },
    OpenSale {
        sale: usize,
    },
    /// A member orders one unit and saves this card.
    Order {
        sale: usize,
        number: usize,
        card: &'static str,
    },
    Happen {
        sale: usize,
        event: Event,
    },
    /// Winners complete their accounts at the provider, and an admin approves what they won.
    Approve {
        round: usize,
        by_both: bool,
    },
}

/// All acts that are past when the demo starts, with their hours before that.
pub(super) fn acts() -> Vec<(i64, Act)> {
    let mut acts = Vec::new();
    for (round, plan) in ROUNDS.iter().enumerate() {
        of_round(round, plan, &mut acts);
    }
    for (sale, plan) in SALES.iter().enumerate() {
        of_sale(sale, plan, &mut acts);
    }
    for prize in PRIZES {
        acts.push((prize.approved_at, Act::Approve { round: prize.round, by_both: prize.by_both }));
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

fn of_sale(sale: usize, plan: &SalePlan, acts: &mut Vec<(i64, Act)>) {
    acts.push((plan.opens, Act::OpenSale { sale }));
    let hours = ROUNDS.get(plan.round).map_or(0, |round| i64::from(round.sale.hours));
    let cards: Vec<&'static str> =
        plan.orders.iter().flat_map(|orders| std::iter::repeat_n(orders.card, orders.count)).collect();
    let placed = part_of(plan.opens, (plan.opens - hours).max(0), cards.len());
    for (number, (at, card)) in placed.zip(cards).enumerate() {
        acts.push((at, Act::Order { sale, number, card }));
    }
    for (at, event) in plan.events {
        acts.push((*at, Act::Happen { sale, event: *event }));
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
    fn a_sale_opens_after_its_round_closed_and_takes_its_orders_before_the_deadline() {
        let all = acts();
        for (sale, plan) in SALES.iter().enumerate() {
            let Fate::Closed { at: closed } = ROUNDS[plan.round].fate else { panic!("sale {sale}") };
            let hours = i64::from(ROUNDS[plan.round].sale.hours);
            let orders =
                all.iter().filter(|(_, act)| matches!(act, Act::Order { sale: of, .. } if *of == sale));
            let times: Vec<i64> = orders.map(|(at, _)| *at).collect();
            assert_eq!(times.len(), plan.orders.iter().map(|orders| orders.count).sum::<usize>());
            assert!(plan.opens < closed, "sale {sale}");
            assert!(times.iter().all(|at| (plan.opens - hours..=plan.opens).contains(at)), "sale {sale}");
        }
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
