//! Who may name whom: the layers of the library, its packages, and the crates that one layer keeps to itself.

use crate::document::dependencies;
use crate::source::File;
use crate::syntax::{Named, paths};

/// Crates whose whole use is arithmetic, values and their text forms. `domain` names no other dependency.
// proptest is a dev-dependency: only tests can name it.
const PURE: [&str; 10] = [
    "bytes",
    "chrono",
    "iso_currency",
    "proptest",
    "serde",
    "serde_json",
    "sha2",
    "thiserror",
    "url",
    "uuid",
];

/// Parts of the standard library and of pure crates that reach the machine, its clock or chance.
const OUTSIDE: [&[&str]; 14] = [
    &["std", "env"],
    &["std", "fs"],
    &["std", "io"],
    &["std", "net"],
    &["std", "process"],
    &["std", "thread"],
    &["std", "time", "Instant"],
    &["std", "time", "SystemTime"],
    &["chrono", "Local"],
    &["chrono", "Utc", "now"],
    &["Utc", "now"],
    &["Local", "now"],
    &["Uuid", "now_v7"],
    &["Uuid", "new_v4"],
];

/// A layer, and what it must not name. `cli` puts everything together and may name all of them.
const LAYERS: [(&str, &[&str]); 6] = [
    ("domain", &["store", "gateway", "app", "http", "worker", "cli", "config", "telemetry"]),
    ("store", &["app", "http", "worker", "cli"]),
    ("gateway", &["store", "app", "http", "worker", "cli"]),
    ("app", &["http", "worker", "cli"]),
    ("http", &["store", "gateway", "worker", "cli"]),
    ("worker", &["store", "gateway", "http", "cli"]),
];

/// A crate, or the beginning of several crates' names, and the modules that alone name it.
const KEPT: [(&str, &[&str]); 9] = [
    ("sea_orm", &["src/store"]),
    ("sqlx", &["src/store"]),
    ("entity", &["src/store"]),
    ("migration", &["src/store/migrate"]),
    ("poem", &["src/http"]),
    ("stripe", &["src/gateway/payment/stripe"]),
    ("async_stripe", &["src/gateway/payment/stripe"]),
    ("hyper", &["src/gateway/payment/stripe"]),
    ("rand", &["src/gateway/clock"]),
];

/// `dependencies` are the library's own, as its code spells them.
pub(crate) fn domain_is_pure(files: &[File], dependencies: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.is_rust() && file.is_in("src/domain")) {
        let waits = file.product.iter().filter(|token| token.is("async") || token.is("await"));
        found.extend(waits.map(|token| file.at(token.line, "domain never waits")));
        for named in paths(&file.product, &file.module()) {
            let first = named.words.first().map_or("", String::as_str);
            let impure = dependencies.iter().any(|name| name == first) && !PURE.contains(&first);
            if impure || OUTSIDE.iter().any(|path| named.starts_with(path)) {
                found.push(file.at(named.line, &format!("domain names {}", named.show())));
            }
        }
    }
    found
}

pub(crate) fn layers_name_only_what_is_below(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for (layer, forbidden) in LAYERS {
        for file in files.iter().filter(|file| file.is_rust() && file.is_module(&format!("src/{layer}"))) {
            let named = paths(&file.product, &file.module());
            let wrong = named.iter().filter(|named| is_in_layer(named, forbidden));
            found.extend(wrong.map(|named| file.at(named.line, &format!("{layer} names {}", named.show()))));
        }
    }
    found
}

fn is_in_layer(named: &Named, layers: &[&str]) -> bool {
    matches!(named.words.as_slice(), [root, layer, ..] if root == "crate" && layers.contains(&layer.as_str()))
}

pub(crate) fn crates_stay_where_they_are_kept(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.is_rust() && file.is_in("src")) {
        for named in paths(&file.product, &file.module()) {
            let first = named.words.first().map_or("", String::as_str);
            let kept = KEPT.iter().find(|(name, _)| is_of(first, name));
            if let Some((_, places)) =
                kept.filter(|(_, places)| !places.iter().any(|place| file.is_module(place)))
            {
                let home = places.join(", ");
                found.push(file.at(named.line, &format!("{} is named only in {home}", named.show())));
            }
        }
    }
    found
}

fn is_of(name: &str, family: &str) -> bool {
    name.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}

/// `entity` and `migration` know neither the root package nor each other.
pub(crate) fn packages_stand_alone(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for (package, others) in [("entity", ["greenlit", "migration"]), ("migration", ["greenlit", "entity"])] {
        for file in files.iter().filter(|file| file.is_in(package)) {
            let words =
                file.code.iter().filter(|token| token.is_word() && others.contains(&token.text.as_str()));
            found.extend(words.map(|token| file.at(token.line, &format!("{package} names {}", token.text))));
            if file.path.ends_with("Cargo.toml") {
                let asked =
                    dependencies(&file.text).into_iter().filter(|name| others.contains(&name.as_str()));
                found.extend(asked.map(|name| file.at(1, &format!("{package} depends on {name}"))));
            }
        }
    }
    found
}

