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

use std::time::Duration;

use stripe::{Client, ClientBuilder};
use uuid::Uuid;

use self::form::Form;

/// The address of Stripe's own interface.
pub const BASE_URL: &str = "https://api.stripe.com/";
/// The version of the interface whose parameters and answers are meant here; sent with each request.
pub const API_VERSION: &str = "2026-09-30.endive";
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
    client: Client,
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
        let built = ClientBuilder::new(secret_key).url(base_url).timeout(timeout).build();
        // What the builder says may hold the key or the address.
        let client = built.map_err(|_| Error::Settings)?;
        Ok(Self { client, deployment, payee_return_url })
    }

    /// What everything that we make there carries.
    fn marked(&self) -> Form {
        Form::new().metadata(DEPLOYMENT, self.deployment)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_client_speaks_the_version_that_is_meant_here() {
        assert_eq!(stripe_client_core::VERSION.as_str(), super::API_VERSION);
    }
}
