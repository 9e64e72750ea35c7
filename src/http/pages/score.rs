//! Scoring: one design at a time, by buttons or keys; nothing says how often anything was seen or scored.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path, Query};
use uuid::Uuid;

use super::list::{After, Listed};
use super::picture::Picture;
use crate::app::score::{Given, Own, Table};
use crate::app::{self, App};
use crate::domain;
use crate::domain::id::{BallotId, DesignId, RoundId};
use crate::domain::round::{Round, State};
use crate::domain::score::{Refusal, Score};
use crate::http::origin::Browser;
use crate::http::problem::Problem;
use crate::http::site::{Answer, AsMember, Form, Frame, filters, see_done, see_other};

/// Each mark's word.
const WORDS: [&str; 6] =
    ["score-mark-0", "score-mark-1", "score-mark-2", "score-mark-3", "score-mark-4", "score-mark-5"];
const LIST_LENGTH: u64 = 24;
/// Where a changed score leads back to.
const TO_LIST: &str = "mine";

#[derive(Template)]
#[template(path = "score/turn.html")]
struct Turn<'a> {
    frame: &'a Frame,
    form: &'a Form,
    round: &'a Round,
    table: &'a Table,
    design: &'a domain::design::Design,
    picture: Option<Picture>,
    preload: Option<Picture>,
    marks: Vec<Mark>,
    /// Whether the answer that was sent is for a design that has one already.
    is_late: bool,
}

#[derive(Template)]
#[template(path = "score/done.html")]
struct Done<'a> {
    frame: &'a Frame,
    round: &'a Round,
    table: &'a Table,
    is_late: bool,
}

#[derive(Template)]
#[template(path = "score/closed.html")]
struct Closed<'a> {
    frame: &'a Frame,
    round: &'a Round,
    why: &'static str,
}

#[derive(Template)]
#[template(path = "score/change.html")]
struct Change<'a> {
    frame: &'a Frame,
    form: &'a Form,
    round: &'a Round,
    given: &'a Given,
    picture: Option<Picture>,
    marks: Vec<Mark>,
    back: &'a str,
}

#[derive(Template)]
#[template(path = "score/mine.html")]
struct Mine<'a> {
    frame: &'a Frame,
    own: &'a Own,
    rows: Vec<(&'a Given, Option<Picture>)>,
    next: Option<Uuid>,
}

/// One of the six buttons.
struct Mark {
    value: u8,
    word: &'static str,
    is_given: bool,
}

/// What stands on the card after an answer was sent.
#[derive(Clone, Copy)]
enum Arrival<'a> {
    Plain,
    Late,
    Refused(&'a Form),
}

/// The member's design of the moment.
#[handler]
pub(crate) async fn show(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsMember,
    browser: Browser,
    id: Path<Uuid>,
) -> Answer {
    if let Some(design) = browser.came_by {
        app::arrival::note(&app, &who.0, RoundId::new(id.0), design).await?;
    }
    present(&frame, &app, &who, RoundId::new(id.0), Arrival::Plain).await
}

/// Takes a score. One for a design that is not the current one any more changes nothing: the present card follows.
#[handler]
pub(crate) async fn give(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsMember,
    browser: Browser,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let round = RoundId::new(id.0);
    let (design, value) = match (form.parse::<Uuid>("design"), value(&form)) {
        (Ok(design), Ok(value)) => (DesignId::new(design), value),
        (Err(problem), _) | (_, Err(problem)) => {
            return present(&frame, &app, &who, round, Arrival::Refused(&form.refused(problem))).await;
        }
    };
    match app::ballot::give(&app, &who.0, round, (design, value), &browser.origin).await {
        Ok(_) => Ok(see_other(&path(round))),
        Err(app::ballot::Error::Given(_)) => present(&frame, &app, &who, round, Arrival::Late).await,
        Err(app::ballot::Error::Queue(error)) if is_late(&error) => {
            present(&frame, &app, &who, round, Arrival::Late).await
        }
        Err(error) => present(&frame, &app, &who, round, Arrival::Refused(&form.refused(error))).await,
    }
}

/// Passes over a design.
#[handler]
pub(crate) async fn skip(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsMember,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let round = RoundId::new(id.0);
    let design = DesignId::new(form.parse("design")?);
    match app::exposure::skip(&app, &who.0, round, design).await {
        Ok(()) => Ok(see_other(&path(round))),
        Err(error) if is_late(&error) => present(&frame, &app, &who, round, Arrival::Late).await,
        Err(error) => present(&frame, &app, &who, round, Arrival::Refused(&form.refused(error))).await,
    }
}

/// One of the member's scores, to be changed.
#[handler]
pub(crate) async fn edit(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsMember,
    path: Path<(Uuid, Uuid)>,
    query: Query<Back>,
) -> Answer {
    let Path((round, design)) = path;
    let own = app::score::find_own(&app, &who.0, RoundId::new(round), DesignId::new(design)).await?;
    changing(&frame, &own, &Form::default(), &query.back)
}

