//! The long form of a round: its texts and its whole rules document, made anew, like an earlier one, or edited.

mod fill;
mod length;
mod read;
mod rows;

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path, Query};
use serde::Deserialize;
use uuid::Uuid;

use self::rows::{COUNTRIES, Line, PRIZES, Table, VARIANTS};
use crate::app::caller::Admin;
use crate::app::{self, App};
use crate::domain::contest::Contest;
use crate::domain::id::{ContestId, RoundId};
use crate::domain::rules::IntegrityTerms;
use crate::http::page::ITEMS_MAX;
use crate::http::problem::Problem;
use crate::http::site::{Answer, AsAdmin, Form, Frame, Refused, filters, see_done, see_other};

#[derive(Deserialize)]
pub(crate) struct Start {
    contest: Option<Uuid>,
    /// An earlier round whose rules are taken over, but for its dates.
    from: Option<Uuid>,
}

/// The group of thresholds that is no detector.
const APPEAL: &str = "appeal";

#[derive(Template)]
#[template(path = "desk/round_form.html")]
struct Page<'a> {
    frame: &'a Frame,
    form: &'a Form,
    action: &'a str,
    /// To choose from; none where the round is in its contest already.
    contests: &'a [Contest],
    variants: Vec<Line>,
    countries: Vec<Line>,
    prizes: Vec<Line>,
}

impl<'a> Page<'a> {
    fn new(frame: &'a Frame, form: &'a Form, action: &'a str, contests: &'a [Contest]) -> Self {
        let lines = |table: Table| rows::lines(form, table);
        let [variants, countries, prizes] = [VARIANTS, COUNTRIES, PRIZES].map(lines);
        Self { frame, form, action, contests, variants, countries, prizes }
    }

    /// A field in words, with the number of its row.
    fn named(&self, field: &str) -> String {
        let text = self.frame.locale.text(&label(field));
        match row(field) {
            Some(number) => format!("{text} {number}"),
            None => text,
        }
    }
}

impl Page<'_> {
    /// The detectors' thresholds by detector, with the label of each group.
    fn thresholds(&self) -> Vec<(String, Vec<String>)> {
        let mut groups: Vec<(String, Vec<String>)> = Vec::new();
        for (path, _) in IntegrityTerms::USUAL.numbers() {
            let group = path.split('.').next().unwrap_or(path);
            let label = match group {
                APPEAL => "round-form-integrity-appeal".to_owned(),
                detector => format!("finding-detector-{detector}"),
            };
            let name = format!("integrity.{path}");
            match groups.last_mut().filter(|(last, _)| *last == label) {
                Some((_, names)) => names.push(name),
                None => groups.push((label, vec![name])),
            }
        }
        groups
    }

    fn has_wrong_threshold(&self) -> bool {
        self.form.all_wrong().iter().any(|(field, _)| field.starts_with("integrity."))
    }
}

/// `product.variants[0].price_minor` has the label `round-form-product-variants-price-minor`.
fn label(field: &str) -> String {
    let mut path = String::with_capacity(field.len());
    let mut is_number = false;
    for letter in field.chars() {
        match letter {
            '[' => is_number = true,
            ']' => is_number = false,
            _ if is_number => {}
            '.' | '_' => path.push('-'),
            other => path.push(other),
        }
    }
    format!("round-form-{path}")
}

/// The number of the row that a field is in, from 1.
fn row(field: &str) -> Option<usize> {
    let number = field.split_once('[')?.1.split_once(']')?.0;
    Some(number.parse::<usize>().ok()?.saturating_add(1))
}

/// An empty form, or one with an earlier round's rules.
#[handler]
pub(crate) async fn new(frame: Frame, app: Data<&Arc<App>>, who: AsAdmin, query: Query<Start>) -> Answer {
    let contests = app::contest::list(&app, None, ITEMS_MAX).await?;
    if contests.is_empty() {
        return Ok(see_other("/desk/contests/new"));
    }
    let mut fields = match query.from {
        Some(from) => fill::like(&round(&app, &who.0, from).await?, &frame.locale),
        None => fill::usual(&frame.locale),
    };
    if let Some(contest) = query.contest {
        fields.push(("contest".to_owned(), contest.to_string()));
    }
    let form = rows::tidied(&Form::filled(fields));
    frame.page(&Page::new(&frame, &form, "/desk/rounds/new", &contests))
}

/// Makes the draft; a button that only adds or drops a row makes nothing.
#[handler]
pub(crate) async fn create(frame: Frame, app: Data<&Arc<App>>, who: AsAdmin, form: Form) -> Answer {
    let contests = app::contest::list(&app, None, ITEMS_MAX).await?;
    let form = if let Some(form) = rows::changed(&form) {
        form
    } else {
        let form = rows::tidied(&form);
        match make(&frame, &app, &who.0, &form).await {
            Ok(id) => return Ok(see_done(&format!("/desk/rounds/{id}"), "round-made")),
            Err(problem) => form.refused(problem),
        }
    };
    frame.page_at(form.status(), &Page::new(&frame, &form, "/desk/rounds/new", &contests))
}

async fn make(frame: &Frame, app: &App, admin: &Admin, form: &Form) -> Result<RoundId, Problem> {
    let draft = read::draft(form, &frame.locale)?;
    let contest: Uuid = form.parse("contest")?;
    let done = app::round::create_once(app, admin, ContestId::new(contest), draft, form.key()).await;
    done.map_err(|error| read::explained(error, &frame.locale))
}

/// The form with what a draft has now.
#[handler]
pub(crate) async fn edit(frame: Frame, app: Data<&Arc<App>>, who: AsAdmin, id: Path<Uuid>) -> Answer {
    let found = round(&app, &who.0, id.0).await?;
    let form = rows::tidied(&Form::filled(fill::all(&found, &frame.locale)));
    frame.page(&Page::new(&frame, &form, &path(id.0), &[]))
}

/// Replaces the draft.
#[handler]
pub(crate) async fn update(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsAdmin,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let form = if let Some(form) = rows::changed(&form) {
        form
    } else {
        let form = rows::tidied(&form);
        match replace(&frame, &app, &who.0, RoundId::new(id.0), &form).await {
            Ok(()) => return Ok(see_done(&format!("/desk/rounds/{}", id.0), "round-edited")),
            Err(problem) => form.refused(problem),
        }
    };
    frame.page_at(form.status(), &Page::new(&frame, &form, &path(id.0), &[]))
}

async fn replace(frame: &Frame, app: &App, admin: &Admin, id: RoundId, form: &Form) -> Result<(), Problem> {
    let mut draft = read::draft(form, &frame.locale)?;
    draft.rules.version = form.parse("version")?;
    let done = app::round::edit_as_seen(app, admin, id, draft, form.key()).await;
    done.map_err(|error| read::explained(error, &frame.locale))
}

async fn round(app: &App, admin: &Admin, id: Uuid) -> Result<crate::domain::round::Round, Refused> {
    Ok(app::round::find(app, Some(admin.member()), RoundId::new(id)).await?)
}

fn path(id: Uuid) -> String {
    format!("/desk/rounds/{id}/edit")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fields_label_follows_from_its_path() {
        let check = |field: &str, expected: &str, number| {
            assert_eq!(label(field), expected);
            assert_eq!(row(field), number);
        };
        check("title", "round-form-title", None);
        check("windows.scoring_open_at", "round-form-windows-scoring-open-at", None);
        check("product.variants[11].price_minor", "round-form-product-variants-price-minor", Some(12));
    }
}
