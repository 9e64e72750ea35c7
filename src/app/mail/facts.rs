//! What a mail names: the facts its notice kept, and the things they are about as they are when it is written.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::Error;
use crate::app::App;
use crate::app::preorder::grace;
use crate::domain::account::Account;
use crate::domain::campaign::Campaign;
use crate::domain::id::{CampaignId, DesignId, PreorderId, RoundId, ShipmentId};
use crate::domain::money::{Currency, Money};
use crate::domain::notice::Notice;
use crate::domain::preorder::{Preorder, PricedLine};
use crate::domain::rules::Variant;
use crate::domain::settlement::Grace;
use crate::store::{self, StoreError};

/// All that any notice keeps. An older version may have kept less.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Facts {
    amount: Option<Money>,
    amount_minor: Option<i64>,
    total_minor: Option<i64>,
    currency: Option<Currency>,
    pub(super) card_last4: Option<String>,
    pub(super) statement_name: Option<String>,
    pub(super) charge_at: Option<DateTime<Utc>>,
    pub(super) deadline_at: Option<DateTime<Utc>>,
    pub(super) short_deadline_at: Option<DateTime<Utc>>,
    pub(super) reason: Option<String>,
    pub(super) place: Option<u32>,
    pub(super) units: Option<u32>,
    pub(super) carrier: Option<String>,
    pub(super) tracking_code: Option<String>,
    /// `prize` or `royalty`.
    #[serde(rename = "for")]
    pub(super) due: Option<String>,
}

impl Facts {
    /// The sum that the notice is about.
    pub(super) fn amount(&self) -> Option<Money> {
        let kept = || Some(Money::new(self.amount_minor.or(self.total_minor)?, self.currency?));
        self.amount.or_else(kept)
    }
}

/// A notice's account, its facts, and what they are about.
pub(super) struct Found {
    pub(super) account: Account,
    pub(super) facts: Facts,
    pub(super) order: Option<Order>,
    /// A design's title.
    pub(super) design: Option<String>,
    /// A round's title.
    pub(super) round: Option<String>,
}

pub(super) struct Order {
    pub(super) preorder: Preorder,
    pub(super) grace: Option<Grace>,
    /// As they are named in the round's rules, with what each costs.
    pub(super) lines: Vec<Line>,
}

impl Order {
    /// What stands before its tax, as a key of the catalogue.
    pub(super) const fn tax_label(&self) -> &'static str {
        if self.preorder.tax_included { "mail-tax-included" } else { "mail-tax-added" }
    }
}

pub(super) struct Line {
    pub(super) product: String,
    pub(super) size: String,
    pub(super) colour: String,
    pub(super) quantity: u32,
    pub(super) unit_price: Money,
}

pub(super) async fn find(app: &App, notice: &Notice) -> Result<Found, Error> {
    let account = store::account::find(&app.store, notice.account).await?;
    let mut found = Found {
        account: account.ok_or_else(|| gone("account"))?,
        facts: serde_json::from_str(&notice.payload)?,
        order: None,
        design: None,
        round: None,
    };
    match notice.subject_kind.as_str() {
        "preorder" => find_order(app, &mut found, PreorderId::new(notice.subject)).await?,
        "shipment" => {
            let parcel = store::shipment::find(&app.store, ShipmentId::new(notice.subject)).await?;
            let parcel = parcel.ok_or_else(|| gone("parcel"))?;
            find_order(app, &mut found, parcel.preorder).await?;
        }
        "design" => find_design(app, &mut found, DesignId::new(notice.subject)).await?,
        "round" => find_round(app, &mut found, RoundId::new(notice.subject)).await?,
        _ => {}
    }
    Ok(found)
}

async fn find_order(app: &App, found: &mut Found, id: PreorderId) -> Result<(), Error> {
    let preorder = store::preorder::find(&app.store, id).await?.ok_or_else(|| gone("pre-order"))?;
    let campaign = find_campaign(app, preorder.campaign).await?;
    find_design(app, found, campaign.design).await?;
    let round = store::round::find(&app.store, campaign.round).await?.ok_or_else(|| gone("round"))?;
    let product = &round.rules.product;
    let line = |line: &PricedLine| {
        let variant = product.variants.iter().find(|variant| variant.id == line.variant);
        let named =
            |part: fn(&Variant) -> &String| variant.map_or_else(String::new, |variant| part(variant).clone());
        Line {
            product: product.name.clone(),
            size: named(|variant| &variant.size),
            colour: named(|variant| &variant.colour),
            quantity: line.quantity,
            unit_price: line.unit_price,
        }
    };
    let lines = preorder.lines.iter().map(line).collect();
    let grace = grace(&preorder, &campaign);
    found.order = Some(Order { preorder, grace, lines });
    Ok(())
}

async fn find_campaign(app: &App, id: CampaignId) -> Result<Campaign, Error> {
    Ok(store::campaign::find(&app.store, id).await?.ok_or_else(|| gone("campaign"))?)
}

async fn find_design(app: &App, found: &mut Found, id: DesignId) -> Result<(), Error> {
    let design = store::design::find(&app.store, id).await?.ok_or_else(|| gone("design"))?;
    found.design = Some(design.title);
    find_round(app, found, design.round).await
}

async fn find_round(app: &App, found: &mut Found, id: RoundId) -> Result<(), Error> {
    let round = store::round::find(&app.store, id).await?.ok_or_else(|| gone("round"))?;
    found.round = Some(round.title);
    Ok(())
}

fn gone(what: &str) -> StoreError {
    StoreError::Corrupt(format!("the {what} of a notice is gone"))
}
