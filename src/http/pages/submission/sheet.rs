//! The words of a design as its form holds them: texts, origin, and the people who share in it.

use uuid::Uuid;

use crate::app::submission::{Partner, Person, Sheet};
use crate::domain::design::{CO_CREATORS_MAX, Design, Draft, Origin};
use crate::domain::id::AccountId;
use crate::domain::money::BASIS_POINTS;
use crate::http::problem::Problem;
use crate::http::site::Form;

/// Empty rows for more people, in each form.
const ROWS_MORE: usize = 2;
const WHO: &str = "who";
const SHARE: &str = "share";
const SHARE_WRONG: &str = "refusal-share";
const WHO_MISSING: &str = "refusal-share-whose";
const ORIGIN_MISSING: &str = "refusal-origin";

/// One row for a person with a share.
pub(crate) struct Row {
    pub(crate) number: usize,
    /// Somebody who is named already: shown, and sent as an account.
    pub(crate) name: Option<String>,
    pub(crate) who: String,
    pub(crate) share: String,
}

/// The rows of a form, with empty ones for more people.
pub(crate) fn rows(form: &Form, people: &[Person]) -> Vec<Row> {
    let name = |who: &str| {
        let id: Uuid = who.parse().ok()?;
        people.iter().find(|person| person.account.uuid() == id).map(|person| person.name.clone())
    };
    let row = |(number, (who, share)): (usize, (&str, &str))| Row {
        number,
        name: name(who),
        who: who.to_owned(),
        share: share.to_owned(),
    };
    let mut rows: Vec<Row> = typed(form).enumerate().map(row).collect();
    for _ in 0..ROWS_MORE.min(CO_CREATORS_MAX.saturating_sub(rows.len())) {
        rows.push(row((rows.len(), ("", ""))));
    }
    rows
}

/// A form that holds what the design has.
pub(crate) fn filled(design: &Design) -> Form {
    let mut fields = vec![
        ("title", design.title.clone()),
        ("story", design.story.clone()),
        ("origin", design.origin.to_string()),
        ("licensed_parts", design.licensed_parts.clone()),
    ];
    for creator in design.creators.iter().filter(|creator| creator.account != design.designer) {
        fields.push((WHO, creator.account.to_string()));
        fields.push((SHARE, percent(creator.share_basis_points)));
    }
    Form::filled(fields)
}

/// What was typed as values; a row whose share is empty names somebody who has none any more.
pub(crate) fn parse(form: &Form) -> Result<Sheet, Problem> {
    let mut wrong = Vec::new();
    let mut partners = Vec::new();
    for (number, (who, share)) in typed(form).enumerate() {
        if share.is_empty() && who.parse::<Uuid>().is_ok() {
            continue;
        }
        if who.is_empty() {
            wrong.push((format!("{WHO}-{number}"), WHO_MISSING.to_owned()));
        }
        match basis_points(share) {
            Some(share_basis_points) => partners.push(Partner { who: who.to_owned(), share_basis_points }),
            None => wrong.push((format!("{SHARE}-{number}"), SHARE_WRONG.to_owned())),
        }
    }
    let origin: Option<Origin> = form.text("origin").parse().ok();
    if origin.is_none() {
        wrong.push(("origin".to_owned(), ORIGIN_MISSING.to_owned()));
    }
    match origin {
        Some(origin) if wrong.is_empty() => Ok(Sheet {
            title: form.text("title").to_owned(),
            story: form.text("story").to_owned(),
            origin,
            licensed_parts: form.text("licensed_parts").to_owned(),
            partners,
        }),
        Some(_) | None => Err(Problem::fields(wrong_texts(form, origin).into_iter().chain(wrong))),
    }
}

/// What the texts have against them, so that every mistake is named at once.
fn wrong_texts(form: &Form, origin: Option<Origin>) -> Vec<(String, String)> {
    let draft = Draft {
        title: form.text("title").to_owned(),
        story: form.text("story").to_owned(),
        origin: origin.unwrap_or(Origin::Own),
        licensed_parts: origin.map_or("", |_| form.text("licensed_parts")).to_owned(),
        co_creators: Vec::new(),
    };
    let wrong = draft.check(AccountId::new(Uuid::nil())).into_iter();
    wrong.map(|wrong| (wrong.field, wrong.message)).collect()
}

/// The problem with its fields named as in this form.
pub(crate) fn named(form: &Form, problem: Problem) -> Problem {
    let fields: Vec<_> =
        problem.errors().map(|(field, message)| (here(form, field), message.to_owned())).collect();
    if fields.is_empty() { problem } else { Problem::fields(fields) }
}

/// `co_creators[1].account` as `who-1`, counted over the rows that were kept.
fn here(form: &Form, field: &str) -> String {
    let Some((index, part)) = field.strip_prefix("co_creators[").and_then(|rest| rest.split_once("]."))
    else {
        return if field == "co_creators" { format!("{SHARE}-0") } else { field.to_owned() };
    };
    let name = if part == "account" { WHO } else { SHARE };
    let mut kept = typed(form).enumerate().filter(|(_, (_, share))| !share.is_empty());
    let number = index.parse().ok().and_then(|index| kept.nth(index)).map_or(0, |(number, _)| number);
    format!("{name}-{number}")
}

/// The rows in which something was typed.
fn typed(form: &Form) -> impl Iterator<Item = (&str, &str)> {
    let rows = form.all(WHO).into_iter().zip(form.all(SHARE));
    rows.filter(|(who, share)| !(who.is_empty() && share.is_empty()))
}

/// 1,250 basis points as `12.5`.
pub(crate) fn percent(basis_points: u32) -> String {
    let text = format!("{}.{:02}", basis_points.div_euclid(100), basis_points.rem_euclid(100));
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `12.5` as 1,250 basis points; a comma is a point too, and a percent sign may follow.
fn basis_points(percent: &str) -> Option<u32> {
    let text = percent.trim().trim_end_matches('%').trim_end().replace(',', ".");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let are_digits = !whole.is_empty() && whole.len() <= 3 && fraction.len() <= 2;
    if !are_digits || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let points: u32 = format!("{whole}{fraction:0<2}").parse().ok()?;
    (1..BASIS_POINTS).contains(&points).then_some(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_and_written_as_percent() {
        for (text, points) in [("12.5", 1_250), ("30", 3_000), ("0.01", 1), ("99,99 %", 9_999)] {
            assert_eq!(basis_points(text), Some(points), "{text}");
        }
        for text in ["", "0", "100", "1.234", "-5", "1.2.3", "half", "٣"] {
            assert_eq!(basis_points(text), None, "{text}");
        }
        assert_eq!(percent(1_250), "12.5");
        assert_eq!(percent(3_000), "30");
        assert_eq!(percent(1), "0.01");
    }

    #[test]
    fn mistakes_stand_beside_the_row_that_has_them() {
        let form = Form::filled([
            ("who", ""),
            ("share", ""),
            ("who", "0191e4f0-0000-7000-8000-000000000001"),
            ("share", ""),
            ("who", "kim@example.org"),
            ("share", "20"),
        ]);
        assert_eq!(here(&form, "co_creators[0].account"), "who-1");
        assert_eq!(here(&form, "title"), "title");
    }
}
