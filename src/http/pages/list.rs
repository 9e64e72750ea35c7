//! Lists in pages: the cursor of an address, and the one item too many that says there is more.

use serde::Deserialize;
use uuid::Uuid;

/// `?after=`: the last id of the page before.
#[derive(Deserialize)]
pub(crate) struct After {
    pub(crate) after: Option<Uuid>,
}

/// The items of a page, and the cursor of the next one.
pub(crate) struct Listed<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<Uuid>,
}

impl<T> Listed<T> {
    /// Of items that were read with `limit + 1`.
    pub(crate) fn new(mut items: Vec<T>, limit: u64, id: impl Fn(&T) -> Uuid) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| has_more).map(id);
        Self { items, next }
    }
}
