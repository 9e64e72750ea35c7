//! What is wrong with a form or a document: all mistakes at once, each with its field and a sentence that helps.

use std::fmt::Display;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// One mistake, at a path such as `product.variants[0].price_minor`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{field}: {message}")]
pub struct FieldError {
    pub field: String,
    pub message: String,
}

impl FieldError {
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// Collects mistakes while a document is read from top to bottom.
#[derive(Debug, Default)]
pub struct Mistakes(Vec<FieldError>);

impl Mistakes {
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldError::new(field, message));
    }

    pub fn within<T: PartialOrd + Display>(&mut self, field: &str, value: &T, allowed: RangeInclusive<T>) {
        if !allowed.contains(value) {
            let message = format!("must be from {} to {}, and it is {value}", allowed.start(), allowed.end());
            self.add(field, message);
        }
    }

    /// A text of several lines, with something in it, of at most so many characters.
    pub fn text(&mut self, field: &str, value: &str, chars_max: usize) {
        let chars = value.chars().count();
        if value.trim().is_empty() {
            self.add(field, "must not be empty");
        } else if chars > chars_max {
            self.add(field, format!("must be at most {chars_max} characters long, and it has {chars}"));
        }
    }

    /// A text that is printed on one line.
    pub fn line(&mut self, field: &str, value: &str, chars_max: usize) {
        self.text(field, value, chars_max);
        if value.chars().any(char::is_control) {
            self.add(field, "must be one line without control characters");
        }
    }

    pub fn into_errors(self) -> Vec<FieldError> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_named_with_its_field() {
        let mut mistakes = Mistakes::default();
        mistakes.within("places", &0_u32, 1..=5);
        mistakes.within("places", &5_u32, 1..=5);
        mistakes.text("title", " \n", 10);
        mistakes.text("title", "한국어 열 글자를 넘는 제목", 10);
        mistakes.line("sku", "a\tb", 10);
        let said: Vec<String> = mistakes.into_errors().iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "places: must be from 1 to 5, and it is 0",
                "title: must not be empty",
                "title: must be at most 10 characters long, and it has 15",
                "sku: must be one line without control characters",
            ]
        );
    }
}
