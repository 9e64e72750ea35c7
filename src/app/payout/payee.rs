//! A designer's account at the provider, where payouts go.

use chrono::{DateTime, Duration, Utc};

use super::Error;
use crate::app::caller::Member;
use crate::app::intent::KEY_LIFE;
use crate::app::job::{Fault, Step};
use crate::app::{App, StoreError, rate};
use crate::domain::account::Account;
use crate::domain::id::AccountId;
use crate::domain::job::Job;
use crate::domain::payout::Account as Status;
use crate::domain::rate::Bucket;
use crate::gateway::payment::{self, Answer, Failure, Key, PayeeRef, PayeeStatus};
use crate::store;

/// How often an account that is not complete is read again.
const READ_EVERY: Duration = Duration::hours(1);

/// One that is complete may be restricted later, and a webhook that says so be lost.
const READ_ACTIVE_EVERY: Duration = Duration::days(1);

/// How a designer's account at the provider stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payee {
    pub status: Status,
    /// The provider's page on which its holder completes it; absent once it is complete.
    pub onboarding_url: Option<String>,
}

/// Makes the caller's account at the provider, or reads the one there is.
pub async fn create_payee(app: &App, member: &Member) -> Result<Payee, Error> {
    let account = find(app, member.id()).await?;
    let payee = if let Some(known) = &account.payee_ref {
        rate::draw(app, &[Bucket::ReadPayee]).await?;
        call_read(app, known).await?
    } else {
        rate::draw(app, &[Bucket::CreatePayee]).await?;
        let asked_at = ask(app, account.id).await?;
        let answer = call_create(app, &account, asked_at).await;
        if matches!(answer, Err(Failure::Broken { .. })) {
            renew(app, account.id, asked_at).await?;
        }
        answer?
    };
    record(app, account.id, payee).await
}

/// Reads the caller's account back from the provider.
pub async fn read_payee(app: &App, member: &Member) -> Result<Payee, Error> {
    let account = find(app, member.id()).await?;
    let known = account.payee_ref.as_deref().ok_or(Error::NoPayee)?;
    rate::draw(app, &[Bucket::ReadPayee]).await?;
    let payee = call_read(app, known).await?;
    record(app, account.id, payee).await
}

/// The job that asks again until the account is complete, for a holder who never comes back to our page.
pub(in crate::app) async fn read_later(app: &App, id: AccountId) -> Result<Step, Fault> {
    let account = store::account::find(&app.store, id).await?;
    let Some(known) = account.and_then(|account| account.payee_ref) else { return Ok(Step::Done) };
    let payee = call_read(app, &known).await?;
    let status = status(payee.status);
    keep(app, id, &payee).await?;
    match status {
        Status::Missing | Status::Pending | Status::Restricted => Ok(Step::Later(READ_EVERY)),
        Status::Active => Ok(Step::Later(READ_ACTIVE_EVERY)),
        Status::Closed => Ok(Step::Done),
    }
}

async fn find(app: &App, id: AccountId) -> Result<Account, Error> {
    store::account::find(&app.store, id).await?.ok_or(Error::NoPayee)
}

/// When it was asked for, which names the key: the same for a day, so that a lost answer is the same payee again.
async fn ask(app: &App, id: AccountId) -> Result<DateTime<Utc>, StoreError> {
    let tx = app.store.begin_write().await?;
    let now = app.now();
    let earlier = store::account::payee_asked_at(&tx, id).await?;
    if let Some(asked_at) = earlier.filter(|asked_at| now - *asked_at <= KEY_LIFE) {
        return Ok(asked_at);
    }
    store::account::set_payee_asked_at(&tx, id, now).await?;
    tx.commit().await?;
    Ok(now)
}

/// A failure of the provider is its last word under the key: the next request has another one. A second account that
/// comes of it costs nothing.
async fn renew(app: &App, id: AccountId, asked_at: DateTime<Utc>) -> Result<(), StoreError> {
    let tx = app.store.begin_write().await?;
    if store::account::payee_asked_at(&tx, id).await? == Some(asked_at) {
        let next = app.now().max(asked_at + Duration::microseconds(1));
        store::account::set_payee_asked_at(&tx, id, next).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn call_create(app: &App, account: &Account, asked_at: DateTime<Utc>) -> Answer<payment::Payee> {
    let key = Key(format!("account:{}:payee:{}", account.id, asked_at.timestamp_micros()));
    app.outside.payment.create_payee(&key, account.id, &account.email).await
}

async fn call_read(app: &App, payee: &str) -> Answer<payment::Payee> {
    app.outside.payment.read_payee(&PayeeRef(payee.to_owned())).await
}

async fn record(app: &App, id: AccountId, payee: payment::Payee) -> Result<Payee, Error> {
    keep(app, id, &payee).await?;
    Ok(Payee { status: status(payee.status), onboarding_url: payee.onboarding_url })
}

async fn keep(app: &App, id: AccountId, payee: &payment::Payee) -> Result<(), store::StoreError> {
    let tx = app.store.begin_write().await?;
    let status = status(payee.status);
    store::account::set_payee(&tx, id, &payee.id.0, status.as_str()).await?;
    let every = if status == Status::Active { READ_ACTIVE_EVERY } else { READ_EVERY };
    if status != Status::Closed {
        app.plan(&tx, &Job::ReadPayee { account: id }, app.now() + every).await?;
    }
    tx.commit().await
}

fn status(status: PayeeStatus) -> Status {
    match status {
        PayeeStatus::Pending => Status::Pending,
        PayeeStatus::Active => Status::Active,
        PayeeStatus::Restricted => Status::Restricted,
        PayeeStatus::Closed => Status::Closed,
    }
}
