//! Prize money of a round: asked for, confirmed by a second admin, taken back.

use std::sync::Arc;

use askama::Template;
use chrono::Duration;
use poem::handler;
use poem::web::{Data, Path};
use uuid::Uuid;

use super::badge::{self, Badge};
use crate::app::caller::Admin;
use crate::app::funding::{Asked, Error};
use crate::app::round::{Dossier, PrizeRequest};
use crate::app::{self, App};
use crate::domain::funding::State;
use crate::domain::id::{FundingId, RoundId};
use crate::domain::ledger::prize::FundingSource;
use crate::http::problem::Problem;
use crate::http::site::{Answer, AsAdmin, Form, Frame, filters, see_done};

/// A top-up that nobody began by then may be taken back.
const STUCK_SECONDS: i64 = 60;

#[derive(Template)]
#[template(path = "desk/funding.html")]
struct Page<'a> {
    frame: &'a Frame,
    found: &'a Dossier,
    form: &'a Form,
    /// The names of those who may be the second.
    others: &'a [String],
}

impl Page<'_> {
    fn badge(&self, request: &PrizeRequest) -> Badge {
        badge::funding(request.funding.state)
    }

    fn is_bank(&self, request: &PrizeRequest) -> bool {
        request.funding.source == FundingSource::Bank
    }

    /// Whether a person still has something to do about it: a top-up goes its way alone, unless it is stuck.
    fn is_open(&self, request: &PrizeRequest) -> bool {
        let is_stuck = self.frame.now - request.funding.created_at >= Duration::seconds(STUCK_SECONDS);
        request.funding.state == State::Requested && (self.is_bank(request) || is_stuck)
    }

    /// Whether the provider's answer is still to come.
    fn is_moving(&self) -> bool {
        let waits = |request: &PrizeRequest| match request.funding.state {
            State::Sending => true,
            State::Requested => !self.is_bank(request),
            State::Funded | State::Refused => false,
        };
        self.found.money.requests.iter().any(waits)
    }
}

/// What is there, what is missing, and the ways to bring it.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, who: AsAdmin, id: Path<Uuid>) -> Answer {
    page(&frame, &app, &who.0, RoundId::new(id.0), &Form::default()).await
}

/// Asks for all that is missing.
#[handler]
pub(crate) async fn bring(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsAdmin,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let id = RoundId::new(id.0);
    match ask(&frame, &app, &who.0, id, &form).await {
        Ok(()) => Ok(see_done(&path(id), "funding-asked")),
        Err(problem) => page(&frame, &app, &who.0, id, &form.refused(problem)).await,
    }
}

async fn ask(frame: &Frame, app: &App, admin: &Admin, round: RoundId, form: &Form) -> Result<(), Problem> {
    let announced = Some(form.text("announced")).filter(|text| !text.is_empty()).map(str::to_owned);
    let asked = match form.text("source") {
        "top_up" => Asked { round, source: FundingSource::TopUp, reference: None },
        "bank" => Asked { round, source: FundingSource::Bank, reference: announced },
        _ => return Err(Problem::fields([("source", frame.locale.text("desk-funding-choose"))])),
    };
    let done = app::funding::request(app, admin, &asked, form.key()).await;
    done.map(|_| ()).map_err(|error| beside("announced", error))
}

/// A second admin's word that the money is in the bank.
#[handler]
pub(crate) async fn confirm(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsAdmin,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let round: RoundId = form.parse::<Uuid>("round")?.into();
    let reference = form.text("reference");
    match app::funding::confirm(&app, &who.0, FundingId::new(id.0), reference, form.key()).await {
        Ok(_) => Ok(see_done(&path(round), "funding-confirmed")),
        Err(error) => page(&frame, &app, &who.0, round, &form.refused(beside("reference", error))).await,
    }
}

/// Takes a request back that nothing has come of.
#[handler]
pub(crate) async fn take_back(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsAdmin,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let round: RoundId = form.parse::<Uuid>("round")?.into();
    match app::funding::take_back(&app, &who.0, FundingId::new(id.0), form.text("reason")).await {
        Ok(_) => Ok(see_done(&path(round), "funding-taken-back")),
        Err(error) => page(&frame, &app, &who.0, round, &form.refused(beside("reason", error))).await,
    }
}

/// What is wrong with a field stands beside it.
fn beside(field: &str, error: Error) -> Problem {
    if matches!(error, Error::Reference | Error::OtherReference | Error::Reason) {
        return Problem::fields([(field, error.to_string())]);
    }
    error.into()
}

async fn page(frame: &Frame, app: &App, admin: &Admin, id: RoundId, form: &Form) -> Answer {
    let found = app::round::dossier(app, admin, id).await?;
    let others = app::account::other_admins(app, admin).await?;
    frame.page_at(form.status(), &Page { frame, found: &found, form, others: &others })
}

fn path(id: RoundId) -> String {
    format!("/desk/rounds/{id}/funding")
}
