//! Sales: what is on sale, and how far the gate of one is.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path, Query};
use uuid::Uuid;

use super::gate::Gate;
use super::list::{After, Listed};
use super::order::asked::{Choice, choices};
use super::picture::Picture;
use super::words::{self, Badge};
use crate::app::campaign::Shown;
use crate::app::{self, App};
use crate::domain::campaign::Sale;
use crate::domain::id::CampaignId;
use crate::domain::money::Money;
use crate::domain::round::Round;
use crate::http::site::{Answer, Frame, filters};

const SALES_A_PAGE: u64 = 24;

/// A sale in a list.
struct Tile {
    shown: Shown,
    gate: Gate,
    badge: Badge,
    picture: Option<Picture>,
}

#[derive(Template)]
#[template(path = "campaign/list.html")]
struct Shelf<'a> {
    frame: &'a Frame,
    tiles: Vec<Tile>,
    next: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "campaign/campaign.html")]
struct Page<'a> {
    frame: &'a Frame,
    shown: &'a Shown,
    round: &'a Round,
    gate: Gate,
    badge: Badge,
    next: String,
    picture: Option<Picture>,
    prices: Prices,
    choices: Vec<Choice>,
    can_order: bool,
    live_state: String,
}

/// From the cheapest variant to the dearest.
struct Prices {
    least: Money,
    most: Money,
}

/// What is on sale, and what was.
#[handler]
pub(crate) async fn list(frame: Frame, app: Data<&Arc<App>>, after: Query<After>) -> Answer {
    let after = after.after.map(CampaignId::new);
    let found = app::campaign::shelf(&app, after, SALES_A_PAGE.saturating_add(1)).await?;
    let Listed { items, next } = Listed::new(found, SALES_A_PAGE, |shown| shown.campaign.id.uuid());
    let tiles = items.into_iter().map(|shown| tile(&frame, shown)).collect();
    frame.page(&Shelf { frame: &frame, tiles, next })
}

/// One sale.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, id: Path<Uuid>) -> Answer {
    let (shown, round) = app::campaign::show(&app, frame.member.as_ref(), CampaignId::new(id.0)).await?;
    let campaign = &shown.campaign;
    let is_open = campaign.sale_clock().at(frame.now) == Sale::Open;
    frame.page(&Page {
        frame: &frame,
        gate: Gate::of(campaign),
        badge: words::sale(campaign, frame.now),
        next: words::next_of_sale(campaign, frame.now, &frame.locale),
        picture: Picture::of(&shown.design, shown.artwork.as_ref()),
        prices: prices(&round),
        choices: choices(&round.rules),
        can_order: is_open && campaign.units_left() != Some(0),
        live_state: super::live::state(campaign),
        shown: &shown,
        round: &round,
    })
}

fn tile(frame: &Frame, shown: Shown) -> Tile {
    Tile {
        gate: Gate::of(&shown.campaign),
        badge: words::sale(&shown.campaign, frame.now),
        picture: Picture::of(&shown.design, shown.artwork.as_ref()),
        shown,
    }
}

fn prices(round: &Round) -> Prices {
    let currency = round.rules.currency;
    let minor = || round.rules.product.variants.iter().map(|variant| variant.price_minor);
    Prices {
        least: Money::new(minor().min().unwrap_or_default(), currency),
        most: Money::new(minor().max().unwrap_or_default(), currency),
    }
}
