//! Sending a payout as an effect: begun once nothing is left to wait for, sent under its key, recorded once.

use super::apply::{Happening, apply, is_key_old};
use super::{Error, Filter};
use crate::app::job::{Fault, Step};
use crate::app::{App, StoreError, chain, rate, stop};
use crate::domain::id::PayoutId;
use crate::domain::job::Job;
use crate::domain::ledger::Account as Balance;
use crate::domain::money::Money;
use crate::domain::payout::{
    APPROVALS_NEEDED, Account, Payout, Reason, Standing, State, reasons, transfer_group,
};
use crate::domain::rate::Bucket;
use crate::gateway::payment::{self, Answer, CreateTransfer, Failure, Key, PayeeRef, Transfer};
use crate::store::{self, Reads};

const ROWS_AT_ONCE: u64 = 100;
/// Every amount above zero is paid out: a prize is what the rules say it is.
const MINIMUM_MINOR: i64 = 1;

/// What is sent to the provider, from the stored row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub id: PayoutId,
    pub number: u32,
    pub key: Key,
    pub transfer: CreateTransfer,
}

/// Reconciler: sends every payout that nothing keeps, and writes down why the others wait.
pub async fn ready_due(app: &App) -> Result<(), Error> {
    if stop::is_stopped(&app.store).await? {
        return Ok(());
    }
    let waiting = all_in(app, State::Owed).await?;
    let mut ready = Vec::new();
    for payout in waiting {
        // The provider's balance is asked only when it is the last thing to know.
        let enough = payout.amount;
        let standing = standing(&app.store, &payout, enough).await?;
        let now_waits_for = reasons(&standing, app.now());
        if now_waits_for.is_empty() {
            ready.push(payout.id);
        } else if now_waits_for != payout.reasons {
            keep_reasons(app, payout.id).await?;
        }
    }
    if !ready.is_empty() {
        rate::draw(app, &[Bucket::Balances]).await?;
        let balances = call_balances(app).await?;
        for id in ready {
            start(app, id, &balances).await?;
        }
    }
    plan_lost(app).await
}

async fn all_in(app: &App, state: State) -> Result<Vec<Payout>, StoreError> {
    let mut all: Vec<Payout> = Vec::new();
    loop {
        let after = all.last().map(|payout| payout.id);
        let filter = Filter { account: None, state: Some(state), after };
        let page = store::payout::list(&app.store, filter, ROWS_AT_ONCE).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

async fn call_balances(app: &App) -> Answer<Vec<payment::Balance>> {
    app.outside.payment.balances().await
}

/// Writes down what it waits for, as seen under its lock.
async fn keep_reasons(app: &App, id: PayoutId) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    let Some(payout) = store::payout::lock(&tx, id).await? else { return Ok(()) };
    if payout.state != State::Owed {
        return Ok(());
    }
    let standing = standing(&tx, &payout, payout.amount).await?;
    store::payout::set_reasons(&tx, id, &reasons(&standing, app.now())).await?;
    Ok(tx.commit().await?)
}

/// Decides once more under the lock; the job that sends it is planned in the same transaction.
async fn start(app: &App, id: PayoutId, balances: &[payment::Balance]) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    let Some(mut payout) = store::payout::lock(&tx, id).await? else { return Ok(()) };
    if payout.state != State::Owed {
        return Ok(());
    }
    let of_currency = balances.iter().find(|balance| balance.currency == payout.amount.currency);
    let available = of_currency.map_or(0, |balance| balance.available_minor);
    let available = Money { minor: available, ..payout.amount };
    let standing = standing(&tx, &payout, available).await?;
    payout.reasons = reasons(&standing, app.now());
    store::payout::set_reasons(&tx, id, &payout.reasons).await?;
    let account = store::account::find(&tx, payout.account).await?;
    if let (true, Some(payee)) = (payout.reasons.is_empty(), account.and_then(|found| found.payee_ref)) {
        apply(app, &tx, payout, &Happening::Ready(payee)).await?;
    }
    Ok(tx.commit().await?)
}

