//! What of the audit log everybody may read: decisions that touch a round's result, without who decided and whom else.

use super::{Actor, Row};
use crate::domain::state::states;

/// About the round itself, with reason and facts.
pub const OF_ROUND: [&str; 9] = [
    "round.created",
    "round.rules_edited",
    "round.submissions",
    "round.scoring",
    "round.extended",
    "round.judging",
    "round.closed",
    "round.box_sealed",
    "round.cancelled",
];

/// About its designs, once it is over. Why one was refused is between its designer and the moderators.
pub const OF_DESIGN: [&str; 2] = ["design.cleared", "design.refused"];

/// About its ballots, once it is over: with reasons, which are published with the result.
pub const OF_FINDING: [&str; 5] =
    ["finding.proposed", "finding.confirmed", "finding.restored", "appeal.upheld", "appeal.rejected"];

/// Ends a round, with everything before it in the chain.
pub const CLOSED: &str = "round.closed";

states! {
    /// In which role somebody decided.
    pub Hand {
        Engine = "engine",
        Moderator = "moderator",
        Admin = "admin",
    }
}

impl Row {
    pub fn hand(&self) -> Hand {
        match self.actor {
            Actor::Engine => Hand::Engine,
            Actor::Account(_) if self.is_of_round() => Hand::Admin,
            Actor::Account(_) => Hand::Moderator,
        }
    }

    /// The reason as everybody may read it.
    pub fn public_reason(&self) -> &str {
        if self.is_explained() { &self.reason } else { "" }
    }

    /// The facts as everybody may read them, as JSON.
    pub fn public_detail(&self) -> &str {
        if self.is_explained() { &self.detail } else { "{}" }
    }

    fn is_explained(&self) -> bool {
        self.is_of_round() || OF_FINDING.contains(&self.action.as_str())
    }

    fn is_of_round(&self) -> bool {
        OF_ROUND.contains(&self.action.as_str())
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn why_a_design_was_refused_stays_with_its_designer() {
        let check = |action: &str, actor, expected: (Hand, &str, &str)| {
            let row = Row {
                id: Uuid::from_u128(1).into(),
                at: DateTime::UNIX_EPOCH,
                actor,
                action: action.to_owned(),
                subject_kind: "round".to_owned(),
                subject_id: Uuid::from_u128(2),
                reason: "so".to_owned(),
                detail: r#"{"a":1}"#.to_owned(),
            };
            assert_eq!((row.hand(), row.public_reason(), row.public_detail()), expected);
        };
        let somebody = Actor::Account(Uuid::from_u128(3).into());
        check("design.refused", somebody, (Hand::Moderator, "", "{}"));
        check("round.cancelled", somebody, (Hand::Admin, "so", r#"{"a":1}"#));
        check("round.extended", Actor::Engine, (Hand::Engine, "so", r#"{"a":1}"#));
    }
}
