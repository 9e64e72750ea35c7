//! Accounts: register, tokens, roles.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use crate::app::{self, App};
use crate::domain;
use crate::domain::account::{Email, Name, Password};
use crate::domain::id::{AccountId, TokenId};
use crate::http::caller::{AsAdmin, AsMember};
use crate::http::page::{Page, limit, page};
use crate::http::problem::Problem;

type Answer<T> = Result<Json<T>, Problem>;

pub struct AccountApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Accounts")]
impl AccountApi {
    /// Make an account.
    #[oai(path = "/accounts", method = "post", operation_id = "register")]
    async fn register(&self, app: Data<&Arc<App>>, body: Json<Register>) -> Answer<Account> {
        let (email, name, password) = parse(&body.email, &body.name, &body.password)?;
        Ok(Json(app::account::register(&app, email, name, password).await?.into()))
    }

    /// The caller's own account.
    #[oai(path = "/me", method = "get", operation_id = "read_me")]
    async fn me(&self, app: Data<&Arc<App>>, caller: AsMember) -> Answer<Account> {
        Ok(Json(app::account::find(&app, caller.0.id()).await?.into()))
    }

    /// Make a bearer token with a mail address and password. Its secret is shown only here.
    #[oai(path = "/tokens", method = "post", operation_id = "create_token")]
    async fn create_token(&self, app: Data<&Arc<App>>, body: Json<CreateToken>) -> Answer<NewToken> {
        let member = app::account::authenticate(&app, &body.email, body.password.clone()).await?;
        let scopes: Vec<_> = body.scopes.iter().map(|scope| (*scope).into()).collect();
        let (token, secret) = app::account::create_token(&app, &member, &body.name, &scopes).await?;
        Ok(Json(NewToken { token: secret.reveal().to_owned(), details: token.into() }))
    }

    /// The caller's tokens, without their secrets.
    #[oai(path = "/tokens", method = "get", operation_id = "list_tokens")]
    async fn list_tokens(&self, app: Data<&Arc<App>>, caller: AsMember) -> Answer<Vec<Token>> {
        let tokens = app::account::list_tokens(&app, &caller.0).await?;
        Ok(Json(tokens.into_iter().map(Token::from).collect()))
    }

    /// End a token.
    #[oai(path = "/tokens/:id", method = "delete", operation_id = "revoke_token")]
    async fn revoke_token(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        id: Path<Uuid>,
    ) -> Result<(), Problem> {
        Ok(app::account::revoke_token(&app, &caller.0, TokenId::new(id.0)).await?)
    }

    /// Everybody, oldest first.
    #[oai(path = "/accounts", method = "get", operation_id = "list_accounts")]
    async fn list(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        after: Query<Option<Uuid>>,
        #[oai(name = "limit")] asked: Query<Option<u64>>,
    ) -> Answer<Page<Account>> {
        let limit = limit(asked.0);
        let found = app::account::list(&app, &caller.0, after.0.map(AccountId::new), limit + 1).await?;
        Ok(Json(page(found, limit, |account| account.id.uuid())))
    }

    /// Give an account a role.
    #[oai(path = "/accounts/:id/role", method = "put", operation_id = "set_role")]
    async fn set_role(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        body: Json<SetRole>,
    ) -> Answer<Account> {
        let role = body.role.into();
        Ok(Json(app::account::set_role(&app, &caller.0, AccountId::new(id.0), role).await?.into()))
    }

    /// Record that an account's mail address is verified.
    #[oai(path = "/accounts/:id/verified-mail", method = "put", operation_id = "verify_mail")]
    async fn verify_mail(&self, app: Data<&Arc<App>>, caller: AsAdmin, id: Path<Uuid>) -> Answer<Account> {
        Ok(Json(app::account::verify_mail(&app, &caller.0, AccountId::new(id.0)).await?.into()))
    }
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct Register {
    email: String,
    /// As others see it, 1 to 80 characters.
    name: String,
    /// 12 to 128 characters.
    password: String,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct CreateToken {
    email: String,
    password: String,
    /// What it is for, 1 to 80 characters.
    name: String,
    scopes: Vec<Scope>,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct SetRole {
    role: Role,
}

#[derive(Enum, Clone, Copy)]
#[oai(rename_all = "snake_case")]
enum Scope {
    Read,
    Write,
}

#[derive(Enum, Clone, Copy)]
#[oai(rename_all = "snake_case")]
enum Role {
    Member,
    Moderator,
    Admin,
}

#[derive(Object)]
struct Account {
    id: Uuid,
    email: String,
    name: String,
    role: Role,
    /// When the mail address was verified; absent if it is not.
    #[oai(skip_serializing_if_is_none)]
    mail_verified_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

#[derive(Object)]
struct Token {
    id: Uuid,
    name: String,
    scopes: Vec<String>,
    created_at: DateTime<Utc>,
}

#[derive(Object)]
struct NewToken {
    /// The secret: keep it, it is not shown again.
    token: String,
    details: Token,
}

impl From<domain::account::Account> for Account {
    fn from(account: domain::account::Account) -> Self {
        Self {
            id: account.id.uuid(),
            email: account.email,
            name: account.name,
            role: account.role.into(),
            mail_verified_at: account.mail_verified_at,
            created_at: account.created_at,
        }
    }
}

impl From<domain::account::Token> for Token {
    fn from(token: domain::account::Token) -> Self {
        let scopes = token.scopes.split(' ').map(str::to_owned).collect();
        Self { id: token.id.uuid(), name: token.name, scopes, created_at: token.created_at }
    }
}

impl From<Scope> for domain::account::Scope {
    fn from(scope: Scope) -> Self {
        match scope {
            Scope::Read => Self::Read,
            Scope::Write => Self::Write,
        }
    }
}

impl From<Role> for domain::account::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Member => Self::Member,
            Role::Moderator => Self::Moderator,
            Role::Admin => Self::Admin,
        }
    }
}

impl From<domain::account::Role> for Role {
    fn from(role: domain::account::Role) -> Self {
        match role {
            domain::account::Role::Member => Self::Member,
            domain::account::Role::Moderator => Self::Moderator,
            domain::account::Role::Admin => Self::Admin,
        }
    }
}

/// What a new account needs, every mistake at once; the page's form has the same fields.
pub(crate) fn parse(email: &str, name: &str, password: &str) -> Result<(Email, Name, Password), Problem> {
    let email = email.parse::<Email>();
    let name = name.parse::<Name>();
    // A password can be weak whatever the address is.
    let password = match &email {
        Ok(email) => Password::choose(password, email).map(Some),
        Err(_) => Password::check(password).map(|()| None),
    };
    match (email, name, password) {
        (Ok(email), Ok(name), Ok(Some(password))) => Ok((email, name, password)),
        (email, name, password) => {
            let email = email.err().map(|error| ("email", error.to_string()));
            let name = name.err().map(|error| ("name", error.to_string()));
            let password = password.err().map(|error| ("password", error.to_string()));
            Err(Problem::fields([email, name, password].into_iter().flatten()))
        }
    }
}
