//! A form as it was sent: guarded by its token, its texts as typed, and what was wrong with each field.

use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, Utc};
use poem::http::{StatusCode, header};
use poem::{FromRequest, Request, RequestBody};

use super::refused::Refused;
use super::visitor::Visitor;
use crate::http::problem::Problem;
use crate::text::Locale;

pub(crate) const TOKEN: &str = "token";
const KEY: &str = "key";
const FIELDS_MAX: usize = 2_000;
const LOCAL_TIME: &str = "%Y-%m-%dT%H:%M";

/// What was typed, and after a refusal what was wrong with it. Empty for a page that is opened anew.
#[derive(Debug, Default, Clone)]
pub(crate) struct Form {
    typed: Vec<(String, String)>,
    wrong: Vec<(String, String)>,
    refusal: Option<String>,
    status: Option<StatusCode>,
}

impl Form {
    /// A form whose fields hold something already, as when a thing is edited.
    pub(crate) fn filled<N: Into<String>, V: Into<String>>(fields: impl IntoIterator<Item = (N, V)>) -> Self {
        let typed = fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { typed, ..Self::default() }
    }

    /// The text of a field, without spaces around it; empty where there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.typed(name).trim()
    }

    /// The text of a field to the letter, as for passwords.
    pub(crate) fn typed(&self, name: &str) -> &str {
        typed(&self.typed, name)
    }

    /// All values of fields with this name, in the page's order.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.typed.iter().filter(|(known, _)| known == name).map(|(_, value)| value.trim()).collect()
    }

    /// Whether a box is ticked, or a button of this name was used.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.typed.iter().any(|(known, _)| known == name)
    }

    /// Whether one of the fields with this name has this value.
    pub(crate) fn is(&self, name: &str, value: &str) -> bool {
        self.typed.iter().any(|(known, typed)| known == name && typed == value)
    }

    /// Everything that was typed, for a form that is sent once more.
    pub(crate) fn fields(&self) -> &[(String, String)] {
        &self.typed
    }

    /// The idempotency key that the page gave the form.
    pub(crate) fn key(&self) -> &str {
        self.text(KEY)
    }

    /// A field as a value; on failure the field is named with what was wrong.
    pub(crate) fn parse<T: FromStr>(&self, name: &str) -> Result<T, Problem>
    where
        T::Err: ToString,
    {
        self.text(name).parse().map_err(|error: T::Err| Problem::fields([(name, error.to_string())]))
    }

    /// A field that may be left empty.
    pub(crate) fn parse_optional<T: FromStr>(&self, name: &str) -> Result<Option<T>, Problem>
    where
        T::Err: ToString,
    {
        if self.text(name).is_empty() { Ok(None) } else { self.parse(name).map(Some) }
    }

    /// A `datetime-local` field, which is in the brand's zone. A time that a change of clocks leaves out is refused,
    /// the first of two equal ones is taken.
    pub(crate) fn instant(&self, name: &str, locale: &Locale) -> Result<DateTime<Utc>, Problem> {
        let refused = |what: &str| Problem::fields([(name, what.to_owned())]);
        let typed = self.text(name);
        let text = typed.get(..16).unwrap_or(typed);
        let local = NaiveDateTime::parse_from_str(text, LOCAL_TIME).map_err(|_| refused("refusal-time"))?;
        let found = local.and_local_timezone(locale.zone).earliest();
        let at = found.ok_or_else(|| refused("refusal-time-left-out"))?;
        Ok(at.with_timezone(&Utc))
    }

    /// The same form with what was wrong beside its fields, to be shown once more.
    pub(crate) fn refused(mut self, problem: impl Into<Problem>) -> Self {
        let problem = problem.into();
        self.status = Some(problem.status());
        self.wrong = problem.errors().map(|(field, message)| (field.to_owned(), said(message))).collect();
        self.refusal = Some(said(&problem.said()));
        self
    }

    /// What was wrong with a field: a sentence, or a key of the catalogue.
    pub(crate) fn wrong(&self, name: &str) -> Option<&str> {
        let found = self.wrong.iter().find(|(known, _)| known == name);
        found.map(|(_, message)| message.as_str())
    }

    /// What was wrong with fields that the page does not show by themselves: `(field, message)`.
    pub(crate) fn all_wrong(&self) -> &[(String, String)] {
        &self.wrong
    }

    /// What was wrong with the whole.
    pub(crate) fn refusal(&self) -> Option<&str> {
        self.refusal.as_deref()
    }

    /// With which the page is shown: 200 when it is new, the refusal's otherwise.
    pub(crate) fn status(&self) -> StatusCode {
        self.status.unwrap_or(StatusCode::OK)
    }
}

