//! The authority on the schema: every table, constraint and trigger, in order.
//!
//! A migration that has landed is never edited.

#![expect(elided_lifetimes_in_paths, reason = "async_trait makes a named one differ from the trait's")]

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::{MigrationTrait, async_trait};

mod ddl;
mod m20261122_000001_account;
mod m20261122_000002_round;
mod m20261122_000003_design;
mod m20261122_000004_score;
mod m20261122_000005_campaign;
mod m20261122_000006_charge;
mod m20261122_000007_production;
mod m20261122_000008_ledger;
mod m20261122_000009_engine;
mod m20261122_000010_append_only;
mod m20261122_000011_refund;
mod m20261122_000012_mail;
mod m20261122_000013_rate;
mod m20261122_000014_event;
mod m20261122_000015_ballot_box;
mod m20261122_000016_extension;
mod m20261122_000017_integrity;
mod m20261122_000018_event_holder;
mod m20261122_000019_tally;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_account::Migration),
            Box::new(m20261122_000002_round::Migration),
            Box::new(m20261122_000003_design::Migration),
            Box::new(m20261122_000004_score::Migration),
            Box::new(m20261122_000005_campaign::Migration),
            Box::new(m20261122_000006_charge::Migration),
            Box::new(m20261122_000007_production::Migration),
            Box::new(m20261122_000008_ledger::Migration),
            Box::new(m20261122_000009_engine::Migration),
            Box::new(m20261122_000010_append_only::Migration),
            Box::new(m20261122_000011_refund::Migration),
            Box::new(m20261122_000012_mail::Migration),
            Box::new(m20261122_000013_rate::Migration),
            Box::new(m20261122_000014_event::Migration),
            Box::new(m20261122_000015_ballot_box::Migration),
            Box::new(m20261122_000016_extension::Migration),
            Box::new(m20261122_000017_integrity::Migration),
            Box::new(m20261122_000018_event_holder::Migration),
            Box::new(m20261122_000019_tally::Migration),
        ]
    }
}
