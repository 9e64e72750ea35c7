//! The desk: what admins and moderators look at and decide.

pub mod campaign;
pub mod deed;
mod sure;
mod word;
