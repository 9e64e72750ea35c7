//! What the link of a mail about a failed payment opens: it stands for the buyer, for this order alone.

use chrono::{DateTime, Utc};

use super::repair::{Repair, repair};
use crate::app::link::Purpose;
use crate::app::preorder::{self, Glance, Visit};
use crate::app::{App, account, link};
use crate::domain::id::PreorderId;
use crate::domain::preorder::{Preorder, State};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Link(#[from] link::Error),
    /// What the link was for is done, or cannot be done any more.
    #[error("{0}")]
    Spent(&'static str),
    #[error(transparent)]
    Preorder(#[from] preorder::Error),
    #[error("the order's buyer cannot be read")]
    Account(#[from] account::Error),
}

/// An order whose payment failed, for whoever has its link.
#[derive(Debug, Clone)]
pub struct Linked {
    pub preorder: Preorder,
    /// The design's title.
    pub design: String,
    pub expires_at: DateTime<Utc>,
}

/// Looks, and changes nothing: mail scanners open links too.
pub async fn open(app: &App, token: &str) -> Result<Linked, Error> {
    let signed = app.settings.secret_key.look(Purpose::Repair, token)?;
    let Glance { order: preorder, sale, .. } =
        preorder::glance(app, None, PreorderId::new(signed.id)).await?;
    if let Some(why) = spent(preorder.state) {
        return Err(Error::Spent(why));
    }
    // Only then: what became of the order says more than that the link is old.
    if app.now() >= signed.expires_at {
        return Err(link::Error::Expired.into());
    }
    Ok(Linked { preorder, design: sale.design.title, expires_at: signed.expires_at })
}

/// Tries the order's card with its buyer present.
pub async fn repair_by_link(app: &App, token: &str, key: &str) -> Result<Repair, Error> {
    let order = open(app, token).await?.preorder;
    let buyer = account::member(app, order.buyer).await?;
    Ok(repair(app, &buyer, order.id, key).await?)
}

/// Leads to the card page, to replace the order's card.
pub async fn another_card_by_link(app: &App, token: &str) -> Result<(PreorderId, Visit), Error> {
    let order = open(app, token).await?.preorder;
    Ok((order.id, preorder::visit(app, order.id).await?))
}

/// Why nothing is left to do for an order in this state.
const fn spent(state: State) -> Option<&'static str> {
    match state {
        State::Started | State::Committed | State::Charging | State::Declined | State::NeedsAction => None,
        State::Paid => Some("this order is paid; thank you"),
        State::Voiding => Some("the time to pay this order is over; it is being closed, and you owe nothing"),
        State::Refunded | State::ChargedBack => Some("the money of this order was given back"),
        State::Expired | State::Cancelled | State::Released | State::Dropped => {
            Some("this order is over; nothing is charged, and you owe nothing")
        }
    }
}
