//! Moderation: the queue, one design with all that helps to decide, and the two answers to it.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path, Query};
use uuid::Uuid;

use super::badge::{self, Badge};
use super::{After, asked, decimal, paged};
use crate::app::caller::Moderator;
use crate::app::moderation::{Dossier, Looked, Maker, Waiting};
use crate::app::{self, App};
use crate::domain::artwork::{Artwork, RenditionSize};
use crate::domain::design::{Origin, State};
use crate::domain::id::DesignId;
use crate::http::problem::Problem;
use crate::http::site::{Answer, AsModerator, Form, Frame, Refused, filters, see_done};
use crate::text::Locale;

const QUEUE: &str = "/desk/moderation";
/// What a design is refused for most often: the form's value, and the sentence that its designer reads.
const REASONS: [(&str, &str); 5] = [
    ("rights", "moderation-why-rights"),
    ("parts", "moderation-why-parts"),
    ("brief", "moderation-why-brief"),
    ("quality", "moderation-why-quality"),
    ("hurtful", "moderation-why-hurtful"),
];
/// The moderator's own words alone.
const OTHER: &str = "other";

#[derive(Template)]
#[template(path = "desk/moderation.html")]
struct Queue<'a> {
    frame: &'a Frame,
    rows: Vec<Waiting>,
    next: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "desk/design.html")]
struct Page<'a> {
    frame: &'a Frame,
    form: &'a Form,
    found: &'a Dossier,
    reasons: &'static [(&'static str, &'static str)],
}

impl Page<'_> {
    fn state(&self) -> Badge {
        badge::design(self.found.seen.design.state)
    }

    fn round_state(&self) -> Badge {
        badge::round(self.found.round_state)
    }

    fn percent(&self, maker: &Maker) -> String {
        decimal::trimmed(i64::from(maker.share_basis_points), decimal::PERCENT_DIGITS)
    }

    fn is_licensed(&self) -> bool {
        self.found.seen.design.origin == Origin::Licensed
    }

    fn is_refused(&self) -> bool {
        self.found.seen.design.state == State::Refused
    }
}

/// A picture as the desk shows it.
struct Shown {
    path: String,
    width: u32,
    height: u32,
}

fn shown(artwork: &Artwork, size: RenditionSize) -> Option<Shown> {
    let found = artwork.renditions.iter().find(|each| each.size == size)?;
    Some(Shown {
        path: format!("/desk/designs/{}/renditions/{}", artwork.design, found.digest),
        width: found.width,
        height: found.height,
    })
}

fn large(artwork: &Artwork) -> Option<Shown> {
    shown(artwork, RenditionSize::Large)
}

fn small(artwork: &Artwork) -> Option<Shown> {
    shown(artwork, RenditionSize::Small)
}

/// What waits, oldest first.
#[handler]
pub(crate) async fn list(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsModerator,
    query: Query<After>,
) -> Answer {
    let after = query.after.map(DesignId::new);
    let found = app::moderation::waiting(&app, &who.0, after, asked()).await?;
    let (rows, next) = paged(found, |waiting| waiting.seen.design.id.uuid());
    frame.page(&Queue { frame: &frame, rows, next })
}

/// One design.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, who: AsModerator, id: Path<Uuid>) -> Answer {
    page(&frame, &app, &who.0, DesignId::new(id.0), &Form::default()).await
}

/// Lets it in, if it is still what the moderator looked at.
#[handler]
pub(crate) async fn clear(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsModerator,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let id = DesignId::new(id.0);
    let looked = Looked { design: id, state: form.parse("state")?, revision: form.parse("revision")? };
    match app::moderation::clear_as_seen(&app, &who.0, looked, form.key()).await {
        Ok(()) => Ok(see_done(&next(&app, &who.0, id).await?, "design-cleared")),
        Err(error) => page(&frame, &app, &who.0, id, &form.refused(error)).await,
    }
}

/// Keeps it out, with the reason that its designer reads.
#[handler]
pub(crate) async fn refuse(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsModerator,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let id = DesignId::new(id.0);
    let reason = reason(&form, &frame.locale);
    match app::moderation::refuse_once(&app, &who.0, id, &reason, form.key()).await {
        Ok(()) => Ok(see_done(&next(&app, &who.0, id).await?, "design-refused")),
        Err(error @ app::design::Error::Reason) => {
            let wrong = Problem::fields([("text", error.to_string())]);
            page(&frame, &app, &who.0, id, &form.refused(wrong)).await
        }
        Err(error) => page(&frame, &app, &who.0, id, &form.refused(error)).await,
    }
}

async fn page(frame: &Frame, app: &App, who: &Moderator, id: DesignId, form: &Form) -> Answer {
    let found = app::moderation::dossier(app, who, id).await?;
    frame.page_at(form.status(), &Page { frame, form, found: &found, reasons: &REASONS })
}

/// Where the next design is; the empty queue's page where there is none.
async fn next(app: &App, who: &Moderator, id: DesignId) -> Result<String, Refused> {
    let next = app::moderation::next(app, who, id).await?;
    Ok(next.map_or_else(|| QUEUE.to_owned(), |next| format!("/desk/designs/{next}")))
}

/// The chosen sentence, with the moderator's own words below it.
fn reason(form: &Form, locale: &Locale) -> String {
    let why = form.text("why");
    let own = form.text("text");
    let chosen = REASONS.iter().find(|(value, _)| *value == why).map(|(_, key)| locale.text(key));
    match chosen {
        Some(sentence) if own.is_empty() => sentence,
        Some(sentence) => format!("{sentence}\n\n{own}"),
        None if why == OTHER => own.to_owned(),
        None => String::new(),
    }
}
