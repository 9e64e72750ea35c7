//! The schema itself: entities against migrations, the way down and up, and what the database refuses.

use std::{collections::BTreeSet, fmt::Debug};

use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseBackend, DatabaseConnection, DbErr, EntityTrait,
    IntoActiveModel, ModelTrait,
};

use catalog::{check_values, columns, dump, primary_keys, texts, uniques};
use database::{Kind, run};
use states::{every_check_lists_the_words_of_its_enum, no_check_on_words_is_forgotten};

pub(crate) mod catalog;
mod database;
mod fixture;
mod states;

const APPEND_ONLY: [&str; 8] = [
    "journal_entry",
    "journal_line",
    "ballot_change",
    "agreement",
    "decision",
    "audit",
    "audit_seal",
    "ballot_box",
];

async fn entities_have_the_columns_of_the_migrations(db: &DatabaseConnection) {
    Migrator::up(db, None).await.unwrap();
    let (migrated_columns, migrated_keys) = (columns(db).await, primary_keys(db).await);
    Migrator::down(db, None).await.unwrap();

    db.get_schema_registry("entity").apply(db).await.unwrap();

    let synced = columns(db).await;
    assert_eq!(migrated_columns.keys().collect::<Vec<_>>(), synced.keys().collect::<Vec<_>>());
    for (table, columns) in &migrated_columns {
        assert_eq!(Some(columns), synced.get(table), "{table}: migration left, entity right");
    }
    assert_eq!(migrated_keys, primary_keys(db).await);
}

/// An entity cannot say twice what one column is part of, so the keys that only carry a currency, which hold
/// a primary key anyway, are the migrations' alone.
async fn entities_have_the_unique_keys_of_the_migrations(db: &DatabaseConnection) {
    Migrator::up(db, None).await.unwrap();
    let mut migrated = uniques(db).await;
    migrated.retain(|key| !key.ends_with("(currency, id)"));
    Migrator::down(db, None).await.unwrap();

    db.get_schema_registry("entity").apply(db).await.unwrap();

    assert_eq!(migrated, uniques(db).await);
}

async fn every_entity_writes_and_reads_its_row(db: &DatabaseConnection) {
    Migrator::up(db, None).await.unwrap();

    fixture::insert(db).await;

    for table in columns(db).await.keys() {
        assert_ne!(count(db, table).await, "0", "no row in {table}");
    }
}

async fn every_migration_goes_down_and_up_again(db: &DatabaseConnection) {
    Migrator::install(db).await.unwrap();
    let mut states = vec![dump(db).await];
    for _ in Migrator::migrations() {
        Migrator::up(db, Some(1)).await.unwrap();
        states.push(dump(db).await);
    }
    let whole = states.pop().unwrap();
    assert_eq!(states[0], Vec::<String>::new());

    for before in states.iter().rev() {
        Migrator::down(db, Some(1)).await.unwrap();
        assert_eq!(*before, dump(db).await);
    }
    Migrator::up(db, None).await.unwrap();

    assert_eq!(whole, dump(db).await);
}

async fn a_full_database_goes_down(db: &DatabaseConnection) {
    Migrator::up(db, None).await.unwrap();
    fixture::insert(db).await;

    Migrator::down(db, None).await.unwrap();

    assert!(columns(db).await.is_empty());
}

async fn what_is_written_once_is_never_changed(db: &DatabaseConnection) {
    Migrator::up(db, None).await.unwrap();
    fixture::insert(db).await;

    for table in APPEND_ONLY {
        let column = columns(db).await[table].keys().next().unwrap().clone();
        refuses(db, &format!("UPDATE {table} SET {column} = {column}"), &only(table, "UPDATE")).await;
        refuses(db, &format!("DELETE FROM {table}"), &only(table, "DELETE")).await;
        if db.get_database_backend() == DatabaseBackend::Postgres {
            refuses(db, &format!("TRUNCATE {table} CASCADE"), "append-only: TRUNCATE refused").await;
        }
        assert_eq!(count(db, table).await, "1", "{table}");
    }
}

/// `PostgreSQL` empties what depends on a table with it; `SQLite` deletes a row that it replaces, and its
/// triggers see that only where `recursive_triggers` is on, as it must be on every connection that writes.
async fn no_side_door_leads_to_what_is_written_once(db: &DatabaseConnection) {
    Migrator::up(db, None).await.unwrap();
    fixture::insert(db).await;

    if db.get_database_backend() == DatabaseBackend::Postgres {
        refuses(db, "TRUNCATE account CASCADE", "append-only: TRUNCATE refused").await;
    } else {
        db.execute_unprepared("PRAGMA recursive_triggers = ON").await.unwrap();
        for table in APPEND_ONLY {
            let replace = format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}");
            refuses(db, &replace, &only(table, "DELETE")).await;
        }
    }
}

