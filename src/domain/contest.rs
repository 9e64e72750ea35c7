//! A contest: a standing programme that has rounds.

use chrono::{DateTime, Utc};

use super::field::{FieldError, Mistakes};
use super::id::{AccountId, ContestId};

const TITLE_CHARS_MAX: usize = 120;
const DESCRIPTION_CHARS_MAX: usize = 10_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contest {
    pub id: ContestId,
    pub title: String,
    pub description: String,
    pub created_by: AccountId,
    pub created_at: DateTime<Utc>,
}

/// What is wrong with a contest's texts; nothing if it can be made.
pub fn check(title: &str, description: &str) -> Vec<FieldError> {
    let mut mistakes = Mistakes::default();
    mistakes.line("title", title, TITLE_CHARS_MAX);
    mistakes.text("description", description, DESCRIPTION_CHARS_MAX);
    mistakes.into_errors()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contest_has_a_title_of_one_line_and_a_description() {
        assert_eq!(check("Winter tees", "Two rounds a year.\nOpen to all."), []);
        let fields: Vec<String> = check("Winter\ntees", " ").into_iter().map(|wrong| wrong.field).collect();
        assert_eq!(fields, ["title", "description"]);
    }
}
