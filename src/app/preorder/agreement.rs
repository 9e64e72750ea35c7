//! The text that buyers accept. A new wording is a new file with a new version: old agreements name the old one.

use crate::app::App;
use crate::domain::digest::Digest;
use crate::domain::money::Money;
use crate::store::agreement::Text;

const VERSION: &str = "1";
const LANGUAGE: &str = "en";
const TEXT: &str = include_str!("../../../assets/agreement/en-1.txt");

/// The wording in force.
pub fn text() -> &'static str {
    TEXT
}

/// The same in a few words, with the total it is about, for the provider's card page.
pub(super) fn shown(app: &App, total: Money) -> String {
    let address = format!("{}/agreement", app.settings.public_url);
    app.settings.brand.locale.say(&(
        "pay-terms",
        "total",
        total,
        "version",
        VERSION,
        "address",
        address.as_str(),
    ))
}

/// What is kept of it with each agreement.
pub(super) fn accepted() -> Text {
    Text {
        version: VERSION.to_owned(),
        digest: Digest::of(TEXT.as_bytes()).to_string(),
        language: LANGUAGE.to_owned(),
    }
}
