//! The detectors' thresholds: all whole numbers, so that the rules have one text and one digest.
//!
//! Defaults and formulas: `SCORING.md` section 2. A chance is written as its exponent: 4 is 1 in 10,000.

use serde::{Deserialize, Serialize};

use crate::domain::field::Mistakes;

/// Makes the groups of thresholds, each threshold with its usual value and what it may be.
macro_rules! thresholds {
    ($(
        $(#[$group_doc:meta])*
        $group:ident: $name:ident {
            $($(#[$doc:meta])* $field:ident: $usual:literal in $least:literal..=$most:literal),+ $(,)?
        }
    )+) => {
        $(
            $(#[$group_doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub struct $name { $($(#[$doc])* pub $field: u32),+ }
        )+

        /// When a ballot looks bought, and how long its designer may object.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct IntegrityTerms {
            $($(#[$group_doc])* pub $group: $name),+
        }

        impl IntegrityTerms {
            /// What a round has whose admin changes nothing.
            pub const USUAL: Self = Self { $($group: $name { $($field: $usual),+ }),+ };

            /// Every threshold with its path, in the order written.
            pub fn numbers(&self) -> Vec<(&'static str, u32)> {
                vec![$($((concat!(stringify!($group), ".", stringify!($field)), self.$group.$field)),+),+]
            }

            /// The thresholds that `find` gives for each path.
            pub fn of_numbers(mut find: impl FnMut(&str) -> u32) -> Self {
                Self {
                    $($group: $name {
                        $($field: find(concat!(stringify!($group), ".", stringify!($field)))),+
                    }),+
                }
            }

            pub(super) fn check(&self, m: &mut Mistakes) {
                $($(m.within(
                    concat!("integrity.", stringify!($group), ".", stringify!($field)),
                    &self.$group.$field,
                    $least..=$most,
                );)+)+
            }
        }
    };
}

thresholds! {
    /// S1: one score for nearly everything.
    straight_line: StraightLine {
        /// A voter with fewer ballots is not looked at.
        ballots_min: 20 in 2..=10_000,
        /// Share of a voter's ballots with the same score, in percent.
        same_percent: 95 in 50..=100,
    }
    /// S2: zeros for all but one or two.
    zero_bomb: ZeroBomb {
        /// A voter with fewer ballots is not looked at.
        ballots_min: 10 in 2..=10_000,
        /// Share of zeros among a voter's ballots, in percent.
        zeros_percent: 85 in 50..=100,
        /// From this score on a design is a favourite.
        favourite_score_min: 4 in 1..=5,
        /// More favourites than this are no longer a target.
        favourites_max: 2 in 1..=100,
        /// Share of zeros and favourites together, in percent.
        together_percent: 95 in 50..=100,
    }
    /// C1: extreme ballots from one network or device.
    same_mark: SameMark {
        /// Extreme ballots for one design under one mark.
        extremes_min: 3 in 2..=1_000,
        /// How unlikely that many must be.
        chance_exponent: 4 in 1..=18,
        /// A mark held by more members than this is shared.
        unshared_members_max: 2 in 1..=100,
        /// Weight of the round's rate in a design's own, in ballots.
        prior_ballots: 10 in 1..=1_000,
        /// The expected rate is at most this, in percent,
        rate_cap_percent: 20 in 1..=100,
        /// or this share of the round's rate if that is more, in percent.
        round_rate_percent: 150 in 100..=1_000,
    }
    /// C2: newcomers, guests of a share link or last-minute voters who judge one design far otherwise than the rest.
    cohort_gap: CohortGap {
        /// Ballots for the design, of the cohort and of the rest.
        ballots_min: 5 in 2..=1_000,
        /// Difference of the means, in ballot points of 500.
        gap_points_min: 75 in 1..=500,
        /// The same in standard errors.
        errors_min: 5 in 1..=100,
        /// The last part of the scoring window, in percent.
        late_percent: 10 in 1..=50,
    }
    /// C3: accounts that give the same answers.
    alike: Alike {
        /// Designs that two voters must have in common.
        common_min: 8 in 2..=1_000,
        /// Share of equal answers among those, in percent.
        same_percent: 80 in 50..=100,
        /// Deviations above what chance gives.
        deviations_min: 6 in 2..=100,
        /// Voters who are joined by such pairs.
        voters_min: 4 in 2..=1_000,
        /// Beyond so many millions of comparisons only newcomers and sharers of marks are compared.
        steps_millions_max: 4_000 in 1..=1_000_000,
    }
    /// C4: voters whose one highest answer is for the same design.
    fans: Fans {
        /// A voter with fewer ballots is not looked at.
        ballots_min: 10 in 2..=10_000,
        /// Such voters for one design.
        fans_min: 5 in 2..=1_000,
        /// How unlikely that many must be.
        chance_exponent: 6 in 1..=18,
    }
    /// C5: designers who give one another fives.
    swap: Swap {
        /// Mutual fives of one designer.
        mutual_min: 3 in 2..=1_000,
        /// How unlikely that many must be.
        chance_exponent: 6 in 1..=18,
        /// Weight of the designers' common rate, in ballots.
        prior_ballots: 10 in 1..=1_000,
        /// The chance of a five is at most this, in percent.
        rate_cap_percent: 90 in 1..=100,
        /// The expected number is at least this, in hundredths.
        expected_hundredths_min: 5 in 1..=1_000,
    }
    /// T1: more ballots for a design in one hour than the queue gives.
    burst: Burst {
        /// Ballots for the design in the hour.
        ballots_min: 8 in 2..=10_000,
        /// How unlikely that many must be.
        chance_exponent: 9 in 1..=18,
        /// The expected number is at least this, in hundredths.
        expected_hundredths_min: 2 in 1..=1_000,
    }
    /// T2: scores turned round in the last hours.
    reversal: Reversal {
        /// Points by which a score changes.
        change_min: 3 in 1..=5,
        /// Such changes of one voter.
        changes_min: 3 in 1..=1_000,
        /// The last part of the scoring window, in hundredths of a percent,
        window_basis_points: 200 in 1..=5_000,
        /// but at least so long.
        window_seconds_min: 3_600 in 60..=604_800,
    }
    /// T3: skipping and clicking without looking.
    skim: Skim {
        /// Skips for each score,
        skips_per_score: 3 in 1..=100,
        /// and this many more.
        skips_more: 10 in 0..=1_000,
        /// An answer below this is too fast, in milliseconds.
        fast_milliseconds: 1_000 in 100..=60_000,
        /// Fast answers in a row.
        fast_run_min: 4 in 2..=1_000,
        /// Such rows of one voter.
        fast_runs_min: 5 in 1..=1_000,
    }
    /// What a designer may do against it.
    appeal: Appeal {
        /// How long a designer may object to a confirmed finding, in seconds; the round is not closed before.
        seconds: 172_800 in 0..=2_592_000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_thresholds_are_allowed_and_have_distinct_paths() {
        let mut mistakes = Mistakes::default();
        IntegrityTerms::USUAL.check(&mut mistakes);
        assert_eq!(mistakes.into_errors(), []);
        let numbers = IntegrityTerms::USUAL.numbers();
        let paths: std::collections::BTreeSet<&str> = numbers.iter().map(|(path, _)| *path).collect();
        assert_eq!(paths.len(), numbers.len());
    }

    #[test]
    fn numbers_make_the_same_thresholds_again() {
        let numbers = IntegrityTerms::USUAL.numbers();
        let find = |path: &str| numbers.iter().find(|(each, _)| *each == path).unwrap().1 + 1;
        let raised = IntegrityTerms::of_numbers(find);
        assert!(numbers.iter().zip(raised.numbers()).all(|((_, one), (_, other))| one + 1 == other));
    }

    #[test]
    fn a_threshold_out_of_range_is_named_by_its_path() {
        let mut terms = IntegrityTerms::USUAL;
        terms.zero_bomb.zeros_percent = 101;
        let mut mistakes = Mistakes::default();
        terms.check(&mut mistakes);
        let errors = mistakes.into_errors();
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].field, "integrity.zero_bomb.zeros_percent");
    }
}
