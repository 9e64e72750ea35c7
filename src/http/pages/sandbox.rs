//! The sandbox provider's own pages: type a test card, answer the bank, complete an account.

use std::sync::Arc;

use askama::Template;
use poem::http::StatusCode;
use poem::web::{Data, Form, Path, Query};
use poem::{Route, get, handler};
use serde::Deserialize;

use crate::app::App;
use crate::app::sandbox::{self, Answer as Given, Card, CardPage, Checkout, Error, Next, TEST_CARDS};
use crate::http::site::{Answer, Frame, filters, see_other};

/// What the card's fields hold at first: the day is far off, and any code will do.
const GOOD_NUMBER: &str = "4242424242424242";
const GOOD_EXPIRY: &str = "12/40";
const GOOD_CVC: &str = "123";

/// What the forms send: a card, or an answer to the bank. No token guards them, as none of ours could at a
/// provider: who knows the address of a visit may use it.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Filled {
    number: String,
    /// As `12/30`.
    expiry: String,
    cvc: String,
    answer: String,
}

/// A card of the list, taken by a link where no script fills it in.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Taken {
    number: String,
}

/// A card of the list.
struct TestCard {
    number: &'static str,
    /// Its number in groups of four.
    shown: String,
    /// The key of what it does.
    label: String,
}

#[derive(Template)]
#[template(path = "sandbox/card.html")]
struct CardForm<'a> {
    frame: &'a Frame,
    checkout: &'a Checkout,
    /// The bank asks about the card that was typed.
    is_asking: bool,
    cards: Vec<TestCard>,
    number: &'a str,
    expiry: &'a str,
    cvc: &'static str,
    refusal: &'a str,
}

#[derive(Template)]
#[template(path = "sandbox/over.html")]
struct Over<'a> {
    frame: &'a Frame,
    label: &'static str,
    return_url: &'a str,
}

#[derive(Template)]
#[template(path = "sandbox/bank.html")]
struct Bank<'a> {
    frame: &'a Frame,
    question: &'a sandbox::Question,
    refusal: &'a str,
}

#[derive(Template)]
#[template(path = "sandbox/payee.html")]
struct Payee<'a> {
    frame: &'a Frame,
    is_complete: bool,
}

/// Their addresses, as the provider gives them out.
pub(crate) fn routes() -> Route {
    Route::new()
        .at("/card/:session", get(card_form).post(submit))
        .at("/3ds/:intent", get(question_form).post(answer_question))
        .at("/payee/:payee", get(payee_form).post(complete))
}

#[handler]
async fn card_form(frame: Frame, app: Data<&Arc<App>>, session: Path<String>, taken: Query<Taken>) -> Answer {
    let number = if taken.number.is_empty() { GOOD_NUMBER } else { taken.number.as_str() };
    show_card(&frame, &app, &session, Typed { number, expiry: GOOD_EXPIRY, refusal: "" }).await
}

#[handler]
async fn submit(frame: Frame, app: Data<&Arc<App>>, session: Path<String>, filled: Form<Filled>) -> Answer {
    let step = match filled.answer.as_str() {
        "pass" => sandbox::answer_for_card(&app, &session, Given::Pass).await,
        "fail" => sandbox::answer_for_card(&app, &session, Given::Fail).await,
        "leave" => return Ok(see_other(&sandbox::card_page(&app, &session).await?.return_url)),
        _ => type_card(&app, &session, &filled).await,
    };
    let refusal = match step {
        Ok(Next::Return(url)) => return Ok(see_other(&url)),
        Ok(Next::Stay) => String::new(),
        Err(Error::Refused(sentence)) => sentence,
        Err(Error::Absent) => return Err(Error::Absent.into()),
    };
    let number = if filled.number.is_empty() { GOOD_NUMBER } else { filled.number.as_str() };
    let expiry = if filled.expiry.is_empty() { GOOD_EXPIRY } else { filled.expiry.as_str() };
    show_card(&frame, &app, &session, Typed { number, expiry, refusal: &refusal }).await
}

