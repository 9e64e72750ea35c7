//! A round: its states and what moves it from one to the next.

mod outcome;
mod record;

use super::state::states;

pub use outcome::{Award, Outcome};
pub use record::{Round, Sealed, check, prizes_total};

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
