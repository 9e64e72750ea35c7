//! The rules: pure functions over values. No I/O, no clock, no randomness, no other layer.
#![warn(clippy::arithmetic_side_effects)]

pub mod audit;
pub mod claim;
pub mod contest;
pub mod design;
pub mod digest;
pub mod dispute;
pub mod id;
pub mod ledger;
pub mod money;
pub mod payout;
pub mod prize;
pub mod refund;
pub mod round;
pub mod royalty;
pub mod rules;
pub mod run;
pub mod share;
pub mod shipment;
pub mod state;
#[cfg(test)]
pub(crate) mod table;