async fn type_card(app: &App, session: &str, filled: &Filled) -> Result<Next, Error> {
    let unreadable = || Error::Refused("refusal-expiry".to_owned());
    let (month, year) = filled.expiry.split_once('/').ok_or_else(unreadable)?;
    let card = Card {
        number: &filled.number,
        exp_month: month.trim().parse().map_err(|_| unreadable())?,
        exp_year: year.trim().parse().map_err(|_| unreadable())?,
        cvc: filled.cvc.trim(),
    };
    sandbox::submit_card(app, session, card).await
}

/// What the card's fields hold, and why they were refused; empty where they were not.
struct Typed<'a> {
    number: &'a str,
    expiry: &'a str,
    refusal: &'a str,
}

async fn show_card(frame: &Frame, app: &App, session: &str, typed: Typed<'_>) -> Answer {
    let checkout = sandbox::card_page(app, session).await?;
    let over = |label| Over { frame, label, return_url: &checkout.return_url };
    let is_asking = match checkout.state {
        CardPage::Typing => false,
        CardPage::Asking => true,
        CardPage::Saved => return frame.page(&over("sandbox-saved")),
        CardPage::Expired => return frame.page(&over("sandbox-expired")),
    };
    let Typed { number, expiry, refusal } = typed;
    let cards = TEST_CARDS.iter().map(|card| test_card(card.number)).collect();
    let page =
        CardForm { frame, checkout: &checkout, is_asking, cards, number, expiry, cvc: GOOD_CVC, refusal };
    frame.page_at(status(refusal), &page)
}

fn test_card(number: &'static str) -> TestCard {
    let digits: Vec<char> = number.chars().collect();
    let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().collect()).collect();
    TestCard { number, shown: groups.join(" "), label: format!("sandbox-card-{number}") }
}

fn status(refusal: &str) -> StatusCode {
    if refusal.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

#[handler]
async fn question_form(frame: Frame, app: Data<&Arc<App>>, intent: Path<String>) -> Answer {
    show_question(&frame, &app, &intent, "").await
}

#[handler]
async fn answer_question(
    frame: Frame,
    app: Data<&Arc<App>>,
    intent: Path<String>,
    filled: Form<Filled>,
) -> Answer {
    let given = match filled.answer.as_str() {
        "pass" => Given::Pass,
        "fail" => Given::Fail,
        _ => {
            return match sandbox::question(&app, &intent).await?.return_url {
                Some(url) => Ok(see_other(&url)),
                None => show_question(&frame, &app, &intent, "").await,
            };
        }
    };
    match sandbox::answer_for_charge(&app, &intent, given).await {
        Ok(url) => Ok(see_other(&url)),
        Err(Error::Refused(sentence)) => show_question(&frame, &app, &intent, &sentence).await,
        Err(Error::Absent) => Err(Error::Absent.into()),
    }
}

async fn show_question(frame: &Frame, app: &App, intent: &str, refusal: &str) -> Answer {
    let question = sandbox::question(app, intent).await?;
    frame.page_at(status(refusal), &Bank { frame, question: &question, refusal })
}

#[handler]
fn payee_form(frame: Frame, _payee: Path<String>) -> Answer {
    frame.page(&Payee { frame: &frame, is_complete: false })
}

#[handler]
async fn complete(frame: Frame, app: Data<&Arc<App>>, payee: Path<String>) -> Answer {
    sandbox::complete_payee(&app, &payee).await?;
    frame.page(&Payee { frame: &frame, is_complete: true })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::is_known;

    #[test]
    fn every_test_card_says_what_it_does() {
        let unknown: Vec<_> =
            TEST_CARDS.iter().map(|card| test_card(card.number).label).filter(|key| !is_known(key)).collect();
        assert_eq!(unknown, Vec::<String>::new());
    }
}
