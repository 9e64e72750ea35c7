//! Who hangs together with whom, by any chain of pairs.

use std::collections::BTreeMap;

/// Numbered things, joined pair by pair; a group goes by its smallest member.
#[derive(Debug)]
pub(super) struct Groups {
    parents: Vec<usize>,
}

impl Groups {
    pub(super) fn new(count: usize) -> Self {
        Self { parents: (0..count).collect() }
    }

    pub(super) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(parent) = self.parents.get_mut(one.max(other)) {
            *parent = one.min(other);
        }
    }

    pub(super) fn root(&mut self, of: usize) -> usize {
        let mut at = of;
        while let Some(parent) = self.parents.get(at).copied().filter(|parent| *parent != at) {
            let above = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(at) {
                *slot = above;
            }
            at = above;
        }
        at
    }

    /// The groups of two or more, by their smallest member, each in order.
    pub(super) fn joined(mut self) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for member in 0..self.parents.len() {
            groups.entry(self.root(member)).or_default().push(member);
        }
        groups.into_values().filter(|group| group.len() > 1).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_of_pairs_make_groups_in_any_order() {
        for pairs in [[(0, 4), (4, 2), (5, 6)], [(6, 5), (2, 4), (4, 0)]] {
            let mut groups = Groups::new(8);
            for (one, other) in pairs {
                groups.join(one, other);
            }
            assert_eq!(groups.root(4), 0);
            assert_eq!(groups.joined(), [vec![0, 2, 4], vec![5, 6]]);
        }
        assert_eq!(Groups::new(0).joined(), Vec::<Vec<usize>>::new());
    }
}