/// A sending whose job was lost (planned while an older one of the same payout was being closed) gets one again.
async fn plan_lost(app: &App) -> Result<(), Error> {
    for payout in all_in(app, State::Sending).await? {
        let [send, read] = [Job::SendPayout { payout: payout.id }, Job::ReadPayout { payout: payout.id }];
        if store::job::is_waiting(&app.store, &send).await?
            || store::job::is_waiting(&app.store, &read).await?
        {
            continue;
        }
        let job = if is_key_old(app, &payout) { read } else { send };
        let tx = app.store.begin_write().await?;
        app.plan(&tx, &job, app.now()).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// All that decides whether it may leave; `available` is the provider's balance.
async fn standing(reads: &impl Reads, payout: &Payout, available: Money) -> Result<Standing, StoreError> {
    let account = store::account::find(reads, payout.account).await?;
    let status = account.filter(|found| found.payee_ref.is_some()).and_then(|found| found.payee_status);
    let currency = payout.amount.currency;
    let due: Balance = payout.owed().account();
    let origin = match payout.prize {
        Some(prize) => store::payout::origin(reads, prize).await?,
        None => None,
    };
    Ok(Standing {
        account: status.and_then(|status| status.parse().ok()).unwrap_or(Account::Missing),
        region_is_served: !payout.reasons.contains(&Reason::WrongRegion),
        amount: payout.amount,
        balance: store::journal::balance(reads, due, currency).await?,
        available,
        minimum: Money::new(MINIMUM_MINOR, currency),
        hold_until: payout.hold_until,
        approvals_needed: APPROVALS_NEEDED,
        approvals: payout.approvals(),
        is_paused: origin.is_some_and(|origin| origin.paused_at.is_some()),
        was_refused: payout.was_refused(),
    })
}

/// The job of sending one payout.
pub(in crate::app) async fn run(app: &App, id: PayoutId) -> Result<Step, Fault> {
    let Some(sent) = begin(app, id).await? else { return Ok(Step::Done) };
    let answer = call_transfer(app, &sent).await;
    rate::heed(app, Bucket::CreateTransfer, &answer).await?;
    record(app, &sent, answer).await
}

/// What is to be sent. Nothing, where it is decided, or its key is too old to be sent again.
pub async fn begin(app: &App, id: PayoutId) -> Result<Option<Sent>, Fault> {
    let tx = app.store.begin_write().await?;
    stop::check(&tx).await?;
    let Some(payout) = store::payout::lock(&tx, id).await? else { return Ok(None) };
    if payout.state != State::Sending {
        return Ok(None);
    }
    if is_key_old(app, &payout) {
        app.plan(&tx, &Job::ReadPayout { payout: id }, app.now()).await?;
        tx.commit().await?;
        return Ok(None);
    }
    let (Some(key), Some(payee)) = (payout.key, payout.payee_ref) else {
        let why = format!("payout {id} is being sent without key or account");
        return Err(StoreError::Corrupt(why).into());
    };
    let transfer =
        CreateTransfer { payee: PayeeRef(payee), amount: payout.amount, group: transfer_group(id) };
    Ok(Some(Sent { id, number: payout.number, key: Key(key), transfer }))
}

pub async fn call_transfer(app: &App, sent: &Sent) -> Answer<Transfer> {
    app.outside.payment.create_transfer(&sent.key, &sent.transfer).await
}

/// Writes down what came of it: sent, owed again with the reason, or unknown, which the provider's list will tell.
pub async fn record(app: &App, sent: &Sent, answer: Answer<Transfer>) -> Result<Step, Fault> {
    let happening = match answer {
        Ok(transfer) => Happening::Sent(transfer.id.0),
        Err(Failure::Refused { code, message }) => {
            tracing::warn!(payout.id = %sent.id, %code, %message, "the provider refused a payout");
            Happening::Refused(Some(reason_of(&code)))
        }
        Err(Failure::Broken { .. }) => Happening::Unknown,
        Err(passing @ (Failure::NoAnswer | Failure::InFlight | Failure::RateLimited { .. })) => {
            return Err(passing.into());
        }
    };
    happened(app, (sent.id, sent.number), &happening).await
}

/// One fact about one sending; a later sending is not touched by it.
async fn happened(app: &App, (id, number): (PayoutId, u32), happening: &Happening) -> Result<Step, Fault> {
    let tx = app.store.begin_write().await?;
    let Some(payout) = store::payout::lock(&tx, id).await? else { return Ok(Step::Done) };
    if payout.number != number || payout.state != State::Sending {
        return Ok(Step::Done);
    }
    apply(app, &tx, payout, happening).await.map_err(fault)?;
    tx.commit().await?;
    Ok(Step::Done)
}

/// Learns from the provider's list whether a payout of unknown fate left.
pub(in crate::app) async fn read(app: &App, id: PayoutId) -> Result<Step, Fault> {
    let Some(payout) = store::payout::find(&app.store, id).await? else { return Ok(Step::Done) };
    if payout.state != State::Sending {
        return Ok(Step::Done);
    }
    let listed = call_list(app, id).await?;
    let sending = (id, payout.number);
    if let Some(transfer) = its_own(&listed, &payout) {
        return happened(app, sending, &Happening::Sent(transfer.id.0.clone())).await;
    }
    if is_key_old(app, &payout) {
        return Err(Fault::Fail(lost(&payout, &listed)));
    }
    happened(app, sending, &Happening::Refused(None)).await
}

async fn call_list(app: &App, id: PayoutId) -> Answer<Vec<Transfer>> {
    app.outside.payment.list_transfers(&transfer_group(id)).await
}

fn its_own<'a>(listed: &'a [Transfer], payout: &Payout) -> Option<&'a Transfer> {
    listed.iter().find(|transfer| transfer.amount == payout.amount)
}

