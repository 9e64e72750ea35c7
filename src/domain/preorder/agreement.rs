//! What a buyer agrees to: until when the total may be charged, and how long the card has to live.

use chrono::{DateTime, Months, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::CardTerm;
use crate::domain::time::{after, seconds};

/// After the grace of the whole sale, room for pauses and repairs.
pub const CHARGE_AFTER_GRACE: TimeDelta = TimeDelta::days(30);

/// The last instant at which the agreed total may be charged: deadline + grace + 30 days.
pub fn charge_by(deadline_at: DateTime<Utc>, grace_seconds: u32) -> DateTime<Utc> {
    after(after(deadline_at, seconds(grace_seconds)), CHARGE_AFTER_GRACE)
}

/// Whether a card outlives deadline and grace. Cards are good to the end of their month, taken in UTC;
/// a month or year that does not exist is too short.
pub fn card_term(exp_month: u8, exp_year: u16, deadline_at: DateTime<Utc>, grace_seconds: u32) -> CardTerm {
    let needed_until = after(deadline_at, seconds(grace_seconds));
    let expires_at = NaiveDate::from_ymd_opt(i32::from(exp_year), u32::from(exp_month), 1)
        .and_then(|first| first.checked_add_months(Months::new(1)))
        .map(|next| next.and_time(NaiveTime::MIN).and_utc());
    match expires_at {
        Some(expires_at) if expires_at > needed_until => CardTerm::LongEnough,
        Some(_) | None => CardTerm::TooShort,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_total_may_be_charged_for_thirty_days_after_the_grace() {
        assert_eq!(charge_by(at("2027-03-01T12:00:00Z"), 7 * 86_400), at("2027-04-07T12:00:00Z"));
    }

    #[test]
    fn a_card_is_good_to_the_end_of_its_month_in_utc() {
        let check = |month, year, deadline: &str, expected| {
            assert_eq!(card_term(month, year, at(deadline), 86_400), expected, "{month}/{year}");
        };
        check(3, 2027, "2027-03-30T23:59:59Z", CardTerm::LongEnough);
        check(3, 2027, "2027-03-31T00:00:00Z", CardTerm::TooShort);
        check(12, 2027, "2027-12-30T23:59:59Z", CardTerm::LongEnough);
        check(12, 2027, "2027-12-31T00:00:00Z", CardTerm::TooShort);
        check(2, 2028, "2028-02-28T00:00:00Z", CardTerm::LongEnough);
        check(0, 2030, "2027-01-01T00:00:00Z", CardTerm::TooShort);
        check(13, 2030, "2027-01-01T00:00:00Z", CardTerm::TooShort);
    }
}
