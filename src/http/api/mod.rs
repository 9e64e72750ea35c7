//! The HTTP API, one noun a file. Handlers translate and decide nothing.

pub mod account;
pub mod artwork;
pub mod ballot;
pub mod contest;
pub mod design;
pub mod exposure;
pub mod funding;
pub mod moderation;
pub mod notice;
pub mod round;
pub mod standing;

mod money;

use poem_openapi::Tags;

/// How the operations are grouped in the document.
#[derive(Tags)]
pub enum Tag {
    /// People, tokens and roles.
    Accounts,
    /// Programmes that have rounds.
    Contests,
    /// Submissions to rounds, and their pictures.
    Designs,
    /// Money for prizes.
    Fundings,
    /// What moderators decide.
    Moderation,
    /// What people are told.
    Notices,
    /// Dated editions with their rules.
    Rounds,
    /// The blind queue and its scores.
    Scoring,
    /// What scoring came to.
    Standings,
}
