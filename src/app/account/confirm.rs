//! Confirming a mail address: by a link that only who reads mail there has.

use chrono::Duration;
use serde_json::json;

use super::Error;
use crate::app::caller::Member;
use crate::app::link::Purpose;
use crate::app::{App, audit, notice};
use crate::domain::account::Account;
use crate::domain::id::AccountId;
use crate::domain::notice::Kind;
use crate::store::{self, StoreError, Tx};

/// Between two mails to confirm one address.
const PAUSE_SECONDS: i64 = 60;

/// Asks by mail whose address it is.
pub(super) async fn ask(app: &App, tx: &Tx, id: AccountId) -> Result<(), StoreError> {
    notice::tell(app, tx, id, Kind::ConfirmAddress, ("account", id.uuid()), &json!({})).await
}

/// The same again for somebody who did not get it, or came too late.
pub async fn ask_again(app: &App, member: &Member) -> Result<(), Error> {
    let id = member.id();
    let tx = app.store.begin_write().await?;
    let account = store::account::find(&tx, id).await?.ok_or(Error::Unknown)?;
    if account.mail_verified_at.is_some() {
        return Err(Error::Confirmed);
    }
    let last = store::notice::find_last(&tx, id, Kind::ConfirmAddress, id.uuid()).await?;
    let may_ask_at = last.map(|last| last.created_at + Duration::seconds(PAUSE_SECONDS));
    if may_ask_at.is_some_and(|at| app.now() < at) {
        return Err(Error::JustAsked);
    }
    ask(app, &tx, id).await?;
    Ok(tx.commit().await?)
}

/// Whose address a link would confirm. Looks, and changes nothing: mail scanners open links too.
pub async fn find_by_link(app: &App, token: &str) -> Result<Account, Error> {
    let signed = app.settings.secret_key.open(Purpose::Confirm, token, app.now())?;
    let account = super::find(app, AccountId::new(signed.id)).await?;
    if account.mail_verified_at.is_some() { Err(Error::Confirmed) } else { Ok(account) }
}

/// Takes the link's word for it that the address is its account's.
pub async fn confirm(app: &App, token: &str) -> Result<(), Error> {
    let id = find_by_link(app, token).await?.id;
    let tx = app.store.begin_write().await?;
    store::account::set_mail_verified(&tx, id, app.now()).await?;
    audit::write(app, &tx, audit::by(id, "account.mail_confirmed", "account", id.uuid())).await?;
    Ok(tx.commit().await?)
}
