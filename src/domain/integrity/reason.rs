//! A finding in one sentence, for the published ballot box: figures, and nobody's name.

use super::{Detector, Finding};

impl Finding {
    /// Why these ballots are proposed to be set aside, in English; the same figures always give the same sentence.
    pub fn reason(&self) -> String {
        match self.detector {
            Detector::StraightLine => self.straight_line(),
            Detector::ZeroBomb => self.zero_bomb(),
            Detector::SameMark => self.same_mark(),
            Detector::CohortGap => self.cohort_gap(),
            Detector::Alike => self.alike(),
            Detector::Fans => self.fans(),
            Detector::Swap => self.swap(),
            Detector::Burst => self.burst(),
            Detector::Reversal => self.reversal(),
            Detector::Skim => self.skim(),
        }
    }

    fn figure(&self, name: &str) -> i64 {
        self.figures.get(name).copied().unwrap_or(0)
    }

    fn straight_line(&self) -> String {
        let [ballots, same, score] = ["ballots", "same", "score"].map(|name| self.figure(name));
        format!("{same} of the {ballots} ballots of one voter have the same score, {score}")
    }

    fn zero_bomb(&self) -> String {
        let [ballots, zeros, high] = ["ballots", "zeros", "favourites"].map(|name| self.figure(name));
        format!("{zeros} of the {ballots} ballots of one voter are zeros, and only {high} high")
    }

    fn same_mark(&self) -> String {
        let [ballots, extremes] = ["ballots", "extremes"].map(|name| self.figure(name));
        let place = if self.figure("device") == 1 { "device" } else { "network" };
        let answer = if self.figure("highest") == 1 { "the highest answer" } else { "a zero" };
        format!("{extremes} of {ballots} ballots from one {place} gave it {answer}; {}", self.chance())
    }

    fn cohort_gap(&self) -> String {
        let [inside, rest, gap] =
            ["cohort_ballots", "rest_ballots", "gap_points"].map(|name| self.figure(name));
        let who = match self.figure("cohort") {
            0 => "who joined after the round opened",
            1 => "who came by this design's share link",
            _ => "who scored it at the very end",
        };
        let (points, side) = (gap.unsigned_abs(), if gap < 0 { "below" } else { "above" });
        format!(
            "the {inside} voters {who} put it {points} points of 500 {side} where the other {rest} do, {} times the \
             standard error; their {} extreme answers are meant",
            self.figure("errors"),
            self.figure("extremes")
        )
    }

    fn alike(&self) -> String {
        let [voters, same, common, expected] =
            ["voters", "same", "common", "expected"].map(|name| self.figure(name));
        format!(
            "{voters} voters move together: where two of them scored the same design they gave the same answer \
             {same} of {common} times, and chance gives {expected}"
        )
    }

    fn fans(&self) -> String {
        let [tops, fans] = ["tops", "fans"].map(|name| self.figure(name));
        format!(
            "{fans} of the {tops} voters who gave it the highest answer gave that to no other design; {}",
            self.chance()
        )
    }

    fn swap(&self) -> String {
        let [owners, pairs, mutual] = ["owners", "pairs", "mutual"].map(|name| self.figure(name));
        format!(
            "{owners} designers gave one another fives in {pairs} pairs, one of them in {mutual} where their taste \
             explains {}; {}",
            hundredths(self.figure("expected_hundredths")),
            self.chance()
        )
    }

    fn burst(&self) -> String {
        let expected = hundredths(self.figure("expected_hundredths"));
        let ballots = self.figure("ballots");
        format!(
            "{ballots} ballots for it came within one hour, where the queue gives {expected}; {}",
            self.chance()
        )
    }

    fn reversal(&self) -> String {
        let [changes, least, minutes] =
            ["changes", "change_min", "window_minutes"].map(|name| self.figure(name));
        format!(
            "one voter moved {changes} scores by {least} points or more in the last {minutes} minutes; what they \
             said before counts"
        )
    }

    fn skim(&self) -> String {
        if self.figure("skipping") == 1 {
            let [skips, scores] = ["skips", "scores"].map(|name| self.figure(name));
            return format!("one voter skipped {skips} designs and scored {scores}");
        }
        let [runs, run, limit] = ["fast_runs", "fast_run", "fast_milliseconds"].map(|name| self.figure(name));
        format!(
            "one voter answered {run} times in a row within {limit} milliseconds each, and did so {runs} times"
        )
    }

    fn chance(&self) -> String {
        match u32::try_from(self.figure("chance_exponent"))
            .ok()
            .and_then(|exponent| 10_u64.checked_pow(exponent))
        {
            Some(times) => format!("chance alone gives that less than once in {} times", grouped(times)),
            None => "chance alone does not give that".to_owned(),
        }
    }
}

/// 10000 as 10,000.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let chunks: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|part| std::str::from_utf8(part).ok()).collect();
    chunks.join(",")
}

/// 105 as 1.05.
fn hundredths(number: i64) -> String {
    format!("{}.{:02}", number.div_euclid(100), number.rem_euclid(100))
}
