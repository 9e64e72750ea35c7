//! Tables as rows, and nothing else: `store` turns them into domain values.
//!
//! The migrations are the authority; a test holds each column here against them.

#![expect(
    clippy::disallowed_methods,
    reason = "the model macro writes nested saves that begin a transaction; nobody calls them"
)]

pub mod account;
pub mod agreement;
pub mod api_token;
pub mod appeal;
pub mod arrival;
pub mod artwork;
pub mod attempt;
pub mod audit;
pub mod audit_seal;
pub mod ballot;
pub mod ballot_box;
pub mod ballot_change;
pub mod ballot_mark;
pub mod campaign;
pub mod contest;
pub mod counter;
pub mod decision;
pub mod deployment;
pub mod design;
pub mod design_creator;
pub mod dispute;
pub mod event;
pub mod exposure;
pub mod finding;
pub mod finding_ballot;
pub mod idempotency_key;
pub mod inspection;
pub mod intent;
pub mod job;
pub mod journal_entry;
pub mod journal_line;
pub mod movement;
pub mod notice;
pub mod payout;
pub mod preorder;
pub mod preorder_line;
pub mod prize;
pub mod prize_funding;
pub mod production_run;
pub mod rate_bucket;
pub mod refund;
pub mod rendition;
pub mod round;
pub mod run_line;
pub mod saved_method;
pub mod session;
pub mod shipment;
pub mod shipment_line;
pub mod standing;
pub mod standing_beside;
pub mod tally;
pub mod variant;
