//! What a past box had come to under other rules of scoring.

use std::collections::BTreeMap;

use serde::Serialize;

use super::verify::{read, recount};
use crate::domain::id::DesignId;
use crate::domain::rules::ScoringTerms;
use crate::domain::standing::Standing;

/// One design under both rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    pub design: DesignId,
    pub title: String,
    pub place_was: Option<u32>,
    pub place: Option<u32>,
    /// Millionths.
    pub standing_was: u32,
    pub standing: u32,
    /// Ballots that counted.
    pub ballots_was: u64,
    pub ballots: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("this is no ballot box: {0}")]
    Unreadable(String),
    #[error("a score weighs at most 100 percent, and these terms say {0}")]
    Weight(u32),
}

/// Counts the box again by these terms, what was set aside staying so; in the order of the new places.
pub fn replay(text: &str, terms: &ScoringTerms) -> Result<Vec<Change>, Error> {
    if terms.weight_percent > 100 {
        return Err(Error::Weight(terms.weight_percent));
    }
    let (_, document) = read(text).map_err(Error::Unreadable)?;
    let inner = document.inner;
    let was: BTreeMap<DesignId, &Standing> =
        inner.result.standings.iter().map(|row| (row.design, row)).collect();
    let titles: BTreeMap<DesignId, &str> =
        inner.designs.iter().map(|entry| (entry.id, entry.title.as_str())).collect();
    let again = recount(&inner, terms, true);
    let change = |row: &Standing| Change {
        design: row.design,
        title: titles.get(&row.design).copied().unwrap_or_default().to_owned(),
        place_was: was.get(&row.design).and_then(|old| old.place),
        place: row.place,
        standing_was: was.get(&row.design).map_or(0, |old| old.standing),
        standing: row.standing,
        ballots_was: was.get(&row.design).map_or(0, |old| old.n),
        ballots: row.n,
    };
    Ok(again.rows.iter().map(change).collect())
}
