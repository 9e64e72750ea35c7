//! An entry as it is kept, with its place in the journal.

use chrono::{DateTime, Utc};

use super::book::Row;
use super::kind::EntryKind;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// From 1, without gaps.
    pub sequence: i64,
    pub kind: EntryKind,
    /// The text of its `Cause`.
    pub cause: String,
    pub written_at: DateTime<Utc>,
    pub row: Row,
}
