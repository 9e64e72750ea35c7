//! Token buckets: their edges by table, and what no sequence of draws can get past.

use proptest::prelude::*;

use super::*;

const RATES: Rates = Rates { endpoint: Some(20), all: Some(80) };

fn at(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::microseconds(micros)
}

fn buckets(rates: Rates) -> Buckets {
    Buckets::new(rates, BTreeMap::new())
}

/// How many of `wanted` draws of one endpoint succeed at an instant.
fn draws(buckets: &mut Buckets, endpoint: Bucket, wanted: usize, micros: i64) -> usize {
    (0..wanted).filter(|_| buckets.draw(&[endpoint], at(micros))).count()
}

#[test]
fn jobs_get_three_quarters_at_once_and_then_the_rate() {
    let mut buckets = buckets(RATES);
    let mut check = |micros, expected| {
        assert_eq!(draws(&mut buckets, Bucket::ConfirmIntent, 100, micros), expected, "at {micros}");
    };
    check(0, 15);
    check(49_999, 0);
    check(50_000, 1);
    check(1_050_000, 15);
    check(1_150_000, 2);
    check(900_000, 0);
}

#[test]
fn all_endpoints_together_stay_below_the_limit_of_all() {
    let mut buckets = buckets(RATES);
    let endpoints = [
        Bucket::ConfirmIntent,
        Bucket::CreateIntent,
        Bucket::Detach,
        Bucket::CreateRefund,
        Bucket::ReadIntent,
    ];
    let at_once: usize = endpoints.iter().map(|one| draws(&mut buckets, *one, 100, 0)).sum();
    assert_eq!(at_once, 60, "three quarters of 80");
}

#[test]
fn a_job_of_two_requests_gets_both_tokens_or_none() {
    let mut buckets = buckets(Rates { endpoint: None, all: Some(2) });
    let two = [Bucket::CreateCustomer, Bucket::OpenSession];
    assert!(buckets.draw(&two, at(0)));
    assert!(!buckets.draw(&two, at(500_000)));
    assert!(buckets.draw(&[Bucket::Detach], at(500_000)), "nothing was taken in vain");
}

#[test]
fn the_slowest_rates_still_let_jobs_through() {
    for rate in 1..=5 {
        let mut buckets = buckets(Rates { endpoint: Some(rate), all: None });
        let at_once = usize::try_from(rate - rate / 4).unwrap();
        assert_eq!(draws(&mut buckets, Bucket::Detach, 100, 0), at_once, "rate {rate}");
        assert!(buckets.draw(&[Bucket::Detach], at(1_000_000)), "rate {rate}");
    }
}

#[test]
fn people_are_never_refused_and_jobs_make_up_for_them() {
    let mut buckets = buckets(RATES);
    assert_eq!(draws(&mut buckets, Bucket::ReadIntent, 100, 0), 15);
    for _ in 0..5 {
        buckets.draw_first(&[Bucket::ReadIntent], at(0));
    }
    assert_eq!(draws(&mut buckets, Bucket::ReadIntent, 1, 299_999), 0);
    assert_eq!(draws(&mut buckets, Bucket::ReadIntent, 1, 300_000), 1);

    for _ in 0..1_000 {
        buckets.draw_first(&[Bucket::ReadIntent], at(300_000));
    }
    assert_eq!(draws(&mut buckets, Bucket::ReadIntent, 100, 1_599_999), 0);
    assert!(
        draws(&mut buckets, Bucket::ReadIntent, 100, 1_600_000) > 0,
        "a debt is that of a second at most"
    );
}

