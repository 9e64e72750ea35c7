//! What a designer is owed and was paid, with what each sum is for.

use std::collections::BTreeMap;

use super::Error;
use crate::app::App;
use crate::app::caller::Member;
use crate::domain::id::{AccountId, PayoutId};
use crate::domain::money::Money;
use crate::domain::payout::{Account as Status, Payout, State};
use crate::store::payout::Filter;
use crate::store::{self, StoreError};

#[derive(Debug, Clone)]
pub struct Own {
    /// How the account at the provider stood when it was last read.
    pub status: Status,
    /// One amount for each currency: still to be sent, or on its way.
    pub owed: Vec<Money>,
    pub paid: Vec<Money>,
    /// Oldest first.
    pub lines: Vec<Line>,
}

/// A payout with what it is for.
#[derive(Debug, Clone)]
pub struct Line {
    pub payout: Payout,
    /// The prize's place, and the titles of its design and round; none for royalties.
    pub prize: Option<(u32, String, String)>,
}

/// A page of the member's payouts, and the sums of all. Asks no provider.
pub async fn own(app: &App, who: &Member, after: Option<PayoutId>, limit: u64) -> Result<Own, Error> {
    let account = store::account::find(&app.store, who.id()).await?;
    let status = account.and_then(|account| account.payee_status);
    let status = status.map_or(Ok(Status::Missing), |word| word.parse());
    let amounts = store::payout::list_amounts(&app.store, who.id()).await?;
    let filter = Filter { account: Some(who.id()), state: None, after };
    let mut lines = Vec::new();
    for payout in store::payout::list(&app.store, filter, limit).await? {
        lines.push(line(app, payout).await?);
    }
    Ok(Own {
        status: status.map_err(|_| StoreError::Corrupt("how a payout account stands".into()))?,
        owed: sums(who.id(), amounts.iter().filter(|(state, _)| is_due(*state)))?,
        paid: sums(who.id(), amounts.iter().filter(|(state, _)| is_paid(*state)))?,
        lines,
    })
}

async fn line(app: &App, payout: Payout) -> Result<Line, StoreError> {
    let Some(prize) = payout.prize else { return Ok(Line { payout, prize: None }) };
    let found = store::prize::find(&app.store, prize).await?;
    let found = found.ok_or_else(|| StoreError::Corrupt(format!("payout {} of no prize", payout.id)))?;
    let round = store::round::find(&app.store, found.round).await?.map(|round| round.title);
    let design = match found.design {
        Some(design) => store::design::find(&app.store, design).await?.map(|design| design.title),
        None => None,
    };
    let prize = round.zip(design).map(|(round, design)| (found.place, design, round));
    Ok(Line { payout, prize })
}

const fn is_due(state: State) -> bool {
    match state {
        State::Owed | State::Sending => true,
        State::Sent | State::Reversing | State::Reversed | State::ByHand | State::Withdrawn => false,
    }
}

const fn is_paid(state: State) -> bool {
    match state {
        State::Sent | State::ByHand => true,
        State::Owed | State::Sending | State::Reversing | State::Reversed | State::Withdrawn => false,
    }
}

fn sums<'a>(
    account: AccountId,
    amounts: impl Iterator<Item = &'a (State, Money)>,
) -> Result<Vec<Money>, StoreError> {
    let mut sums: BTreeMap<&'static str, Money> = BTreeMap::new();
    for (_, amount) in amounts {
        let sum = sums.entry(amount.currency.code()).or_insert(Money::zero(amount.currency));
        let more = sum.checked_add(*amount);
        *sum = more.map_err(|_| StoreError::Corrupt(format!("payouts to {account} beyond counting")))?;
    }
    Ok(sums.into_values().collect())
}
