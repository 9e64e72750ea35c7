use super::*;

/// The round that the targets speak of.
const WHOLE: Setting = Setting { designs: 500, members: 2_000, ballots: 40 };

/// As many voters, and as many ballots on each design, with half the work.
const HALF: Setting = Setting { designs: 250, members: 2_000, ballots: 20 };

/// The table's row of so many half rounds.
fn row(attack: Attack, percent: u32, worlds: u64) -> Row {
    row_of(&HALF, attack, percent, worlds)
}

fn row_of(setting: &Setting, attack: Attack, percent: u32, worlds: u64) -> Row {
    let outcomes: Vec<Outcome> =
        (1..=worlds).map(|seed| measure(&play(setting, attack, percent, seed))).collect();
    Row::of(attack, percent, &outcomes)
}

/// What holds under whatever happens: the queue is even, and honest people are left alone.
fn check_honest(row: &Row, members_percent_max: f64) {
    assert!(row.honest_members_flagged_percent < members_percent_max, "{row:?}");
    assert!(row.honest_ballots_flagged_percent < 0.1, "{row:?}");
    assert!(row.exposure_cv < 0.05, "{row:?}");
}

fn check_caught(row: &Row, percent_min: f64) {
    check_honest(row, 1.0);
    assert!(row.attackers_flagged_percent.is_some_and(|percent| percent >= percent_min), "{row:?}");
}

#[test]
fn without_an_attack_hardly_anybody_is_flagged() {
    let row = row(Attack::None, 0, 2);
    check_honest(&row, 0.5);
    assert_eq!(row.attackers_flagged_percent, None);
    assert!(row.moved_points.abs() < 0.01, "{row:?}");
}

#[test]
fn attacks_by_links_are_found() {
    for percent in [5, 10] {
        let row = row(Attack::Link, percent, 1);
        check_caught(&row, 90.0);
        assert!(row.moved_points.abs() < 2.0, "{row:?}");
    }
}

#[test]
fn rings_by_links_are_found() {
    for percent in [5, 10] {
        let row = row_of(&WHOLE, Attack::RingLink, percent, 1);
        check_caught(&row, 90.0);
        assert!(row.moved_points.abs() < 2.0, "{row:?}");
    }
}

#[test]
fn ballots_on_one_design_alone_never_count() {
    let row = row(Attack::LinkOnly, 10, 1);
    assert!(row.place_open.is_some_and(|place| place <= 3), "{row:?}");
    assert_eq!(row.place_rules, row.place_honest);
    assert_eq!(row.attackers_flagged_percent, None, "there is nothing to find");
}

#[test]
fn every_zero_bomber_and_straight_liner_is_found() {
    for percent in [1, 5, 10] {
        for attack in [Attack::QueueZeros, Attack::StraightLine] {
            let row = row(attack, percent, 1);
            check_caught(&row, 100.0);
            assert_eq!(row.place_detectors, row.place_honest, "{row:?}");
        }
    }
}

#[test]
fn reversals_are_found_and_the_place_is_restored() {
    for percent in [5, 10] {
        let row = row_of(&WHOLE, Attack::Reversal, percent, 1);
        check_caught(&row, 70.0);
        let [alone, rules, found] =
            [row.place_honest, row.place_rules, row.place_detectors].map(Option::unwrap);
        assert!(row.moved_points.abs() < 2.0 && found.abs_diff(rules) > 3 * found.abs_diff(alone), "{row:?}");
    }
}

#[test]
fn through_the_queue_a_share_moves_no_more_than_the_bound() {
    for percent in [1, 5] {
        let row = row(Attack::QueueHonest, percent, 2);
        check_honest(&row, 1.0);
        assert!(row.moved_points > 0.0 && row.moved_points < row.bound_points.unwrap() * 1.5, "{row:?}");
    }
}

#[test]
fn who_waits_for_a_late_design_hardly_meets_it() {
    let setting = Setting { designs: 300, members: 600, ballots: 40 };
    let outcome = measure(&play(&setting, Attack::LateClearance, 0, 1));
    assert!(outcome.on_target <= 10, "{outcome:?}");
}

#[test]
fn the_same_seed_plays_the_same_round() {
    let setting = Setting { designs: 40, members: 150, ballots: 20 };
    let once = || format!("{:?}", measure(&play(&setting, Attack::Rivals, 5, 9)));
    assert_eq!(once(), once());
}

#[test]
fn the_table_has_a_row_for_every_attack_and_share() {
    let simulate = Simulate { designs: 30, members: 100, ballots: 12, worlds: 1, seed: 2, json: true };
    let rows = simulate.rows(&simulate.setting().unwrap());
    assert_eq!(rows.len(), 3 + 11 * SHARES_PERCENT.len());
    let text = serde_json::to_string(&rows).unwrap();
    assert!(text.contains(r#""attack":"queue, honest filler","share_percent":10,"#), "{text}");
    table::print(&rows, &simulate.setting().unwrap(), 1);
}

#[test]
fn an_impossible_round_is_refused_in_a_sentence() {
    let asked = Simulate { designs: 500, members: 2_000, ballots: 40, worlds: 3, seed: 1, json: false };
    let check = |change: fn(&mut Simulate), expected: &str| {
        let mut asked = asked.clone();
        change(&mut asked);
        assert_eq!(asked.setting().unwrap_err().to_string(), expected);
    };
    assert!(asked.setting().is_ok());
    check(|asked| asked.designs = 2, "--designs is a number from 30 to 10000, and 2 is not");
    check(|asked| asked.members = 99, "--members is a number from 100 to 50000, and 99 is not");
    check(|asked| asked.worlds = 0, "--worlds is a number from 1 to 100, and 0 is not");
    check(
        |asked| asked.ballots = 0,
        "--ballots is at least 1 and at most the number of designs (500), and 0 is not",
    );
    check(
        |asked| asked.ballots = 501,
        "--ballots is at least 1 and at most the number of designs (500), and 501 is not",
    );
    check(
        |asked| asked.members = 400,
        "--designs needs so many members to have made them, and 400 is fewer than 500",
    );
    check(
        |asked| (asked.designs, asked.members) = (10_000, 50_000),
        "50000 members times 10000 designs is more than this computer is asked to remember: 50000000",
    );
}
