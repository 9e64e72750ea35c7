//! The filters of pages: texts, money and dates, and the addresses of static files.

use askama::{Result, Values};

use super::asset::address;
pub(crate) use crate::text::filters::*;

/// `{{ "app.css"|asset }}`: an address that changes with the file's content.
#[askama::filter_fn]
pub(crate) fn asset(name: &str, _values: &dyn Values) -> Result<String> {
    Ok(address(name))
}
