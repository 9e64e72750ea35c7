//! Placing a pre-order: priced by the round's rules, then its units are reserved for half an hour.

use serde::Serialize;

use super::{Error, change::Changed};
use crate::app::caller::Member;
use crate::app::{App, idempotency::Request};
use crate::domain::campaign::{Campaign, Sale};
use crate::domain::id::{AccountId, CampaignId};
use crate::domain::preorder::{self, AddressForm, Line, Order, Placed, Preorder, Quote, RESERVED_FOR};
use crate::domain::time::after;
use crate::store::{self, Reads, StoreError};

/// What an `Idempotency-Key` stands for. The same fields in the same order are the same request.
#[derive(Serialize)]
pub(super) struct Asked<'a> {
    pub(super) subject: uuid::Uuid,
    pub(super) lines: Vec<(uuid::Uuid, u32)>,
    pub(super) address: [Option<&'a str>; 7],
    pub(super) accepted_total_minor: Option<i64>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(subject: uuid::Uuid, order: &'a Order, accepted_total_minor: Option<i64>) -> Self {
        let AddressForm { name, line1, line2, city, region, postal_code, country } = &order.address;
        Self {
            subject,
            lines: order.lines.iter().map(|line| (line.variant.uuid(), line.quantity)).collect(),
            address: [
                Some(name),
                Some(line1),
                line2.as_deref(),
                Some(city),
                region.as_deref(),
                Some(postal_code),
                Some(country),
            ],
            accepted_total_minor,
        }
    }
}

/// Reserves the units of an order for 30 minutes. One key, one order: a repeat gets the first answer again.
pub async fn place(
    app: &App,
    buyer: &Member,
    campaign: CampaignId,
    key: &str,
    order: &Order,
) -> Result<Changed, Error> {
    let asked = Asked::new(campaign.uuid(), order, None);
    let request = Request::new(buyer, key, "preorder.place", &asked)?;
    let placed = price(app, campaign, order).await?;
    reserve(app, buyer, campaign, (&request, placed)).await
}

/// The same for an order whose total its buyer has seen; with another total nothing is reserved.
pub async fn place_seen(
    app: &App,
    buyer: &Member,
    campaign: CampaignId,
    key: &str,
    (order, seen_total_minor): (&Order, Option<i64>),
) -> Result<Changed, Error> {
    let placed = price(app, campaign, order).await?;
    if seen_total_minor != Some(placed.total.minor) {
        return Err(Error::TotalUnseen(placed.total));
    }
    place(app, buyer, campaign, key, order).await
}

/// What lines cost in a country, for a buyer who has not said yet where in it they live.
pub async fn quote(app: &App, campaign: CampaignId, lines: &[Line], country: &str) -> Result<Quote, Error> {
    let campaign = store::campaign::find(&app.store, campaign).await?;
    let campaign = campaign.filter(Campaign::is_public).ok_or(Error::CampaignUnknown)?;
    let round = store::round::find(&app.store, campaign.round).await?.ok_or(Error::CampaignUnknown)?;
    preorder::quote(&round.rules, lines, country).map_err(Error::Fields)
}

/// How many units a buyer has in this campaign's orders that are not over.
pub async fn held_by(app: &App, buyer: &Member, campaign: CampaignId) -> Result<u32, StoreError> {
    held(&app.store, campaign, buyer.id()).await
}

/// What an order costs. The rules are final once a sale is open, so this needs no lock.
pub(super) async fn price(app: &App, campaign: CampaignId, order: &Order) -> Result<Placed, Error> {
    let campaign = store::campaign::find(&app.store, campaign).await?;
    let campaign = campaign.filter(Campaign::is_public).ok_or(Error::CampaignUnknown)?;
    let round = store::round::find(&app.store, campaign.round).await?.ok_or(Error::CampaignUnknown)?;
    let placed = preorder::place(&round.rules, order).map_err(Error::Fields)?;
    match app.outside.payment.chargeable(placed.total) {
        Ok(()) => Ok(placed),
        Err(inexpressible) => Err(Error::NotChargeable(inexpressible.to_string())),
    }
}

async fn reserve(
    app: &App,
    buyer: &Member,
    campaign: CampaignId,
    (request, placed): (&Request, Placed),
) -> Result<Changed, Error> {
    let tx = app.store.begin_write().await?;
    if let Some(saved) = request.claim(app, &tx).await? {
        return Ok(saved);
    }
    let campaign = store::campaign::lock(&tx, campaign).await?.ok_or(Error::CampaignUnknown)?;
    let now = app.now();
    match campaign.sale_clock().at(now) {
        Sale::Open => {}
        Sale::Paused => return Err(Error::SalePaused),
        Sale::LastCall | Sale::Over => return Err(Error::SaleClosed),
    }
    let held = held(&tx, campaign.id, buyer.id()).await?;
    let units = campaign.units.reserve(placed.units, held, &campaign.limits())?;
    store::campaign::set_units(&tx, campaign.id, campaign.units, units).await?;
    let times = (now, after(now, RESERVED_FOR));
    let order = Preorder::start(app.id(), campaign.id, buyer.id(), placed, times);
    store::preorder::insert(&tx, &order).await?;
    let answer = Changed::of(&order);
    request.save(&tx, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Units of the buyer's live orders in this campaign.
async fn held(reads: &impl Reads, campaign: CampaignId, buyer: AccountId) -> Result<u32, StoreError> {
    let held = store::preorder::units_of(reads, campaign, buyer).await?;
    Ok(held.into_iter().map(|(_, units)| units).fold(0, u32::saturating_add))
}
