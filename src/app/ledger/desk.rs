//! The book as admins look at it: every account with its name, what is free, what is not explained.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Balances, Error, trial_balance};
use crate::app::App;
use crate::app::caller::Admin;
use crate::domain::id::{AccountId, RoundId};
use crate::domain::ledger::AccountKind;
use crate::domain::money::{Currency, Money};
use crate::store::{self, StoreError};

/// The book in one currency.
#[derive(Debug, Clone)]
pub struct Sheet {
    pub currency: Currency,
    /// What the organiser may take out.
    pub free: Money,
    /// Debits less credits: zero, or the book is broken.
    pub trial_balance: Money,
    /// Zero when all is explained.
    pub suspense: Money,
    pub rows: Vec<Row>,
}

/// One account.
#[derive(Debug, Clone)]
pub struct Row {
    pub kind: AccountKind,
    /// Whose it is: a round's title or a designer's name.
    pub of: Option<String>,
    /// On its normal side.
    pub balance: Money,
}

/// The trial balance of every currency.
pub async fn sheets(app: &App, admin: &Admin) -> Result<Vec<Sheet>, Error> {
    let mut sheets = Vec::new();
    for balances in trial_balance(app, admin).await? {
        sheets.push(sheet(app, balances).await?);
    }
    Ok(sheets)
}

async fn sheet(app: &App, balances: Balances) -> Result<Sheet, Error> {
    let keys = balances.accounts.keys().filter_map(|key| key.split_once(':')?.1.parse().ok());
    let names = names(app, &keys.collect::<Vec<Uuid>>()).await?;
    let unreadable = |key: &str| StoreError::Corrupt(format!("account {key}"));
    let row = |(key, balance): (&String, &Money)| -> Result<Row, StoreError> {
        let (kind, subject) = key.split_once(':').map_or((key.as_str(), None), |(kind, of)| (kind, Some(of)));
        let of = subject.map(|id| names.get(id).cloned().unwrap_or_else(|| id.to_owned()));
        Ok(Row { kind: kind.parse().map_err(|_| unreadable(key))?, of, balance: *balance })
    };
    let mut rows = balances.accounts.iter().map(row).collect::<Result<Vec<Row>, _>>()?;
    rows.sort_by(|a, b| (a.kind, &a.of).cmp(&(b.kind, &b.of)));
    let suspense = balances.accounts.get(AccountKind::Suspense.as_str()).copied();
    Ok(Sheet {
        currency: balances.currency,
        free: balances.free,
        trial_balance: Money::new(balances.trial_balance_minor, balances.currency),
        suspense: suspense.unwrap_or_else(|| Money::zero(balances.currency)),
        rows,
    })
}

/// The names of rounds and people, by their ids in words.
async fn names(app: &App, ids: &[Uuid]) -> Result<BTreeMap<String, String>, StoreError> {
    let people = store::name::people(&app.store, ids.iter().copied().map(AccountId::new)).await?;
    let rounds = store::name::rounds(&app.store, ids.iter().copied().map(RoundId::new)).await?;
    let people = people.into_iter().map(|(id, name)| (id.to_string(), name));
    let rounds = rounds.into_iter().map(|(id, title)| (id.to_string(), title));
    Ok(people.chain(rounds).collect())
}
