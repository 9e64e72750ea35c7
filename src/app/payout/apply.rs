//! What happens to a payout, by its table, with every effect in the same transaction.

use chrono::Duration;

use super::Error;
use crate::app::{App, audit, ledger, notice};
use crate::domain::id::{EntryId, MovementId};
use crate::domain::job::Job;
use crate::domain::ledger::{Occurrence, Owed, Purse, Refs, payout as entry};
use crate::domain::money::Money;
use crate::domain::movement::{Kind, Movement};
use crate::domain::notice::Kind as Told;
use crate::domain::payout::{
    Approval, Effect, Event, Extent, Facts, Payout, Reason, State, Transition, key, transition,
};
use crate::store::{self, Tx};

/// After this no key is sent again: the provider may have forgotten it.
pub(super) const KEY_HOURS: i64 = 23;
/// A failure of the provider may be its last word under the key; an hour later its list tells.
const LIST_AFTER_HOURS: i64 = 1;

/// An event of the table with what it brings along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Happening {
    /// To be sent to this account at the provider.
    Ready(String),
    /// The provider's transfer.
    Sent(String),
    /// Why it waits from now on, if it does.
    Refused(Option<Reason>),
    Unknown,
    Reversed(MovementId, Money, Extent),
    ByHand(Approval, Purse),
}

impl Happening {
    fn event(&self) -> Event {
        match self {
            Self::Ready(_) => Event::Ready,
            Self::Sent(_) => Event::Sent,
            Self::Refused(_) => Event::Refused,
            Self::Unknown => Event::Unknown,
            Self::Reversed(_, _, extent) => Event::Reversed(*extent),
            Self::ByHand(approval, _) => Event::ByHand(*approval),
        }
    }
}

/// Moves a locked payout. Its `reasons` are what it waits for now: the caller has looked.
pub(super) async fn apply(
    app: &App,
    tx: &Tx,
    mut payout: Payout,
    happening: &Happening,
) -> Result<Payout, Error> {
    let facts = Facts { reasons: payout.reasons.clone(), marked: None, key_is_old: is_key_old(app, &payout) };
    let Transition { to, effects } = transition(payout.state, happening.event(), &facts)?;
    if to != payout.state {
        store::payout::transition(tx, payout.id, payout.state, to).await?;
        payout.state = to;
    }
    for effect in effects {
        carry_out(app, tx, &mut payout, (effect, happening)).await?;
    }
    Ok(payout)
}

pub(super) fn is_key_old(app: &App, payout: &Payout) -> bool {
    payout.sent_at.is_some_and(|at| app.now() - at >= Duration::hours(KEY_HOURS))
}

async fn carry_out(
    app: &App,
    tx: &Tx,
    payout: &mut Payout,
    (effect, happening): (Effect, &Happening),
) -> Result<(), Error> {
    match effect {
        Effect::FreezeAndNumber => freeze(app, tx, payout, happening).await?,
        Effect::Send => app.plan(tx, &Job::SendPayout { payout: payout.id }, app.now()).await?,
        Effect::PostSent => {
            if let Happening::Sent(transfer) = happening {
                store::payout::set_transfer(tx, payout.id, transfer).await?;
                payout.transfer_ref = Some(transfer.clone());
            }
            let on = occurrence(app, tx, payout).await?;
            ledger::post(app, tx, &entry::sent(on, payout.id, payout.number, &payout.owed())?).await?;
        }
        Effect::PostByHand => {
            if let Happening::ByHand(_, purse) = happening {
                let on = occurrence(app, tx, payout).await?;
                ledger::post(app, tx, &entry::by_hand(on, payout.id, *purse, &payout.owed())?).await?;
            }
        }
        Effect::PostReversed => {
            if let Happening::Reversed(movement, amount, _) = happening {
                let on = occurrence(app, tx, payout).await?;
                let back = Owed { amount: *amount, ..payout.owed() };
                ledger::post(app, tx, &entry::reversed(on, *movement, &back)?).await?;
            }
        }
        Effect::ReadListOrSendAgain | Effect::ReadListOnly => {
            let at = app.now() + Duration::hours(LIST_AFTER_HOURS);
            app.plan(tx, &Job::ReadPayout { payout: payout.id }, at).await?;
        }
        Effect::AddReason => {
            if let Happening::Refused(Some(reason)) = happening
                && !payout.reasons.contains(reason)
            {
                payout.reasons.push(*reason);
                store::payout::set_reasons(tx, payout.id, &payout.reasons).await?;
            }
        }
        Effect::NotifyDesigner => tell(app, tx, payout).await?,
        Effect::Mark(_) | Effect::Reduce | Effect::Reverse | Effect::CarryRest | Effect::Desk => {
            desk(app, tx, payout, effect).await?;
        }
    }
    Ok(())
}

async fn freeze(app: &App, tx: &Tx, payout: &mut Payout, happening: &Happening) -> Result<(), Error> {
    if let Happening::Ready(payee) = happening {
        payout.number = payout.number.saturating_add(1);
        payout.key = Some(key(payout.id, payout.number));
        payout.payee_ref = Some(payee.clone());
        payout.sent_at = Some(app.now());
        store::payout::set_sending(tx, payout).await?;
    }
    Ok(())
}

async fn tell(app: &App, tx: &Tx, payout: &Payout) -> Result<(), Error> {
    let kind = match payout.state {
        State::Sent => Told::PayoutSent,
        State::ByHand => Told::PayoutByHand,
        State::Owed | State::Sending | State::Reversing | State::Reversed | State::Withdrawn => {
            Told::PayoutChanged
        }
    };
    let facts = serde_json::json!({ "amount": payout.amount, "for": payout.due });
    notice::tell(app, tx, payout.account, kind, ("payout", payout.id.uuid()), &facts).await?;
    Ok(())
}

/// Something that a person has to look at, or do.
async fn desk(app: &App, tx: &Tx, payout: &Payout, effect: Effect) -> Result<(), Error> {
    tracing::error!(payout.id = %payout.id, state = %payout.state, ?effect, "a payout needs a person");
    let row =
        audit::by_engine("payout.needs_person", "payout", payout.id.uuid()).detail(&serde_json::json!({
            "state": payout.state, "amount": payout.amount, "number": payout.number,
            "transfer": payout.transfer_ref, "effect": format!("{effect:?}"),
        }));
    Ok(audit::write(app, tx, row).await?)
}

async fn occurrence(app: &App, tx: &Tx, payout: &Payout) -> Result<Occurrence, Error> {
    let origin = match payout.prize {
        Some(prize) => store::payout::origin(tx, prize).await?,
        None => None,
    };
    let refs = origin.map_or_else(Refs::default, |origin| Refs::of_round(origin.round));
    Ok(Occurrence { at: app.now(), refs })
}

/// A transfer, or some of it, came back (J16). Returns its entry; nothing where no payout of ours is behind it.
pub(in crate::app) async fn reversed(
    app: &App,
    tx: &Tx,
    movement: &Movement,
) -> Result<Option<EntryId>, Error> {
    let Some(found) = store::payout::find_by_transfer(tx, &movement.source).await? else { return Ok(None) };
    let Some(payout) = store::payout::lock(tx, found.id).await? else { return Ok(None) };
    let back = store::movement::sum_minor(tx, Kind::TransferReversal, &movement.source).await?;
    let extent = if back >= payout.amount.minor { Extent::All } else { Extent::Part };
    apply(app, tx, payout, &Happening::Reversed(movement.id, movement.amount, extent)).await?;
    Ok(store::journal::find_of_movement(tx, movement.id).await?)
}
