//! Handing a design in: words first, then the picture, then the round's rules. What is stored is not asked again.

pub(crate) mod own;
mod sheet;
mod step;

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use uuid::Uuid;

use self::sheet::Row;
use super::picture::Picture;
use crate::app::submission::{Opening, Submission};
use crate::app::{self, App};
use crate::domain::design::{Refusal, State};
use crate::domain::id::{DesignId, RoundId};
use crate::http::problem::Problem;
use crate::http::site::form::sentence;
use crate::http::site::{Answer, AsMember, Form, Frame, Upload, filters, see_done, see_other};

#[derive(Template)]
#[template(path = "submission/begin.html")]
struct Begin<'a> {
    frame: &'a Frame,
    form: &'a Form,
    opening: &'a Opening,
    rows: Vec<Row>,
    /// Why no design can be begun now.
    obstacle: Option<String>,
}

#[derive(Template)]
#[template(path = "submission/edit.html")]
struct Edit<'a> {
    frame: &'a Frame,
    words: &'a Form,
    file: &'a Form,
    accept: &'a Form,
    found: &'a Submission,
    rows: Vec<Row>,
    picture: Option<Picture>,
    megabytes_max: u64,
    /// What keeps it from being handed in.
    obstacle: Option<String>,
}

/// The first step, or why there is none.
#[handler]
pub(crate) async fn open(frame: Frame, app: Data<&Arc<App>>, who: AsMember, id: Path<Uuid>) -> Answer {
    let opening = app::submission::open(&app, &who.0, RoundId::new(id.0)).await?;
    beginning(&frame, &opening, &Form::default())
}

/// Keeps the words as a draft.
#[handler]
pub(crate) async fn begin(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsMember,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let round = RoundId::new(id.0);
    let made = match sheet::parse(&form) {
        Ok(sheet) => {
            let made = app::submission::begin(&app, &who.0, round, sheet, form.key()).await;
            made.map_err(|error| sheet::named(&form, error.into()))
        }
        Err(problem) => Err(problem),
    };
    match made {
        Ok(made) => Ok(see_done(&format!("/me/designs/{made}/edit"), "submission-begun")),
        Err(problem) => {
            let opening = app::submission::open(&app, &who.0, round).await?;
            beginning(&frame, &opening, &form.refused(problem))
        }
    }
}

/// What can still be changed: words and picture of a draft, the picture until a moderator decided.
#[handler]
pub(crate) async fn edit(frame: Frame, app: Data<&Arc<App>>, who: AsMember, id: Path<Uuid>) -> Answer {
    let found = app::submission::look(&app, &who.0, DesignId::new(id.0)).await?;
    editing(&frame, &found, &Sent::default())
}

/// Keeps changed words.
#[handler]
pub(crate) async fn save(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsMember,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let id = DesignId::new(id.0);
    let saved = match sheet::parse(&form) {
        Ok(sheet) => {
            let saved = app::submission::edit(&app, &who.0, id, sheet).await;
            saved.map_err(|error| sheet::named(&form, error.into()))
        }
        Err(problem) => Err(problem),
    };
    match saved {
        Ok(_) => Ok(see_done(&edit_path(id), "submission-saved")),
        Err(problem) => {
            let found = app::submission::look(&app, &who.0, id).await?;
            let sent = Sent { words: Some(form.refused(problem)), ..Sent::default() };
            editing(&frame, &found, &sent)
        }
    }
}

/// Takes a picture as it arrives; a wrong one is answered in words, beside the field.
#[handler]
pub(crate) async fn send_picture(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsMember,
    id: Path<Uuid>,
    mut upload: Upload,
) -> Answer {
    let id = DesignId::new(id.0);
    let name = upload.file_name.clone();
    match app::artwork::upload(&app, &who.0, id, name.as_deref(), &mut upload.content).await {
        Ok(_) => Ok(see_done(&edit_path(id), "submission-picture-kept")),
        Err(error) => {
            upload.drop_rest().await;
            let problem = beside_file(error)?;
            let found = app::submission::look(&app, &who.0, id).await?;
            let sent = Sent { file: Form::default().refused(problem), ..Sent::default() };
            editing(&frame, &found, &sent)
        }
    }
}

/// Hands the design in under the rules that were shown.
#[handler]
pub(crate) async fn submit(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsMember,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let id = DesignId::new(id.0);
    let refused = match accepted(&form) {
        Ok(accepted) => match app::design::submit(&app, &who.0, id, accepted).await {
            Ok(_) => return Ok(see_done(&own::path(id), "submission-submitted")),
            // The second click of a double one.
            Err(app::design::Error::Refused(Refusal::Submitted(State::Submitted))) => {
                return Ok(see_other(&own::path(id)));
            }
            Err(error) => error.into(),
        },
        Err(problem) => problem,
    };
    let found = app::submission::look(&app, &who.0, id).await?;
    let sent = Sent { accept: form.refused(refused), ..Sent::default() };
    editing(&frame, &found, &sent)
}

/// The forms of the edit page, one of which may have been refused.
#[derive(Default)]
struct Sent {
    words: Option<Form>,
    file: Form,
    accept: Form,
}

fn beginning(frame: &Frame, opening: &Opening, form: &Form) -> Answer {
    let obstacle = opening.may_begin.as_ref().err().map(|error| sentence(&error.to_string()));
    let rows = sheet::rows(form, &[]);
    frame.page_at(form.status(), &Begin { frame, form, opening, rows, obstacle })
}

fn editing(frame: &Frame, found: &Submission, sent: &Sent) -> Answer {
    let stored = sheet::filled(&found.design);
    let words = sent.words.as_ref().unwrap_or(&stored);
    let status = [words, &sent.file, &sent.accept].map(Form::status);
    let status = status.into_iter().find(|status| *status != StatusCode::OK).unwrap_or(StatusCode::OK);
    let page = Edit {
        frame,
        words,
        file: &sent.file,
        accept: &sent.accept,
        found,
        rows: sheet::rows(words, &found.people),
        picture: Picture::of(&found.design, found.artworks.first()),
        megabytes_max: found.limits.size_bytes_max.div_euclid(1_000_000),
        obstacle: found.may.submit.and_then(Result::err).map(|refusal| sentence(&refusal.to_string())),
    };
    frame.page_at(status, &page)
}

/// A refused file's sentence stands beside its field; what is wrong with all else is a page of its own.
fn beside_file(error: app::artwork::Error) -> Result<Problem, Problem> {
    use app::artwork::Error;
    match error {
        Error::Refused(_) | Error::Busy | Error::BrokenOff => {
            Ok(Problem::fields([("file", Problem::from(error).detail().to_owned())]))
        }
        Error::Design(_) | Error::Unknown | Error::Picture(_) | Error::Blob(_) => Err(error.into()),
    }
}

/// Version and digest of the rules that were read.
fn accepted(form: &Form) -> Result<(u32, crate::domain::digest::Digest), Problem> {
    if !form.has("accept") {
        return Err(Problem::fields([("accept", Refusal::RulesNotAccepted.to_string())]));
    }
    Ok((form.parse("rules_version")?, form.parse("rules_digest")?))
}

fn edit_path(id: DesignId) -> String {
    format!("/me/designs/{id}/edit")
}
