//! Rounds on the desk: all of them, one with what may be done now, opening it, cancelling it.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path, Query};
use serde::Deserialize;
use uuid::Uuid;

use super::badge::{self, Badge};
use super::{asked, paged};
use crate::app::caller::Admin;
use crate::app::round::{Dossier, Listed};
use crate::app::{self, App};
use crate::domain::design;
use crate::domain::id::RoundId;
use crate::domain::round::State;
use crate::http::problem::Problem;
use crate::http::site::form::sentence;
use crate::http::site::{Answer, AsAdmin, Form, Frame, Refused, filters, see_done};

#[derive(Deserialize)]
pub(crate) struct Asked {
    after: Option<Uuid>,
    #[serde(default)]
    state: String,
}

#[derive(Template)]
#[template(path = "desk/rounds.html")]
struct List<'a> {
    frame: &'a Frame,
    rows: Vec<Listed>,
    next: Option<Uuid>,
    state: Option<State>,
}

impl List<'_> {
    fn states(&self) -> impl Iterator<Item = (State, Badge, bool)> {
        State::ALL.iter().map(|state| (*state, badge::round(*state), self.state == Some(*state)))
    }

    fn badge(&self, listed: &Listed) -> Badge {
        badge::round(listed.round.state)
    }
}

#[derive(Template)]
#[template(path = "desk/round.html")]
struct One<'a> {
    frame: &'a Frame,
    found: &'a Dossier,
    form: &'a Form,
}

impl One<'_> {
    fn state(&self) -> Badge {
        badge::round(self.found.round.state)
    }

    fn designs(&self) -> Vec<(Badge, u64)> {
        self.found.designs.iter().map(|(state, number)| (badge::design(*state), *number)).collect()
    }

    fn path(&self) -> String {
        format!("/desk/rounds/{}", self.found.round.id)
    }

    /// What happens next by itself, or waits for an admin.
    fn next_step(&self) -> Option<&'static str> {
        match self.found.round.state {
            State::Draft => Some("desk-next-draft"),
            State::Submissions => Some("desk-next-submissions"),
            State::Scoring => Some("desk-next-scoring"),
            State::Judging => Some("desk-next-judging"),
            State::Closed | State::Cancelled => None,
        }
    }

    /// Why a draft cannot be opened yet.
    fn not_open(&self) -> Option<String> {
        let refusal = self.found.now.open.as_ref().err().filter(|_| self.is_draft());
        refusal.map(why)
    }

    /// Why a judged round cannot be closed yet.
    fn not_close(&self) -> Option<String> {
        let refusal = self.found.now.close.as_ref().err().filter(|_| self.is_judging());
        refusal.map(why)
    }

    fn is_judging(&self) -> bool {
        self.found.round.state == State::Judging
    }

    fn is_closed(&self) -> bool {
        self.found.round.state == State::Closed
    }

    fn is_draft(&self) -> bool {
        self.found.round.state == State::Draft
    }

    fn is_over(&self) -> bool {
        self.found.round.state.is_over()
    }

    fn variants(&self) -> usize {
        self.found.round.rules.product.variants.len()
    }

    fn waiting(&self) -> u64 {
        self.found.in_state(design::State::Submitted)
    }
}

#[derive(Template)]
#[template(path = "desk/round_open.html")]
struct AskOpen<'a> {
    frame: &'a Frame,
    found: &'a Dossier,
    form: &'a Form,
}

#[derive(Template)]
#[template(path = "desk/round_cancel.html")]
struct AskCancel<'a> {
    frame: &'a Frame,
    found: &'a Dossier,
    form: &'a Form,
}

/// Why something cannot be done now, as a sentence.
pub(super) fn why(refusal: &impl ToString) -> String {
    sentence(&refusal.to_string())
}

/// All rounds, or those in one state, newest first.
#[handler]
pub(crate) async fn list(frame: Frame, app: Data<&Arc<App>>, who: AsAdmin, query: Query<Asked>) -> Answer {
    let state: Option<State> = query.state.parse().ok();
    let before = query.after.map(RoundId::new);
    let found = app::round::list_for_desk(&app, &who.0, state, before, asked()).await?;
    let (rows, next) = paged(found, |listed| listed.round.id.uuid());
    frame.page(&List { frame: &frame, rows, next, state })
}

/// One round.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, who: AsAdmin, id: Path<Uuid>) -> Answer {
    let found = find(&app, &who.0, id.0).await?;
    frame.page(&One { frame: &frame, found: &found, form: &Form::default() })
}

/// Asks once more before a draft is opened.
#[handler]
pub(crate) async fn ask_open(frame: Frame, app: Data<&Arc<App>>, who: AsAdmin, id: Path<Uuid>) -> Answer {
    let found = find(&app, &who.0, id.0).await?;
    frame.page(&AskOpen { frame: &frame, found: &found, form: &Form::default() })
}

/// Opens it.
#[handler]
pub(crate) async fn open(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsAdmin,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    match app::round::open_once(&app, &who.0, RoundId::new(id.0), form.key()).await {
        Ok(()) => Ok(see_done(&format!("/desk/rounds/{}", id.0), "round-opened")),
        Err(error) => {
            let form = form.clone().refused(error);
            let found = find(&app, &who.0, id.0).await?;
            frame.page_at(form.status(), &AskOpen { frame: &frame, found: &found, form: &form })
        }
    }
}

/// Asks for the reason, and says what ends.
#[handler]
pub(crate) async fn ask_cancel(frame: Frame, app: Data<&Arc<App>>, who: AsAdmin, id: Path<Uuid>) -> Answer {
    let found = find(&app, &who.0, id.0).await?;
    frame.page(&AskCancel { frame: &frame, found: &found, form: &Form::default() })
}

/// Cancels it.
#[handler]
pub(crate) async fn cancel(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsAdmin,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let done =
        app::round::cancel_once(&app, &who.0, RoundId::new(id.0), form.text("reason"), form.key()).await;
    match done {
        Ok(()) => Ok(see_done(&format!("/desk/rounds/{}", id.0), "round-cancelled")),
        Err(error) => {
            let problem = if matches!(error, app::round::Error::Reason) {
                Problem::fields([("reason", error.to_string())])
            } else {
                error.into()
            };
            let form = form.clone().refused(problem);
            let found = find(&app, &who.0, id.0).await?;
            frame.page_at(form.status(), &AskCancel { frame: &frame, found: &found, form: &form })
        }
    }
}

async fn find(app: &App, admin: &Admin, id: Uuid) -> Result<Dossier, Refused> {
    Ok(app::round::dossier(app, admin, RoundId::new(id)).await?)
}
