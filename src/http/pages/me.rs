//! A member's own account: who they are here, the ways to what is theirs, and their keys to the API.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path};
use uuid::Uuid;

use crate::app::me::Me;
use crate::app::{self, App};
use crate::domain::account::{Role, Scope};
use crate::domain::id::TokenId;
use crate::http::site::{Answer, AsMember, Form, Frame, filters, see_done};

#[derive(Template)]
#[template(path = "me/show.html")]
struct Show<'a> {
    frame: &'a Frame,
    form: &'a Form,
    me: &'a Me,
    role: &'static str,
}

#[derive(Template)]
#[template(path = "me/token.html")]
struct Token<'a> {
    frame: &'a Frame,
    name: &'a str,
    secret: &'a str,
}

#[derive(Template)]
#[template(path = "me/revoke.html")]
struct Revoke<'a> {
    frame: &'a Frame,
    token: &'a crate::domain::account::Token,
}

/// The account.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, who: AsMember) -> Answer {
    let me = app::me::look(&app, &who.0).await?;
    showing(&frame, &me, &Form::default())
}

/// Makes a token; its secret stands on the answer and nowhere else.
#[handler]
pub(crate) async fn make_token(frame: Frame, app: Data<&Arc<App>>, who: AsMember, form: Form) -> Answer {
    let name = form.text("token_name").to_owned();
    match app::account::create_token(&app, &who.0, &name, &scopes(&form)).await {
        Ok((token, secret)) => {
            frame.page(&Token { frame: &frame, name: &token.name, secret: secret.reveal() })
        }
        Err(error) => {
            let me = app::me::look(&app, &who.0).await?;
            showing(&frame, &me, &form.refused(error))
        }
    }
}

/// Asks once more: whatever uses the token stops working.
#[handler]
pub(crate) async fn ask_revoke(frame: Frame, app: Data<&Arc<App>>, who: AsMember, id: Path<Uuid>) -> Answer {
    let me = app::me::look(&app, &who.0).await?;
    let token = me.tokens.iter().find(|token| token.id == TokenId::new(id.0));
    let token = token.ok_or(app::account::Error::TokenUnknown)?;
    frame.page(&Revoke { frame: &frame, token })
}

/// Ends a token. One that is gone already is no error.
#[handler]
pub(crate) async fn revoke(app: Data<&Arc<App>>, who: AsMember, id: Path<Uuid>, _form: Form) -> Answer {
    match app::account::revoke_token(&app, &who.0, TokenId::new(id.0)).await {
        Ok(()) | Err(app::account::Error::TokenUnknown) => Ok(see_done("/me", "me-token-revoked")),
        Err(error) => Err(error.into()),
    }
}

fn showing(frame: &Frame, me: &Me, form: &Form) -> Answer {
    let role = match me.account.role {
        Role::Member => "me-role-member",
        Role::Moderator => "me-role-moderator",
        Role::Admin => "me-role-admin",
    };
    frame.page_at(form.status(), &Show { frame, form, me, role })
}

fn scopes(form: &Form) -> Vec<Scope> {
    let wanted = [(Scope::Read, "read"), (Scope::Write, "write")];
    wanted.into_iter().filter(|(_, name)| form.has(name)).map(|(scope, _)| scope).collect()
}
