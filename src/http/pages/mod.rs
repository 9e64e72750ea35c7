//! Addresses for browsers, as far as there are any yet: sessions, card pages.

pub mod repair;
pub mod session;
