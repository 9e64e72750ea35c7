//! The web faces: the API and the pages. Translates and decides nothing.

pub mod api;
pub mod caller;
pub mod layer;
pub mod log;
pub(crate) mod origin;
pub mod page;
#[expect(
    clippy::needless_pass_by_value,
    clippy::unused_self,
    reason = "handlers take what the request gives, and templates call methods"
)]
pub mod pages;
pub mod problem;
pub mod routes;
mod serve;
pub(crate) mod site;
pub mod upload;
mod webhook;

pub use routes::{routes, specification};
pub use serve::{Bound, bind, serve};
