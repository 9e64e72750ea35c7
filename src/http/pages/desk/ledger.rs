//! The book on the desk: balances, the proof of it, and its entries.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Query};
use uuid::Uuid;

use super::{After, asked, paged, word};
use crate::app::ledger::{Report, Sheet};
use crate::app::{self, App};
use crate::domain::id::EntryId;
use crate::domain::ledger::Record;
use crate::domain::ledger::check::Finding;
use crate::domain::money::Money;
use crate::http::site::{Answer, AsAdmin, Frame, filters, form};

#[derive(Template)]
#[template(path = "desk/ledger.html")]
struct Book<'a> {
    frame: &'a Frame,
    sheets: &'a [Sheet],
}

#[derive(Template)]
#[template(path = "desk/check.html")]
struct Check<'a> {
    frame: &'a Frame,
    report: &'a Report,
}

#[derive(Template)]
#[template(path = "desk/entries.html")]
struct Entries<'a> {
    frame: &'a Frame,
    listed: &'a [Record],
    next: Option<Uuid>,
}

/// The trial balance.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, admin: AsAdmin) -> Answer {
    let sheets = app::ledger::sheets(&app, &admin.0).await?;
    frame.page(&Book { frame: &frame, sheets: &sheets })
}

/// Proves the book now.
#[handler]
pub(crate) async fn check(frame: Frame, app: Data<&Arc<App>>, _admin: AsAdmin) -> Answer {
    let report = app::ledger::check(&app).await?;
    frame.page(&Check { frame: &frame, report: &report })
}

/// Entries in the order of the journal.
#[handler]
pub(crate) async fn entries(
    frame: Frame,
    app: Data<&Arc<App>>,
    admin: AsAdmin,
    query: Query<After>,
) -> Answer {
    let after = query.after.map(EntryId::new);
    let found = app::ledger::list(&app, &admin.0, after, asked()).await?;
    let (listed, next) = paged(found, |record| record.row.id.uuid());
    frame.page(&Entries { frame: &frame, listed: &listed, next })
}

impl Check<'_> {
    /// Each finding as a sentence, with the order it names.
    fn findings(&self) -> Vec<(String, Option<Uuid>)> {
        let order = |finding: &Finding| match finding {
            Finding::DepositDiffers { preorder, .. }
            | Finding::DepositNegative { preorder, .. }
            | Finding::DepositUnknown { preorder, .. } => Some(preorder.uuid()),
            Finding::Unbalanced { .. }
            | Finding::DepositWithoutOrder { .. }
            | Finding::ProviderDiffers { .. }
            | Finding::MovementUnmatched { .. }
            | Finding::MovementDiffers { .. }
            | Finding::EntryUnmatched { .. }
            | Finding::Unexplained { .. }
            | Finding::FreeMoneyNegative { .. } => None,
        };
        let named = |finding: &Finding| (form::sentence(&finding.to_string()), order(finding));
        self.report.findings.iter().map(named).collect()
    }
}

impl Entries<'_> {
    /// An entry's lines: the account's key, and what it is debited and credited with.
    fn lines(&self, record: &Record) -> Vec<(String, Option<Money>, Option<Money>)> {
        let money = |minor: i64| (minor != 0).then(|| Money::new(minor, record.row.currency));
        let lines = record.row.postings.iter();
        lines
            .map(|line| {
                (word::account(line.account.kind()), money(line.debit_minor), money(line.credit_minor))
            })
            .collect()
    }
}
