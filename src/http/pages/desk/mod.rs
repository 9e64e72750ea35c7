//! The desk: what admins and moderators look at and decide.

pub mod campaign;
pub mod cover;
pub mod deed;
pub mod job;
pub mod ledger;
pub mod order;
pub mod parcel;
pub mod payout;
pub mod refund;
pub mod run;
mod sure;
mod word;
