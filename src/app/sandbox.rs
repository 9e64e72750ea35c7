//! The sandbox provider's own pages: what a buyer or designer would do at the provider. Absent with a real one.

use super::App;
use super::preorder::{self, Glance};
use crate::domain::money::Money;
use crate::gateway::payment::model::{Step, Verdict};
use crate::gateway::payment::sandbox::{Sandbox, Typed};
use crate::gateway::payment::{IntentRef, IntentStatus, PayeeRef, PayeeStatus, SessionRef, SessionStatus};

/// A card that the card page takes, and what it does.
pub use crate::gateway::payment::model::card::TEST_CARDS;

/// Why a page could not do it, as a sentence for the person who looks at it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("there is no sandbox here")]
    Absent,
    #[error("{0}")]
    Refused(String),
}

/// How far a visit to the card page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardPage {
    Typing,
    /// The bank asks about the card that was typed.
    Asking,
    Saved,
    Expired,
}

/// Where a person goes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// The same page asks something.
    Stay,
    /// Back to us.
    Return(String),
}

/// How a person answers the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Pass,
    Fail,
}

/// What is typed into the card form.
#[derive(Clone, Copy)]
pub struct Card<'a> {
    pub number: &'a str,
    pub exp_month: u8,
    /// Two or four digits.
    pub exp_year: u16,
    pub cvc: &'a str,
}

/// What the card page is about.
#[derive(Debug, Clone)]
pub struct Checkout {
    pub state: CardPage,
    pub return_url: String,
    /// None where the provider knows an order that we do not.
    pub order: Option<Glance>,
}

/// The bank's question about a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub amount: Money,
    /// Where an answer or leaving leads, while the bank waits for one.
    pub return_url: Option<String>,
}

pub fn is_there(app: &App) -> bool {
    app.outside.sandbox.is_some()
}

pub async fn card_page(app: &App, session: &str) -> Result<Checkout, Error> {
    let page = sandbox(app)?.card_page(&SessionRef(session.to_owned())).await.map_err(refused)?;
    let state = match page.session.status {
        SessionStatus::Open if page.is_authenticating => CardPage::Asking,
        SessionStatus::Open => CardPage::Typing,
        SessionStatus::Complete { .. } => CardPage::Saved,
        SessionStatus::Expired => CardPage::Expired,
    };
    let order = preorder::glance(app, None, page.session.preorder).await.ok();
    Ok(Checkout { state, return_url: page.return_url, order })
}

pub async fn submit_card(app: &App, session: &str, card: Card<'_>) -> Result<Next, Error> {
    let Card { number, exp_month, exp_year, cvc } = card;
    let typed = Typed { number, exp_month, exp_year, cvc };
    let step = sandbox(app)?.submit_card(&SessionRef(session.to_owned()), typed).await;
    step.map(next).map_err(refused)
}

pub async fn answer_for_card(app: &App, session: &str, answer: Answer) -> Result<Next, Error> {
    let step = sandbox(app)?.authenticate_card(&SessionRef(session.to_owned()), verdict(answer)).await;
    step.map(next).map_err(refused)
}

pub async fn question(app: &App, intent: &str) -> Result<Question, Error> {
    let page = sandbox(app)?.action_page(&IntentRef(intent.to_owned())).await.map_err(refused)?;
    let is_waiting = page.status == IntentStatus::RequiresAction;
    Ok(Question { amount: page.amount, return_url: page.return_url.filter(|_| is_waiting) })
}

pub async fn answer_for_charge(app: &App, intent: &str, answer: Answer) -> Result<String, Error> {
    let done = sandbox(app)?.finish_action(&IntentRef(intent.to_owned()), verdict(answer)).await;
    done.map_err(refused)
}

/// Completes a designer's account as its holder would.
pub async fn complete_payee(app: &App, payee: &str) -> Result<(), Error> {
    let done = sandbox(app)?.set_payee(&PayeeRef(payee.to_owned()), PayeeStatus::Active).await;
    done.map(|_| ()).map_err(refused)
}

fn sandbox(app: &App) -> Result<&Sandbox, Error> {
    app.outside.sandbox.as_deref().ok_or(Error::Absent)
}

fn next(step: Step) -> Next {
    match step {
        Step::Authenticate => Next::Stay,
        Step::Return(url) => Next::Return(url),
    }
}

const fn verdict(answer: Answer) -> Verdict {
    match answer {
        Answer::Pass => Verdict::Pass,
        Answer::Fail => Verdict::Fail,
    }
}

fn refused(refusal: crate::gateway::payment::sandbox::Refusal) -> Error {
    Error::Refused(refusal.0)
}
