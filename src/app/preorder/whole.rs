//! A buyer's order as its page shows it: with everything that happened to it, and what may be done now.

use std::collections::HashMap;

use super::card_page::may_save_card;
use super::facts::{facts, grace};
use super::{Error, Refusal};
use crate::app::App;
use crate::app::caller::Member;
use crate::app::campaign::{Shown, by_ids};
use crate::domain::attempt::Attempt;
use crate::domain::campaign::Campaign;
use crate::domain::id::{CampaignId, PreorderId};
use crate::domain::preorder::{self, Change, Event, Facts, NewTotal, Preorder, State};
use crate::domain::refund::Refund;
use crate::domain::round::Round;
use crate::domain::settlement::Grace;
use crate::domain::shipment::Shipment;
use crate::store::agreement::Agreement;
use crate::store::{self, StoreError};

/// One order, whole.
#[derive(Debug, Clone)]
pub struct Whole {
    pub order: Preorder,
    pub sale: Shown,
    pub round: Round,
    /// What was accepted last; none before the commitment.
    pub agreement: Option<Agreement>,
    /// Oldest first.
    pub attempts: Vec<Attempt>,
    pub parcels: Vec<Shipment>,
    /// Oldest first.
    pub refunds: Vec<Refund>,
    /// From the first failed charge on.
    pub grace: Option<Grace>,
    pub ways: Ways,
}

/// What the buyer may do now; a refusal says why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct May {
    pub cancel: Result<(), Refusal>,
    pub change_lines: Result<(), Refusal>,
    /// The address, or a variant of the same price.
    pub change_address: Result<(), Refusal>,
    /// Paying with the buyer present, after a charge that failed.
    pub repair: Result<(), Refusal>,
    pub save_card: bool,
}

/// What the page of an order shows to whoever has its address: nothing that is the buyer's secret.
#[derive(Debug, Clone)]
pub struct Glance {
    pub order: Preorder,
    pub sale: Shown,
    /// What only its buyer may use; none for everybody else.
    pub ways: Option<Ways>,
}

/// How a buyer can go on with the payment.
#[derive(Debug, Clone)]
pub struct Ways {
    pub may: May,
    /// The bank's page, while it waits for the buyer.
    pub bank_page: Option<String>,
}

/// An order in the list of its buyer.
#[derive(Debug, Clone)]
pub struct Listed {
    pub order: Preorder,
    pub sale: Shown,
}

/// An order for whoever has its address.
pub async fn glance(app: &App, viewer: Option<&Member>, id: PreorderId) -> Result<Glance, Error> {
    let order = store::preorder::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    let sale = by_ids(app, &[order.campaign]).await?.remove(&order.campaign).ok_or(Error::CampaignUnknown)?;
    let ways = if viewer.is_some_and(|viewer| viewer.id() == order.buyer) {
        let facts = facts(&app.store, &order, &sale.campaign, app.now()).await?;
        let last = store::attempt::find_last(&app.store, id).await?;
        let bank_page = last.as_ref().and_then(Attempt::open_page).map(str::to_owned);
        Some(Ways { may: may(&order, &sale.campaign, &facts), bank_page })
    } else {
        None
    };
    Ok(Glance { order, sale, ways })
}

/// One's own order; nobody else learns that it is there.
pub async fn whole(app: &App, buyer: &Member, id: PreorderId) -> Result<Whole, Error> {
    let reads = &app.store;
    let order = store::preorder::find(reads, id).await?;
    let order = order.filter(|order| order.buyer == buyer.id()).ok_or(Error::Unknown)?;
    let sale = by_ids(app, &[order.campaign]).await?.remove(&order.campaign).ok_or(Error::CampaignUnknown)?;
    let round = store::round::find(reads, sale.campaign.round).await?.ok_or(Error::CampaignUnknown)?;
    let facts = facts(reads, &order, &sale.campaign, app.now()).await?;
    let attempts = store::attempt::list(reads, id).await?;
    let bank_page = attempts.last().and_then(Attempt::open_page).map(str::to_owned);
    Ok(Whole {
        ways: Ways { may: may(&order, &sale.campaign, &facts), bank_page },
        agreement: store::agreement::find(reads, id).await?,
        attempts,
        parcels: store::shipment::list_of_preorder(reads, id).await?,
        refunds: store::refund::list(reads, id).await?,
        grace: grace(&order, &sale.campaign),
        order,
        sale,
        round,
    })
}

/// The same once it was charged: before that there is nothing to give a receipt for.
pub async fn receipt(app: &App, buyer: &Member, id: PreorderId) -> Result<Whole, Error> {
    let found = whole(app, buyer, id).await?;
    if found.order.paid_at.is_some() { Ok(found) } else { Err(Error::NoReceipt) }
}

/// One's own orders, newest first, with what they are for.
pub async fn mine(
    app: &App,
    buyer: &Member,
    before: Option<PreorderId>,
    limit: u64,
) -> Result<Vec<Listed>, StoreError> {
    let orders = store::preorder::list_of_buyer(&app.store, buyer.id(), before, limit).await?;
    let ids: Vec<CampaignId> = orders.iter().map(|order| order.campaign).collect();
    let sales: HashMap<CampaignId, Shown> = by_ids(app, &ids).await?;
    let listed = orders.into_iter().filter_map(|order| {
        let sale = sales.get(&order.campaign)?.clone();
        Some(Listed { order, sale })
    });
    Ok(listed.collect())
}

fn may(order: &Preorder, campaign: &Campaign, facts: &Facts) -> May {
    let ask = |event| preorder::transition(order.state, event, facts);
    let cancel = ask(Event::Cancel).and_then(|decided| {
        let is_done = decided.to == order.state && decided.effects.is_empty();
        if is_done { Err(Refusal::Over) } else { Ok(()) }
    });
    let is_failed = matches!(order.state, State::Declined | State::NeedsAction);
    May {
        cancel,
        change_lines: ask(Event::Edit(Change::Lines(NewTotal::NotHigher))).map(|_| ()),
        change_address: ask(Event::Edit(Change::Address)).map(|_| ()),
        repair: if is_failed { ask(Event::Repair).map(|_| ()) } else { Err(Refusal::NotTried) },
        save_card: may_save_card(order, campaign, facts.now),
    }
}