impl<'a> FromRequest<'a> for Form {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let bytes = body.take()?.into_bytes().await?;
        let typed: Vec<(String, String)> =
            url::form_urlencoded::parse(&bytes).into_owned().take(FIELDS_MAX).collect();
        let form = Self { typed, ..Self::default() };
        check(request, form.text(TOKEN))?;
        Ok(form)
    }
}

/// The first field of this name, to the letter; empty where there is none.
pub(super) fn typed<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    let found = fields.iter().find(|(known, _)| known == name);
    found.map_or("", |(_, value)| value.as_str())
}

/// Refuses a form that this browser was not given.
pub(crate) fn check(request: &Request, token: &str) -> Result<(), Refused> {
    if Visitor::of(request).is_some_and(|visitor| visitor.has_made(token)) {
        return Ok(());
    }
    let why = "refusal-form-foreign";
    Err(Refused(Problem::forbidden("form-foreign", why)))
}

/// Whether our own page sent this, as the browser itself says.
pub(super) fn is_own(request: &Request) -> bool {
    if let Some(site) = request.header("sec-fetch-site") {
        return site == "same-origin";
    }
    let host = request.header(header::HOST).unwrap_or_default();
    let origin = request.header(header::ORIGIN).unwrap_or_default();
    !host.is_empty() && origin.split_once("://").is_some_and(|(_, name)| name == host)
}

/// What a page says of an error: a key of the catalogue stays one, for the filter `t`; anything else becomes a sentence.
fn said(text: &str) -> String {
    if crate::text::is_known(text) { text.to_owned() } else { sentence(text) }
}

/// An error's text as a sentence: errors begin small and end without a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return String::new() };
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{}{}{end}", first.to_uppercase(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use chrono_tz::Tz;

    use super::*;

    fn at(text: &str) -> Result<DateTime<Utc>, Problem> {
        Form::filled([("at", text)]).instant("at", &Locale::english(Tz::Europe__Berlin))
    }

    #[test]
    fn a_time_is_read_in_the_brands_zone() {
        let check = |text: &str, (day, hour, minute)| {
            let expected = Utc.with_ymd_and_hms(2030, 3, day, hour, minute, 0).unwrap();
            assert_eq!(at(text).unwrap(), expected);
        };
        check("2030-03-12T18:00", (12, 17, 0));
        check("2030-03-31T03:30", (31, 1, 30));
    }

    #[test]
    fn a_time_that_does_not_exist_is_refused() {
        for text in ["2030-03-31T02:30", "", "tomorrow"] {
            assert!(at(text).is_err());
        }
    }

    #[test]
    fn a_kind_of_problem_has_words_of_its_own_on_pages() {
        let check = |kind, detail: &str, expected: &str| {
            let form = Form::default().refused(Problem::conflict(kind, detail));
            assert_eq!(form.refusal(), Some(expected));
        };
        check("idempotency-key-reused", "use a new key", "refusal-idempotency-key-reused");
        check("sale-closed", "the sale is over", "The sale is over.");
        check("sale-closed", "refusal-expiry", "refusal-expiry");
    }

    #[test]
    fn errors_become_sentences() {
        assert_eq!(sentence("a title is missing"), "A title is missing.");
        assert_eq!(sentence("Really?"), "Really?");
        assert_eq!(sentence(""), "");
    }
}
