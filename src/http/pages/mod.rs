//! Addresses for browsers, as far as there are any yet: sessions, card pages.

pub mod session;
