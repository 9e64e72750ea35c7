//! What the journal's tests share: the example of `MONEY.md` section 2 and a way to read an entry's lines.

use chrono::DateTime;
use uuid::Uuid;

use super::{Account, Entry, Occurrence, Part, Refs};
use crate::domain::money::Money;
use crate::domain::share::Share;

pub(crate) const ON: Occurrence =
    Occurrence { at: DateTime::UNIX_EPOCH, refs: Refs { round: None, campaign: None, preorder: None } };

pub(crate) fn id<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(number).into()
}

pub(crate) fn money(minor: i64, code: &str) -> Money {
    Money::new(minor, code.parse().unwrap())
}

pub(crate) fn eur(minor: i64) -> Money {
    money(minor, "EUR")
}

pub(crate) fn part(net: i64, tax: i64) -> Part {
    Part { net: eur(net), tax: eur(tax) }
}

pub(crate) fn share(designer: u128, minor: i64) -> Share {
    Share { account: id(designer), amount: eur(minor) }
}

/// Debits and credits exactly as a row of the table lists them.
pub(crate) fn lines(entry: &Entry, debits: &[(Account, i64)], credits: &[(Account, i64)]) {
    assert!(entry.is_balanced());
    let side = |amount: fn(&super::Posting) -> i64| -> Vec<_> {
        entry.postings().iter().map(|line| (line.account, amount(line))).filter(|line| line.1 != 0).collect()
    };
    assert_eq!(side(|line| line.debit_minor), debits, "debits of {}", entry.kind());
    assert_eq!(side(|line| line.credit_minor), credits, "credits of {}", entry.kind());
}