#[test]
fn a_bucket_told_to_wait_is_empty_until_then() {
    let mut buckets = buckets(RATES);
    buckets.back_off(Bucket::ConfirmIntent, at(10_000_000), at(0));
    buckets.back_off(Bucket::ConfirmIntent, at(2_000_000), at(1_000_000));
    assert_eq!(draws(&mut buckets, Bucket::ConfirmIntent, 9, 9_999_999), 0);
    assert_eq!(draws(&mut buckets, Bucket::CreateIntent, 9, 9_999_999), 9, "the others go on");
    assert_eq!(draws(&mut buckets, Bucket::ConfirmIntent, 9, 10_299_999), 0, "the reserve fills first");
    assert_eq!(draws(&mut buckets, Bucket::ConfirmIntent, 9, 10_300_000), 1);

    buckets.back_off(Bucket::Detach, at(i64::MAX / 2), at(0));
    let an_hour_on = BACK_OFF_MAX.num_microseconds().unwrap() + 1_000_000;
    assert!(buckets.draw(&[Bucket::Detach], at(an_hour_on)), "no provider is waited for longer than that");
}

#[test]
fn without_a_limit_nothing_is_kept() {
    let mut buckets = buckets(Rates::UNLIMITED);
    assert_eq!(draws(&mut buckets, Bucket::ConfirmIntent, 1_000, 0), 1_000);
    buckets.draw_first(&[Bucket::ReadIntent], at(0));
    buckets.back_off(Bucket::Detach, at(1), at(0));
    assert_eq!(buckets.changed().count(), 0);
}

#[test]
fn what_is_kept_is_what_goes_on() {
    let mut first = buckets(RATES);
    draws(&mut first, Bucket::ConfirmIntent, 12, 0);
    let kept: BTreeMap<Bucket, Level> = first.changed().collect();
    assert_eq!(kept.keys().copied().collect::<Vec<_>>(), [Bucket::All, Bucket::ConfirmIntent]);
    let mut second = Buckets::new(RATES, kept);
    assert_eq!(draws(&mut second, Bucket::ConfirmIntent, 100, 0), 3);
}

#[test]
fn the_rate_of_jobs_is_that_of_the_tighter_bucket() {
    let check = |rates: Rates, expected| assert_eq!(rates.per_second(), expected);
    check(Rates::LIVE, Some(20));
    check(Rates { endpoint: Some(20), all: Some(8) }, Some(8));
    check(Rates::UNLIMITED, None);
}

proptest! {
    /// Whoever draws and whenever, with clocks that step back: in no window do jobs get more than the rate and a burst.
    #[test]
    fn no_window_has_more_than_its_rate_and_a_burst(
        rate in 1_u32..100,
        steps in prop::collection::vec((0_i64..400_000, 0_usize..12, any::<bool>(), -2_000_i64..2_000), 1..120),
    ) {
        let mut buckets = buckets(Rates { endpoint: Some(rate), all: None });
        let mut now = 0_i64;
        let mut taken: Vec<(i64, i64)> = Vec::new();
        for (pause, wanted, is_person, skew) in steps {
            now += pause;
            if is_person {
                buckets.draw_first(&[Bucket::Detach], at(now));
                continue;
            }
            let got = draws(&mut buckets, Bucket::Detach, wanted, now + skew);
            taken.push((now, i64::try_from(got).unwrap()));
        }
        for first in 0..taken.len() {
            let mut sum = 0;
            for (instant, got) in &taken[first..] {
                sum += got;
                // Two clocks that are each 2 ms off may see 4 ms more.
                let length = instant - taken[first].0 + 4_000;
                let most = i64::from(rate) * length / 1_000_000 + i64::from(rate) + 1;
                prop_assert!(sum <= most, "{sum} in {length} microseconds at {rate}");
            }
        }
    }

    /// Nobody starves: a job that asks again and again gets through within a second of an undisturbed bucket.
    #[test]
    fn a_job_that_comes_back_a_second_later_gets_its_token(rate in 1_u32..500, drawn in 0_usize..600) {
        let mut buckets = buckets(Rates { endpoint: Some(rate), all: Some(rate) });
        draws(&mut buckets, Bucket::Detach, drawn, 0);
        prop_assert!(buckets.draw(&[Bucket::Detach], at(1_000_000)));
    }
}
