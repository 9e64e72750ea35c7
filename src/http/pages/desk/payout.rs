//! Payouts on the desk: why each waits, who agreed, and what this admin may do.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path, Query};
use serde::Deserialize;
use uuid::Uuid;

use super::sure::{self, Deed, Input};
use super::{asked, paged, word};
use crate::app::caller::Admin;
use crate::app::payout::{ByHand, OnDesk};
use crate::app::{self, App};
use crate::domain::id::PayoutId;
use crate::domain::ledger::Purse;
use crate::domain::payout::{Payout, State};
use crate::http::problem::Problem;
use crate::http::site::{Answer, AsAdmin, Form, Frame, Refused, filters, form, see_done};

const REASON: &[Input] = &[Input::Area("reason", "desk-payout-reason-label")];
const REFERENCE: &[Input] = &[Input::Line("reference", "desk-payout-reference")];

#[derive(Deserialize)]
pub(crate) struct Filter {
    #[serde(default)]
    state: String,
    after: Option<Uuid>,
}

#[derive(Deserialize)]
pub(crate) struct From {
    #[serde(default)]
    from: String,
}

/// What an admin does with a payout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Command {
    Approve,
    Retry,
    ByHand,
}

#[derive(Template)]
#[template(path = "desk/payouts.html")]
struct Payouts<'a> {
    frame: &'a Frame,
    state: Option<State>,
    listed: &'a [OnDesk],
    next: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "desk/payout.html")]
struct Opened<'a> {
    frame: &'a Frame,
    one: &'a OnDesk,
    /// Why this admin may not agree, where that is worth saying.
    refused: Option<String>,
}

/// Payouts in one state or all, oldest first.
#[handler]
pub(crate) async fn list(frame: Frame, app: Data<&Arc<App>>, admin: AsAdmin, query: Query<Filter>) -> Answer {
    let state = query.state.parse().ok();
    let after = query.after.map(PayoutId::new);
    let found = app::payout::list_for_desk(&app, &admin.0, state, after, asked()).await?;
    let (listed, next) = paged(found, |one| one.payout.id.uuid());
    frame.page(&Payouts { frame: &frame, state, listed: &listed, next })
}

/// One of them.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, admin: AsAdmin, id: Path<Uuid>) -> Answer {
    let one = app::payout::find_for_desk(&app, &admin.0, PayoutId::new(*id)).await?;
    let refused = one.may_approve.as_ref().err().filter(|_| one.payout.state == State::Owed);
    let refused = refused.map(|error| form::sentence(&error.to_string()));
    frame.page(&Opened { frame: &frame, one: &one, refused })
}

/// Says what a command will do.
#[handler]
pub(crate) async fn ask(
    frame: Frame,
    app: Data<&Arc<App>>,
    admin: AsAdmin,
    path: Path<(Uuid, String)>,
    query: Query<From>,
) -> Answer {
    let deed = deed(&frame, &app, &admin.0, (&path, &query.from)).await?;
    sure::ask(&frame, &Form::default(), &deed)
}

/// Does it.
#[handler]
pub(crate) async fn act(
    frame: Frame,
    app: Data<&Arc<App>>,
    admin: AsAdmin,
    path: Path<(Uuid, String)>,
    form: Form,
) -> Answer {
    let (id, command) = known(&path)?;
    let key = match command {
        Command::Approve => "desk-payout-approved",
        Command::Retry => "desk-payout-retried",
        Command::ByHand => "desk-payout-by-hand",
    };
    match carry_out(&app, &admin.0, (id, command), &form).await {
        Ok(_) => Ok(see_done(&address(id), key)),
        Err(problem) => {
            let deed = deed(&frame, &app, &admin.0, (&path, form.text("from"))).await?;
            sure::ask(&frame, &form.refused(problem), &deed)
        }
    }
}

fn address(id: PayoutId) -> String {
    format!("/desk/payouts/{id}")
}

fn known((id, word): &(Uuid, String)) -> Result<(PayoutId, Command), Refused> {
    let command = match word.as_str() {
        "approve" => Command::Approve,
        "retry" => Command::Retry,
        "by-hand" => Command::ByHand,
        _ => return Err(Problem::not_found("no-such-page", "refusal-no-such-page").into()),
    };
    Ok((PayoutId::new(*id), command))
}

async fn carry_out(
    app: &App,
    admin: &Admin,
    (id, command): (PayoutId, Command),
    form: &Form,
) -> Result<Payout, Problem> {
    Ok(match command {
        Command::Approve => app::payout::approve(app, admin, id, form.key()).await?,
        Command::Retry => app::payout::retry(app, admin, id, form.text("reason")).await?,
        Command::ByHand => {
            let reference = form.text("reference").to_owned();
            let paid = ByHand { payout: id, from: form.parse("from")?, reference };
            app::payout::pay_by_hand(app, admin, &paid, form.key()).await?
        }
    })
}

async fn deed(
    frame: &Frame,
    app: &App,
    admin: &Admin,
    (path, from): (&(Uuid, String), &str),
) -> Result<Deed, Refused> {
    let (id, command) = known(path)?;
    let one = app::payout::find_for_desk(app, admin, id).await?;
    let locale = &frame.locale;
    let about = |key: &str| locale.say(&(key, "amount", one.payout.amount, "name", &one.to));
    let purse: Purse = from.parse().unwrap_or(Purse::Organiser);
    let (says, inputs, button) = match command {
        Command::Approve => (approving(frame, &one), [].as_slice(), "desk-payout-approve"),
        Command::Retry => (vec![locale.text("desk-payout-retry-says")], REASON, "desk-payout-retry"),
        Command::ByHand => (
            vec![
                about("desk-payout-by-hand-says"),
                locale.text(&format!("desk-payout-by-hand-{purse}")),
                locale.text("desk-payout-by-hand-final"),
            ],
            REFERENCE,
            "desk-payout-by-hand-button",
        ),
    };
    let (title, is_blocked) = match command {
        Command::Approve => (about("desk-payout-ask-approve"), one.may_approve.is_err()),
        Command::Retry => (about("desk-payout-ask-retry"), !one.may_retry()),
        Command::ByHand => (about("desk-payout-ask-by-hand"), !one.may_pay_by_hand()),
    };
    Ok(Deed {
        title,
        says,
        inputs,
        carried: vec![("from".to_owned(), purse.to_string())],
        button,
        is_danger: command == Command::ByHand,
        is_blocked,
        action: format!("{}/{}", address(id), path.1),
        back: address(id),
    })
}

fn approving(frame: &Frame, one: &OnDesk) -> Vec<String> {
    let locale = &frame.locale;
    match (&one.may_approve, one.agreed.first()) {
        (Err(error), _) => vec![form::sentence(&error.to_string())],
        (Ok(()), None) => vec![locale.text("desk-payout-approve-first")],
        (Ok(()), Some(name)) => vec![
            locale.say(&("desk-payout-approve-second", "name", name)),
            locale.say(&("desk-payout-approve-leaves", "amount", one.payout.amount)),
        ],
    }
}