/// Only `gateway::clock` asks the machine for the time, for ids and for chance.
pub(crate) fn the_clock_is_injected(files: &[File]) -> Vec<String> {
    let asks =
        [("Utc", "now"), ("Local", "now"), ("SystemTime", "now"), ("Uuid", "now_v7"), ("Uuid", "new_v4")];
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.is_in("src") && !file.is_module("src/gateway/clock")) {
        for named in paths(&file.product, &file.module()) {
            let [.., kind, verb] = named.words.as_slice() else { continue };
            if asks.iter().any(|(a, b)| kind == a && verb == b) {
                found.push(file.at(named.line, &format!("{} instead of the injected source", named.show())));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Breaks the rule where `text` stands at `path`, and nowhere else.
    fn check(rule: impl Fn(&[File]) -> Vec<String>, path: &str, text: &str, failures: usize) {
        let found = rule(&[File::new(path, text)]);
        assert_eq!(found.len(), failures, "{path} {text}: {found:?}");
    }

    fn pure(files: &[File]) -> Vec<String> {
        domain_is_pure(files, &["tokio", "poem", "serde", "sea_orm"].map(str::to_owned))
    }

    #[test]
    fn finds_what_makes_the_domain_impure() {
        check(pure, "src/domain/a.rs", "use tokio::sync::Mutex;", 1);
        check(pure, "src/domain/a.rs", "use sea_orm as x;", 1);
        check(pure, "src/domain/a.rs", "pub async fn a() {}", 1);
        check(pure, "src/domain/a.rs", "fn a() { let now = chrono::Utc::now(); }", 1);
        check(pure, "src/domain/a.rs", "use chrono::Utc; fn a() { Utc::now(); }", 1);
        check(pure, "src/domain/a.rs", "use std::{fmt, fs::File};", 1);
        check(pure, "src/domain/a/b.rs", "fn a() { std::time::Instant::now(); }", 1);
        check(pure, "src/domain/a.rs", "use serde::Serialize; use std::time::Duration; // tokio::x", 0);
        check(pure, "src/domain/a.rs", "#[cfg(test)] mod tests { use tokio::x; }", 0);
        check(pure, "src/app/a.rs", "use tokio::sync::Mutex;", 0);
    }

    #[test]
    fn finds_a_layer_that_names_one_above_or_beside_it() {
        let rule = layers_name_only_what_is_below;
        check(rule, "src/domain/a.rs", "use crate::{domain::b, gateway::clock::Clock};", 1);
        check(rule, "src/domain/a/b.rs", "use super::super::super::store::c;", 1);
        check(rule, "src/http/api/a.rs", "fn a() { crate::store::campaign::find(); }", 1);
        check(rule, "src/http/api/a.rs", "use crate::gateway::payment::Card;", 1);
        check(rule, "src/worker/a.rs", "use crate::store;", 1);
        check(rule, "src/worker.rs", "use crate::store;", 1);
        check(rule, "src/app/a.rs", "use crate::http::problem::Problem;", 1);
        check(rule, "src/store/a.rs", "use greenlit::app;", 1);
        check(rule, "src/app/a.rs", "use crate::{store, gateway::clock::Clock, domain};", 0);
        check(rule, "src/cli/a.rs", "use crate::{store, gateway, app, http, worker};", 0);
    }

    #[test]
    fn finds_a_crate_outside_the_layer_that_keeps_it() {
        let rule = crates_stay_where_they_are_kept;
        check(rule, "src/app/a.rs", "use sea_orm::EntityTrait;", 1);
        check(rule, "src/app/a.rs", "fn a() { entity::round::Entity::find(); }", 1);
        check(rule, "src/cli/a.rs", "use migration::Migrator;", 1);
        check(rule, "src/store/a.rs", "use migration::Migrator;", 1);
        check(rule, "src/worker/a.rs", "use poem_openapi::Object;", 1);
        check(rule, "src/app/a.rs", "use stripe_client_core::RequestBuilder;", 1);
        check(rule, "src/app/a.rs", "fn a() { rand::random() }", 1);
        check(rule, "src/store/a.rs", "use sea_orm::sqlx; use entity::round;", 0);
        check(
            rule,
            "src/store/migrate.rs",
            "use migration::Migrator; use sea_orm_migration::MigratorTrait;",
            0,
        );
        check(rule, "src/http/a.rs", "use poem::Route;", 0);
        check(rule, "src/gateway/payment/stripe/a.rs", "use stripe::Client;", 0);
    }

    #[test]
    fn finds_packages_that_know_each_other() {
        let rule = packages_stand_alone;
        check(rule, "entity/src/round.rs", "use greenlit::domain::id::RoundId;", 1);
        check(rule, "migration/src/a.rs", "use entity::round;", 1);
        check(rule, "migration/Cargo.toml", "[dependencies]\nentity = { path = \"../entity\" }", 1);
        check(rule, "entity/Cargo.toml", "[dependencies]\nsea-orm.workspace = true", 0);
        check(rule, "migration/src/a.rs", "use sea_orm_migration::prelude::*; // entity", 0);
    }

    #[test]
    fn finds_a_clock_that_is_not_injected() {
        let rule = the_clock_is_injected;
        check(rule, "src/app/a.rs", "fn a() { let now = Utc::now(); }", 1);
        check(rule, "src/store/a.rs", "fn a() { uuid::Uuid::now_v7(); }", 1);
        check(rule, "src/gateway/clock.rs", "fn a() { Utc::now(); }", 0);
        check(rule, "src/app/a.rs", "fn a() { app.clock.now(); }", 0);
    }
}
