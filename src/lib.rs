//! Greenlit: crowd design contests whose winners are made only when enough buyers are committed.
//!
//! `domain` decides, `store` keeps, `gateway` reaches outside, `app` joins the three in transactions,
//! `http`, `worker` and `cli` are its faces. ARCHITECTURE.md has the map.

pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod gateway;
pub mod http;
pub mod store;
pub mod telemetry;
pub mod text;
pub mod worker;
