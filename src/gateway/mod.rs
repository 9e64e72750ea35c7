//! The outside world, one small trait for each part of it, and its real implementations.

pub mod blob;
pub mod clock;
pub mod payment;
pub mod picture;
