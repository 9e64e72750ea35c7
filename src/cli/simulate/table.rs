//! The simulation's one table, a line for each attack and share.

use serde::Serialize;

use super::Setting;
use super::attack::Attack;
use super::outcome::Outcome;

/// Through the queue with equal effort a share f of the voters moves one design by at most so many times f, in points
/// (`SCORING.md` section 1).
const BOUND_POINTS: f64 = 64.0;

/// One attack at one share of the voters, over all worlds.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Row {
    pub(super) attack: Attack,
    /// Of all voters, in percent; 0 where it does not apply.
    pub(super) share_percent: u32,
    /// The target's middle place had no attacker come; absent where it has none.
    pub(super) place_honest: Option<u32>,
    /// With every ballot counted.
    pub(super) place_open: Option<u32>,
    /// With the rules of counting.
    pub(super) place_rules: Option<u32>,
    /// With the rules, and what the detectors found set aside.
    pub(super) place_detectors: Option<u32>,
    /// Of the attackers with a counted ballot that does what they came for; absent where there are none.
    pub(super) attackers_flagged_percent: Option<f64>,
    pub(super) honest_members_flagged_percent: f64,
    pub(super) honest_ballots_flagged_percent: f64,
    /// Honest ballots flagged, by detector.
    pub(super) honest_ballots_by_detector: std::collections::BTreeMap<&'static str, usize>,
    pub(super) exposure_cv: f64,
    /// How far the target is from where it stood had no attacker come, in points of 100, with everything applied.
    pub(super) moved_points: f64,
    /// What a share of the voters can do through the queue with equal effort; absent where that is not the way.
    pub(super) bound_points: Option<f64>,
    /// How well the places follow what the designs deserve: Kendall's tau.
    pub(super) tau: f64,
    /// Attackers' ballots on the target, the most of any world.
    pub(super) ballots_on_target: usize,
}

impl Row {
    pub(super) fn of(attack: Attack, share_percent: u32, outcomes: &[Outcome]) -> Self {
        let [place_honest, place_open, place_rules, place_detectors] = [0, 1, 2, 3]
            .map(|which| middle(outcomes.iter().map(|outcome| outcome.places.get(which).copied().flatten())));
        let percent = |pick: fn(&Outcome) -> (usize, usize)| part(outcomes.iter().map(pick));
        let mean = |pick: fn(&Outcome) -> f64| average(outcomes.iter().map(pick));
        let mut by_detector = std::collections::BTreeMap::new();
        for (code, ballots) in outcomes.iter().flat_map(|outcome| &outcome.honest_by_detector) {
            *by_detector.entry(*code).or_insert(0) += ballots;
        }
        Self {
            attack,
            share_percent,
            place_honest,
            place_open,
            place_rules,
            place_detectors,
            attackers_flagged_percent: percent(|outcome| outcome.attackers),
            honest_members_flagged_percent: percent(|outcome| outcome.honest_members).unwrap_or(0.0),
            honest_ballots_flagged_percent: percent(|outcome| outcome.honest_ballots).unwrap_or(0.0),
            honest_ballots_by_detector: by_detector,
            exposure_cv: mean(|outcome| outcome.exposure_cv),
            moved_points: mean(|outcome| outcome.moved),
            bound_points: attack.is_bounded().then(|| BOUND_POINTS * f64::from(share_percent) / 100.0),
            tau: mean(|outcome| outcome.tau),
            ballots_on_target: outcomes.iter().map(|outcome| outcome.on_target).max().unwrap_or(0),
        }
    }
}

/// The lower middle one; an unranked target goes after all places.
fn middle(places: impl Iterator<Item = Option<u32>>) -> Option<u32> {
    let mut places: Vec<u32> = places.map(|place| place.unwrap_or(u32::MAX)).collect();
    places.sort_unstable();
    let middle = places.len().saturating_sub(1) / 2;
    places.get(middle).copied().filter(|place| *place != u32::MAX)
}

/// Sums of wholes and of parts, as percent; absent of nothing.
fn part(counts: impl Iterator<Item = (usize, usize)>) -> Option<f64> {
    let (whole, part) = counts.fold((0, 0), |(whole, part), one| (whole + one.0, part + one.1));
    (whole > 0).then(|| 100.0 * real(part) / real(whole))
}

fn average(values: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) = values.fold((0_u32, 0.0), |(count, sum), value| (count + 1, sum + value));
    sum / f64::from(count.max(1))
}

fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Prints the table with what its columns mean.
pub(super) fn print(rows: &[Row], setting: &Setting, worlds: u32) {
    let Setting { designs, members, ballots } = setting;
    println!("{designs} designs, {members} honest members, {ballots} ballots each; {worlds} worlds.");
    println!(
        "{:<25} {:>5}  {:>5} {:>5} {:>5} {:>5}  {:>7} {:>7} {:>8}  {:>6} {:>5}  {:>6} {:>5}",
        "",
        "share",
        "alone",
        "open",
        "rules",
        "found",
        "caught",
        "honest",
        "ballots",
        "cv",
        "tau",
        "moved",
        "bound"
    );
    for row in rows {
        println!(
            "{:<25} {:>5}  {:>5} {:>5} {:>5} {:>5}  {:>7} {:>7} {:>8}  {:>6.4} {:>5.3}  {:>6.2} {:>5}",
            row.attack.as_str(),
            if row.share_percent == 0 { "-".to_owned() } else { format!("{} %", row.share_percent) },
            place(row.place_honest),
            place(row.place_open),
            place(row.place_rules),
            place(row.place_detectors),
            row.attackers_flagged_percent.map_or("-".to_owned(), |percent| format!("{percent:.1} %")),
            format!("{:.2} %", row.honest_members_flagged_percent),
            format!("{:.3} %", row.honest_ballots_flagged_percent),
            row.exposure_cv,
            row.tau,
            row.moved_points,
            row.bound_points.map_or("-".to_owned(), |points| format!("{points:.1}")),
        );
    }
    println!("alone, open, rules, found: the target's place had no attacker come, and as it is: with all");
    println!("  ballots, with the rules of counting, and with what the detectors found set aside as well.");
    println!("caught: attackers found, of those whose counted ballots did what they came for.");
    println!("honest, ballots: honest members and honest ballots that were found too.");
    println!("cv: how unevenly the queue showed the designs. tau: how well the places follow merit.");
    println!("moved, bound: points of 100 by which the target moved, and 64 f, the most through the queue.");
    for row in rows.iter().filter(|row| row.attack == Attack::LateClearance) {
        println!("Accounts that waited for a late design gave it {} ballots at most.", row.ballots_on_target);
    }
}

fn place(place: Option<u32>) -> String {
    place.map_or("-".to_owned(), |place| place.to_string())
}
