//! Accounts: register, sign in and out, tokens, roles.

use chrono::{DateTime, Duration, Utc};

use super::caller::{Admin, Member};
use super::{App, audit, link, password};
use crate::domain::account::{Account, Email, Name, Password, Role, Scope, Token};
use crate::domain::digest::Digest;
use crate::domain::id::{AccountId, TokenId};
use crate::store::{self, StoreError};

mod confirm;

pub use confirm::{ask_again, confirm, find_by_link};

const SESSION_DAYS: i64 = 30;
const TOKEN_NAME_CHARS_MAX: usize = 80;
const TOKENS_MAX: usize = 50;
const SEARCH_CHARS_MAX: usize = 100;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is an account with this mail address already; sign in, or use another address")]
    EmailTaken,
    #[error("the mail address or the password is not right")]
    WrongCredentials,
    #[error("a token needs a name of 1 to 80 characters")]
    TokenName,
    #[error("there is a token of this name already; revoke it first, or choose another name")]
    TokenNameTaken,
    #[error("an account keeps at most 50 tokens; revoke one that is no longer used")]
    TooManyTokens,
    #[error("a token needs at least one scope: read, write")]
    NoScope,
    #[error("there is no such token")]
    TokenUnknown,
    #[error("there is no such account")]
    Unknown,
    #[error("an admin cannot take their own admin role away; ask another admin")]
    OwnRole,
    #[error("the password could not be hashed")]
    Hashing,
    #[error(transparent)]
    Link(#[from] link::Error),
    #[error("this mail address is confirmed already; nothing is left to do")]
    Confirmed,
    #[error("a mail to confirm your address was sent less than a minute ago; look for it first")]
    JustAsked,
    #[error("the accounts could not be read or written")]
    Store(#[from] StoreError),
}

/// A token or session secret in the clear, shown once.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    fn new(app: &App, prefix: &str) -> Self {
        Self(format!("{prefix}{}", Digest::new(app.ids.secret())))
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn hash(&self) -> String {
        hash(&self.0)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Makes a member, and asks by mail whose address it is.
pub async fn register(app: &App, email: Email, name: Name, secret: Password) -> Result<Account, Error> {
    let hash = password::hash(secret).await.ok_or(Error::Hashing)?;
    let account = unsaved(app, email, name, hash);
    let tx = app.store.begin_write().await?;
    if !store::account::insert(&tx, &account).await? {
        return Err(Error::EmailTaken);
    }
    confirm::ask(app, &tx, account.id).await?;
    tx.commit().await?;
    Ok(account)
}

/// Makes an admin from the command line: the first one, or one more.
pub async fn create_admin(app: &App, email: Email, name: Name, secret: Password) -> Result<Account, Error> {
    let hash = password::hash(secret).await.ok_or(Error::Hashing)?;
    let mut account = unsaved(app, email, name, hash);
    account.role = Role::Admin;
    account.mail_verified_at = Some(app.now());
    let tx = app.store.begin_write().await?;
    if !store::account::insert(&tx, &account).await? {
        return Err(Error::EmailTaken);
    }
    let row = audit::by_engine("account.admin_created", "account", account.id.uuid());
    audit::write(app, &tx, row).await?;
    tx.commit().await?;
    Ok(account)
}

/// A password hashed once for several new accounts: argon2id is slow on purpose, and the demo makes dozens.
pub struct Prepared(String);

pub async fn prepare(secret: Password) -> Result<Prepared, Error> {
    password::hash(secret).await.map(Prepared).ok_or(Error::Hashing)
}

/// Makes an account of any role with verified mail, for the demo: the machine's owner vouches for it.
pub async fn enrol(
    app: &App,
    email: Email,
    name: Name,
    role: Role,
    prepared: &Prepared,
) -> Result<Member, Error> {
    let mut account = unsaved(app, email, name, prepared.0.clone());
    account.role = role;
    account.mail_verified_at = Some(account.created_at);
    let tx = app.store.begin_write().await?;
    if !store::account::insert(&tx, &account).await? {
        return Err(Error::EmailTaken);
    }
    let row = audit::by_engine("account.enrolled", "account", account.id.uuid())
        .detail(&serde_json::json!({ "role": role.as_str() }));
    audit::write(app, &tx, row).await?;
    tx.commit().await?;
    Ok(Member::new(&account))
}

/// Records from the command line that a person's mail address was verified.
pub async fn vouch_for_mail(app: &App, email: &Email) -> Result<Account, Error> {
    let tx = app.store.begin_write().await?;
    let account = store::account::find_by_email(&tx, email.as_str()).await?.ok_or(Error::Unknown)?;
    let at = account.mail_verified_at.unwrap_or_else(|| app.now());
    store::account::set_mail_verified(&tx, account.id, at).await?;
    let row = audit::by_engine("account.mail_verified", "account", account.id.uuid());
    audit::write(app, &tx, row).await?;
    tx.commit().await?;
    Ok(Account { mail_verified_at: Some(at), ..account })
}

/// Sets a new password from the command line and ends the account's sessions.
pub async fn reset_password(app: &App, email: &Email, secret: Password) -> Result<(), Error> {
    let hash = password::hash(secret).await.ok_or(Error::Hashing)?;
    let tx = app.store.begin_write().await?;
    let account = store::account::find_by_email(&tx, email.as_str()).await?.ok_or(Error::Unknown)?;
    store::account::set_password(&tx, account.id, &hash).await?;
    store::session::delete_of(&tx, account.id).await?;
    let row = audit::by_engine("account.password_reset", "account", account.id.uuid());
    audit::write(app, &tx, row).await?;
    tx.commit().await?;
    Ok(())
}

/// Checks a mail address and password.
pub async fn authenticate(app: &App, email: &str, secret: String) -> Result<Member, Error> {
    let email = email.trim().to_lowercase();
    let account = store::account::find_by_email(&app.store, &email).await?;
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    if !password::is_right(secret, hash).await {
        return Err(Error::WrongCredentials);
    }
    account.as_ref().map(Member::new).ok_or(Error::WrongCredentials)
}

/// Begins a browser session and returns its secret for the cookie.
pub async fn sign_in(app: &App, member: &Member) -> Result<(Secret, DateTime<Utc>), Error> {
    let secret = Secret::new(app, "gls_");
    let now = app.now();
    let expires_at = now + Duration::days(SESSION_DAYS);
    let tx = app.store.begin_write().await?;
    store::session::insert(&tx, &secret.hash(), member.id(), now, expires_at).await?;
    tx.commit().await?;
    Ok((secret, expires_at))
}

pub async fn sign_out(app: &App, secret: &str) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    store::session::delete(&tx, &hash(secret)).await?;
    Ok(tx.commit().await?)
}

/// Who a session cookie belongs to.
pub async fn by_session(app: &App, secret: &str) -> Result<Option<Member>, Error> {
    let Some(id) = store::session::find(&app.store, &hash(secret), app.now()).await? else {
        return Ok(None);
    };
    Ok(store::account::find(&app.store, id).await?.as_ref().map(Member::new))
}

/// Who a bearer token belongs to, and what it may be used for.
pub async fn by_token(app: &App, secret: &str) -> Result<Option<(Member, Vec<Scope>)>, Error> {
    let Some(token) = store::token::find(&app.store, &hash(secret), app.now()).await? else {
        return Ok(None);
    };
    let scopes = token.scopes.split(' ').filter_map(|scope| scope.parse().ok()).collect();
    let account = store::account::find(&app.store, token.account).await?;
    Ok(account.as_ref().map(|account| (Member::new(account), scopes)))
}

/// Makes a bearer token; its secret is in the answer and nowhere else.
pub async fn create_token(
    app: &App,
    member: &Member,
    name: &str,
    scopes: &[Scope],
) -> Result<(Token, Secret), Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > TOKEN_NAME_CHARS_MAX {
        return Err(Error::TokenName);
    }
    if scopes.is_empty() {
        return Err(Error::NoScope);
    }
    let secret = Secret::new(app, "glt_");
    let tx = app.store.begin_write().await?;
    store::account::lock(&tx, member.id()).await?;
    let known = store::token::list(&tx, member.id()).await?;
    if known.len() >= TOKENS_MAX {
        return Err(Error::TooManyTokens);
    }
    if known.iter().any(|token| token.name == name) {
        return Err(Error::TokenNameTaken);
    }
    let token = Token {
        id: app.id(),
        account: member.id(),
        name: name.to_owned(),
        scopes: scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" "),
        created_at: app.now(),
        expires_at: None,
    };
    store::token::insert(&tx, &token, &secret.hash()).await?;
    tx.commit().await?;
    Ok((token, secret))
}