/// Refunds that were lessened by goodwill before there was a column for it.
async fn goodwill_taken_off_earlier_refunds_is_found(db: &DatabaseConnection) {
    Migrator::up(db, None).await.unwrap();
    fixture::insert(db).await;
    let later = from("000011_refund");

    // Goods, fee and tax are 10.00 each.
    for (is_included, amount, goodwill) in
        [("FALSE", 2_700, "300"), ("TRUE", 1_700, "300"), ("TRUE", 2_000, "0"), ("FALSE", 3_000, "0")]
    {
        Migrator::down(db, Some(later)).await.unwrap();
        set(db, &format!("UPDATE preorder SET tax_included = {is_included}")).await;
        set(db, &format!("UPDATE refund SET amount_minor = {amount}")).await;
        Migrator::up(db, None).await.unwrap();

        let query = "SELECT CAST(goodwill_minor AS text) FROM refund";
        assert_eq!(texts(db, query, query).await, [[goodwill.to_owned()]], "{is_included} {amount}");
    }
}

async fn a_preorder_has_one_live_intent(db: &DatabaseConnection) {
    Migrator::up(db, None).await.unwrap();
    fixture::insert(db).await;
    let second = fixture::second_intent();

    let refused = second.clone().into_active_model().insert(db).await;
    set(db, "UPDATE intent SET state = 'cancelled'").await;
    let kept = second.into_active_model().insert(db).await;

    assert!(refused.unwrap_err().to_string().to_lowercase().contains("unique"));
    assert!(kept.is_ok(), "{kept:?}");
}

async fn a_preorder_has_one_undecided_attempt(db: &DatabaseConnection) {
    Migrator::up(db, None).await.unwrap();
    fixture::insert(db).await;
    let second = fixture::second_attempt();

    let refused = second.clone().into_active_model().insert(db).await;
    set(db, "UPDATE attempt SET state = 'unknown'").await;
    let refused_again = second.clone().into_active_model().insert(db).await;
    set(db, "UPDATE attempt SET state = 'declined'").await;
    let kept = second.into_active_model().insert(db).await;

    assert!(refused.unwrap_err().to_string().to_lowercase().contains("unique"));
    assert!(refused_again.unwrap_err().to_string().to_lowercase().contains("unique"));
    assert!(kept.is_ok(), "{kept:?}");
}

async fn a_row_has_the_currency_of_what_it_belongs_to(db: &DatabaseConnection) {
    Migrator::up(db, None).await.unwrap();
    fixture::insert(db).await;

    for table in ["variant", "prize_funding", "prize", "campaign", "preorder", "intent", "refund", "payout"] {
        refuses(db, &format!("UPDATE {table} SET currency = 'USD'"), "foreign key").await;
    }
}

async fn counts_and_sides_are_checked(db: &DatabaseConnection) {
    Migrator::up(db, None).await.unwrap();
    fixture::insert(db).await;

    for (change, name) in [
        ("UPDATE campaign SET reserved_units = cap_units - committed_units + 1", "ck_campaign_cap"),
        ("UPDATE campaign SET reserved_units = -1", "ck_campaign_reserved_units"),
        ("UPDATE campaign SET threshold_units = cap_units + 1", "ck_campaign_cap"),
        ("UPDATE preorder SET returned_minor = received_minor + 1", "ck_preorder_returned"),
        (
            "UPDATE prize_funding SET source = 'bank', confirmed_by = requested_by",
            "ck_prize_funding_second_person",
        ),
        ("UPDATE payout SET prize_id = NULL", "ck_payout_kind_prize"),
        ("UPDATE round SET currency = 'EURO'", "ck_round_currency"),
        ("UPDATE round SET state = 'finished'", "ck_round_state"),
        (
            "INSERT INTO journal_line (entry_id, position, currency, account, debit_minor, credit_minor)
             SELECT entry_id, 2, currency, account, 1, 1 FROM journal_line",
            "ck_journal_line_one_side",
        ),
    ] {
        refuses(db, change, name).await;
    }
}

async fn a_deployment_has_one_id(db: &DatabaseConnection) {
    Migrator::up(db, None).await.unwrap();
    fixture::insert(db).await;

    let second = fixture::second_deployment().into_active_model().insert(db).await;

    assert!(second.unwrap_err().to_string().to_lowercase().contains("unique"));
}

async fn every_reference_restricts(db: &DatabaseConnection) {
    Migrator::up(db, None).await.unwrap();

    let rules = texts(
        db,
        "SELECT m.name, f.\"from\", f.on_delete FROM sqlite_master m, pragma_foreign_key_list(m.name) f
         WHERE m.type = 'table'",
        "SELECT conrelid::regclass::text, conname::text,
                CASE confdeltype WHEN 'r' THEN 'RESTRICT' ELSE 'other' END
         FROM pg_constraint WHERE contype = 'f'",
    )
    .await;

    assert!(rules.len() > 50, "only {} references found", rules.len());
    assert!(rules.iter().all(|rule| rule[2] == "RESTRICT"), "{rules:?}");
}

async fn every_state_lists_its_values(db: &DatabaseConnection) {
    Migrator::up(db, None).await.unwrap();
    let with_state: Vec<String> = columns(db)
        .await
        .into_iter()
        .filter(|(_, c)| c.contains_key("state"))
        .map(|(table, _)| table)
        .collect();

    assert!(with_state.contains(&"preorder".into()));
    for table in with_state {
        assert!(check_values(db, &table, "state").await.len() >= 2, "{table}");
    }
    assert_eq!(
        check_values(db, "round", "state").await,
        ["draft", "submissions", "scoring", "judging", "closed", "cancelled"]
    );
    assert_eq!(check_values(db, "account", "email").await, Vec::<String>::new());
}

