//! What somebody can do in a round now: submit, score, look, or wait.

use chrono::{DateTime, Utc};

use super::{Round, State};
use crate::domain::score::{Facts, Refusal, Relation, may_score};

/// What a round shows to whoever looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A draft, which only admins see.
    Unopened,
    /// Public already; designs are taken later.
    Announced,
    Submit(Entry),
    Score(Entry),
    /// A window is over, and the round is about to be moved on.
    Moving,
    Judging,
    Closed,
    Cancelled,
}

/// Whether this visitor may take part, and what they would have to do first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    Open,
    SignIn,
    ConfirmMail,
    /// Only members from before the opening score here.
    JoinedLate,
    /// As many designs as one designer may have.
    Full,
}

/// What of a member decides how they may take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visitor {
    pub mail_verified_at: Option<DateTime<Utc>>,
    pub joined_at: DateTime<Utc>,
    /// In this round, drafts too, without withdrawn ones.
    pub designs: u32,
}

/// The next step for this visitor; without one, for somebody who is not signed in.
pub fn step(round: &Round, visitor: Option<&Visitor>, now: DateTime<Utc>) -> Step {
    match round.state {
        State::Draft => Step::Unopened,
        State::Submissions if now < round.rules.windows.submissions_open_at => Step::Announced,
        State::Submissions if round.is_taking_designs(now) => Step::Submit(submitting(round, visitor)),
        State::Scoring if round.is_taking_scores(now) => Step::Score(scoring(round, visitor, now)),
        State::Submissions | State::Scoring => Step::Moving,
        State::Judging => Step::Judging,
        State::Closed => Step::Closed,
        State::Cancelled => Step::Cancelled,
    }
}

fn submitting(round: &Round, visitor: Option<&Visitor>) -> Entry {
    match visitor {
        None => Entry::SignIn,
        Some(visitor) if visitor.mail_verified_at.is_none() => Entry::ConfirmMail,
        Some(visitor) if visitor.designs >= round.rules.designs_per_designer_max => Entry::Full,
        Some(_) => Entry::Open,
    }
}

