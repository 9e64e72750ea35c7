//! A request's parameters: strict as Stripe is, which refuses what it does not know.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use crate::error::Refusal;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Params(BTreeMap<String, String>);

impl Params {
    pub(crate) fn parse(text: &str) -> Self {
        Self(url::form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// `allowed` are whole names; one that ends in `[*]` stands for any name inside its brackets.
    pub(crate) fn check(&self, allowed: &[&str], required: &[&str]) -> Result<(), Refusal> {
        if let Some(unknown) = self.0.keys().find(|name| !allowed.iter().any(|known| is_of(name, known))) {
            return Err(Refusal::parameter("parameter_unknown", unknown, "Received unknown parameter"));
        }
        let missing = required.iter().find(|name| !self.0.contains_key(**name));
        missing.map_or(Ok(()), |name| {
            Err(Refusal::parameter("parameter_missing", name, "Missing required param"))
        })
    }

    /// Which properties are to be shown whole, each one of these.
    pub(crate) fn expanded(&self, known: &[&str]) -> Result<Vec<String>, Refusal> {
        let asked: Vec<String> = self.under("expand").map(|(_, value)| value.to_owned()).collect();
        match asked.iter().find(|asked| !known.contains(&asked.as_str())) {
            Some(wrong) => {
                Err(Refusal::parameter("parameter_invalid", wrong, "This property cannot be expanded"))
            }
            None => Ok(asked),
        }
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(crate) fn needed(&self, name: &str) -> Result<&str, Refusal> {
        self.text(name).ok_or_else(|| Refusal::parameter("parameter_missing", name, "Missing required param"))
    }

    pub(crate) fn whole(&self, name: &str) -> Result<i64, Refusal> {
        let invalid = |_| Refusal::parameter("parameter_invalid_integer", name, "Invalid integer");
        self.needed(name)?.parse().map_err(invalid)
    }

    /// The id that the caller wrote among the metadata; nil where there is none, as on what others made.
    pub(crate) fn own<T: From<Uuid>>(&self, name: &str) -> T {
        let id = self.text(&format!("metadata[{name}]")).and_then(|text| text.parse::<Uuid>().ok());
        T::from(id.unwrap_or_default())
    }

    /// `outer[inner]` as one object.
    pub(crate) fn nested(&self, outer: &str) -> Value {
        self.under(outer).map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
    }

    fn under<'a>(&'a self, outer: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter_map(move |(name, value)| {
            let inner = name.strip_prefix(outer)?.strip_prefix('[')?.strip_suffix(']')?;
            Some((inner, value.as_str()))
        })
    }
}

fn is_of(name: &str, known: &str) -> bool {
    known.strip_suffix("[*]").map_or(name == known, |outer| {
        let inner = name.strip_prefix(outer).and_then(|rest| rest.strip_prefix('['));
        inner.and_then(|inner| inner.strip_suffix(']')).is_some_and(|inner| !inner.contains('['))
    })
}
