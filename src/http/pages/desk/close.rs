//! Closing a judged round: what it comes to, what follows, and the question asked once more.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path, Query};
use uuid::Uuid;

use super::round::why;
use super::{After, ROWS};
use crate::app::caller::Admin;
use crate::app::round::Dossier;
use crate::app::standing::Preview;
use crate::app::{self, App};
use crate::domain::digest::Digest;
use crate::domain::id::{DesignId, RoundId};
use crate::domain::money::Money;
use crate::domain::round::{Award, State};
use crate::domain::standing::Standing;
use crate::http::problem::Problem;
use crate::http::site::{Answer, AsAdmin, Form, Frame, Refused, filters, see_done, see_other};

/// A standing has millionths; points are shown from 0 to 100.
const POINT: u32 = 10_000;
const HUNDREDTH: u32 = 100;

/// A round in judging with what closing it now would make final.
struct Judged {
    round: Dossier,
    preview: Preview,
    digest: Digest,
}

impl Judged {
    fn title(&self, design: &DesignId) -> &str {
        self.preview.titles.get(design).map(String::as_str).unwrap_or_default()
    }

    fn ranked(&self) -> usize {
        self.preview.outcome.rows.iter().filter(|row| row.place.is_some()).count()
    }

    fn unranked(&self) -> usize {
        self.preview.outcome.rows.len().saturating_sub(self.ranked())
    }

    fn lots(&self) -> usize {
        self.preview.outcome.decided_by_lot().len()
    }

    fn amount(&self, award: &Award) -> Money {
        Money::new(award.amount_minor, self.preview.outcome.currency)
    }

    fn awarded(&self) -> Money {
        self.sum(|award| award.design.is_some())
    }

    fn returned(&self) -> Money {
        self.sum(|award| award.design.is_none())
    }

    fn winners(&self) -> usize {
        self.preview.outcome.awards.iter().filter(|award| award.design.is_some()).count()
    }

    fn sum(&self, is_meant: impl Fn(&Award) -> bool) -> Money {
        let meant = self.preview.outcome.awards.iter().filter(|award| is_meant(award));
        let minor = meant.fold(0_i64, |sum, award| sum.saturating_add(award.amount_minor));
        Money::new(minor, self.preview.outcome.currency)
    }
}

#[derive(Template)]
#[template(path = "desk/close.html")]
struct Shown<'a> {
    frame: &'a Frame,
    judged: &'a Judged,
    rows: Vec<&'a Standing>,
    next: Option<Uuid>,
    /// Why it cannot be closed now.
    refusal: Option<String>,
}

impl Shown<'_> {
    fn points(&self, row: &Standing) -> String {
        let hundredths = row.standing.rem_euclid(POINT).div_euclid(HUNDREDTH);
        format!("{}.{hundredths:02}", row.standing.div_euclid(POINT))
    }

    fn unranked(&self, row: &Standing) -> Option<String> {
        row.unranked.as_ref().map(why)
    }

    fn is_by_lot(&self, row: &Standing) -> bool {
        self.judged.preview.outcome.decided_by_lot().contains(&row.design)
    }

    fn is_first_page(&self) -> bool {
        self.rows.first().map(|row| row.design)
            == self.judged.preview.outcome.rows.first().map(|row| row.design)
    }
}

#[derive(Template)]
#[template(path = "desk/close_confirm.html")]
struct Ask<'a> {
    frame: &'a Frame,
    judged: &'a Judged,
    form: &'a Form,
}

/// The ranking, the prizes and the sales as they would be; a round that is closed already leads to its page.
#[handler]
pub(crate) async fn look(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsAdmin,
    id: Path<Uuid>,
    query: Query<After>,
) -> Answer {
    let Some(judged) = judged(&app, &who.0, RoundId::new(id.0)).await? else {
        return Ok(see_other(&format!("/desk/rounds/{}", id.0)));
    };
    let all = &judged.preview.outcome.rows;
    let last = query.after.and_then(|last| all.iter().position(|row| row.design.uuid() == last));
    let begin = last.map_or(0, |index| index.saturating_add(1));
    let rows: Vec<&Standing> = all.iter().skip(begin).take(ROWS).collect();
    let has_more = all.len() > begin.saturating_add(rows.len());
    let next = rows.last().filter(|_| has_more).map(|row| row.design.uuid());
    let refusal = judged.round.now.close.as_ref().err().map(why);
    frame.page(&Shown { frame: &frame, judged: &judged, rows, next, refusal })
}

/// Says in numbers what closing does, and asks once more.
#[handler]
pub(crate) async fn ask(frame: Frame, app: Data<&Arc<App>>, who: AsAdmin, id: Path<Uuid>) -> Answer {
    confirm(&frame, &app, &who.0, RoundId::new(id.0), &Form::default()).await
}

/// Closes it, if that makes final what was shown.
#[handler]
pub(crate) async fn close(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsAdmin,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let id = RoundId::new(id.0);
    let seen = form.text("digest").parse::<Digest>();
    let seen = seen.map_err(|_| Problem::from(app::round::Error::OtherOutcome))?;
    match app::round::close_as_seen(&app, &who.0, id, seen, form.key()).await {
        Ok(()) => Ok(see_done(&format!("/desk/rounds/{id}"), "round-closed")),
        Err(error) => confirm(&frame, &app, &who.0, id, &form.refused(error)).await,
    }
}

async fn confirm(frame: &Frame, app: &App, admin: &Admin, id: RoundId, form: &Form) -> Answer {
    let Some(judged) = judged(app, admin, id).await? else {
        return Ok(see_other(&format!("/desk/rounds/{id}")));
    };
    frame.page_at(form.status(), &Ask { frame, judged: &judged, form })
}

/// None where the round is not judged, or not any more.
async fn judged(app: &App, admin: &Admin, id: RoundId) -> Result<Option<Judged>, Refused> {
    let round = app::round::dossier(app, admin, id).await?;
    if round.round.state != State::Judging {
        return Ok(None);
    }
    let preview = app::standing::preview(app, admin, id).await?;
    let digest = preview.outcome.digest().map_err(|error| Problem::internal(&error))?;
    Ok(Some(Judged { round, preview, digest }))
}
