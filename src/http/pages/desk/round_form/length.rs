//! Lengths of time as people type them: `14 d`, `36 h`, `1 d 12 h`, `10 min`.

use crate::text::Locale;

/// Words for each unit, the first being the one that is written: as `d day days; h hour hours; ...`.
const UNITS: &str = "round-form-units";
const SECONDS: [u32; 4] = [86_400, 3_600, 60, 1];

/// Whole seconds; nothing where it is no such length or too long.
pub(super) fn read(text: &str, locale: &Locale) -> Option<u32> {
    let units = units(locale);
    let mut total: Option<u32> = None;
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let number = rest.split(|letter: char| !letter.is_ascii_digit()).next()?;
        let after = rest.strip_prefix(number)?.trim_start();
        let word = after.split(|letter: char| letter.is_ascii_digit() || letter.is_whitespace()).next()?;
        rest = after.strip_prefix(word)?.trim_start();
        let known = units.iter().zip(SECONDS).find(|(words, _)| words.iter().any(|known| known == word));
        let seconds = number.parse::<u32>().ok()?.checked_mul(known?.1)?;
        total = Some(total.unwrap_or(0).checked_add(seconds)?);
    }
    total
}

/// The shortest text that is read as these seconds.
pub(super) fn write(seconds: u32, locale: &Locale) -> String {
    let units = units(locale);
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (words, length) in units.iter().zip(SECONDS) {
        let number = rest.div_euclid(length);
        rest = rest.rem_euclid(length);
        let unit = words.first().map(String::as_str).unwrap_or_default();
        let is_last = length == 1 && parts.is_empty();
        if number > 0 || is_last {
            parts.push(format!("{number} {unit}"));
        }
    }
    parts.join(" ")
}

fn units(locale: &Locale) -> Vec<Vec<String>> {
    let text = locale.text(UNITS);
    text.split(';').map(|words| words.split_whitespace().map(str::to_owned).collect()).collect()
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;

    #[test]
    fn lengths_are_read_and_written() {
        let locale = Locale::english(Tz::UTC);
        let check = |seconds, written: &str| {
            assert_eq!(write(seconds, &locale), written);
            assert_eq!(read(written, &locale), Some(seconds));
        };
        check(0, "0 s");
        check(600, "10 min");
        check(3_600, "1 h");
        check(129_600, "1 d 12 h");
        check(1_209_600, "14 d");
        check(5_401, "1 h 30 min 1 s");
    }

    #[test]
    fn other_ways_to_write_a_length_are_read_too() {
        let locale = Locale::english(Tz::UTC);
        for text in ["36h", "36 hours", " 1 day 12 hours ", "1d12h"] {
            assert_eq!(read(text, &locale), Some(129_600), "{text}");
        }
        for text in ["", "14", "d", "two days", "1.5 h", "-1 h", "99999999 d", "14 weeks"] {
            assert_eq!(read(text, &locale), None, "{text}");
        }
    }
}
