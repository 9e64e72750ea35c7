//! The HTTP API, one noun a file. Handlers translate and decide nothing.

pub mod account;
pub mod artwork;
pub mod audit;
pub mod ballot;
pub mod ballot_box;
pub mod campaign;
pub mod contest;
pub mod design;
pub mod event;
pub mod exposure;
pub mod finding;
pub mod funding;
pub mod ledger;
pub mod moderation;
pub mod notice;
pub mod payout;
pub mod preorder;
pub mod refund;
mod rehearsal;
pub mod round;
pub mod run;
pub mod settlement;
pub mod shipment;
pub mod signal;
pub mod standing;

mod money;

use poem_openapi::Tags;

/// How the operations are grouped in the document.
#[derive(Tags)]
pub enum Tag {
    /// People, tokens and roles.
    Accounts,
    /// Who decided what, chained by hashes.
    Audit,
    /// Sales of one design each.
    Campaigns,
    /// Programmes that have rounds.
    Contests,
    /// Submissions to rounds, and their pictures.
    Designs,
    /// Money for prizes.
    Fundings,
    /// The book of the money that passes through.
    Ledger,
    /// What moderators decide.
    Moderation,
    /// What people are told.
    Notices,
    /// Money on its way to designers.
    Payouts,
    /// Orders that wait for the gate.
    #[oai(rename = "Pre-orders")]
    Preorders,
    /// Runs and parcels.
    Production,
    /// Dated editions with their rules.
    Rounds,
    /// The blind queue and its scores.
    Scoring,
    /// Charging, repairing and giving back.
    Settlements,
    /// What scoring came to.
    Standings,
}
