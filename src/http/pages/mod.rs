//! The pages, one noun a file. They show what use cases say, and decide nothing.

pub mod account;
pub mod agreement;
pub mod campaign;
mod gate;
pub mod home;
pub mod legal;
pub mod list;
pub mod live;
pub mod order;
pub mod pay;
pub mod picture;
pub mod preorder;
pub mod receipt;
pub mod repair;
pub mod sandbox;
pub mod score;
pub mod session;
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
        .at("/designs/:id/renditions/:digest", get(picture::own))
        .at("/legal/:name", get(legal::show))
        .at("/me/preorders", get(preorder::list))
        .at("/pay/:id", get(pay::enter))
        .at("/pay/:id/card", post(preorder::another_card))
        .at("/pay/:id/return", get(pay::come_back))
        .at("/preorders/:id", get(preorder::show))
        .at("/preorders/:id/cancel", get(preorder::cancel::ask).post(preorder::cancel::cancel))
        .at("/preorders/:id/change", get(preorder::change::show).post(preorder::change::change))
        .at("/preorders/:id/change/total", get(preorder::change::show).post(preorder::change::total))
        .at("/preorders/:id/receipt", get(receipt::show))
        .at("/preorders/:id/repair", post(preorder::repair))
        .at("/repair/:id/return", get(repair::returned))
        .at("/rounds/:id/score", get(score::show).post(score::give))
        .at("/rounds/:id/score/mine", get(score::mine))
        .at("/rounds/:id/score/skip", post(score::skip))
        .at("/rounds/:id/score/:design", get(score::edit).post(score::change))
        .at("/sign-in", get(session::show).post(session::sign_in))
        .at("/sign-out", post(session::sign_out))
        .at("/sign-up", get(account::show).post(account::sign_up))
}
