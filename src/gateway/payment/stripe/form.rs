//! The parameters of a request, in one order: the same request under the same key has the same body.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::Serialize;

#[derive(Debug, Clone, Default, Serialize)]
#[serde(transparent)]
pub(super) struct Form(BTreeMap<String, String>);

impl Form {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn with(mut self, name: &str, value: impl Display) -> Self {
        self.0.insert(name.to_owned(), value.to_string());
        self
    }

    pub(super) fn metadata(self, name: &str, value: impl Display) -> Self {
        self.with(&format!("metadata[{name}]"), value)
    }

    pub(super) fn maybe(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
