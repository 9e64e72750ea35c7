//! The sandbox provider's own pages as bare forms: type a test card, answer the bank, complete an account.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Form, Path};
use poem::{Response, Route, get, handler};
use serde::Deserialize;

use super::{escape, page, see_other};
use crate::app::App;
use crate::app::sandbox::{self, Answer, Card, CardPage, Error, Next, TEST_CARDS};
use crate::http::problem::Problem;

/// What the forms send: a card, or an answer to the bank.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Filled {
    number: String,
    /// As `12/30`.
    expiry: String,
    cvc: String,
    answer: String,
}

/// Their addresses, as the provider gives them out.
pub(crate) fn routes() -> Route {
    Route::new()
        .at("/card/:session", get(card_form).post(submit))
        .at("/3ds/:intent", get(question_form).post(answer_question))
        .at("/payee/:payee", get(payee_form).post(complete))
}

#[handler]
async fn card_form(app: Data<&Arc<App>>, session: Path<String>) -> Result<Response, Problem> {
    show_card(&app, &session, "").await
}

#[handler]
async fn submit(
    app: Data<&Arc<App>>,
    session: Path<String>,
    filled: Form<Filled>,
) -> Result<Response, Problem> {
    let step = match filled.answer.as_str() {
        "pass" => sandbox::answer_for_card(&app, &session, Answer::Pass).await,
        "fail" => sandbox::answer_for_card(&app, &session, Answer::Fail).await,
        "leave" => return Ok(see_other(&sandbox::card_page(&app, &session).await?.1)),
        _ => type_card(&app, &session, &filled).await,
    };
    match step {
        Ok(Next::Return(url)) => Ok(see_other(&url)),
        Ok(Next::Stay) => show_card(&app, &session, "").await,
        Err(Error::Refused(sentence)) => show_card(&app, &session, &sentence).await,
        Err(Error::Absent) => Err(Error::Absent.into()),
    }
}

async fn type_card(app: &App, session: &str, filled: &Filled) -> Result<Next, Error> {
    let unreadable = || Error::Refused("The expiry is a month and a year, as 12/30.".to_owned());
    let (month, year) = filled.expiry.split_once('/').ok_or_else(unreadable)?;
    let card = Card {
        number: &filled.number,
        exp_month: month.trim().parse().map_err(|_| unreadable())?,
        exp_year: year.trim().parse().map_err(|_| unreadable())?,
        cvc: filled.cvc.trim(),
    };
    sandbox::submit_card(app, session, card).await
}

async fn show_card(app: &App, session: &str, refusal: &str) -> Result<Response, Problem> {
    let (state, return_url) = sandbox::card_page(app, session).await?;
    let back = format!("<p><a href=\"{}\">Back to the shop</a></p>", escape(&return_url));
    let body = match state {
        CardPage::Typing => typing(refusal),
        CardPage::Asking => asking("Your bank asks: is it you who saves this card?", refusal),
        CardPage::Saved => format!("<p>A card is saved.</p>{back}"),
        CardPage::Expired => format!("<p>The time for this page is over. Nothing was saved.</p>{back}"),
    };
    let status = if refusal.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page(status, "Sandbox: save a card", &body))
}

fn typing(refusal: &str) -> String {
    let refusal = alert(refusal);
    let mut cards = String::new();
    for card in TEST_CARDS {
        let explanation = escape(card.explanation);
        cards.extend(["<tr><td>", card.number, "</td><td>", &explanation, "</td></tr>"]);
    }
    format!(
        "<p>No real card is taken here and nothing is charged.</p>{refusal}<form method=\"post\">\
         <label>Card number <input name=\"number\" inputmode=\"numeric\" value=\"4242424242424242\"></label>\
         <label>Expiry <input name=\"expiry\" value=\"12/40\"></label>\
         <label>Security code <input name=\"cvc\" value=\"123\"></label>\
         <button>Save the card</button> <button name=\"answer\" value=\"leave\">Leave</button></form>\
         <table><caption>Test cards</caption><tr><th>Number</th><th>What it does</th></tr>{cards}</table>"
    )
}

fn asking(question: &str, refusal: &str) -> String {
    format!(
        "{}<p>{}</p><form method=\"post\"><button name=\"answer\" value=\"pass\">Yes, it is me</button> \
         <button name=\"answer\" value=\"fail\">No</button> \
         <button name=\"answer\" value=\"leave\">Leave without an answer</button></form>",
        alert(refusal),
        escape(question)
    )
}

fn alert(sentence: &str) -> String {
    if sentence.is_empty() {
        return String::new();
    }
    format!("<p role=\"alert\">{}</p>", escape(sentence))
}

#[handler]
async fn question_form(app: Data<&Arc<App>>, intent: Path<String>) -> Result<Response, Problem> {
    show_question(&app, &intent, "").await
}

#[handler]
async fn answer_question(
    app: Data<&Arc<App>>,
    intent: Path<String>,
    filled: Form<Filled>,
) -> Result<Response, Problem> {
    let given = match filled.answer.as_str() {
        "pass" => Answer::Pass,
        "fail" => Answer::Fail,
        _ => {
            let open = sandbox::question(&app, &intent).await?;
            return Ok(open.return_url.map_or_else(|| nothing_asked(&open.amount), |url| see_other(&url)));
        }
    };
    match sandbox::answer_for_charge(&app, &intent, given).await {
        Ok(url) => Ok(see_other(&url)),
        Err(Error::Refused(sentence)) => show_question(&app, &intent, &sentence).await,
        Err(Error::Absent) => Err(Error::Absent.into()),
    }
}

async fn show_question(app: &App, intent: &str, refusal: &str) -> Result<Response, Problem> {
    let open = sandbox::question(app, intent).await?;
    if open.return_url.is_none() {
        return Ok(nothing_asked(&open.amount));
    }
    let body = asking(&format!("Your bank asks: do you pay {}?", open.amount), refusal);
    Ok(page(StatusCode::OK, "Sandbox: your bank", &body))
}

fn nothing_asked(amount: &str) -> Response {
    let body = format!("<p>The bank asks nothing about this payment of {} any more.</p>", escape(amount));
    page(StatusCode::OK, "Sandbox: your bank", &body)
}

#[handler]
fn payee_form(_payee: Path<String>) -> Response {
    let body = "<p>The provider would ask who you are and where your money goes.</p>\
                <form method=\"post\"><button>Complete the account</button></form>";
    page(StatusCode::OK, "Sandbox: your account", body)
}

#[handler]
async fn complete(app: Data<&Arc<App>>, payee: Path<String>) -> Result<Response, Problem> {
    sandbox::complete_payee(&app, &payee).await?;
    Ok(page(StatusCode::OK, "Sandbox: your account", "<p>The account is complete. Go back to the shop.</p>"))
}
