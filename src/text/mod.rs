//! What people read, in their language: texts from Fluent catalogues, money and dates as their locale writes them.

#[expect(clippy::inline_always, reason = "askama writes filters so")]
pub mod filters;
mod format;
mod said;

use std::any::Any;
use std::borrow::Cow;
use std::collections::HashMap;

use chrono_tz::Tz;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid};

pub use format::{day, instant, length, local, money, percent, points, span};
pub use said::{Argument, Said};

fluent_templates::static_loader! {
    static CATALOGUES = {
        locales: "./assets/locales",
        fallback_language: "en",
        // The marks would stand visibly in mails that are plain text.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

const ENGLISH: LanguageIdentifier = langid!("en");

const LOCALE: &str = "locale";

/// A reader's language and the brand's time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locale {
    pub language: LanguageIdentifier,
    pub zone: Tz,
}

impl Locale {
    pub const fn english(zone: Tz) -> Self {
        Self { language: ENGLISH, zone }
    }

    /// The text of this key, or the key itself where the catalogue lacks it (a test looks for those).
    pub fn text(&self, key: &str) -> String {
        CATALOGUES.try_lookup(&self.language, key).unwrap_or_else(|| key.to_owned())
    }

    /// The same with its arguments.
    pub fn text_with(&self, key: &str, arguments: &HashMap<Cow<'static, str>, FluentValue<'_>>) -> String {
        CATALOGUES.try_lookup_with_args(&self.language, key, arguments).unwrap_or_else(|| key.to_owned())
    }

    /// A key, or a tuple of a key and names with their values, as in the filter `t`.
    pub fn say(&self, said: &impl Said) -> String {
        said.say(self)
    }
}

/// Templates hand it to the filters.
impl askama::Values for Locale {
    fn get_value<'a>(&'a self, key: &str) -> Option<&'a dyn Any> {
        (key == LOCALE).then_some(self)
    }
}

/// Whether the English catalogue has this key, of a text without arguments.
pub fn is_known(key: &str) -> bool {
    CATALOGUES.try_lookup(&ENGLISH, key).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Money;

    #[test]
    fn a_text_takes_numbers_and_money() {
        let locale = Locale::english(Tz::UTC);
        let total = Money { minor: 123_450, currency: "EUR".parse().unwrap() };
        let check = |count: u32, expected: &str| {
            assert_eq!(locale.say(&("test-units", "count", count, "total", total)), expected);
        };
        check(1, "1 unit for €1,234.50");
        check(3, "3 units for €1,234.50");
    }

    #[test]
    fn an_unknown_key_is_shown_as_it_is() {
        assert_eq!(Locale::english(Tz::UTC).text("no-such-key"), "no-such-key");
        assert!(!is_known("no-such-key"));
        assert!(is_known("time-units"));
    }
}
