//! The journal and its proof, for admins.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::types::Any;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use super::money::Money;
use crate::app::ledger::Balances;
use crate::app::{self, App};
use crate::domain::id::{CampaignId, EntryId, MovementId, PreorderId, RoundId};
use crate::domain::ledger::{Posting, Record};
use crate::http::caller::AsAdmin;
use crate::http::page::{Page, limit, page};
use crate::http::problem::Problem;

type Answer<T> = Result<Json<T>, Problem>;

pub struct LedgerApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Ledger")]
impl LedgerApi {
    /// Prove the journal against the provider's book and against every order.
    #[oai(path = "/ledger/check", method = "get", operation_id = "check_ledger")]
    async fn check(&self, app: Data<&Arc<App>>, _caller: AsAdmin) -> Answer<Report> {
        Ok(Json(app::ledger::check(&app).await?.into()))
    }

    /// Prove the journal, and where it is right let money go on that was stopped.
    #[oai(path = "/ledger/check", method = "post", operation_id = "release_money")]
    async fn release(&self, app: Data<&Arc<App>>, caller: AsAdmin) -> Answer<Release> {
        let (report, is_released) = app::stop::prove_by(&app, &caller.0).await?;
        let stopped = app::stop::find(&app).await?;
        let (stopped_at, stopped_why) = stopped.map(|stopped| (stopped.at, stopped.why)).unzip();
        Ok(Json(Release { is_released, stopped_at, stopped_why, report: report.into() }))
    }

    /// The balance of every account, by currency.
    #[oai(path = "/ledger/trial-balance", method = "get", operation_id = "read_trial_balance")]
    async fn trial_balance(&self, app: Data<&Arc<App>>, caller: AsAdmin) -> Answer<Vec<Balance>> {
        let balances = app::ledger::trial_balance(&app, &caller.0).await?;
        Ok(Json(balances.into_iter().map(Balance::from).collect()))
    }

    /// Entries in the order of the journal.
    #[oai(path = "/ledger/entries", method = "get", operation_id = "list_entries")]
    async fn entries(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        after: Query<Option<Uuid>>,
        #[oai(name = "limit")] asked: Query<Option<u64>>,
    ) -> Answer<Page<Entry>> {
        let limit = limit(asked.0);
        let found = app::ledger::list(&app, &caller.0, after.0.map(EntryId::new), limit + 1).await?;
        Ok(Json(page(found, limit, |record| record.row.id.uuid())))
    }
}

#[derive(Object)]
struct Report {
    checked_at: DateTime<Utc>,
    /// Whether nothing is wrong.
    is_clean: bool,
    entries: u64,
    movements: u64,
    /// Orders that ever received money.
    orders: u64,
    balances: Vec<Balance>,
    findings: Vec<Finding>,
}

#[derive(Object)]
struct Release {
    /// Whether money was stopped and goes on now.
    is_released: bool,
    /// Since when money is stopped still.
    #[oai(skip_serializing_if_is_none)]
    stopped_at: Option<DateTime<Utc>>,
    #[oai(skip_serializing_if_is_none)]
    stopped_why: Option<String>,
    report: Report,
}

/// One row that is not right.
#[derive(Object)]
struct Finding {
    /// A sentence.
    says: String,
    /// The same as facts: its kind as `finding`, and the row.
    facts: Any<serde_json::Value>,
}

#[derive(Object)]
struct Balance {
    currency: String,
    /// What the organiser may take out.
    free: Money,
    /// Debits less credits of all accounts, in minor units: zero, or the book is broken.
    trial_balance_minor: i64,
    /// Each account on its normal side, with its subject after a colon.
    accounts: HashMap<String, i64>,
}

#[derive(Object)]
struct Entry {
    id: Uuid,
    /// From 1, without gaps.
    sequence: i64,
    /// What happened, as `charge_succeeded`.
    kind: String,
    /// What it is about, as `attempt:` and an id.
    cause: String,
    currency: String,
    occurred_at: DateTime<Utc>,
    written_at: DateTime<Utc>,
    #[oai(skip_serializing_if_is_none)]
    round: Option<Uuid>,
    #[oai(skip_serializing_if_is_none)]
    campaign: Option<Uuid>,
    #[oai(skip_serializing_if_is_none)]
    preorder: Option<Uuid>,
    /// The provider's movement that it is matched to.
    #[oai(skip_serializing_if_is_none)]
    movement: Option<Uuid>,
    lines: Vec<EntryLine>,
}

#[derive(Object)]
struct EntryLine {
    account: String,
    /// The round of a prize reserve, the designer of what is due.
    #[oai(skip_serializing_if_is_none)]
    subject: Option<Uuid>,
    debit_minor: i64,
    credit_minor: i64,
}

impl From<app::ledger::Report> for Report {
    fn from(report: app::ledger::Report) -> Self {
        let finding = |found: &crate::domain::ledger::check::Finding| Finding {
            says: found.to_string(),
            facts: Any(serde_json::to_value(found).unwrap_or_default()),
        };
        Self {
            checked_at: report.checked_at,
            is_clean: report.findings.is_empty(),
            entries: report.entries,
            movements: report.movements,
            orders: report.orders,
            balances: report.balances.into_iter().map(Balance::from).collect(),
            findings: report.findings.iter().map(finding).collect(),
        }
    }
}

impl From<Balances> for Balance {
    fn from(balances: Balances) -> Self {
        Self {
            currency: balances.currency.code().to_owned(),
            free: balances.free.into(),
            trial_balance_minor: balances.trial_balance_minor,
            accounts: balances.accounts.into_iter().map(|(account, held)| (account, held.minor)).collect(),
        }
    }
}

impl From<Record> for Entry {
    fn from(record: Record) -> Self {
        let Record { sequence, kind, cause, written_at, row } = record;
        Self {
            id: row.id.uuid(),
            sequence,
            kind: kind.to_string(),
            cause,
            currency: row.currency.code().to_owned(),
            occurred_at: row.occurred_at,
            written_at,
            round: row.refs.round.map(RoundId::uuid),
            campaign: row.refs.campaign.map(CampaignId::uuid),
            preorder: row.refs.preorder.map(PreorderId::uuid),
            movement: row.movement.map(MovementId::uuid),
            lines: row.postings.iter().map(EntryLine::from).collect(),
        }
    }
}

impl From<&Posting> for EntryLine {
    fn from(line: &Posting) -> Self {
        Self {
            account: line.account.kind().to_string(),
            subject: line.account.subject(),
            debit_minor: line.debit_minor,
            credit_minor: line.credit_minor,
        }
    }
}
