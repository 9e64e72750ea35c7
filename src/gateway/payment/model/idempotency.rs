//! Keys: the first answer is saved with its request and given again for 24 hours, a 500 too.

use chrono::{DateTime, TimeDelta, Utc};

use super::session::{LIFE_MAX, LIFE_MIN};
use super::{Answer, Failure, Fate, Inexpressible, Key, Model, Moment, Money, Reply, Request, refused};
use crate::gateway::payment::currency;

/// How long a key is remembered.
pub const MEMORY: TimeDelta = TimeDelta::hours(24);
/// The longest key, in bytes.
pub const KEY_BYTES_MAX: usize = 255;
/// The largest amount of one object: twelve digits.
pub const AMOUNT_MINOR_MAX: i64 = 999_999_999_999;

/// A request that was begun under a key, and what was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Used {
    request: Request,
    answer: Answer<Reply>,
    at: DateTime<Utc>,
}

impl Model {
    pub(super) fn keyed(
        &mut self,
        moment: Moment,
        key: &Key,
        request: &Request,
        fate: Fate,
    ) -> Answer<Reply> {
        if let Some(used) = self.used.get(key)
            && moment.now.signed_duration_since(used.at) < MEMORY
        {
            return if used.request == *request { used.answer.clone() } else { Err(other_parameters()) };
        }
        check(key, request, moment.now)?;
        let answer = match fate {
            Fate::Answered => self.execute(moment, key, request),
            Fate::BrokenBefore => Err(Failure::Broken { status: 500 }),
            Fate::BrokenAfter => {
                // Its answer is lost on purpose: whether it was done can only be read.
                let _lost = self.execute(moment, key, request);
                Err(Failure::Broken { status: 500 })
            }
        };
        let used = Used { request: request.clone(), answer: answer.clone(), at: moment.now };
        self.used.insert(key.clone(), used);
        answer
    }

    fn execute(&mut self, moment: Moment, key: &Key, request: &Request) -> Answer<Reply> {
        match request {
            Request::CreateCustomer { buyer, email: _ } => Ok(self.create_customer(moment, *buyer)),
            Request::OpenSession(open) => self.open_session(moment, open),
            Request::CreateIntent(create) => self.create_intent(moment, create),
            Request::ConfirmIntent(confirm) => self.confirm_intent(moment, confirm),
            Request::CreateRefund(create) => self.create_refund(moment, key, create),
            Request::CreatePayee { account, email: _ } => Ok(self.create_payee(moment, *account)),
            Request::CreateTransfer(create) => self.create_transfer(moment, create),
            Request::TopUp { amount } => Ok(self.top_up(moment, *amount)),
        }
    }
}

/// What is wrong with a request by itself. Such an answer is not saved: the key stays unused.
fn check(key: &Key, request: &Request, now: DateTime<Utc>) -> Answer<()> {
    if key.0.is_empty() || key.0.len() > KEY_BYTES_MAX {
        return Err(refused("idempotency_key_invalid", "A key has 1 to 255 bytes."));
    }
    match request {
        Request::CreateCustomer { .. } | Request::CreatePayee { .. } | Request::ConfirmIntent(_) => Ok(()),
        Request::OpenSession(open) => check_life(open.expires_at.signed_duration_since(now)),
        Request::CreateIntent(create) => check_charge(create.amount),
        Request::CreateRefund(create) => check_amount(create.amount),
        Request::CreateTransfer(create) => check_amount(create.amount),
        Request::TopUp { amount } => check_amount(*amount),
    }
}

fn check_life(life: TimeDelta) -> Answer<()> {
    if life < LIFE_MIN || life > LIFE_MAX {
        let message = "A card page lives 30 minutes to 24 hours from when the provider makes it.";
        return Err(refused("expires_at_invalid", message));
    }
    Ok(())
}

fn check_charge(amount: Money) -> Answer<()> {
    check_amount(amount)?;
    let minimum = currency::minimum(amount.currency).map_err(|why| inexpressible(&why))?;
    if amount.minor < minimum.minor {
        return Err(refused("amount_too_small", &format!("The smallest charge is {minimum}.")));
    }
    Ok(())
}

fn check_amount(amount: Money) -> Answer<()> {
    currency::expressible(amount).map_err(|why| inexpressible(&why))?;
    if amount.minor <= 0 {
        return Err(refused("parameter_invalid_integer", "An amount is more than zero."));
    }
    if amount.minor > AMOUNT_MINOR_MAX {
        return Err(refused("amount_too_large", "An amount has at most twelve digits."));
    }
    Ok(())
}

fn inexpressible(why: &Inexpressible) -> Failure {
    refused("amount_invalid", &format!("{why}."))
}

fn other_parameters() -> Failure {
    refused("idempotency_error", "This key was used before, for a request with other parameters.")
}
