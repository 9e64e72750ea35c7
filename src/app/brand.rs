//! Whose service this is: its name, its time zone, and its legal texts.

use std::collections::BTreeMap;
use std::path::Path;

use chrono_tz::Tz;

use crate::text::Locale;

/// A file a page: `imprint.md`, `terms.md`, `refunds.md`, `privacy.md`.
pub const LEGAL_PAGES: [&str; 4] = ["imprint", "terms", "refunds", "privacy"];
const LEGAL_BYTES_MAX: u64 = 200_000;

/// What an operator says of the brand.
#[derive(Debug, Clone)]
pub struct Brand {
    pub name: String,
    pub locale: Locale,
    legal: BTreeMap<&'static str, String>,
}

#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("the legal page {path} cannot be read: {source}")]
    Missing { path: String, source: std::io::Error },
    #[error("the legal page {0} is larger than {LEGAL_BYTES_MAX} bytes")]
    TooLarge(String),
}

impl Brand {
    /// Without legal pages: each says that the operator has not written it yet.
    pub fn new(name: &str, zone: Tz) -> Self {
        Self { name: name.to_owned(), locale: Locale::english(zone), legal: BTreeMap::new() }
    }

    /// Takes all legal pages from a folder; one that is missing is an error.
    pub fn read_legal(&mut self, folder: &Path) -> Result<(), Unreadable> {
        for name in LEGAL_PAGES {
            let path = folder.join(name).with_extension("md");
            let shown = path.display().to_string();
            let unreadable = |source| Unreadable::Missing { path: shown.clone(), source };
            if std::fs::metadata(&path).map_err(unreadable)?.len() > LEGAL_BYTES_MAX {
                return Err(Unreadable::TooLarge(shown));
            }
            self.legal.insert(name, std::fs::read_to_string(&path).map_err(unreadable)?);
        }
        Ok(())
    }

    /// Sets one legal page's Markdown, as the demo does.
    pub fn set_legal(&mut self, name: &'static str, markdown: &str) {
        self.legal.insert(name, markdown.to_owned());
    }

    /// A legal page's Markdown, where the operator has written it.
    pub fn legal(&self, name: &str) -> Option<&str> {
        self.legal.get(name).map(String::as_str)
    }
}
