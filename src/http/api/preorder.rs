//! Pre-orders: placed, changed, cancelled and looked at by their buyers.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use super::money::Money;
use crate::app::{self, App};
use crate::domain;
use crate::domain::id::{CampaignId, PreorderId, VariantId};
use crate::domain::preorder::AddressForm;
use crate::http::caller::AsMember;
use crate::http::page::{Page, limit, page};
use crate::http::problem::Problem;

type Answer<T> = Result<Json<T>, Problem>;

pub struct PreorderApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Preorders")]
impl PreorderApi {
    /// Reserve units for 30 minutes. The card is saved at `pay`; nothing is charged before the gate has decided.
    #[oai(path = "/campaigns/:id/preorders", method = "post", operation_id = "place_preorder")]
    async fn place(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        id: Path<Uuid>,
        #[oai(name = "Idempotency-Key")] key: Header<String>,
        body: Json<PlacePreorder>,
    ) -> Result<Placed, Problem> {
        let PlacePreorder { lines, address } = body.0;
        let order = order(lines, address);
        let id = CampaignId::new(id.0);
        let placed = app::preorder::place(&app, &caller.0, id, &key.0, &order).await?;
        Ok(Placed::Created(Json(PreorderOutcome::new(&app, &placed))))
    }

    /// One's own order, whole.
    #[oai(path = "/preorders/:id", method = "get", operation_id = "read_preorder")]
    async fn read(&self, app: Data<&Arc<App>>, caller: AsMember, id: Path<Uuid>) -> Answer<Preorder> {
        let found = app::preorder::find(&app, &caller.0, PreorderId::new(id.0)).await?;
        Ok(Json(found.into()))
    }

    /// One's own orders, newest first.
    #[oai(path = "/me/preorders", method = "get", operation_id = "list_preorders")]
    async fn list(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        after: Query<Option<Uuid>>,
        #[oai(name = "limit")] asked: Query<Option<u64>>,
    ) -> Answer<Page<Preorder>> {
        let limit = limit(asked.0);
        let before = after.0.map(PreorderId::new);
        let found = app::preorder::list(&app, &caller.0, before, limit + 1).await?;
        Ok(Json(page(found, limit, |order| order.id.uuid())))
    }

    /// Change what is ordered, and where it goes. A higher total has to be named as accepted.
    #[oai(path = "/preorders/:id", method = "put", operation_id = "edit_preorder")]
    async fn edit(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        id: Path<Uuid>,
        #[oai(name = "Idempotency-Key")] key: Header<String>,
        body: Json<EditPreorder>,
    ) -> Answer<PreorderOutcome> {
        let EditPreorder { lines, address, accepted_total_minor } = body.0;
        let order = order(lines, address);
        let id = PreorderId::new(id.0);
        let change = (&order, accepted_total_minor);
        let changed = app::preorder::edit(&app, &caller.0, id, &key.0, change).await?;
        Ok(Json(PreorderOutcome::new(&app, &changed)))
    }

    /// Cancel while the sale is open, or give up an order whose charge failed.
    #[oai(path = "/preorders/:id/cancel", method = "post", operation_id = "cancel_preorder")]
    async fn cancel(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        id: Path<Uuid>,
        #[oai(name = "Idempotency-Key")] key: Header<String>,
    ) -> Answer<PreorderOutcome> {
        let id = PreorderId::new(id.0);
        let changed = app::preorder::cancel(&app, &caller.0, id, &key.0).await?;
        Ok(Json(PreorderOutcome::new(&app, &changed)))
    }
}

