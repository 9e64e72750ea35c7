//! Askama filters: `t` for texts, `money` for amounts, `when` and `day` for instants.

use askama::filters::Safe;
use askama::{Result, Values, get_value};
use chrono::{DateTime, SecondsFormat, Utc};

use super::{LOCALE, Locale, Said, format};
use crate::domain::money::Money;

/// `{{ "home-title"|t }}` or `{{ ("gate-units", "count", 3)|t }}`.
#[askama::filter_fn]
pub fn t(said: impl Said, values: &dyn Values) -> Result<String> {
    Ok(said.say(get_value::<Locale>(values, LOCALE)?))
}

/// An amount with its currency.
#[askama::filter_fn]
pub fn money(amount: &Money, values: &dyn Values) -> Result<String> {
    Ok(format::money(*amount, get_value::<Locale>(values, LOCALE)?))
}

/// An instant to the minute in the brand's zone, with what machines read.
#[askama::filter_fn]
pub fn when(at: &DateTime<Utc>, values: &dyn Values) -> Result<Safe<String>> {
    Ok(element(*at, &format::instant(*at, get_value::<Locale>(values, LOCALE)?)))
}

/// The same as plain text, for mails.
#[askama::filter_fn]
pub fn plain(at: &DateTime<Utc>, values: &dyn Values) -> Result<String> {
    Ok(format::instant(*at, get_value::<Locale>(values, LOCALE)?))
}

/// An instant to the day.
#[askama::filter_fn]
pub fn day(at: &DateTime<Utc>, values: &dyn Values) -> Result<Safe<String>> {
    Ok(element(*at, &format::day(*at, get_value::<Locale>(values, LOCALE)?)))
}

/// How long until an instant, as whole days, hours or minutes; where scripts run it counts down.
#[askama::filter_fn]
pub fn until(at: &DateTime<Utc>, values: &dyn Values, now: &DateTime<Utc>) -> Result<Safe<String>> {
    let locale = get_value::<Locale>(values, LOCALE)?;
    let machine = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let units = locale.text("time-units");
    let text = format::length(*at - *now, locale);
    Ok(Safe(format!("<time datetime=\"{machine}\" data-countdown data-units=\"{units}\">{text}</time>")))
}

/// A length in seconds, in full.
#[askama::filter_fn]
pub fn span(seconds: &u32, values: &dyn Values) -> Result<String> {
    Ok(format::span(*seconds, get_value::<Locale>(values, LOCALE)?))
}

/// Basis points as a percentage.
#[askama::filter_fn]
pub fn percent(basis_points: &u32, _values: &dyn Values) -> Result<String> {
    Ok(format::percent(*basis_points))
}

/// A standing in millionths as points of a hundred.
#[askama::filter_fn]
pub fn points(millionths: &u32, _values: &dyn Values) -> Result<String> {
    Ok(format::points(*millionths))
}

/// The same to a tenth, for what decides nothing.
#[askama::filter_fn]
pub fn tenths(millionths: &u32, _values: &dyn Values) -> Result<String> {
    Ok(format::tenths(*millionths))
}

/// An instant as a form's `datetime-local` field holds it, in the brand's zone.
#[askama::filter_fn]
pub fn local(at: &DateTime<Utc>, values: &dyn Values) -> Result<String> {
    Ok(format::local(*at, get_value::<Locale>(values, LOCALE)?))
}

fn element(at: DateTime<Utc>, text: &str) -> Safe<String> {
    let machine = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    Safe(format!("<time datetime=\"{machine}\">{text}</time>"))
}
