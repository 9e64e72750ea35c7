//! Money and instants as a locale writes them.

use chrono::{DateTime, Duration, Utc};

use super::Locale;
use crate::domain::money::Money;

const GROUP_DIGITS: usize = 3;
const SPANS: [(&str, u32); 4] =
    [("time-days", 86_400), ("time-hours", 3_600), ("time-minutes", 60), ("time-seconds", 1)];
/// Before the amount, without a space; every other currency stands as its code with a space.
const SYMBOLS: [(&str, &str); 8] = [
    ("EUR", "€"),
    ("USD", "$"),
    ("GBP", "£"),
    ("JPY", "¥"),
    ("KRW", "₩"),
    ("INR", "₹"),
    ("CAD", "CA$"),
    ("AUD", "A$"),
];

/// As `€1,234.50`, `-CHF 5.00` or `₩12,000`; the words around it are the catalogue's.
pub fn money(amount: Money, _locale: &Locale) -> String {
    let digits = usize::from(amount.currency.exponent());
    let sign = if amount.minor < 0 { "-" } else { "" };
    let text = format!("{:0>width$}", amount.minor.unsigned_abs(), width = digits.saturating_add(1));
    let (whole, fraction) = text.split_at(text.len().saturating_sub(digits));
    let point = if fraction.is_empty() { "" } else { "." };
    let code = amount.currency.code();
    let symbol = SYMBOLS.iter().find(|(known, _)| *known == code);
    let symbol = symbol.map_or_else(|| format!("{code}\u{a0}"), |(_, symbol)| (*symbol).to_owned());
    format!("{sign}{symbol}{}{point}{fraction}", grouped(whole))
}

/// As `12 March 2030, 18:00 CET`: the zone is always named.
pub fn instant(at: DateTime<Utc>, locale: &Locale) -> String {
    at.with_timezone(&locale.zone).format("%-d %B %Y, %H:%M %Z").to_string()
}

/// As `12 March 2030`.
pub fn day(at: DateTime<Utc>, locale: &Locale) -> String {
    at.with_timezone(&locale.zone).format("%-d %B %Y").to_string()
}

/// As a form's `datetime-local` field holds it: `2030-03-12T18:00`, in the brand's zone.
pub fn local(at: DateTime<Utc>, locale: &Locale) -> String {
    at.with_timezone(&locale.zone).format("%Y-%m-%dT%H:%M").to_string()
}

/// As `3 days`, `5 hours` or `12 minutes`; never less than nothing.
pub fn length(length: Duration, locale: &Locale) -> String {
    let (days, hours, minutes) = (length.num_days(), length.num_hours(), length.num_minutes().max(0));
    match (days, hours) {
        (2.., _) => locale.say(&("time-days", "count", days)),
        (_, 2..) => locale.say(&("time-hours", "count", hours)),
        _ => locale.say(&("time-minutes", "count", minutes)),
    }
}

/// All of a length, as `14 days`, `1 day 12 hours` or `90 seconds`: what rules say is not rounded.
pub fn span(seconds: u32, locale: &Locale) -> String {
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (key, length) in SPANS {
        let count = rest.div_euclid(length);
        rest = rest.rem_euclid(length);
        if count > 0 || (length == 1 && parts.is_empty()) {
            parts.push(locale.say(&(key, "count", count)));
        }
    }
    parts.join(" ")
}

/// Basis points as `10%` or `7.25%`.
pub fn percent(basis_points: u32) -> String {
    let (whole, rest) = (basis_points.div_euclid(100), basis_points.rem_euclid(100));
    let text = format!("{whole}.{rest:02}");
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A standing in millionths as points of a hundred with all its digits: the printed number is the one that ranks.
pub fn points(millionths: u32) -> String {
    format!("{}.{:04}", millionths.div_euclid(10_000), millionths.rem_euclid(10_000))
}

/// The same to a tenth of a point, cut off.
pub(super) fn tenths(millionths: u32) -> String {
    format!("{}.{}", millionths.div_euclid(10_000), millionths.rem_euclid(10_000).div_euclid(1_000))
}

fn grouped(whole: &str) -> String {
    let mut text = String::with_capacity(whole.len().saturating_mul(2));
    for (index, digit) in whole.chars().enumerate() {
        let rest = whole.len().saturating_sub(index);
        if index > 0 && rest.is_multiple_of(GROUP_DIGITS) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use chrono_tz::Tz;

    use super::*;

    #[test]
    fn amounts_have_the_digits_of_their_currency() {
        let check = |minor, code: &str, expected: &str| {
            let amount = Money { minor, currency: code.parse().unwrap() };
            assert_eq!(money(amount, &Locale::english(Tz::UTC)), expected);
        };
        check(0, "EUR", "€0.00");
        check(5, "EUR", "€0.05");
        check(-123_456_789, "USD", "-$1,234,567.89");
        check(12_000, "KRW", "₩12,000");
        check(999, "JPY", "¥999");
        check(1_000, "KWD", "KWD\u{a0}1.000");
        check(100_000, "CHF", "CHF\u{a0}1,000.00");
    }

    #[test]
    fn instants_name_the_brands_zone_in_winter_and_summer() {
        let locale = Locale::english(Tz::Europe__Berlin);
        let check = |month, expected: &str| {
            let at = Utc.with_ymd_and_hms(2030, month, 1, 23, 30, 0).unwrap();
            assert_eq!(instant(at, &locale), expected);
        };
        check(1, "2 January 2030, 00:30 CET");
        check(7, "2 July 2030, 01:30 CEST");
        let at = Utc.with_ymd_and_hms(2030, 1, 1, 23, 30, 0).unwrap();
        assert_eq!(day(at, &locale), "2 January 2030");
    }

    #[test]
    fn a_length_in_rules_is_said_in_full() {
        let check = |seconds, expected: &str| assert_eq!(span(seconds, &Locale::english(Tz::UTC)), expected);
        check(14 * 86_400, "14 days");
        check(86_400 + 43_200, "1 day 12 hours");
        check(600, "10 minutes");
        check(90, "1 minute 30 seconds");
        check(0, "0 seconds");
    }

    #[test]
    fn shares_and_standings_keep_every_digit() {
        for (basis_points, expected) in
            [(0, "0%"), (1_000, "10%"), (725, "7.25%"), (10_000, "100%"), (5, "0.05%")]
        {
            assert_eq!(percent(basis_points), expected);
        }
        for (millionths, expected) in [(0, "0.0000"), (874_321, "87.4321"), (1_000_000, "100.0000")] {
            assert_eq!(points(millionths), expected);
        }
        assert_eq!(tenths(874_321), "87.4");
    }
}
