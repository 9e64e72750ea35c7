//! Lists on pages: where one begins, and where the next page does.

use serde::Deserialize;
use uuid::Uuid;

/// `?after=`, as the link to the next page has it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct After {
    pub(crate) after: Option<Uuid>,
}

/// What is shown of items that were read with one more than fit, and the cursor of the rest.
pub(crate) fn cut<T>(mut items: Vec<T>, limit: u64, id: impl Fn(&T) -> Uuid) -> (Vec<T>, Option<Uuid>) {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| has_more).map(id);
    (items, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_item_too_many_says_that_there_is_a_next_page() {
        let ids: Vec<Uuid> = (1..=3).map(Uuid::from_u128).collect();
        assert_eq!(cut(ids.clone(), 2, |id| *id), (ids[..2].to_vec(), Some(ids[1])));
        assert_eq!(cut(ids.clone(), 3, |id| *id), (ids, None));
    }
}
