//! The detectors' thresholds, as they are sent and answered.

use poem_openapi::Object;

use crate::domain::rules::{self, IntegrityTerms};

/// Makes an object of each group of thresholds; one that is left out is as usual.
macro_rules! groups {
    ($($(#[$doc:meta])* $group:ident: $name:ident { $($field:ident),+ })+) => {
        $(
            $(#[$doc])*
            #[derive(Object)]
            #[oai(deny_unknown_fields)]
            struct $name { $($field: u32),+ }

            impl From<$name> for rules::$name {
                fn from(given: $name) -> Self {
                    Self { $($field: given.$field),+ }
                }
            }

            impl From<rules::$name> for $name {
                fn from(kept: rules::$name) -> Self {
                    Self { $($field: kept.$field),+ }
                }
            }
        )+

        /// When the detectors propose to set ballots aside. Their formulas are in the project's documentation;
        /// a chance is written as its exponent: 4 is 1 in 10,000.
        #[derive(Object)]
        #[oai(deny_unknown_fields)]
        pub(super) struct Integrity { $($(#[$doc])* $group: Option<$name>),+ }

        impl From<Integrity> for IntegrityTerms {
            fn from(given: Integrity) -> Self {
                Self { $($group: given.$group.map_or(IntegrityTerms::USUAL.$group, Into::into)),+ }
            }
        }

        impl From<IntegrityTerms> for Integrity {
            fn from(kept: IntegrityTerms) -> Self {
                Self { $($group: Some(kept.$group.into())),+ }
            }
        }
    };
}

groups! {
    /// One score for nearly everything (S1).
    straight_line: StraightLine { ballots_min, same_percent }
    /// Zeros for all but one or two favourites (S2).
    zero_bomb: ZeroBomb { ballots_min, zeros_percent, favourite_score_min, favourites_max, together_percent }
    /// Extreme ballots for one design from one network or device (C1).
    same_mark: SameMark {
        extremes_min, chance_exponent, unshared_members_max, prior_ballots, rate_cap_percent, round_rate_percent
    }
    /// Newcomers, guests of a share link or last-minute voters who judge one design far otherwise (C2).
    cohort_gap: CohortGap { ballots_min, gap_points_min, errors_min, late_percent }
    /// Accounts that give the same answers (C3).
    alike: Alike { common_min, same_percent, deviations_min, voters_min, steps_millions_max }
    /// Voters whose one highest answer is for the same design (C4).
    fans: Fans { ballots_min, fans_min, chance_exponent }
    /// Designers who give one another fives (C5).
    swap: Swap { mutual_min, chance_exponent, prior_ballots, rate_cap_percent, expected_hundredths_min }
    /// More ballots for a design in one hour than the queue gives (T1).
    burst: Burst { ballots_min, chance_exponent, expected_hundredths_min }
    /// Scores turned round in the last hours (T2).
    reversal: Reversal { change_min, changes_min, window_basis_points, window_seconds_min }
    /// Skipping and clicking without looking (T3).
    skim: Skim { skips_per_score, skips_more, fast_milliseconds, fast_run_min, fast_runs_min }
    /// How many seconds a designer may object to a confirmed finding.
    appeal: Appeal { seconds }
}
