//! The rules: pure functions over values. No I/O, no clock, no randomness, no other layer.
#![warn(clippy::arithmetic_side_effects)]

pub mod attempt;
pub mod campaign;
pub mod gate;
pub mod id;
pub mod money;
pub mod rules;
pub mod state;
pub mod time;
