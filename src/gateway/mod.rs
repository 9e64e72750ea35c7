//! The outside world, one small trait for each part of it, and its real implementations.

pub mod blob;
pub mod clock;
pub mod lines;
pub mod mail;
pub mod payment;
pub mod picture;

/// The environment in which nobody pretends: no sandbox, no inbox in place of real mail.
const PRODUCTION: &str = "production";

/// Whether this is the environment of real people and real money.
pub fn is_production(environment: &str) -> bool {
    environment.trim().eq_ignore_ascii_case(PRODUCTION)
}
