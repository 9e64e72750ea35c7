//! How fast the payment provider may be asked: what suits it, unless an operator says otherwise.

use super::Settings;
use crate::domain::rate::Rates;

const MOST_PER_SECOND: u64 = 10_000;

/// `suited` holds where nothing is set; zero means that there is no limit.
pub(super) fn rates(settings: &mut Settings, suited: Rates) -> Rates {
    Rates {
        endpoint: rate(settings, "payment.rate_endpoint_per_second", suited.endpoint),
        all: rate(settings, "payment.rate_all_per_second", suited.all),
    }
}

fn rate(settings: &mut Settings, name: &str, suited: Option<u32>) -> Option<u32> {
    if settings.peek(name).is_empty() {
        settings.take::<String>(name);
        return suited;
    }
    let rate = settings.within(name, 0, MOST_PER_SECOND)?;
    u32::try_from(rate).ok().filter(|rate| *rate > 0)
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::domain::rate::Rates;

    fn rates(endpoint: &str, all: &str) -> Result<Rates, String> {
        let variables = [
            ("GREENLIT__PAYMENT__RATE_ENDPOINT_PER_SECOND", endpoint),
            ("GREENLIT__PAYMENT__RATE_ALL_PER_SECOND", all),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Config::load_with(variables).map(|config| config.rates).map_err(|mistakes| mistakes.to_string())
    }

    #[test]
    fn the_sandbox_has_no_limit_unless_one_is_set() {
        assert_eq!(rates("", "").unwrap(), Rates::UNLIMITED);
        assert_eq!(rates("20", "80").unwrap(), Rates::LIVE);
        assert_eq!(rates("0", "5").unwrap(), Rates { endpoint: None, all: Some(5) });
    }

    #[test]
    fn a_rate_is_a_number_in_its_range() {
        assert!(rates("fast", "").unwrap_err().contains("payment.rate_endpoint_per_second"));
        assert!(rates("", "10001").unwrap_err().contains("between 0 and 10000"));
    }
}
