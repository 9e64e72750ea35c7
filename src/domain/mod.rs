//! The rules: pure functions over values. No I/O, no clock, no randomness, no other layer.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

pub mod account;
pub mod artwork;
pub mod attempt;
pub mod audit;
pub mod ballot;
pub mod ballot_box;
pub mod campaign;
pub mod canonical;
pub mod claim;
pub mod contest;
pub mod design;
pub mod digest;
pub mod dispute;
pub mod event;
pub mod exposure;
pub mod field;
pub mod finding;
pub mod funding;
pub mod gate;
pub mod id;
pub mod inspection;
pub mod integrity;
pub mod intent;
pub mod job;
pub mod ledger;
pub mod money;
pub mod movement;
pub mod notice;
pub mod payout;
pub mod preorder;
pub mod prize;
pub mod rate;
pub mod refund;
pub mod round;
pub mod royalty;
pub mod rules;
pub mod run;
pub mod score;
pub mod settlement;
pub mod share;
pub mod shipment;
pub mod signal;
pub mod standing;
pub mod state;
pub mod tally;
pub mod time;

#[cfg(test)]
pub(crate) mod table;
