//! Amounts and percentages as people type them, to whole numbers and back, without any float.

use crate::domain::money::{Currency, Money};
use crate::http::problem::Problem;
use crate::http::site::Form;

/// Basis points are percent with two more digits.
pub(super) const PERCENT_DIGITS: u16 = 2;

/// `25.5` with two digits is 2550; nothing where it is no such number, has more digits, or is too large.
pub(super) fn read(text: &str, digits: u16) -> Option<i64> {
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (text, ""),
    };
    let digits = usize::from(digits);
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) || fraction.len() > digits {
        return None;
    }
    format!("{whole}{fraction:0<digits$}").parse().ok()
}

/// A field as an amount of this currency.
pub(super) fn money(form: &Form, name: &str, currency: Currency) -> Result<Money, Problem> {
    let digits = currency.exponent();
    let key = if digits == 0 { "refusal-amount-whole" } else { "refusal-amount" };
    let wrong = || Problem::fields([(name, key.to_owned())]);
    Ok(Money::new(read(form.text(name), digits).ok_or_else(wrong)?, currency))
}

/// 2550 with two digits is `25.50`.
pub(super) fn write(number: i64, digits: u16) -> String {
    let digits = usize::from(digits);
    let sign = if number < 0 { "-" } else { "" };
    let text = format!("{:0>width$}", number.unsigned_abs(), width = digits.saturating_add(1));
    let (whole, fraction) = text.split_at(text.len().saturating_sub(digits));
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

/// The same without zeros at the end: 1900 with two digits is `19`.
pub(super) fn trimmed(number: i64, digits: u16) -> String {
    let text = write(number, digits);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_to_the_last_digit() {
        let check = |text: &str, digits, expected| assert_eq!(read(text, digits), expected, "{text}");
        check("25", 2, Some(2_500));
        check("25.5", 2, Some(2_550));
        check("0.05", 2, Some(5));
        check("25000", 0, Some(25_000));
        check("1.234", 3, Some(1_234));
        for wrong in ["", ".", "1.", ".5", "1.234", "-1", "+1", "1,5", "1 000", "1e3", "99999999999999999999"]
        {
            check(wrong, 2, None);
        }
        check("1.5", 0, None);
    }

    #[test]
    fn an_amount_has_the_digits_of_its_currency_and_a_wrong_one_is_told_by_example() {
        let money = |typed: &str, code: &str| {
            let found = money(&Form::filled([("x", typed)]), "x", code.parse().unwrap());
            found
                .map(|money| money.minor)
                .map_err(|wrong| wrong.errors().map(|(_, why)| why.to_owned()).collect())
        };
        let refused = |why: &str| Err(vec![why.to_owned()]);
        assert_eq!(money("27.5", "EUR"), Ok(2_750));
        assert_eq!(money("12000", "KRW"), Ok(12_000));
        assert_eq!(money("27.505", "EUR"), refused("refusal-amount"));
        assert_eq!(money("12.0", "KRW"), refused("refusal-amount-whole"));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let check = |number, digits, expected: &str| {
            assert_eq!(write(number, digits), expected);
            assert_eq!(read(expected, digits), Some(number));
        };
        check(2_550, 2, "25.50");
        check(5, 2, "0.05");
        check(25_000, 0, "25000");
        check(1_234, 3, "1.234");
    }

    #[test]
    fn a_percentage_has_no_zeros_at_its_end() {
        let check =
            |basis_points, expected: &str| assert_eq!(trimmed(basis_points, PERCENT_DIGITS), expected);
        check(1_900, "19");
        check(770, "7.7");
        check(5, "0.05");
        check(0, "0");
        check(10_000, "100");
    }
}
