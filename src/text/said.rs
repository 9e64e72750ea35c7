//! What the filter `t` takes: a key alone, or a tuple of a key, names and values: `("gate-units", "count", 3)`.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use fluent_templates::fluent_bundle::FluentValue;

use super::{Locale, format};
use crate::domain::money::Money;

/// A text to look up.
pub trait Said {
    fn say(&self, locale: &Locale) -> String;
}

/// A value that stands in a text: numbers count, money and instants are written as the locale writes them.
pub trait Argument {
    fn value(&self, locale: &Locale) -> FluentValue<'static>;
}

impl Said for str {
    fn say(&self, locale: &Locale) -> String {
        locale.text(self)
    }
}

impl Said for String {
    fn say(&self, locale: &Locale) -> String {
        locale.text(self)
    }
}

impl<T: Said + ?Sized> Said for &T {
    fn say(&self, locale: &Locale) -> String {
        (**self).say(locale)
    }
}

macro_rules! tuples {
    ($($(($name:tt $value:ident $kind:ident))+;)+) => { $(
        impl<Key: AsRef<str>, $($kind: Argument),+> Said for (Key, $(&str, $kind),+) {
            fn say(&self, locale: &Locale) -> String {
                let mut arguments = HashMap::new();
                $(arguments.insert(Cow::Owned(self.$name.to_owned()), tuples!(@ self $value).value(locale));)+
                locale.text_with(self.0.as_ref(), &arguments)
            }
        }
    )+ };
    (@ $tuple:ident second) => { $tuple.2 };
    (@ $tuple:ident fourth) => { $tuple.4 };
    (@ $tuple:ident sixth) => { $tuple.6 };
    (@ $tuple:ident eighth) => { $tuple.8 };
    (@ $tuple:ident tenth) => { $tuple.10 };
}

tuples! {
    (1 second A);
    (1 second A) (3 fourth B);
    (1 second A) (3 fourth B) (5 sixth C);
    (1 second A) (3 fourth B) (5 sixth C) (7 eighth D);
    (1 second A) (3 fourth B) (5 sixth C) (7 eighth D) (9 tenth E);
}

macro_rules! numbers {
    ($($kind:ty)+) => { $(
        impl Argument for $kind {
            fn value(&self, _locale: &Locale) -> FluentValue<'static> {
                FluentValue::from(*self)
            }
        }
    )+ };
}

numbers! { i32 i64 u8 u16 u32 u64 usize }

macro_rules! texts {
    ($($kind:ty)+) => { $(
        impl Argument for $kind {
            fn value(&self, _locale: &Locale) -> FluentValue<'static> {
                FluentValue::String(Cow::Owned(self.to_string()))
            }
        }
    )+ };
}

texts! { str String Cow<'_, str> }

impl<T: Argument + ?Sized> Argument for &T {
    fn value(&self, locale: &Locale) -> FluentValue<'static> {
        (**self).value(locale)
    }
}

impl Argument for Money {
    fn value(&self, locale: &Locale) -> FluentValue<'static> {
        FluentValue::String(Cow::Owned(format::money(*self, locale)))
    }
}

impl Argument for DateTime<Utc> {
    fn value(&self, locale: &Locale) -> FluentValue<'static> {
        FluentValue::String(Cow::Owned(format::instant(*self, locale)))
    }
}
