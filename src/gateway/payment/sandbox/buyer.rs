//! What people do on the provider's own pages: type a card, answer the bank, complete an account.

use super::super::model::card::Entry;
use super::super::model::session::Visit;
use super::super::model::{Act, Command, Model, Reply, Step, Verdict};
use super::super::{
    Answer, CustomerRef, Failure, IntentRef, IntentStatus, Payee, PayeeRef, PayeeStatus, Refund, Session,
    SessionRef, Transfer, TransferRef,
};
use super::Sandbox;
use super::payment::only;
use crate::domain::money::Money;

/// A year of expiry far enough away for any test.
const FAR_YEAR: u16 = 2_099;

/// Why a page could not do it: a sentence for the person who looks at it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(pub String);

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused { code: _, message } => Self(message),
            Failure::NoAnswer | Failure::InFlight | Failure::RateLimited { .. } | Failure::Broken { .. } => {
                Self("This page does not work right now. Please try again.".to_owned())
            }
        }
    }
}

/// What was typed into the card form.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    pub number: &'a str,
    pub exp_month: u8,
    /// Two or four digits.
    pub exp_year: u16,
    pub cvc: &'a str,
}

impl<'a> Typed<'a> {
    /// A card with a date and a code that nobody can object to.
    pub const fn valid(number: &'a str) -> Self {
        Self { number, exp_month: 12, exp_year: FAR_YEAR, cvc: "123" }
    }
}

/// What the card page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardPage {
    pub session: Session,
    pub return_url: String,
    /// The bank asks about the card that was typed.
    pub is_authenticating: bool,
}

/// What the bank's page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionPage {
    pub amount: Money,
    pub status: IntentStatus,
    /// Where an answer leads, while the bank waits for one.
    pub return_url: Option<String>,
}

impl Sandbox {
    pub async fn card_page(&self, id: &SessionRef) -> Result<CardPage, Refusal> {
        let id = id.clone();
        let page = self.look(move |model, now| {
            let session = model.read_session(&id, now)?;
            let record = model.book().sessions.get(&id);
            let is_authenticating =
                record.is_some_and(|record| matches!(record.visit, Visit::Authenticating(_)));
            let return_url = record.map(|record| record.return_url.clone()).unwrap_or_default();
            Ok(CardPage { session, return_url, is_authenticating })
        });
        let page = page.await?;
        Ok(CardPage { session: self.hosted_session(page.session), ..page })
    }

    /// Saves a test card, or says that the bank asks first. A number that is no test card is never written down.
    pub async fn submit_card(&self, session: &SessionRef, typed: Typed<'_>) -> Result<Step, Refusal> {
        let entry = Entry::parse(typed.number, typed.exp_month, typed.exp_year, typed.cvc)?;
        let act = Act::SubmitCard { session: session.clone(), entry };
        Ok(only!(self.write(Command::Direct(act)).await, Step)?)
    }

    /// Answers the bank's question about a card that is being saved.
    pub async fn authenticate_card(&self, session: &SessionRef, verdict: Verdict) -> Result<Step, Refusal> {
        let act = Act::AuthenticateCard { session: session.clone(), verdict };
        Ok(only!(self.write(Command::Direct(act)).await, Step)?)
    }

    /// A whole visit to the card page: a valid test card, and yes to whatever the bank asks.
    pub async fn save_card(&self, session: &SessionRef, number: &str) -> Result<Step, Refusal> {
        match self.submit_card(session, Typed::valid(number)).await? {
            Step::Authenticate => self.authenticate_card(session, Verdict::Pass).await,
            Step::Return(url) => Ok(Step::Return(url)),
        }
    }

    /// Leaves the card page without saving; the session stays open. Returns where the buyer goes.
    pub async fn leave(&self, session: &SessionRef) -> Result<String, Refusal> {
        Ok(self.card_page(session).await?.return_url)
    }

    pub async fn action_page(&self, id: &IntentRef) -> Result<ActionPage, Refusal> {
        let id = id.clone();
        let page = self.look(move |model, _| {
            let intent = model.read_intent(&id)?;
            let return_url = model.book().intents.get(&id).and_then(|record| record.return_url.clone());
            Ok(ActionPage { amount: intent.amount, status: intent.status, return_url })
        });
        Ok(page.await?)
    }

    /// Answers the bank's question about a charge. Returns where the buyer goes.
    pub async fn finish_action(&self, intent: &IntentRef, verdict: Verdict) -> Result<String, Refusal> {
        let act = Act::FinishAction { intent: intent.clone(), verdict };
        match only!(self.write(Command::Direct(act)).await, Step)? {
            Step::Return(url) => Ok(url),
            Step::Authenticate => Err(Refusal("The bank asks once more.".to_owned())),
        }
    }

    /// Completes, restricts or closes a payee's account, as its holder or the provider would.
    pub async fn set_payee(&self, payee: &PayeeRef, status: PayeeStatus) -> Result<Payee, Refusal> {
        let act = Act::SetPayee { payee: payee.clone(), status };
        let payee = only!(self.write(Command::Direct(act)).await, Payee)?;
        Ok(self.hosted_payee(payee))
    }

    /// Calls back part of a transfer, as from the provider's dashboard.
    pub async fn reverse_transfer(&self, id: &TransferRef, amount: Money) -> Result<Transfer, Refusal> {
        let act = Act::ReverseTransfer { transfer: id.clone(), amount };
        Ok(only!(self.write(Command::Direct(act)).await, Transfer)?)
    }

    /// Pays money out to the brand's own bank, as from the provider's dashboard.
    pub async fn pay_out(&self, amount: Money) -> Result<(), Refusal> {
        self.write(Command::Direct(Act::PayOut { amount })).await?;
        Ok(())
    }

    /// Refunds a charge as a person does in the provider's dashboard.
    pub async fn refund_outside(&self, intent: &IntentRef, amount: Money) -> Result<Refund, Refusal> {
        let act = Act::RefundOutside { intent: intent.clone(), amount };
        Ok(only!(self.write(Command::Direct(act)).await, Refund)?)
    }

    /// Deletes a buyer as a person does in the provider's dashboard.
    pub async fn delete_customer(&self, customer: &CustomerRef) -> Result<(), Refusal> {
        self.write(Command::Direct(Act::DeleteCustomer(customer.clone()))).await?;
        Ok(())
    }

    /// Reads for a page: no faults, no delay.
    async fn look<T, F>(&self, look: F) -> Answer<T>
    where
        T: Send + 'static,
        F: FnOnce(&Model, chrono::DateTime<chrono::Utc>) -> Answer<T> + Send + 'static,
    {
        self.blocking(|shared| shared.read(look)).await.and_then(|answer| answer)
    }
}
