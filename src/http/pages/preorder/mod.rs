//! A buyer's orders: all of them, one whole, and paying one whose charge failed.

pub(crate) mod cancel;
pub(crate) mod change;
pub(crate) mod timeline;

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path, Query};
use uuid::Uuid;

use super::list::{After, Listed};
use super::order::asked;
use super::picture::Picture;
use super::words::{self, Badge};
use crate::app::preorder::{Visit, Whole};
use crate::app::{self, App};
use crate::domain::id::{PreorderId, VariantId};
use crate::domain::money::Money;
use crate::domain::preorder::State;
use crate::domain::round::Round;
use crate::http::site::{Answer, AsMember, Form, Frame, filters, see_done, see_other};
use timeline::{Happened, timeline};

const ORDERS_A_PAGE: u64 = 20;

/// An order in the list.
struct Row {
    id: PreorderId,
    title: String,
    units: u32,
    total: Money,
    badge: Badge,
    next: String,
    picture: Option<Picture>,
}

#[derive(Template)]
#[template(path = "preorder/list.html")]
struct Mine<'a> {
    frame: &'a Frame,
    rows: Vec<Row>,
    next: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "preorder/preorder.html")]
struct Page<'a> {
    frame: &'a Frame,
    whole: &'a Whole,
    badge: Badge,
    next: String,
    lines: Vec<NamedLine>,
    parcels: Vec<Parcel>,
    timeline: Vec<Happened>,
    again: Again,
    /// The country's key in the catalogue.
    country: String,
}

/// A line with what its variant is called.
pub(crate) struct NamedLine {
    pub(crate) size: String,
    pub(crate) colour: String,
    pub(crate) quantity: u32,
    pub(crate) unit_price: Money,
    pub(crate) sum: Money,
}

struct Parcel {
    number: u32,
    badge: Badge,
    lines: Vec<NamedLine>,
    carrier: Option<String>,
    tracking_code: Option<String>,
}

/// Where the buttons of a failed payment lead, and what the first one says.
pub(crate) struct Again {
    pub(crate) path: String,
    pub(crate) label: &'static str,
    pub(crate) card_path: String,
}

impl Again {
    pub(crate) fn of(id: PreorderId, state: State) -> Self {
        let label = if state == State::NeedsAction { "pay-answer-bank" } else { "pay-try-again" };
        Self { path: format!("/preorders/{id}/repair"), label, card_path: format!("/pay/{id}/card") }
    }
}

/// One's own orders, newest first.
#[handler]
pub(crate) async fn list(
    frame: Frame,
    app: Data<&Arc<App>>,
    AsMember(member): AsMember,
    after: Query<After>,
) -> Answer {
    let before = after.after.map(PreorderId::new);
    let found = app::preorder::mine(&app, &member, before, ORDERS_A_PAGE.saturating_add(1)).await?;
    let Listed { items, next } = Listed::new(found, ORDERS_A_PAGE, |listed| listed.order.id.uuid());
    let row = |listed: app::preorder::Listed| Row {
        id: listed.order.id,
        badge: words::order(&listed.order),
        next: words::next_of_order(&listed.order, &listed.sale.campaign, &frame.locale),
        picture: Picture::of(&listed.sale.design, listed.sale.artwork.as_ref()),
        title: listed.sale.design.title,
        units: listed.order.units,
        total: listed.order.total,
    };
    frame.page(&Mine { frame: &frame, rows: items.into_iter().map(row).collect(), next })
}

/// One of them, whole.
#[handler]
pub(crate) async fn show(
    frame: Frame,
    app: Data<&Arc<App>>,
    AsMember(member): AsMember,
    id: Path<Uuid>,
) -> Answer {
    let whole = app::preorder::whole(&app, &member, PreorderId::new(id.0)).await?;
    let order = &whole.order;
    frame.page(&Page {
        frame: &frame,
        badge: words::order(order),
        next: words::next_of_order(order, &whole.sale.campaign, &frame.locale),
        lines: lines(&whole),
        parcels: parcels(&whole),
        timeline: timeline(&whole, &frame.locale),
        again: Again::of(order.id, order.state),
        country: asked::label_of(&order.address.country),
        whole: &whole,
    })
}

/// Tries the payment once more, with its buyer there to answer the bank.
#[handler]
pub(crate) async fn repair(
    app: Data<&Arc<App>>,
    AsMember(member): AsMember,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let id = PreorderId::new(id.0);
    let found = app::attempt::repair(&app, &member, id, form.key()).await?;
    if let Some(url) = found.action_url() {
        return Ok(see_other(url));
    }
    let done = if found.preorder.state == State::Paid { "order-paid" } else { "order-tried" };
    Ok(see_done(&format!("/preorders/{id}"), done))
}

/// Leads to the provider's card page, to save another card.
#[handler]
pub(crate) async fn another_card(
    app: Data<&Arc<App>>,
    AsMember(member): AsMember,
    id: Path<Uuid>,
    _form: Form,
) -> Answer {
    let id = PreorderId::new(id.0);
    Ok(match app::preorder::replace_card(&app, &member, id).await? {
        Visit::CardPage(url) => see_other(&url),
        Visit::Here => see_other(&format!("/preorders/{id}")),
    })
}

/// The order's lines by the names that its round gives them.
pub(crate) fn lines(whole: &Whole) -> Vec<NamedLine> {
    let named = |line: &crate::domain::preorder::PricedLine| {
        named(&whole.round, line.variant, (line.quantity, line.unit_price))
    };
    whole.order.lines.iter().map(named).collect()
}

fn named(round: &Round, variant: VariantId, (quantity, unit_price): (u32, Money)) -> NamedLine {
    let found = round.rules.product.variants.iter().find(|known| known.id == variant);
    NamedLine {
        size: found.map(|variant| variant.size.clone()).unwrap_or_default(),
        colour: found.map(|variant| variant.colour.clone()).unwrap_or_default(),
        quantity,
        unit_price,
        // An amount that cannot be kept was refused when it was ordered.
        sum: unit_price.times(quantity).unwrap_or(unit_price),
    }
}

fn parcels(whole: &Whole) -> Vec<Parcel> {
    use crate::domain::shipment::State as ParcelState;
    let parcel = |parcel: &crate::domain::shipment::Shipment| {
        let tone = match parcel.state {
            ParcelState::Packed => "plain",
            ParcelState::Shipped | ParcelState::Delivered => "good",
            ParcelState::Returned | ParcelState::Lost => "bad",
        };
        let nothing = Money::zero(whole.order.total.currency);
        Parcel {
            number: parcel.number,
            badge: Badge { label: format!("parcel-state-{}", parcel.state), tone },
            lines: parcel
                .lines
                .iter()
                .map(|line| named(&whole.round, line.variant, (line.quantity, nothing)))
                .collect(),
            carrier: parcel.carrier.clone(),
            tracking_code: parcel.tracking_code.clone(),
        }
    };
    whole.parcels.iter().map(parcel).collect()
}

#[cfg(test)]
mod tests {
    use crate::domain::shipment;
    use crate::text::is_known;

    #[test]
    fn every_state_of_a_parcel_has_a_word() {
        let mut keys = shipment::State::ALL.iter().map(|state| format!("parcel-state-{state}"));
        assert!(keys.all(|key| is_known(&key)));
    }
}
