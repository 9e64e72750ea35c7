//! Orders as admins look at them: whose they are, how they were tried, what went back, what was sent.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Error, grace, store};
use crate::app::App;
use crate::app::caller::Admin;
use crate::domain::account::Account;
use crate::domain::attempt::Attempt;
use crate::domain::campaign::Campaign;
use crate::domain::id::{AccountId, CampaignId, PreorderId, VariantId};
use crate::domain::preorder::{Preorder, State};
use crate::domain::refund::Refund;
use crate::domain::rules::Variant;
use crate::domain::shipment::Shipment;

/// One line of a campaign's orders.
#[derive(Debug, Clone)]
pub struct OnDesk {
    pub order: Preorder,
    /// The buyer's name.
    pub buyer: String,
    /// The last one, if it was tried at all.
    pub attempt: Option<Attempt>,
    /// Until when the buyer may still pay, after a failure.
    pub grace_ends_at: Option<DateTime<Utc>>,
}

/// All that an admin sees of one order.
#[derive(Debug, Clone)]
pub struct Dossier {
    pub order: Preorder,
    pub buyer: Account,
    pub campaign: Campaign,
    /// Of the design.
    pub title: String,
    pub attempts: Vec<Attempt>,
    pub refunds: Vec<Refund>,
    pub parcels: Vec<Shipment>,
    pub grace_ends_at: Option<DateTime<Utc>>,
    variants: Vec<Variant>,
    people: BTreeMap<AccountId, String>,
}

impl Dossier {
    /// As `M white (TEE-M)`.
    pub fn variant(&self, id: VariantId) -> String {
        named(&self.variants, id)
    }

    /// The name of the admin who decided something.
    pub fn person(&self, id: Option<&AccountId>) -> Option<&str> {
        self.people.get(id?).map(String::as_str)
    }
}

/// What a variant is called beside its quantity.
pub(in crate::app) fn named(variants: &[Variant], id: VariantId) -> String {
    let found = variants.iter().find(|variant| variant.id == id);
    let name = |variant: &Variant| format!("{} {} ({})", variant.size, variant.colour, variant.sku);
    found.map_or_else(|| id.to_string(), name)
}

/// A campaign's orders in these states, oldest first.
pub async fn list_for_desk(
    app: &App,
    _admin: &Admin,
    (id, states): (CampaignId, &[State]),
    after: Option<PreorderId>,
    limit: u64,
) -> Result<Vec<OnDesk>, Error> {
    let campaign = store::campaign::find(&app.store, id).await?.ok_or(Error::CampaignUnknown)?;
    let orders = store::preorder::list_in(&app.store, id, states, after, limit).await?;
    let ids: Vec<PreorderId> = orders.iter().map(|order| order.id).collect();
    let mut attempts = store::attempt::find_last_of(&app.store, &ids).await?;
    let names = store::name::people(&app.store, orders.iter().map(|order| order.buyer)).await?;
    let listed = |order: Preorder| OnDesk {
        buyer: names.get(&order.buyer).cloned().unwrap_or_default(),
        attempt: attempts.remove(&order.id),
        grace_ends_at: grace(&order, &campaign).map(|grace| grace.ends_at),
        order,
    };
    Ok(orders.into_iter().map(listed).collect())
}

pub async fn dossier(app: &App, _admin: &Admin, id: PreorderId) -> Result<Dossier, Error> {
    let order = store::preorder::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    let buyer = store::account::find(&app.store, order.buyer).await?.ok_or(Error::Unknown)?;
    let campaign = store::campaign::find(&app.store, order.campaign).await?;
    let campaign = campaign.ok_or(Error::CampaignUnknown)?;
    let round = store::round::find(&app.store, campaign.round).await?.ok_or(Error::CampaignUnknown)?;
    let title = store::name::designs(&app.store, [campaign.design]).await?.remove(&campaign.design);
    let refunds = store::refund::list(&app.store, id).await?;
    let people = refunds.iter().filter_map(|refund| refund.decided_by);
    Ok(Dossier {
        people: store::name::people(&app.store, people).await?,
        title: title.unwrap_or_default(),
        attempts: store::attempt::list(&app.store, id).await?,
        parcels: store::shipment::list_of_preorder(&app.store, id).await?,
        grace_ends_at: grace(&order, &campaign).map(|grace| grace.ends_at),
        variants: round.rules.product.variants,
        refunds,
        order,
        buyer,
        campaign,
    })
}
