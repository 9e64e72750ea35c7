//! A round: its states and what moves it from one to the next.

pub mod record;

use super::state::states;

pub use record::{Round, Sealed};

states! {
    pub State {
        Draft = "draft",
        Submissions = "submissions",
        Scoring = "scoring",
        Judging = "judging",
        Closed = "closed",
        Cancelled = "cancelled",
    }
}