/// As for a design that the queue has handed over and that nobody had a part in.
fn scoring(round: &Round, visitor: Option<&Visitor>, now: DateTime<Utc>) -> Entry {
    let Some(visitor) = visitor else { return Entry::SignIn };
    let facts = Facts {
        now,
        is_round_scoring: true,
        scoring_close_at: round.scoring_close_at(),
        mail_verified_at: visitor.mail_verified_at,
        joined_at: visitor.joined_at,
        joined_before: round.opened_at.and_then(|at| round.rules.scoring.joined_before(at)),
        relation: Relation::None,
        is_design_cleared: true,
        handed_at: Some(now),
    };
    match may_score(&facts) {
        Err(Refusal::MailUnverified) => Entry::ConfirmMail,
        Err(Refusal::JoinedLate(_)) => Entry::JoinedLate,
        Ok(()) | Err(_) => Entry::Open,
    }
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test may overflow: it then fails")]
mod tests {
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::*;
    use crate::domain::id::{AccountId, ContestId, RoundId};
    use crate::domain::rules::support::rules;

    const HOUR: TimeDelta = TimeDelta::hours(1);

    fn round() -> Round {
        let rules = rules();
        Round {
            id: RoundId::new(Uuid::from_u128(9)),
            contest: ContestId::new(Uuid::from_u128(8)),
            title: "Winter".to_owned(),
            brief: "Snow.".to_owned(),
            state: State::Draft,
            rules_digest: rules.digest().unwrap(),
            opened_at: Some(rules.windows.submissions_open_at - HOUR),
            rules,
            rules_frozen_at: None,
            closed_at: None,
            cancelled_at: None,
            cancel_reason: None,
            scoring_extended_until: None,
            sealed: None,
            created_by: AccountId::new(Uuid::from_u128(7)),
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    fn member(joined_at: DateTime<Utc>) -> Visitor {
        Visitor { mail_verified_at: Some(joined_at), joined_at, designs: 0 }
    }

    #[test]
    fn every_state_has_its_step() {
        let mut round = round();
        let windows = round.rules.windows;
        let mut check = |state, at, expected| {
            round.state = state;
            assert_eq!(step(&round, None, at), expected, "{state} at {at}");
        };
        check(State::Draft, windows.submissions_open_at, Step::Unopened);
        check(State::Submissions, windows.submissions_open_at - HOUR, Step::Announced);
        check(State::Submissions, windows.submissions_open_at, Step::Submit(Entry::SignIn));
        check(State::Submissions, windows.scoring_open_at, Step::Moving);
        check(State::Scoring, windows.scoring_open_at, Step::Score(Entry::SignIn));
        check(State::Scoring, windows.scoring_close_at, Step::Moving);
        check(State::Judging, windows.scoring_close_at, Step::Judging);
        check(State::Closed, windows.scoring_close_at, Step::Closed);
        check(State::Cancelled, windows.scoring_close_at, Step::Cancelled);
    }

    #[test]
    fn a_window_is_extended_once_from_its_end_or_from_now() {
        let mut round = Round { state: State::Scoring, ..round() };
        let end = round.rules.windows.scoring_close_at;
        assert!(!round.may_extend());
        round.rules.scoring.extension_seconds = 86_400;
        assert!(round.may_extend());
        assert_eq!(round.extended_until(end), end + HOUR * 24);
        assert_eq!(round.extended_until(end + HOUR * 24), end + HOUR * 48);
        round.scoring_extended_until = Some(end + HOUR * 24);
        assert!(!round.may_extend());
        assert_eq!(step(&round, None, end + HOUR * 23), Step::Score(Entry::SignIn));
        assert_eq!(step(&round, None, end + HOUR * 24), Step::Moving);
        assert_eq!(round.moves_at(), Some(end + HOUR * 24));
    }

    #[test]
    fn names_are_masked_until_the_round_is_over_where_it_says_so() {
        let mut round = round();
        for (state, masked) in [
            (State::Draft, false),
            (State::Submissions, true),
            (State::Scoring, true),
            (State::Judging, true),
            (State::Closed, false),
            (State::Cancelled, false),
        ] {
            (round.state, round.rules.scoring.names_masked) = (state, true);
            assert_eq!(round.is_masking_names(), masked, "{state}");
            round.rules.scoring.names_masked = false;
            assert!(!round.is_masking_names());
        }
    }

    #[test]
    fn a_designer_submits_with_a_confirmed_address_up_to_the_limit() {
        let round = Round { state: State::Submissions, ..round() };
        let now = round.rules.windows.submissions_open_at;
        let check = |visitor: Visitor, expected| {
            assert_eq!(step(&round, Some(&visitor), now), Step::Submit(expected));
        };
        check(member(now), Entry::Open);
        check(Visitor { mail_verified_at: None, ..member(now) }, Entry::ConfirmMail);
        let most = round.rules.designs_per_designer_max;
        check(Visitor { designs: most - 1, ..member(now) }, Entry::Open);
        check(Visitor { designs: most, ..member(now) }, Entry::Full);
    }

    #[test]
    fn only_members_from_before_the_opening_score_where_the_rules_say_so() {
        let mut round = Round { state: State::Scoring, ..round() };
        let (now, opened_at) = (round.rules.windows.scoring_open_at, round.opened_at.unwrap());
        let mut check = |joined_before_open, visitor: Visitor, expected| {
            round.rules.scoring.joined_before_open = joined_before_open;
            assert_eq!(step(&round, Some(&visitor), now), Step::Score(expected));
        };
        check(true, member(opened_at - HOUR), Entry::Open);
        check(true, member(opened_at), Entry::JoinedLate);
        check(false, member(opened_at), Entry::Open);
        check(false, Visitor { mail_verified_at: None, ..member(opened_at) }, Entry::ConfirmMail);
    }
}