/// All that is known of a payout that is neither answered nor listed.
fn lost(payout: &Payout, listed: &[Transfer]) -> String {
    let hours = super::apply::KEY_HOURS;
    let said: Vec<String> = listed.iter().map(|one| format!("{} of {}", one.id, one.amount)).collect();
    let said = if said.is_empty() { "is empty".to_owned() } else { format!("has {}", said.join(", ")) };
    format!(
        "payout {} of {}: no answer for {hours} hours, and the provider's list of its group {said}",
        payout.id, payout.amount
    )
}

/// An admin says that it never left: it is owed again, and its next sending has a key of its own.
pub(in crate::app) async fn never_sent(app: &App, id: PayoutId) -> Result<(), Fault> {
    let Some(payout) = store::payout::find(&app.store, id).await? else { return Ok(()) };
    let listed = call_list(app, id).await?;
    let happening = match its_own(&listed, &payout) {
        Some(transfer) => Happening::Sent(transfer.id.0.clone()),
        None => Happening::Refused(None),
    };
    happened(app, (id, payout.number), &happening).await.map(|_| ())
}

/// An admin says under which id the provider has it. The list has it, or the provider's book will.
pub(in crate::app) async fn was_sent(app: &App, id: PayoutId, reference: &str) -> Result<(), Fault> {
    let Some(payout) = store::payout::find(&app.store, id).await? else { return Ok(()) };
    let listed = call_list(app, id).await?;
    if let Some(other) = listed.iter().find(|one| one.id.0 == reference && one.amount != payout.amount) {
        return Err(Fault::Fail(format!("transfer {reference} is of {}", other.amount)));
    }
    if let Some(other) = store::payout::find_by_transfer(&app.store, reference).await? {
        return Err(Fault::Fail(format!("transfer {reference} is that of payout {}", other.id)));
    }
    happened(app, (id, payout.number), &Happening::Sent(reference.to_owned())).await.map(|_| ())
}

/// What a refused transfer waits for. An unknown code waits for a person.
fn reason_of(code: &str) -> Reason {
    match code {
        "balance_insufficient" => Reason::FundsUnavailable,
        _ => Reason::ProviderRefused,
    }
}

fn fault(error: Error) -> Fault {
    match error {
        Error::Store(error) => error.into(),
        other @ (Error::Unknown
        | Error::NoPayee
        | Error::SamePerson
        | Error::OwnPayout
        | Error::Approved
        | Error::NotOwed(_)
        | Error::NotRefused
        | Error::Text
        | Error::Reference
        | Error::Refused(_)
        | Error::Entry(_)
        | Error::Provider(_)
        | Error::Key(_)) => Fault::Fail(chain(&other)),
    }
}
