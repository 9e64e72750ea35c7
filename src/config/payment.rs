//! Which payment provider charges cards, and how it is reached.

use std::time::Duration;

use url::Url;

use super::{Secret, Settings};
use crate::domain::rate::Rates;
use crate::gateway::is_production;

/// How the provider's secret and restricted keys begin.
const KEYS: [&str; 4] = ["sk_test_", "rk_test_", "sk_live_", "rk_live_"];
const TEST: &str = "_test_";
/// A confirmation that is declined is followed by a look at its intent, all under one lease.
const REQUESTS_UNDER_ONE_LEASE: u64 = 2;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Provider {
    /// Charges nobody; refused in production.
    Sandbox {
        /// How long each call takes.
        delay: Duration,
    },
    Stripe {
        secret_key: Secret,
        /// It ends in a slash.
        base_url: String,
        /// How long one request may take.
        timeout: Duration,
    },
}

impl Provider {
    /// How fast it may be asked where no setting says otherwise: Stripe's test mode allows less than its live mode.
    pub(super) fn rates(&self) -> Rates {
        match self {
            Self::Sandbox { .. } => Rates::UNLIMITED,
            Self::Stripe { secret_key, .. } if secret_key.expose().contains(TEST) => Rates::TEST,
            Self::Stripe { .. } => Rates::LIVE,
        }
    }
}

/// The settings of the provider that is named; those of the other are read too, so that a mistake there is told.
pub(super) fn provider(settings: &mut Settings) -> Provider {
    let lease: u64 = settings.peek("worker.lease_seconds").parse().unwrap_or(u64::MAX);
    let name: String = settings.take("payment.provider").unwrap_or_default();
    let delay = settings.within("payment.sandbox_delay_ms", 0, 60_000).unwrap_or_default();
    let key: String = settings.take("payment.stripe_secret_key").unwrap_or_default();
    let base_url: String = settings.take("payment.stripe_base_url").unwrap_or_default();
    let seconds = settings.within("payment.stripe_timeout_seconds", 1, 120).unwrap_or_default();
    let environment = settings.peek("environment").to_owned();
    let wrong = match name.as_str() {
        "sandbox" => return Provider::Sandbox { delay: Duration::from_millis(delay) },
        "stripe" => [
            wrong_key(&key, &environment),
            wrong_address(&base_url, &environment),
            (seconds.saturating_mul(REQUESTS_UNDER_ONE_LEASE) > lease).then(|| {
                format!(
                    "payment.stripe_timeout_seconds is {seconds}; it is at most half of worker.lease_seconds"
                )
            }),
        ],
        _ => {
            [Some(format!("payment.provider is {name:?}; this version knows sandbox and stripe")), None, None]
        }
    };
    settings.mistakes.extend(wrong.into_iter().flatten());
    Provider::Stripe {
        secret_key: Secret::new(key),
        base_url: format!("{}/", base_url.trim_end_matches('/')),
        timeout: Duration::from_secs(seconds),
    }
}

/// What is wrong with a key, without showing it.
fn wrong_key(key: &str, environment: &str) -> Option<String> {
    if key.is_empty() {
        return Some("payment.stripe_secret_key must be set where payment.provider is stripe".to_owned());
    }
    let is_key = KEYS.iter().any(|start| key.starts_with(start)) && key.bytes().all(|b| b.is_ascii_graphic());
    if !is_key {
        return Some(
            "payment.stripe_secret_key is no secret key of Stripe's: it begins with sk_ or rk_".to_owned(),
        );
    }
    let is_test = key.contains(TEST);
    (is_test && is_production(environment)).then(|| {
        "payment.stripe_secret_key is a key of the test mode, which charges nobody; production needs a live one"
            .to_owned()
    })
}

fn wrong_address(address: &str, environment: &str) -> Option<String> {
    let url = Url::parse(address).ok().filter(Url::has_host);
    match url.as_ref().map(Url::scheme) {
        Some("https") => None,
        Some("http") if !is_production(environment) => None,
        Some("http") => Some("payment.stripe_base_url begins with https:// in production".to_owned()),
        _ => Some("payment.stripe_base_url begins with https:// and names a host".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Mistakes};
    use super::*;

    const KEY: &str = "GREENLIT__PAYMENT__STRIPE_SECRET_KEY";
    const URL: &str = "GREENLIT__PAYMENT__STRIPE_BASE_URL";
    const TIMEOUT: &str = "GREENLIT__PAYMENT__STRIPE_TIMEOUT_SECONDS";

    fn load(environment: &str, variables: &[(&str, &str)]) -> Result<Config, Mistakes> {
        let named = [
            ("GREENLIT__PAYMENT__PROVIDER", "stripe"),
            ("GREENLIT__ENVIRONMENT", environment),
            ("GREENLIT__SECRET_KEY", "thirty-two-characters-are-enough"),
        ];
        let all = named.iter().chain(variables);
        Config::load_with(all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn stripe_needs_a_key_of_the_right_kind_and_an_address() {
        let check = |environment, variables: &[(&str, &str)], mistake: Option<&str>| {
            let found = load(environment, variables);
            match (found, mistake) {
                (Ok(_), None) => {}
                (Err(mistakes), Some(named)) => assert!(mistakes.to_string().contains(named), "{mistakes}"),
                (found, expected) => panic!("{variables:?}: {found:?}, not {expected:?}"),
            }
        };
        check("development", &[], Some("must be set where payment.provider is stripe"));
        check("development", &[(KEY, "pk_test_1")], Some("no secret key of Stripe's"));
        check("development", &[(KEY, "sk_test_1 2")], Some("no secret key of Stripe's"));
        check("development", &[(KEY, "sk_test_1")], None);
        check("production", &[(KEY, "sk_test_1")], Some("a key of the test mode"));
        check("production", &[(KEY, "rk_live_1")], None);
        let stand_in = "http://127.0.0.1:12111";
        check("development", &[(KEY, "sk_test_1"), (URL, stand_in)], None);
        check("production", &[(KEY, "sk_live_1"), (URL, stand_in)], Some("https:// in production"));
        check("development", &[(KEY, "sk_test_1"), (URL, "api.stripe.com")], Some("names a host"));
        check("development", &[(KEY, "sk_test_1"), (TIMEOUT, "31")], Some("at most half"));
        check("development", &[(KEY, "sk_test_1"), (TIMEOUT, "30")], None);
    }

    #[test]
    fn stripe_is_asked_as_fast_as_its_mode_allows() {
        let check = |variables: &[(&str, &str)], rates| {
            assert_eq!(load("development", variables).unwrap().rates, rates, "{variables:?}");
        };
        check(&[(KEY, "sk_test_1")], Rates::TEST);
        check(&[(KEY, "rk_live_1")], Rates::LIVE);
        let slower = Rates { all: Some(9), ..Rates::LIVE };
        check(&[(KEY, "sk_live_1"), ("GREENLIT__PAYMENT__RATE_ALL_PER_SECOND", "9")], slower);
    }

    #[test]
    fn an_address_ends_in_a_slash_and_a_key_is_never_shown() {
        let config = load("development", &[(KEY, "sk_test_hunter2"), (URL, "http://127.0.0.1:1")]).unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
        let Provider::Stripe { base_url, .. } = config.payment else { panic!("{:?}", config.payment) };
        assert_eq!(base_url, "http://127.0.0.1:1/");
        let mistakes = load("production", &[(KEY, "sk_test_hunter2")]).unwrap_err();
        assert!(!mistakes.to_string().contains("hunter2"));
    }
}
