//! The HTTP API, one noun a file. Handlers translate and decide nothing.

pub mod account;
pub mod notice;

use poem_openapi::Tags;

/// How the operations are grouped in the document.
#[derive(Tags)]
pub enum Tag {
    /// People, tokens and roles.
    Accounts,
    /// What people are told.
    Notices,
}
