//! Transition tables written as text, as in `MONEY.md`, held against the function that they specify.

use std::fmt::{Debug, Display};

/// A row a state, which its first word names; a word a column: the next state, `.` stays, `no` is refused.
///
/// `answer` gives the next state, or none where it refuses.
pub(crate) fn check<S: Display, E: Debug>(
    table: &str,
    states: &[S],
    events: &[E],
    answer: impl Fn(&S, &E) -> Option<S>,
) {
    let rows: Vec<Vec<&str>> = table.trim().lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows.len(), states.len(), "a row for every state");
    for (state, row) in states.iter().zip(rows) {
        let name = state.to_string();
        assert_eq!(row[0], name);
        assert_eq!(row.len(), events.len().saturating_add(1), "a word for every event in {name}");
        for (event, expected) in events.iter().zip(&row[1..]) {
            let found = answer(state, event).map_or("no".to_owned(), |to| to.to_string());
            let expected = if *expected == "." { &name } else { *expected };
            assert_eq!(found, expected, "{event:?} in {name}");
        }
    }
}
