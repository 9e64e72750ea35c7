//! What a designer writes about a design, checked all at once.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Creator, Origin};
use crate::domain::field::{FieldError, Mistakes};
use crate::domain::id::AccountId;
use crate::domain::money::BASIS_POINTS;

/// People who share in a design beside its designer.
pub const CO_CREATORS_MAX: usize = 9;
const TITLE_CHARS_MAX: usize = 120;
const STORY_CHARS_MAX: usize = 5_000;
const LICENSED_PARTS_CHARS_MAX: usize = 5_000;

/// The texts and shares of a design; the designer has what the co-creators leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub title: String,
    pub story: String,
    pub origin: Origin,
    pub licensed_parts: String,
    pub co_creators: Vec<CoCreator>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoCreator {
    pub account: AccountId,
    /// 1 to 9,999 of the design's money.
    pub share_basis_points: u32,
}

impl Draft {
    /// Every mistake in it, each with its field; none means it can be kept.
    pub fn check(&self, designer: AccountId) -> Vec<FieldError> {
        let mut mistakes = Mistakes::default();
        mistakes.line("title", &self.title, TITLE_CHARS_MAX);
        mistakes.text("story", &self.story, STORY_CHARS_MAX);
        match self.origin {
            Origin::Own if !self.licensed_parts.trim().is_empty() => {
                mistakes
                    .add("licensed_parts", "must be empty for own work; say licensed if parts are not yours");
            }
            Origin::Own => {}
            Origin::Licensed => {
                mistakes.text("licensed_parts", &self.licensed_parts, LICENSED_PARTS_CHARS_MAX);
            }
        }
        self.check_co_creators(designer, &mut mistakes);
        mistakes.into_errors()
    }

    fn check_co_creators(&self, designer: AccountId, mistakes: &mut Mistakes) {
        let found = self.co_creators.len();
        if found > CO_CREATORS_MAX {
            let message = format!("must have at most {CO_CREATORS_MAX} entries, and it has {found}");
            mistakes.add("co_creators", message);
        }
        let mut seen = BTreeSet::from([designer]);
        for (index, each) in self.co_creators.iter().enumerate() {
            if !seen.insert(each.account) {
                let message = "must be somebody else in each entry, and not the designer";
                mistakes.add(format!("co_creators[{index}].account"), message);
            }
            let field = format!("co_creators[{index}].share_basis_points");
            mistakes.within(&field, &each.share_basis_points, 1..=BASIS_POINTS);
        }
        if self.designers_share().is_none() {
            mistakes
                .add("co_creators", "must leave the designer a share of at least 1 of 10000 basis points");
        }
    }

    fn designers_share(&self) -> Option<u32> {
        let given =
            self.co_creators.iter().try_fold(0_u32, |sum, each| sum.checked_add(each.share_basis_points))?;
        BASIS_POINTS.checked_sub(given).filter(|left| *left > 0)
    }

    /// Everybody with a share, the designer first. Of a draft that was checked; shares then sum to 10,000.
    pub fn creators(&self, designer: AccountId) -> Vec<Creator> {
        let first = Creator { account: designer, share_basis_points: self.designers_share().unwrap_or(0) };
        let others = self
            .co_creators
            .iter()
            .map(|each| Creator { account: each.account, share_basis_points: each.share_basis_points });
        std::iter::once(first).chain(others).collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn account(number: u128) -> AccountId {
        AccountId::new(Uuid::from_u128(number))
    }

    fn draft() -> Draft {
        Draft {
            title: "Owl at noon".to_owned(),
            story: "It does not sleep.".to_owned(),
            origin: Origin::Own,
            licensed_parts: String::new(),
            co_creators: vec![CoCreator { account: account(2), share_basis_points: 2_500 }],
        }
    }

    #[test]
    fn the_designer_has_what_the_co_creators_leave() {
        assert_eq!(draft().check(account(1)), []);
        let shares: Vec<_> =
            draft().creators(account(1)).iter().map(|each| (each.account, each.share_basis_points)).collect();
        assert_eq!(shares, [(account(1), 7_500), (account(2), 2_500)]);
    }

    #[test]
    fn every_mistake_in_a_draft_is_named() {
        let check = |change: fn(&mut Draft), expected: &str| {
            let mut wrong = draft();
            change(&mut wrong);
            let said: Vec<String> = wrong.check(account(1)).iter().map(ToString::to_string).collect();
            assert!(said.iter().any(|each| each.starts_with(expected)), "{expected}: {said:?}");
        };
        check(|d| d.title = " ".into(), "title: must not be empty");
        check(|d| d.title = "a\nb".into(), "title: must be one line");
        check(|d| d.story = "x".repeat(5_001), "story: must be at most 5000");
        check(|d| d.licensed_parts = "a font".into(), "licensed_parts: must be empty");
        check(|d| d.origin = Origin::Licensed, "licensed_parts: must not be empty");
        check(|d| d.co_creators[0].account = account(1), "co_creators[0].account");
        check(|d| d.co_creators[0].share_basis_points = 0, "co_creators[0].share_basis_points");
        check(|d| d.co_creators[0].share_basis_points = 10_000, "co_creators: must leave the designer");
        check(|d| d.co_creators = vec![d.co_creators[0]; 10], "co_creators: must have at most 9");
        check(|d| d.co_creators[0].share_basis_points = u32::MAX, "co_creators: must leave the designer");
    }
}