/// `SQLite` reports no names; the text of the migrations is the same for both.
#[tokio::test]
async fn every_constraint_is_named_by_kind_and_table() {
    run(Kind::Postgres, async |db| {
        Migrator::up(db, None).await.unwrap();

        let names = texts(
            db,
            "",
            "SELECT conrelid::regclass::text, conname::text,
                    CASE contype WHEN 'p' THEN 'pk' WHEN 'f' THEN 'fk' WHEN 'u' THEN 'uq' ELSE 'ck' END
             FROM pg_constraint WHERE connamespace = 'public'::regnamespace
             UNION ALL
             SELECT i.indrelid::regclass::text, x.relname::text, CASE WHEN i.indisunique THEN 'uq' ELSE 'ix' END
             FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
             WHERE x.relnamespace = 'public'::regnamespace AND NOT i.indisprimary",
        )
        .await;

        let odd: BTreeSet<_> = names
            .iter()
            .filter(|name| name[0] != "seaql_migrations")
            .filter(|name| !name[1].starts_with(&format!("{}_{}", name[2], name[0])))
            .collect();
        assert!(names.len() > 200, "only {} names found", names.len());
        assert!(odd.is_empty(), "{odd:?}");
    })
    .await;
}

/// Inserts a row and holds what came back against what went in.
async fn keep<M, A>(db: &DatabaseConnection, row: M)
where
    M: ModelTrait + IntoActiveModel<A> + PartialEq + Debug,
    <M::Entity as EntityTrait>::Model: IntoActiveModel<A> + PartialEq<M> + Debug,
    A: ActiveModelTrait<Entity = M::Entity> + sea_orm::ActiveModelBehavior + Send,
{
    let kept = row.clone().into_active_model().insert(db).await.unwrap();
    assert_eq!(kept, row);
}

fn only(table: &str, verb: &str) -> String {
    format!("{table} is append-only: {verb} refused")
}

async fn refuses(db: &DatabaseConnection, statement: &str, because: &str) {
    let refusal: DbErr = db.execute_unprepared(statement).await.expect_err(statement);
    let refusal = refusal.to_string().to_lowercase();
    assert!(refusal.contains(&because.to_lowercase()), "{statement}: {refusal}");
}

/// Ballots that were given before there was a tally.
async fn ballots_given_earlier_are_counted(db: &DatabaseConnection) {
    Migrator::up(db, None).await.unwrap();
    fixture::insert(db).await;
    let query = "SELECT CAST(ballots AS text), CAST(scores_sum AS text), CAST(would_buys AS text) FROM tally";
    for (score, would_buy, counted) in [("4", "TRUE", ["1", "4", "1"]), ("0", "FALSE", ["1", "0", "0"])] {
        Migrator::down(db, Some(from("000019_tally"))).await.unwrap();
        set(db, &format!("UPDATE ballot SET score = {score}, would_buy = {would_buy}")).await;
        Migrator::up(db, None).await.unwrap();
        assert_eq!(texts(db, query, query).await, [counted.map(ToOwned::to_owned)]);
    }
}

/// How many migrations there are from this one on.
fn from(name: &str) -> u32 {
    let names: Vec<String> = Migrator::migrations().iter().map(|one| one.name().to_owned()).collect();
    let at = names.iter().position(|known| known.ends_with(name)).unwrap();
    u32::try_from(names.len() - at).unwrap()
}

async fn set(db: &DatabaseConnection, statement: &str) {
    db.execute_unprepared(statement).await.unwrap();
}

async fn count(db: &DatabaseConnection, table: &str) -> String {
    let sql = format!("SELECT CAST(count(*) AS text) FROM {table}");
    texts(db, &sql, &sql).await[0][0].clone()
}

macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test] async fn $test() { super::run(super::Kind::Sqlite, super::$test).await; })*
        }
        mod postgres {
            $(#[tokio::test] async fn $test() { super::run(super::Kind::Postgres, super::$test).await; })*
        }
    };
}

on_both!(
    entities_have_the_columns_of_the_migrations,
    entities_have_the_unique_keys_of_the_migrations,
    every_entity_writes_and_reads_its_row,
    every_migration_goes_down_and_up_again,
    a_full_database_goes_down,
    what_is_written_once_is_never_changed,
    no_side_door_leads_to_what_is_written_once,
    goodwill_taken_off_earlier_refunds_is_found,
    ballots_given_earlier_are_counted,
    a_preorder_has_one_live_intent,
    a_preorder_has_one_undecided_attempt,
    a_row_has_the_currency_of_what_it_belongs_to,
    counts_and_sides_are_checked,
    a_deployment_has_one_id,
    every_reference_restricts,
    every_state_lists_its_values,
    every_check_lists_the_words_of_its_enum,
    no_check_on_words_is_forgotten,
);
