//! Campaigns as pages show them: with their design, its picture and designers, and what is sold.

use std::collections::HashMap;

use super::{Error, find};
use crate::app::App;
use crate::app::caller::Member;
use crate::domain::artwork::Artwork;
use crate::domain::campaign::Campaign;
use crate::domain::design::Design;
use crate::domain::id::{AccountId, CampaignId, DesignId};
use crate::domain::round::Round;
use crate::store::{self, StoreError};

/// A campaign with what it is about.
#[derive(Debug, Clone)]
pub struct Shown {
    pub campaign: Campaign,
    pub design: Design,
    /// None where the design may not be seen any more.
    pub artwork: Option<Artwork>,
    /// The designer first.
    pub designers: Vec<String>,
}

/// One campaign with its round, whose rules say what is sold at which price.
pub async fn show(app: &App, viewer: Option<&Member>, id: CampaignId) -> Result<(Shown, Round), Error> {
    let campaign = find(app, viewer, id).await?;
    let round = store::round::find(&app.store, campaign.round).await?.ok_or(Error::Unknown)?;
    let shown = with_designs(app, vec![campaign]).await?.pop();
    Ok((shown.ok_or(Error::Unknown)?, round))
}

/// What was opened so far: sales that are open first, newest first in each part.
pub async fn shelf(app: &App, after: Option<CampaignId>, limit: u64) -> Result<Vec<Shown>, Error> {
    Ok(with_designs(app, store::campaign::list_shelf(&app.store, after, limit).await?).await?)
}

/// Campaigns by their ids, as far as there are such.
pub(in crate::app) async fn by_ids(
    app: &App,
    ids: &[CampaignId],
) -> Result<HashMap<CampaignId, Shown>, StoreError> {
    let found = store::campaign::list_by_ids(&app.store, ids).await?;
    let shown = with_designs(app, found).await?;
    Ok(shown.into_iter().map(|shown| (shown.campaign.id, shown)).collect())
}

async fn with_designs(app: &App, campaigns: Vec<Campaign>) -> Result<Vec<Shown>, StoreError> {
    let ids: Vec<DesignId> = campaigns.iter().map(|campaign| campaign.design).collect();
    let mut of = store::design::find_all(&app.store, &ids).await?;
    let people: Vec<AccountId> =
        of.values().flat_map(|design| design.creators.iter().map(|creator| creator.account)).collect();
    let names = store::account::names(&app.store, &people).await?;
    let mut artworks = store::artwork::latest(&app.store, &ids).await?;
    let shown = campaigns.into_iter().filter_map(|campaign| {
        let design = of.remove(&campaign.design)?;
        let artwork = artworks.remove(&design.id).filter(|_| design.state.is_public());
        let designers = design.creators.iter().filter_map(|creator| names.get(&creator.account).cloned());
        Some(Shown { campaign, artwork, designers: designers.collect(), design })
    });
    Ok(shown.collect())
}
