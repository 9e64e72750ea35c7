//! Cursor pages: the last id of one page is the cursor of the next.

use poem_openapi::Object;
use poem_openapi::types::{ParseFromJSON, ToJSON, Type};
use uuid::Uuid;

const ITEMS_DEFAULT: u64 = 50;
pub(crate) const ITEMS_MAX: u64 = 200;

/// One page of a list.
#[derive(Debug, Object)]
pub struct Page<T: Type + ToJSON + ParseFromJSON + Send + Sync> {
    pub items: Vec<T>,
    /// Pass it as `after` to get the next page; absent on the last one.
    #[oai(skip_serializing_if_is_none)]
    pub next: Option<Uuid>,
}

/// How many items were asked for, within what is allowed.
pub(crate) fn limit(asked: Option<u64>) -> u64 {
    asked.unwrap_or(ITEMS_DEFAULT).clamp(1, ITEMS_MAX)
}

/// A page of `items`, which were read with `limit + 1`, so that one too many says there is a next page.
pub(crate) fn page<D, T>(mut items: Vec<D>, limit: u64, id: impl Fn(&D) -> Uuid) -> Page<T>
where
    T: Type + ToJSON + ParseFromJSON + Send + Sync + From<D>,
{
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| has_more).map(id);
    Page { items: items.into_iter().map(T::from).collect(), next }
}
