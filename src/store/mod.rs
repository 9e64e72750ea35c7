//! The database: rows to domain values and back, and nothing else. The only place that names `sea_orm` and `entity`.

mod connect;
mod error;
mod migrate;

pub mod account;
pub mod agreement;
pub mod appeal;
pub mod arrival;
pub mod artwork;
pub mod attempt;
pub mod audit;
pub mod ballot;
pub mod ballot_box;
pub mod campaign;
pub mod clock;
pub mod contest;
pub mod counter;
pub mod decision;
pub mod deployment;
pub mod design;
pub mod desk;
pub mod dispute;
pub mod event;
pub mod evidence;
pub mod exposure;
pub mod finding;
pub mod funding;
pub mod idempotency;
pub mod inspection;
pub mod intent;
pub mod job;
pub mod journal;
pub mod mark;
pub mod movement;
pub mod name;
pub mod notice;
pub mod payout;
pub mod preorder;
pub mod prize;
pub mod rate;
pub mod refund;
pub mod round;
pub mod run;
pub mod saved_method;
pub mod session;
pub mod shipment;
pub mod standing;
pub mod tally;
pub mod token;

pub use connect::{Fate, Fates, Snapshot, Store, Tx};
pub use error::StoreError;

use sea_orm::ConnectionTrait;

/// What can be read through: the pool, or a transaction (inside one, everything reads through it).
pub trait Reads: Sync {
    type Connection: ConnectionTrait;
    fn connection(&self) -> &Self::Connection;
}
