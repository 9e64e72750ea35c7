//! Every CHECK on a word lists what the domain's enum lists, in the same order.

use std::collections::BTreeSet;

use greenlit::domain::{
    account, artwork, attempt, campaign, design, dispute, event, exposure, finding, funding, gate,
    inspection, integrity, ledger, payout, preorder, prize, refund, round, run, shipment,
};
use migration::{Migrator, MigratorTrait};
use sea_orm::DatabaseConnection;

use super::catalog::{check_values, texts};

/// Jobs and intents have no transition table: the engine's own words.
const WITHOUT_ENUM: [(&str, &str); 3] = [("account", "payee_status"), ("intent", "state"), ("job", "state")];

fn words() -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
    let formats = artwork::Format::ALL.iter().map(|format| format.as_str()).collect();
    vec![
        ("account", "role", account::Role::WORDS.to_vec()),
        ("appeal", "state", finding::AppealState::WORDS.to_vec()),
        ("artwork", "format", formats),
        ("attempt", "channel", attempt::Channel::WORDS.to_vec()),
        ("attempt", "state", attempt::State::WORDS.to_vec()),
        ("ballot_mark", "kind", integrity::MarkKind::WORDS.to_vec()),
        ("campaign", "state", campaign::State::WORDS.to_vec()),
        ("decision", "outcome", gate::Outcome::WORDS.to_vec()),
        ("decision", "trigger", gate::Trigger::WORDS.to_vec()),
        ("design", "origin", design::Origin::WORDS.to_vec()),
        ("design", "state", design::State::WORDS.to_vec()),
        ("dispute", "state", dispute::State::WORDS.to_vec()),
        ("event", "outcome", event::Outcome::WORDS.to_vec()),
        ("exposure", "state", exposure::State::WORDS.to_vec()),
        ("finding", "detector", integrity::Detector::WORDS.to_vec()),
        ("finding", "state", finding::State::WORDS.to_vec()),
        ("inspection", "cause", inspection::Cause::WORDS.to_vec()),
        ("inspection", "step", integrity::Detector::WORDS.to_vec()),
        ("payout", "kind", ledger::Due::WORDS.to_vec()),
        ("payout", "state", payout::State::WORDS.to_vec()),
        ("preorder", "leaving", preorder::Leaving::WORDS.to_vec()),
        ("preorder", "state", preorder::State::WORDS.to_vec()),
        ("prize", "state", prize::State::WORDS.to_vec()),
        ("prize_funding", "source", ledger::prize::FundingSource::WORDS.to_vec()),
        ("prize_funding", "state", funding::State::WORDS.to_vec()),
        ("production_run", "state", run::State::WORDS.to_vec()),
        ("refund", "kind", refund::Kind::WORDS.to_vec()),
        ("refund", "state", refund::State::WORDS.to_vec()),
        ("refund", "waits_for", refund::WaitsFor::WORDS.to_vec()),
        ("round", "state", round::State::WORDS.to_vec()),
        ("shipment", "state", shipment::State::WORDS.to_vec()),
    ]
}

pub(super) async fn every_check_lists_the_words_of_its_enum(db: &DatabaseConnection) {
    Migrator::up(db, None).await.unwrap();
    for (table, column, expected) in words() {
        let found: BTreeSet<String> = check_values(db, table, column).await.into_iter().collect();
        let expected: BTreeSet<String> = expected.into_iter().map(str::to_owned).collect();
        assert_eq!(found, expected, "{table}.{column}");
    }
}

/// A new CHECK on words has to be named above.
pub(super) async fn no_check_on_words_is_forgotten(db: &DatabaseConnection) {
    Migrator::up(db, None).await.unwrap();
    let known: BTreeSet<String> = words()
        .iter()
        .map(|(table, column, _)| format!("ck_{table}_{column}"))
        .chain(WITHOUT_ENUM.iter().map(|(table, column)| format!("ck_{table}_{column}")))
        .collect();
    let sqlite = "SELECT sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL";
    let postgres = "SELECT 'CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace";
    let mut found = BTreeSet::new();
    for row in texts(db, sqlite, postgres).await {
        for check in row[0].split("CONSTRAINT ").skip(1) {
            let name = check.split_whitespace().next().unwrap().to_owned();
            // PostgreSQL writes a list of one word as an equation.
            let is_list = check.contains(" IN (") || check.contains("ANY");
            let is_one = check.contains(")::text = '") && !check.contains(" IS ");
            let is_on_words = check.contains('\'') && (is_list || is_one);
            if name.starts_with("ck_") && is_on_words {
                found.insert(name);
            }
        }
    }
    assert_eq!(found, known);
}