pub async fn list_tokens(app: &App, member: &Member) -> Result<Vec<Token>, Error> {
    Ok(store::token::list(&app.store, member.id()).await?)
}

pub async fn revoke_token(app: &App, member: &Member, id: TokenId) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    if !store::token::revoke(&tx, member.id(), id, app.now()).await? {
        return Err(Error::TokenUnknown);
    }
    Ok(tx.commit().await?)
}

pub async fn find(app: &App, id: AccountId) -> Result<Account, Error> {
    store::account::find(&app.store, id).await?.ok_or(Error::Unknown)
}

/// The member whose account this is, for callers that know who it is: the command line, the demo.
pub async fn member(app: &App, id: AccountId) -> Result<Member, Error> {
    Ok(Member::new(&find(app, id).await?))
}

/// People for the admin desk, oldest first.
pub async fn list(
    app: &App,
    _admin: &Admin,
    after: Option<AccountId>,
    limit: u64,
) -> Result<Vec<Account>, Error> {
    Ok(store::account::list(&app.store, after, limit).await?)
}

/// The same, of people with this text in their mail address or name.
pub async fn search(
    app: &App,
    admin: &Admin,
    text: &str,
    after: Option<AccountId>,
    limit: u64,
) -> Result<Vec<Account>, Error> {
    let text: String = text.trim().chars().take(SEARCH_CHARS_MAX).collect();
    if text.is_empty() {
        return list(app, admin, after, limit).await;
    }
    Ok(store::account::search(&app.store, &text, after, limit).await?)
}

