//! People on the desk: found by mail address or name, given a role, vouched for.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path, Query};
use serde::Deserialize;
use uuid::Uuid;

use super::badge::{self, Badge};
use super::{asked, paged};
use crate::app::{self, App};
use crate::domain::account::{Account, Role};
use crate::domain::id::AccountId;
use crate::http::problem::Problem;
use crate::http::site::{Answer, AsAdmin, Form, Frame, filters, see_done};

#[derive(Deserialize)]
pub(crate) struct Asked {
    after: Option<Uuid>,
    #[serde(default)]
    q: String,
}

#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    to: String,
}

#[derive(Template)]
#[template(path = "desk/people.html")]
struct List<'a> {
    frame: &'a Frame,
    rows: Vec<Account>,
    next: Option<Uuid>,
    q: &'a str,
}

impl List<'_> {
    fn badge(&self, account: &Account) -> Badge {
        badge::role(account.role)
    }
}

#[derive(Template)]
#[template(path = "desk/person.html")]
struct One<'a> {
    frame: &'a Frame,
    account: &'a Account,
}

impl One<'_> {
    fn badge(&self) -> Badge {
        badge::role(self.account.role)
    }

    fn roles(&self) -> impl Iterator<Item = (Role, Badge, bool)> {
        Role::ALL.iter().map(|role| (*role, badge::role(*role), self.account.role == *role))
    }
}

#[derive(Template)]
#[template(path = "desk/person_role.html")]
struct AskRole<'a> {
    frame: &'a Frame,
    account: &'a Account,
    form: &'a Form,
    role: Role,
}

impl AskRole<'_> {
    fn from(&self) -> Badge {
        badge::role(self.account.role)
    }

    fn to(&self) -> Badge {
        badge::role(self.role)
    }

    /// What somebody with this role may do.
    fn means(&self) -> &'static str {
        match self.role {
            Role::Member => "people-means-member",
            Role::Moderator => "people-means-moderator",
            Role::Admin => "people-means-admin",
        }
    }

    fn is_same(&self) -> bool {
        self.account.role == self.role
    }
}

/// Everybody, oldest first, or those whose mail address or name has the text that was typed.
#[handler]
pub(crate) async fn list(frame: Frame, app: Data<&Arc<App>>, who: AsAdmin, query: Query<Asked>) -> Answer {
    let after = query.after.map(AccountId::new);
    let found = app::account::search(&app, &who.0, &query.q, after, asked()).await?;
    let (rows, next) = paged(found, |account| account.id.uuid());
    frame.page(&List { frame: &frame, rows, next, q: query.q.trim() })
}

/// One person.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, _who: AsAdmin, id: Path<Uuid>) -> Answer {
    let account = app::account::find(&app, AccountId::new(id.0)).await?;
    frame.page(&One { frame: &frame, account: &account })
}

/// Says what the new role means, and asks once more.
#[handler]
pub(crate) async fn ask_role(
    frame: Frame,
    app: Data<&Arc<App>>,
    _who: AsAdmin,
    id: Path<Uuid>,
    query: Query<Wanted>,
) -> Answer {
    let role = parse(&query.to)?;
    let account = app::account::find(&app, AccountId::new(id.0)).await?;
    frame.page(&AskRole { frame: &frame, account: &account, form: &Form::default(), role })
}

/// Gives the role.
#[handler]
pub(crate) async fn set_role(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsAdmin,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let id = AccountId::new(id.0);
    let role = parse(form.text("to"))?;
    match app::account::set_role(&app, &who.0, id, role).await {
        Ok(_) => Ok(see_done(&format!("/desk/people/{id}"), "role-set")),
        Err(error) => {
            let form = form.clone().refused(error);
            let account = app::account::find(&app, id).await?;
            let page = AskRole { frame: &frame, account: &account, form: &form, role };
            frame.page_at(form.status(), &page)
        }
    }
}

/// Records that this admin knows the mail address to be the person's.
#[handler]
pub(crate) async fn verify(app: Data<&Arc<App>>, who: AsAdmin, id: Path<Uuid>, _form: Form) -> Answer {
    let id = AccountId::new(id.0);
    app::account::verify_mail(&app, &who.0, id).await?;
    Ok(see_done(&format!("/desk/people/{id}"), "mail-vouched"))
}

fn parse(word: &str) -> Result<Role, Problem> {
    word.parse().map_err(|_| Problem::not_found("role-unknown", "refusal-role"))
}
