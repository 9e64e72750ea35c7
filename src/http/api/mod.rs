//! The HTTP API, one noun a file. Handlers translate and decide nothing.

pub mod account;
pub mod campaign;
pub mod contest;
pub mod funding;
pub mod notice;
pub mod preorder;
pub mod round;
pub mod standing;

mod money;

use poem_openapi::Tags;

/// How the operations are grouped in the document.
#[derive(Tags)]
pub enum Tag {
    /// People, tokens and roles.
    Accounts,
    /// Sales of one design each.
    Campaigns,
    /// Programmes that have rounds.
    Contests,
    /// Money for prizes.
    Fundings,
    /// What people are told.
    Notices,
    /// Orders that wait for the gate.
    #[oai(rename = "Pre-orders")]
    Preorders,
    /// Dated editions with their rules.
    Rounds,
    /// What scoring came to.
    Standings,
}
