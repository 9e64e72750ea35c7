//! The pages, one noun a file. They show what use cases say, and decide nothing.

pub mod account;
mod card;
pub mod confirm;
pub mod contest;
pub mod design;
pub mod desk;
pub mod home;
pub mod inbox;
pub mod legal;
pub mod list;
pub mod me;
pub mod pay;
pub mod payout;
pub mod picture;
pub mod repair;
pub mod result;
pub mod round;
pub mod sandbox;
pub mod score;
pub mod session;
pub mod submission;

use poem::http::{StatusCode, header};
use poem::{Response, Route, get, post};

/// Their addresses.
pub(crate) fn routes() -> Route {
    Route::new()
        .at("/", get(home::show))
        .at("/agreement", get(pay::agreement))
        .at("/desk/campaigns", get(desk::campaign::list))
        .at("/desk/campaigns/:id", get(desk::campaign::show))
        .at("/desk/campaigns/:id/:command", get(desk::deed::ask).post(desk::deed::act))
        .at("/desk/campaigns/:id/cover", get(desk::cover::choose).post(desk::cover::cover))
        .at("/desk/campaigns/:id/orders", get(desk::order::list))
        .at("/desk/campaigns/:id/parcels", post(desk::parcel::report))
        .at("/desk/campaigns/:id/run", get(desk::run::show).post(desk::run::start))
        .at("/desk/campaigns/:id/run.csv", get(desk::run::sheet))
        .at("/desk/jobs", get(desk::job::list))
        .at("/desk/jobs/:id/retry", get(desk::job::ask).post(desk::job::retry))
        .at("/desk/ledger", get(desk::ledger::show))
        .at("/desk/ledger/check", get(desk::ledger::check))
        .at("/desk/ledger/entries", get(desk::ledger::entries))
        .at("/desk/payouts", get(desk::payout::list))
        .at("/desk/payouts/:id", get(desk::payout::show))
        .at("/desk/payouts/:id/:command", get(desk::payout::ask).post(desk::payout::act))
        .at("/desk/preorders/:id", get(desk::order::show))
        .at("/desk/preorders/:id/refund", get(desk::refund::choose).post(desk::refund::give))
        .at("/desk/refunds/:id/by-hand", get(desk::refund::ask_by_hand).post(desk::refund::by_hand))
        .at("/desk/runs", get(desk::run::list))
        .at("/contests", get(contest::list))
        .at("/contests/:id", get(contest::show))
        .at("/designs/:id", get(design::show))
        .at("/designs/:id/renditions/:digest", get(picture::own))
        .at("/confirm/:token", get(confirm::show).post(confirm::confirm))
        .at("/legal/:name", get(legal::show))
        .at("/me", get(me::show))
        .at("/me/designs", get(submission::own::list))
        .at("/me/designs/:id", get(submission::own::show))
        .at("/me/designs/:id/edit", get(submission::edit).post(submission::save))
        .at("/me/designs/:id/picture", get(submission::edit).post(submission::send_picture))
        .at("/me/designs/:id/submit", get(submission::edit).post(submission::submit))
        .at("/me/designs/:id/withdraw", get(submission::own::ask_withdraw).post(submission::own::withdraw))
        .at("/me/payouts", get(payout::list))
        .at("/me/payouts/account", get(payout::at_provider).post(payout::begin))
        .at("/me/tokens", get(me::show).post(me::make_token))
        .at("/me/tokens/:id/revoke", get(me::ask_revoke).post(me::revoke))
        .at("/me/confirmation", post(confirm::ask_again))
        .at("/pay/:id", get(pay::enter))
        .at("/pay/:id/card", post(pay::another_card))
        .at("/pay/:id/return", get(pay::come_back))
        .at("/repair/:id/return", get(repair::returned))
        .at("/rounds/:id", get(round::show))
        .at("/rounds/:id/results", get(result::show))
        .at("/rounds/:id/rules", get(round::show_rules))
        .at("/rounds/:id/score", get(score::show).post(score::give))
        .at("/rounds/:id/score/mine", get(score::mine))
        .at("/rounds/:id/score/skip", post(score::skip))
        .at("/rounds/:id/score/:design", get(score::edit).post(score::change))
        .at("/rounds/:id/submit", get(submission::open).post(submission::begin))
        .at("/repair/:id", get(repair::show).post(repair::pay))
        .at("/repair/:id/card", post(repair::another_card))
        .at("/sign-in", get(session::show).post(session::sign_in))
        .at("/sign-out", post(session::sign_out))
        .at("/sign-up", get(account::show).post(account::sign_up))
}

/// Nothing is loaded from anywhere and nobody frames it; forms may lead back from the provider's pages.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}\
label{display:block;margin:.5rem 0}pre{white-space:pre-wrap}td,th{text-align:left;padding-right:1rem}";

/// A whole page; `body` is HTML whose texts are escaped already.
fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let title = escape(title);
    Response::builder()
        .status(status)
        .content_type("text/html; charset=utf-8")
        .header(header::CONTENT_SECURITY_POLICY, POLICY)
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::REFERRER_POLICY, "no-referrer")
        .body(format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
             <style>{STYLE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"
        ))
}

/// Sends a browser on, by GET.
fn see_other(to: &str) -> Response {
    Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, to).finish()
}

/// A text that stands in HTML, in an attribute too.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_becomes_markup() {
        assert_eq!(escape("<b a=\"1\" b='2'>&"), "&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;");
    }
}