/// Changes it; the earlier value is kept.
#[handler]
pub(crate) async fn change(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsMember,
    path: Path<(Uuid, Uuid)>,
    form: Form,
) -> Answer {
    let Path((round, design)) = path;
    let (round, design) = (RoundId::new(round), DesignId::new(design));
    let changed = match value(&form) {
        Ok(value) => app::ballot::change(&app, &who.0, design, (value.score, value.would_buy))
            .await
            .map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    let back = form.text("back").to_owned();
    match changed {
        Ok(_) if back == TO_LIST => Ok(see_done(&format!("{}/mine", self::path(round)), "score-changed")),
        Ok(_) => Ok(see_other(&self::path(round))),
        Err(problem) => {
            let own = app::score::find_own(&app, &who.0, round, design).await?;
            changing(&frame, &own, &form.refused(problem), &back)
        }
    }
}

/// The member's own scores in the round.
#[handler]
pub(crate) async fn mine(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsMember,
    id: Path<Uuid>,
    after: Query<After>,
) -> Answer {
    let after = after.after.map(BallotId::new);
    let mut own = app::score::list_own(&app, &who.0, RoundId::new(id.0), after, LIST_LENGTH + 1).await?;
    let Listed { items, next } =
        Listed::new(std::mem::take(&mut own.given), LIST_LENGTH, |given| given.ballot.id.uuid());
    let rows = items.iter().map(|given| (given, given.artwork.as_ref().and_then(Picture::open))).collect();
    frame.page(&Mine { frame: &frame, own: &own, rows, next })
}

#[derive(serde::Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    back: String,
}

async fn present(frame: &Frame, app: &App, who: &AsMember, round: RoundId, arrival: Arrival<'_>) -> Answer {
    let sitting = app::score::sit(app, &who.0, round).await?;
    let round = &sitting.round;
    let table = match &sitting.table {
        Ok(table) => table,
        Err(refusal) => return frame.page(&Closed { frame, round, why: why(round.state, *refusal) }),
    };
    let is_late = matches!(arrival, Arrival::Late);
    let Some(card) = &table.turn.current else {
        return frame.page(&Done { frame, round, table, is_late });
    };
    let fresh = Form::default();
    let form = match arrival {
        Arrival::Refused(form) => form,
        Arrival::Plain | Arrival::Late => &fresh,
    };
    let page = Turn {
        frame,
        form,
        round,
        table,
        design: &card.design,
        picture: card.artwork.as_ref().and_then(Picture::open),
        preload: table.turn.preload.as_ref().and_then(|next| Picture::open(next.artwork.as_ref()?)),
        marks: marks(),
        is_late,
    };
    frame.page_at(form.status(), &page)
}

fn changing(frame: &Frame, own: &Own, form: &Form, back: &str) -> Answer {
    let round = &own.round;
    let Some(given) = own.given.first() else {
        return Err(app::ballot::Error::NotGiven.into());
    };
    if !own.is_open {
        return frame.page(&Closed { frame, round, why: why(round.state, Refusal::NotScoring) });
    }
    let picture = given.artwork.as_ref().and_then(Picture::open);
    let score = given.ballot.score.get();
    let marks = marks().into_iter().map(|mark| Mark { is_given: mark.value == score, ..mark }).collect();
    frame.page_at(form.status(), &Change { frame, form, round, given, picture, marks, back })
}

/// The score and whether its giver would buy, as the buttons send them.
fn value(form: &Form) -> Result<domain::ballot::Answer, Problem> {
    let score = Score::try_from(form.parse::<i64>("score")?)
        .map_err(|error| Problem::fields([("score", error.to_string())]))?;
    Ok(domain::ballot::Answer { score, would_buy: form.has("would_buy") })
}

/// Whether an answer only came too late: its design is answered, gone, or another one's turn.
const fn is_late(error: &app::exposure::Error) -> bool {
    use app::exposure::Error;
    match error {
        Error::DesignUnknown => true,
        Error::Score(refusal) => match refusal {
            Refusal::DesignGone | Refusal::NotHanded | Refusal::OwnDesign | Refusal::CoCreated => true,
            Refusal::NotScoring
            | Refusal::WindowOver(_)
            | Refusal::MailUnverified
            | Refusal::JoinedLate(_) => false,
        },
        Error::Refused(refusal) => match refusal {
            domain::exposure::Refusal::NotHanded
            | domain::exposure::Refusal::Answered
            | domain::exposure::Refusal::NothingToGiveBack => true,
            domain::exposure::Refusal::TooManySkips { .. } => false,
        },
        Error::RoundUnknown | Error::Store(_) => false,
    }
}

/// The key of the sentence that says why this member does not score here now.
const fn why(state: State, refusal: Refusal) -> &'static str {
    match (refusal, state) {
        (Refusal::MailUnverified, _) => "score-why-mail",
        (Refusal::JoinedLate(_), _) => "score-why-late",
        (_, State::Draft | State::Submissions) => "score-why-early",
        (_, State::Closed) => "score-why-closed",
        (_, State::Cancelled) => "score-why-cancelled",
        (_, State::Scoring | State::Judging) => "score-why-over",
    }
}

fn marks() -> Vec<Mark> {
    (0..).zip(WORDS).map(|(value, word)| Mark { value, word, is_given: false }).collect()
}

fn path(round: RoundId) -> String {
    format!("/rounds/{round}/score")
}
