mod channel;
mod crude;
mod group;
pub(super) mod support;
mod together;
mod whole;
