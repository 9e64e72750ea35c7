//! A score, who may give one, and until when it may be changed.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::rules::ScoringTerms;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a score is a whole number from 0 to 5, and this is {0}")]
pub struct OutOfRange(pub i64);

/// One member's mark for one design, 0 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "i64")]
pub struct Score(u8);

impl Score {
    pub const MAX: Self = Self(5);

    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<i64> for Score {
    type Error = OutOfRange;

    fn try_from(value: i64) -> Result<Self, OutOfRange> {
        match u8::try_from(value) {
            Ok(score) if score <= Self::MAX.0 => Ok(Self(score)),
            Ok(_) | Err(_) => Err(OutOfRange(value)),
        }
    }
}

impl From<Score> for u8 {
    fn from(score: Score) -> Self {
        score.0
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a member has to do with a design.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    None,
    Designer,
    CoCreator,
}

/// What decides whether a member may give, or change, a score now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub now: DateTime<Utc>,
    /// Whether the round is in the state `scoring`.
    pub is_round_scoring: bool,
    /// The window's end, as moved by pauses; not itself inside the window.
    pub scoring_close_at: DateTime<Utc>,
    pub mail_verified_at: Option<DateTime<Utc>>,
    pub joined_at: DateTime<Utc>,
    /// From [`ScoringTerms::joined_before`]; absent where newcomers may score too.
    pub joined_before: Option<DateTime<Utc>>,
    pub relation: Relation,
    /// Whether the design is cleared and still in the round.
    pub is_design_cleared: bool,
    /// When the queue made it this member's current design; a late answer is still an answer.
    pub handed_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("this round is not being scored now")]
    NotScoring,
    #[error("scoring ended at {0:?}, and scores can no longer be given or changed")]
    WindowOver(DateTime<Utc>),
    #[error("confirm your mail address first; scores count only from confirmed addresses")]
    MailUnverified,
    #[error("only members who joined before {0:?}, when the round opened, may score in it")]
    JoinedLate(DateTime<Utc>),
    #[error("nobody scores their own design")]
    OwnDesign,
    #[error("nobody scores a design that they had a part in")]
    CoCreated,
    #[error("this design is no longer in the round")]
    DesignGone,
    #[error("designs are scored in the order of the queue, and it has not shown you this one yet")]
    NotHanded,
}

/// Whether a score may be given or changed; the same rule for both, so a score is changeable until the window ends.
///
/// Source: `DESIGN.md` section 6. What concerns the whole round is said before what concerns the one design.
pub fn may_score(facts: &Facts) -> Result<(), Refusal> {
    if !facts.is_round_scoring {
        return Err(Refusal::NotScoring);
    }
    if facts.now >= facts.scoring_close_at {
        return Err(Refusal::WindowOver(facts.scoring_close_at));
    }
    may_take_part(facts)?;
    match facts.relation {
        Relation::None => {}
        Relation::Designer => return Err(Refusal::OwnDesign),
        Relation::CoCreator => return Err(Refusal::CoCreated),
    }
    if !facts.is_design_cleared {
        return Err(Refusal::DesignGone);
    }
    if facts.handed_at.is_none() {
        return Err(Refusal::NotHanded);
    }
    Ok(())
}

fn may_take_part(facts: &Facts) -> Result<(), Refusal> {
    if facts.mail_verified_at.is_none() {
        return Err(Refusal::MailUnverified);
    }
    match facts.joined_before {
        Some(opened_at) if facts.joined_at >= opened_at => Err(Refusal::JoinedLate(opened_at)),
        Some(_) | None => Ok(()),
    }
}

impl ScoringTerms {
    /// The instant before which a member must have joined, given when the round opened.
    pub fn joined_before(&self, opened_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.joined_before_open.then_some(opened_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn allowed() -> Facts {
        Facts {
            now: at(599),
            is_round_scoring: true,
            scoring_close_at: at(600),
            mail_verified_at: Some(at(5)),
            joined_at: at(9),
            joined_before: Some(at(10)),
            relation: Relation::None,
            is_design_cleared: true,
            handed_at: Some(at(1)),
        }
    }

    #[test]
    fn a_score_is_a_whole_number_from_0_to_5() {
        for good in 0..=5_u8 {
            assert_eq!(serde_json::from_str::<Score>(&good.to_string()).unwrap().get(), good);
        }
        for bad in [-1, 6, 255, 256, i64::MAX, i64::MIN] {
            assert_eq!(Score::try_from(bad), Err(OutOfRange(bad)));
            assert!(serde_json::from_str::<Score>(&bad.to_string()).is_err());
        }
        assert_eq!(OutOfRange(6).to_string(), "a score is a whole number from 0 to 5, and this is 6");
    }

    #[test]
    fn a_verified_member_scores_what_the_queue_handed_over_until_the_last_moment() {
        assert_eq!(may_score(&allowed()), Ok(()));
    }

    #[test]
    fn each_missing_fact_alone_refuses_with_its_own_reason() {
        let check = |change: fn(&mut Facts), expected: Refusal| {
            let mut facts = allowed();
            change(&mut facts);
            assert_eq!(may_score(&facts), Err(expected));
        };
        check(|f| f.is_round_scoring = false, Refusal::NotScoring);
        check(|f| f.now = at(600), Refusal::WindowOver(at(600)));
        check(|f| f.mail_verified_at = None, Refusal::MailUnverified);
        check(|f| f.joined_at = at(10), Refusal::JoinedLate(at(10)));
        check(|f| f.relation = Relation::Designer, Refusal::OwnDesign);
        check(|f| f.relation = Relation::CoCreator, Refusal::CoCreated);
        check(|f| f.is_design_cleared = false, Refusal::DesignGone);
        check(|f| f.handed_at = None, Refusal::NotHanded);
    }

    #[test]
    fn newcomers_score_where_the_rules_let_them() {
        let facts = Facts { joined_at: at(500), joined_before: None, ..allowed() };
        assert_eq!(may_score(&facts), Ok(()));
    }
}
