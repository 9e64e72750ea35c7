//! A designer's own designs: their list, and each one's way from draft to prize.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path, Query};
use uuid::Uuid;

use super::sheet::percent;
use super::step::{Step, steps};
use crate::app::design::Seen;
use crate::app::submission::{Person, Submission};
use crate::app::{self, App};
use crate::domain::design::{Design, State};
use crate::domain::id::DesignId;
use crate::http::pages::list::{After, Listed};
use crate::http::pages::picture::Picture;
use crate::http::site::{Answer, AsMember, Form, Frame, filters, see_done};

const LIST_LENGTH: u64 = 24;

#[derive(Template)]
#[template(path = "submission/list.html")]
struct List<'a> {
    frame: &'a Frame,
    rows: Vec<Tile<'a>>,
    next: Option<Uuid>,
}

struct Tile<'a> {
    design: &'a Design,
    picture: Option<Picture>,
    badge: Badge,
}

/// A state's word and tone.
#[derive(Clone, Copy)]
struct Badge {
    label: &'static str,
    tone: &'static str,
}

#[derive(Template)]
#[template(path = "submission/show.html")]
struct Show<'a> {
    frame: &'a Frame,
    found: &'a Submission,
    picture: Option<Picture>,
    badge: Badge,
    people: Vec<(&'a Person, String)>,
    steps: Vec<Step>,
}

#[derive(Template)]
#[template(path = "submission/withdraw.html")]
struct Withdraw<'a> {
    frame: &'a Frame,
    form: &'a Form,
    found: &'a Submission,
}

/// The designs that the member made or had a part in.
#[handler]
pub(crate) async fn list(frame: Frame, app: Data<&Arc<App>>, who: AsMember, after: Query<After>) -> Answer {
    let after = after.after.map(DesignId::new);
    let found = app::design::list_own(&app, &who.0, after, LIST_LENGTH + 1).await?;
    let Listed { items, next } = Listed::new(found, LIST_LENGTH, |seen| seen.design.id.uuid());
    let tile = |seen: &Seen| Picture::of(&seen.design, seen.artworks.first());
    let rows = items.iter().map(|seen| Tile {
        design: &seen.design,
        picture: tile(seen),
        badge: badge(seen.design.state),
    });
    frame.page(&List { frame: &frame, rows: rows.collect(), next })
}

/// One of them.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, who: AsMember, id: Path<Uuid>) -> Answer {
    let found = app::submission::look(&app, &who.0, DesignId::new(id.0)).await?;
    let page = Show {
        frame: &frame,
        picture: Picture::of(&found.design, found.artworks.first()),
        badge: badge(found.design.state),
        people: found.people.iter().map(|each| (each, percent(each.share_basis_points))).collect(),
        steps: steps(&found, &frame.locale),
        found: &found,
    };
    frame.page(&page)
}

/// What withdrawing does, before it is done.
#[handler]
pub(crate) async fn ask_withdraw(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsMember,
    id: Path<Uuid>,
) -> Answer {
    let found = app::submission::look(&app, &who.0, DesignId::new(id.0)).await?;
    frame.page(&Withdraw { frame: &frame, form: &Form::default(), found: &found })
}

/// Takes a design out of its round. Doing so twice is no error.
#[handler]
pub(crate) async fn withdraw(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsMember,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let id = DesignId::new(id.0);
    let Err(error) = app::design::withdraw(&app, &who.0, id).await else {
        return Ok(see_done(&path(id), "submission-withdrawn"));
    };
    let found = app::submission::look(&app, &who.0, id).await?;
    if found.design.state == State::Withdrawn {
        return Ok(see_done(&path(id), "submission-withdrawn"));
    }
    let form = form.refused(error);
    frame.page_at(form.status(), &Withdraw { frame: &frame, form: &form, found: &found })
}

pub(super) fn path(id: DesignId) -> String {
    format!("/me/designs/{id}")
}

const fn badge(state: State) -> Badge {
    let (label, tone) = match state {
        State::Draft => ("submission-state-draft", "plain"),
        State::Submitted => ("submission-state-submitted", "wait"),
        State::Cleared => ("submission-state-cleared", "good"),
        State::Ranked => ("submission-state-ranked", "done"),
        State::Refused => ("submission-state-refused", "bad"),
        State::Withdrawn => ("submission-state-withdrawn", "plain"),
        State::TakenDown => ("submission-state-taken-down", "bad"),
    };
    Badge { label, tone }
}
