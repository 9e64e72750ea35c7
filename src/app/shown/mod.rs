//! What everybody sees: reads for the public pages, each with all that its page joins.

mod design;
mod home;
mod result;
mod round;

use std::collections::{BTreeMap, HashMap};

pub use design::{Happened, Maker, Moment, Told, design};
pub use home::{Now, now_on};
pub use result::{Line, Results, Winner, results};
pub use round::{Overview, overview};

use super::App;
use crate::domain::artwork::Artwork;
use crate::domain::campaign::{self, Campaign};
use crate::domain::design::Design;
use crate::domain::id::{DesignId, RoundId};
use crate::domain::money::Money;
use crate::domain::round::Round;
use crate::store::{self, StoreError};

/// A design as a picture with a title; without a picture where it may not be shown.
#[derive(Debug, Clone)]
pub struct Tile {
    pub id: DesignId,
    pub title: String,
    pub artwork: Option<Artwork>,
    /// Whether everybody may open its page.
    pub is_public: bool,
}

/// A sale with what it sells.
#[derive(Debug, Clone)]
pub struct Offered {
    pub campaign: Campaign,
    pub design: Tile,
    pub product: String,
    /// The lowest price of a variant.
    pub from: Money,
}

/// These designs by id, each with its latest picture if everybody may see it.
async fn tiles(app: &App, ids: &[DesignId]) -> Result<BTreeMap<DesignId, Tile>, StoreError> {
    let found = store::design::find_all(&app.store, ids).await?;
    let public: Vec<DesignId> =
        found.values().filter(|each| each.state.is_public()).map(|each| each.id).collect();
    let mut artworks = store::artwork::latest(&app.store, &public).await?;
    Ok(found.into_values().map(|each| (each.id, tile(each, &mut artworks))).collect())
}

fn tile(design: Design, artworks: &mut HashMap<DesignId, Artwork>) -> Tile {
    Tile {
        artwork: artworks.remove(&design.id),
        is_public: design.state.is_public(),
        id: design.id,
        title: design.title,
    }
}

/// Sales with their designs and prices, in the order given.
async fn offered(app: &App, campaigns: Vec<Campaign>) -> Result<Vec<Offered>, StoreError> {
    let designs: Vec<DesignId> = campaigns.iter().map(|each| each.design).collect();
    let tiles = tiles(app, &designs).await?;
    let mut rounds: BTreeMap<RoundId, Round> = BTreeMap::new();
    for id in campaigns.iter().map(|each| each.round) {
        if !rounds.contains_key(&id) {
            let found = store::round::find(&app.store, id).await?;
            rounds.extend(found.map(|round| (id, round)));
        }
    }
    let joined = campaigns.into_iter().filter_map(|campaign| {
        let (design, round) = (tiles.get(&campaign.design)?.clone(), rounds.get(&campaign.round)?);
        let prices = round.rules.product.variants.iter().map(|variant| variant.price_minor);
        let from = Money::new(prices.min()?, campaign.currency);
        Some(Offered { campaign, design, product: round.rules.product.name.clone(), from })
    });
    Ok(joined.collect())
}

/// The public sales in one state, newest first.
async fn sales_in(app: &App, state: campaign::State, limit: u64) -> Result<Vec<Campaign>, StoreError> {
    let filter = store::campaign::Filter { state: Some(state), ..Default::default() };
    store::campaign::list(&app.store, filter, None, limit).await
}