/// The names of all other admins: what needs a second one can be confirmed by any of them.
pub async fn other_admins(app: &App, admin: &Admin) -> Result<Vec<String>, Error> {
    let mut found = store::account::list_admins(&app.store).await?;
    found.retain(|other| other.id != admin.id());
    Ok(found.into_iter().map(|other| other.name).collect())
}

/// Gives an account a role.
pub async fn set_role(app: &App, admin: &Admin, id: AccountId, role: Role) -> Result<Account, Error> {
    if admin.id() == id && role != Role::Admin {
        return Err(Error::OwnRole);
    }
    let tx = app.store.begin_write().await?;
    let account = store::account::find(&tx, id).await?.ok_or(Error::Unknown)?;
    if account.role == role {
        return Ok(account);
    }
    store::account::set_role(&tx, id, role).await?;
    let row = audit::by(admin.id(), "account.role_set", "account", id.uuid())
        .detail(&serde_json::json!({ "from": account.role.as_str(), "to": role.as_str() }));
    audit::write(app, &tx, row).await?;
    tx.commit().await?;
    Ok(Account { role, ..account })
}

/// Records that a person's mail address was verified, by an admin who knows it.
pub async fn verify_mail(app: &App, admin: &Admin, id: AccountId) -> Result<Account, Error> {
    let tx = app.store.begin_write().await?;
    let account = store::account::find(&tx, id).await?.ok_or(Error::Unknown)?;
    if account.mail_verified_at.is_some() {
        return Ok(account);
    }
    let at = app.now();
    store::account::set_mail_verified(&tx, id, at).await?;
    audit::write(app, &tx, audit::by(admin.id(), "account.mail_verified", "account", id.uuid())).await?;
    tx.commit().await?;
    Ok(Account { mail_verified_at: Some(at), ..account })
}

fn unsaved(app: &App, email: Email, name: Name, password_hash: String) -> Account {
    Account {
        id: app.id(),
        email: email.into(),
        name: name.into(),
        password_hash,
        role: Role::Member,
        mail_verified_at: None,
        payee_ref: None,
        payee_status: None,
        customer_ref: None,
        created_at: app.now(),
    }
}

fn hash(secret: &str) -> String {
    Digest::of(secret.as_bytes()).to_string()
}
