//! The pages, one noun a file. They show what use cases say, and decide nothing.

pub mod account;
pub mod agreement;
pub mod audit;
pub mod ballot_box;
pub mod campaign;
mod card;
pub mod confirm;
pub mod contest;
pub mod design;
pub mod desk;
pub mod finding;
mod gate;
pub mod home;
pub mod inbox;
pub mod legal;
pub mod list;
pub mod live;
pub mod me;
pub mod offline;
pub mod order;
pub mod pay;
pub mod payout;
pub mod picture;
pub mod preorder;
pub mod receipt;
pub mod repair;
pub mod result;
pub mod round;
pub mod sandbox;
pub mod score;
pub mod session;
pub mod submission;
mod words;

use poem::{Route, get, post};

/// Their addresses.
pub(crate) fn routes() -> Route {
    Route::new()
        .at("/", get(home::show))
        .at("/agreement", get(agreement::show))
        .at("/campaigns", get(campaign::list))
        .at("/campaigns/:id", get(campaign::show))
        .at("/campaigns/:id/live", get(live::watch))
        .at("/campaigns/:id/order", get(order::show).post(order::place))
        .at("/campaigns/:id/order/total", get(order::show).post(order::total))
        .at("/confirm/:token", get(confirm::show).post(confirm::confirm))
        .at("/contests", get(contest::list))
        .at("/contests/:id", get(contest::show))
        .at("/designs/:id", get(design::show))
        .at("/designs/:id/findings", get(finding::show))
        .at("/designs/:id/findings/:finding/appeal", post(finding::appeal))
        .at("/designs/:id/renditions/:digest", get(picture::own))
        .nest("/desk", desk::routes())
        .at("/legal/:name", get(legal::show))
        .at("/me", get(me::show))
        .at("/me/confirmation", post(confirm::ask_again))
        .at("/me/designs", get(submission::own::list))
        .at("/me/designs/:id", get(submission::own::show))
        .at("/me/designs/:id/edit", get(submission::edit).post(submission::save))
        .at("/me/designs/:id/picture", get(submission::edit).post(submission::send_picture))
        .at("/me/designs/:id/submit", get(submission::edit).post(submission::submit))
        .at("/me/designs/:id/withdraw", get(submission::own::ask_withdraw).post(submission::own::withdraw))
        .at("/me/payouts", get(payout::list))
        .at("/me/payouts/account", get(payout::at_provider).post(payout::begin))
        .at("/me/preorders", get(preorder::list))
        .at("/me/tokens", get(me::show).post(me::make_token))
        .at("/me/tokens/:id/revoke", get(me::ask_revoke).post(me::revoke))
        .at("/offline", get(offline::show))
        .at("/pay/:id", get(pay::enter))
        .at("/pay/:id/card", post(preorder::another_card))
        .at("/pay/:id/return", get(pay::come_back))
        .at("/preorders/:id", get(preorder::show))
        .at("/preorders/:id/cancel", get(preorder::cancel::ask).post(preorder::cancel::cancel))
        .at("/preorders/:id/change", get(preorder::change::show).post(preorder::change::change))
        .at("/preorders/:id/change/total", get(preorder::change::show).post(preorder::change::total))
        .at("/preorders/:id/receipt", get(receipt::show))
        .at("/preorders/:id/repair", post(preorder::repair))
        .at("/repair/:id", get(repair::show).post(repair::try_again))
        .at("/repair/:id/card", post(repair::another_card))
        .at("/repair/:id/return", get(repair::returned))
        .at("/rounds/:id", get(round::show))
        .at("/rounds/:id/audit", get(audit::show))
        .at("/rounds/:id/ballot-box.json", get(ballot_box::download))
        .at("/rounds/:id/check", get(ballot_box::show))
        .at("/rounds/:id/results", get(result::show))
        .at("/rounds/:id/rules", get(round::show_rules))
        .at("/rounds/:id/score", get(score::show).post(score::give))
        .at("/rounds/:id/score/:design", get(score::edit).post(score::change))
        .at("/rounds/:id/score/mine", get(score::mine))
        .at("/rounds/:id/score/skip", post(score::skip))
        .at("/rounds/:id/submit", get(submission::open).post(submission::begin))
        .at("/sign-in", get(session::show).post(session::sign_in))
        .at("/sign-out", post(session::sign_out))
        .at("/sign-up", get(account::show).post(account::sign_up))
}
