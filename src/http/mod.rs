//! The web faces: the API, and the few pages it needs. Translates and decides nothing.

pub mod api;
mod caller;
mod layer;
mod page;
mod problem;
mod routes;

pub use routes::{routes, specification};
