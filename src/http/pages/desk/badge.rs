//! States in words, each with the tone of its badge.

use crate::domain::account::Role;
use crate::domain::{design, funding, round};

/// A key of the catalogue, and one of the tones good, wait, bad, done, plain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Badge {
    pub(super) label: &'static str,
    pub(super) tone: &'static str,
}

const fn badge(label: &'static str, tone: &'static str) -> Badge {
    Badge { label, tone }
}

pub(super) const fn round(state: round::State) -> Badge {
    match state {
        round::State::Draft => badge("desk-round-draft", "plain"),
        round::State::Submissions => badge("desk-round-submissions", "good"),
        round::State::Scoring => badge("desk-round-scoring", "good"),
        round::State::Judging => badge("desk-round-judging", "wait"),
        round::State::Closed => badge("desk-round-closed", "done"),
        round::State::Cancelled => badge("desk-round-cancelled", "bad"),
    }
}

pub(super) const fn design(state: design::State) -> Badge {
    match state {
        design::State::Draft => badge("desk-design-draft", "plain"),
        design::State::Submitted => badge("desk-design-submitted", "wait"),
        design::State::Cleared => badge("desk-design-cleared", "good"),
        design::State::Ranked => badge("desk-design-ranked", "done"),
        design::State::Refused => badge("desk-design-refused", "bad"),
        design::State::Withdrawn => badge("desk-design-withdrawn", "plain"),
        design::State::TakenDown => badge("desk-design-taken-down", "bad"),
    }
}

pub(super) const fn funding(state: funding::State) -> Badge {
    match state {
        funding::State::Requested => badge("desk-funding-requested", "wait"),
        funding::State::Sending => badge("desk-funding-sending", "wait"),
        funding::State::Funded => badge("desk-funding-funded", "good"),
        funding::State::Refused => badge("desk-funding-refused", "bad"),
    }
}

pub(super) const fn role(role: Role) -> Badge {
    match role {
        Role::Member => badge("desk-role-member", "plain"),
        Role::Moderator => badge("desk-role-moderator", "wait"),
        Role::Admin => badge("desk-role-admin", "good"),
    }
}
