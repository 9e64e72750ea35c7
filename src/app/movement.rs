//! The provider's book line by line: each a row of ours, its fee posted, matched to the entry that it is.

mod stray;

use super::{App, StoreError, chain, ledger, payout, rate};
use crate::domain::id::EntryId;
use crate::domain::ledger::{Occurrence, Refs, Refusal, brand, dispute, order};
use crate::domain::money::Money;
use crate::domain::movement::{Kind, Movement};
use crate::domain::rate::Bucket;
use crate::gateway::payment::{self, Failure, MovementKind};
use crate::store::{self, Tx};

pub(super) use stray::run as run_stray;

const LINES_AT_ONCE: u32 = 100;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the provider's book could not be read")]
    Provider(#[from] Failure),
    #[error("a movement makes no entry")]
    Entry(#[from] Refusal),
    #[error("a transfer that came back could not be recorded")]
    Payout(#[from] payout::Error),
    #[error("the movements could not be read or written")]
    Store(#[from] StoreError),
}

/// Reconciler: takes in what is new in the provider's book, then matches what was seen before its entry was written.
pub async fn sync(app: &App) -> Result<(), Error> {
    loop {
        let after = store::movement::last_seen(&app.store).await?;
        rate::draw(app, &[Bucket::ListMovements]).await?;
        let lines = call_list(app, after.as_deref()).await?;
        for line in &lines {
            record(app, line).await?;
        }
        if u32::try_from(lines.len()).unwrap_or(u32::MAX) < LINES_AT_ONCE {
            return match_late(app).await;
        }
    }
}

async fn call_list(app: &App, after: Option<&str>) -> Result<Vec<payment::Movement>, Failure> {
    app.outside.payment.list_movements(after, LINES_AT_ONCE).await
}

/// Takes in one line, in a transaction of its own; one that is known already does nothing.
pub async fn record(app: &App, line: &payment::Movement) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    let movement = unmatched(app, line);
    if !store::movement::insert(&tx, &movement).await? {
        return Ok(());
    }
    let written = post_own(app, &tx, &movement).await?;
    let entry = match written {
        None => store::movement::find_entry(&tx, &movement).await?,
        Some(own) => Some(own),
    };
    match entry {
        Some(entry) => {
            store::movement::set_entry(&tx, movement.id, entry).await?;
        }
        None => stray::plan(app, &tx, &movement).await?,
    }
    Ok(tx.commit().await?)
}

/// Posts what only the provider's book tells: fees, the brand's own payouts, lines nobody knows.
/// Returns the entry that this line is, where that is one of them.
async fn post_own(app: &App, tx: &Tx, movement: &Movement) -> Result<Option<EntryId>, Error> {
    let refs = store::movement::refs_of_intent(tx, &movement.source).await?;
    let on = Occurrence { at: movement.created_at, refs };
    let fee = post_fee(app, tx, movement, on).await?;
    let amount = movement.amount;
    let size = Money { minor: amount.minor.saturating_abs(), ..amount };
    let entry = match movement.kind {
        Kind::Fee => return Ok(fee),
        Kind::Payout if amount.minor < 0 => brand::paid_out(unbound(on), movement.id, size)?,
        Kind::Payout => brand::payout_returned(unbound(on), movement.id, size)?,
        Kind::Dispute | Kind::DisputeReversal | Kind::Other if amount.is_zero() => return Ok(fee),
        Kind::Dispute | Kind::DisputeReversal | Kind::Other => {
            tracing::error!(movement.id = %movement.id, kind = %movement.kind, "a movement is in suspense");
            brand::movement_unknown(unbound(on), movement.id, amount)?
        }
        Kind::TransferReversal => return Ok(payout::reversed(app, tx, movement).await?),
        Kind::Charge | Kind::Refund | Kind::RefundFailure | Kind::Transfer | Kind::TopUp => return Ok(None),
    };
    Ok(Some(ledger::post(app, tx, &entry).await?))
}

/// J3, or what a movement gave back of a fee.
async fn post_fee(app: &App, tx: &Tx, movement: &Movement, on: Occurrence) -> Result<Option<EntryId>, Error> {
    let fee = movement.fee();
    let entry = match fee.minor {
        0 => return Ok(None),
        ..0 => {
            let returned = Money { minor: fee.minor.saturating_neg(), ..fee };
            dispute::fee_returned(on, movement.id, returned)?
        }
        1.. => order::fee_seen(on, movement.id, fee)?,
    };
    Ok(Some(ledger::post(app, tx, &entry).await?))
}

/// Matches movements that were seen before their entries were written.
async fn match_late(app: &App) -> Result<(), Error> {
    let mut after = None;
    loop {
        let rows = store::movement::list_unmatched(&app.store, after, LINES_AT_ONCE.into()).await?;
        for movement in &rows {
            if let Err(error) = match_one(app, movement).await {
                tracing::error!(movement.id = %movement.id, error = %chain(&error), "a movement was not matched");
            }
        }
        after = rows.last().map(|row| row.id);
        if after.is_none() {
            return Ok(());
        }
    }
}

async fn match_one(app: &App, movement: &Movement) -> Result<(), Error> {
    if movement.kind == Kind::TransferReversal {
        return match_reversal(app, movement).await;
    }
    if store::movement::find_entry(&app.store, movement).await?.is_none() {
        return Ok(());
    }
    let tx = app.store.begin_write().await?;
    store::movement::lock(&tx).await?;
    let Some(entry) = store::movement::find_entry(&tx, movement).await? else { return Ok(()) };
    store::movement::set_entry(&tx, movement.id, entry).await?;
    Ok(tx.commit().await?)
}

/// A transfer that came back before its sending was recorded.
async fn match_reversal(app: &App, movement: &Movement) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    store::movement::lock(&tx).await?;
    let Some(entry) = payout::reversed(app, &tx, movement).await? else { return Ok(()) };
    store::movement::set_entry(&tx, movement.id, entry).await?;
    Ok(tx.commit().await?)
}

/// The same instant, belonging to no order.
fn unbound(on: Occurrence) -> Occurrence {
    Occurrence { refs: Refs::default(), ..on }
}

fn unmatched(app: &App, line: &payment::Movement) -> Movement {
    Movement {
        id: app.id(),
        provider_ref: line.id.clone(),
        kind: kind(line.kind),
        source: line.source.clone(),
        amount: line.amount,
        fee_minor: line.fee_minor,
        created_at: line.created_at,
        available_at: line.available_at,
        seen_at: app.now(),
        entry: None,
    }
}

fn kind(kind: MovementKind) -> Kind {
    match kind {
        MovementKind::Charge => Kind::Charge,
        MovementKind::Refund => Kind::Refund,
        MovementKind::RefundFailure => Kind::RefundFailure,
        MovementKind::Transfer => Kind::Transfer,
        MovementKind::TransferReversal => Kind::TransferReversal,
        MovementKind::TopUp => Kind::TopUp,
        MovementKind::Payout => Kind::Payout,
        MovementKind::Dispute => Kind::Dispute,
        MovementKind::DisputeReversal => Kind::DisputeReversal,
        MovementKind::Fee => Kind::Fee,
        MovementKind::Other => Kind::Other,
    }
}
