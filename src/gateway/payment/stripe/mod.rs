//! Stripe as the provider: hosted pages and redirects only, each request sent once, under a key from a stored row.
//!
//! Answers are read into small structs of our own: a field that Stripe adds or drops elsewhere in an object must
//! not turn a charge that happened into an answer that cannot be read.

mod answer;
mod book;
mod decline;
mod form;
mod intent;
mod payee;
mod payment;
mod refund;
mod send;
mod session;
mod units;
mod wire;

use std::time::Duration;

use uuid::Uuid;

use self::form::Form;
use self::wire::Wire;

/// The address of Stripe's own interface.
pub const BASE_URL: &str = "https://api.stripe.com/";
/// Where its hosted pages are that a form of ours may lead to: saving a card, and the bank's question.
const HOSTED: [&str; 2] = ["https://checkout.stripe.com", "https://hooks.stripe.com"];
/// The version of the interface whose parameters and answers are meant here; sent with each request.
pub const API_VERSION: &str = "2026-09-30.endive";
/// The origins to which a form may lead from our pages; those of a stand-in are its own address.
pub fn form_targets(base_url: &str) -> Vec<String> {
    if base_url == BASE_URL {
        return HOSTED.map(ToOwned::to_owned).to_vec();
    }
    let origin = url::Url::parse(base_url).map(|url| url.origin().ascii_serialization());
    origin.into_iter().collect()
}

/// The most that one page of a list holds.
const PAGE: u32 = 100;
/// Pages of one list that are read at most; more than anything of ours fills.
const PAGES_MAX: u32 = 10_000;

const DEPLOYMENT: &str = "deployment";
const PREORDER: &str = "preorder";
const ATTEMPT: &str = "attempt";
const ACCOUNT: &str = "account";
const KEY: &str = "key";

#[derive(Debug, Clone)]
pub struct Settings {
    /// `BASE_URL`, or that of a stand-in; it ends in a slash.
    pub base_url: String,
    /// How long one request may take before it counts as unanswered.
    pub timeout: Duration,
    /// Everything we make there carries it, so that objects of another deployment are told apart.
    pub deployment: Uuid,
    /// Where Stripe's pages send designers who completed their account.
    pub payee_return_url: String,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the key or the address of the payment provider cannot be used")]
    Settings,
}

pub struct Stripe {
    wire: Wire,
    deployment: Uuid,
    payee_return_url: String,
}

impl Stripe {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// Where the key has characters that no header takes, or the address is none.
    pub fn new(secret_key: &str, settings: Settings) -> Result<Self, Error> {
        let Settings { base_url, timeout, deployment, payee_return_url } = settings;
        let wire = Wire::new(secret_key, base_url, timeout)?;
        Ok(Self { wire, deployment, payee_return_url })
    }

    /// What everything that we make there carries.
    fn marked(&self) -> Form {
        Form::new().metadata(DEPLOYMENT, self.deployment)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_form_leads_to_the_hosted_pages_or_to_the_stand_in_and_nowhere_else() {
        let check = |base_url, expected: &[&str]| assert_eq!(super::form_targets(base_url), expected);
        check(super::BASE_URL, &["https://checkout.stripe.com", "https://hooks.stripe.com"]);
        check("http://127.0.0.1:12111/", &["http://127.0.0.1:12111"]);
    }

    #[test]
    fn the_client_speaks_the_version_that_is_meant_here() {
        assert_eq!(stripe_client_core::VERSION.as_str(), super::API_VERSION);
    }
}