#[derive(ApiResponse)]
enum Placed {
    #[oai(status = 201)]
    Created(Json<PreorderOutcome>),
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct PlacePreorder {
    /// Each variant once.
    lines: Vec<AskedLine>,
    address: Address,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct EditPreorder {
    lines: Vec<AskedLine>,
    address: Address,
    /// The new total in minor units, where it is higher than the one agreed to.
    accepted_total_minor: Option<i64>,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct AskedLine {
    variant: Uuid,
    /// 1 to 999.
    quantity: u32,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct Address {
    name: String,
    line1: String,
    #[oai(skip_serializing_if_is_none)]
    line2: Option<String>,
    city: String,
    #[oai(skip_serializing_if_is_none)]
    region: Option<String>,
    postal_code: String,
    /// ISO 3166-1 alpha-2, one that the round ships to.
    country: String,
}

/// An order just placed, changed or cancelled.
#[derive(Object)]
struct PreorderOutcome {
    id: Uuid,
    campaign: Uuid,
    /// As `started` or `committed`.
    state: String,
    units: u32,
    goods: Money,
    shipping: Money,
    tax: Money,
    /// What will be charged if the gate opens, and never more.
    total: Money,
    /// When the units are given back unless a card was saved.
    reserved_until: DateTime<Utc>,
    /// Where the card is saved, and the order shown afterwards.
    pay: String,
    /// What the buyer agrees to by saving a card.
    agreement: String,
}

#[derive(Object)]
struct PreorderLine {
    variant: Uuid,
    quantity: u32,
    unit_price: Money,
}

#[derive(Object)]
struct SavedCard {
    brand: String,
    last4: String,
    exp_month: u8,
    exp_year: u16,
}

#[derive(Object)]
struct Preorder {
    id: Uuid,
    campaign: Uuid,
    /// As `started`, `committed` or `paid`.
    state: String,
    lines: Vec<PreorderLine>,
    units: u32,
    goods: Money,
    shipping: Money,
    tax: Money,
    /// Whether prices and fees contain the tax.
    tax_included: bool,
    total: Money,
    /// What was charged so far, and what of it went back.
    received: Money,
    returned: Money,
    address: Address,
    reserved_until: DateTime<Utc>,
    #[oai(skip_serializing_if_is_none)]
    card: Option<SavedCard>,
    #[oai(skip_serializing_if_is_none)]
    committed_at: Option<DateTime<Utc>>,
    /// Never charged after this instant.
    #[oai(skip_serializing_if_is_none)]
    charge_by: Option<DateTime<Utc>>,
    #[oai(skip_serializing_if_is_none)]
    next_retry_at: Option<DateTime<Utc>>,
    #[oai(skip_serializing_if_is_none)]
    paid_at: Option<DateTime<Utc>>,
    #[oai(skip_serializing_if_is_none)]
    closed_at: Option<DateTime<Utc>>,
    #[oai(skip_serializing_if_is_none)]
    close_reason: Option<String>,
    created_at: DateTime<Utc>,
}

impl PreorderOutcome {
    fn new(app: &App, changed: &app::preorder::Changed) -> Self {
        Self {
            id: changed.id.uuid(),
            campaign: changed.campaign.uuid(),
            state: changed.state.to_string(),
            units: changed.units,
            goods: changed.goods.into(),
            shipping: changed.shipping.into(),
            tax: changed.tax.into(),
            total: changed.total.into(),
            reserved_until: changed.reserved_until,
            pay: app::preorder::address(app, changed.id),
            agreement: format!("{}/agreement", app.settings.public_url),
        }
    }
}

impl From<domain::preorder::Preorder> for Preorder {
    fn from(order: domain::preorder::Preorder) -> Self {
        Self {
            id: order.id.uuid(),
            campaign: order.campaign.uuid(),
            state: order.state.to_string(),
            lines: order.lines.into_iter().map(PreorderLine::from).collect(),
            units: order.units,
            goods: order.goods.into(),
            shipping: order.shipping.into(),
            tax: order.tax.into(),
            tax_included: order.tax_included,
            total: order.total.into(),
            received: order.received.into(),
            returned: order.returned.into(),
            address: order.address.into(),
            reserved_until: order.reserved_until,
            card: order.card.map(SavedCard::from),
            committed_at: order.committed_at,
            charge_by: order.charge_by,
            next_retry_at: order.next_retry_at,
            paid_at: order.paid_at,
            closed_at: order.closed_at,
            close_reason: order.close_reason,
            created_at: order.created_at,
        }
    }
}

impl From<domain::preorder::PricedLine> for PreorderLine {
    fn from(line: domain::preorder::PricedLine) -> Self {
        Self { variant: line.variant.uuid(), quantity: line.quantity, unit_price: line.unit_price.into() }
    }
}

impl From<domain::preorder::Card> for SavedCard {
    fn from(card: domain::preorder::Card) -> Self {
        let domain::preorder::Card { method: _, brand, last4, exp_month, exp_year } = card;
        Self { brand, last4, exp_month, exp_year }
    }
}

impl From<domain::preorder::Address> for Address {
    fn from(address: domain::preorder::Address) -> Self {
        let domain::preorder::Address { name, line1, line2, city, region, postal_code, country } = address;
        Self { name, line1, line2, city, region, postal_code, country }
    }
}

fn order(lines: Vec<AskedLine>, address: Address) -> domain::preorder::Order {
    let line = |line: AskedLine| domain::preorder::Line {
        variant: VariantId::new(line.variant),
        quantity: line.quantity,
    };
    let Address { name, line1, line2, city, region, postal_code, country } = address;
    domain::preorder::Order {
        lines: lines.into_iter().map(line).collect(),
        address: AddressForm { name, line1, line2, city, region, postal_code, country },
    }
}
