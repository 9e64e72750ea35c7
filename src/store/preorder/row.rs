//! The row of a pre-order and its lines as a domain value.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::{preorder, preorder_line};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::domain::id::{AccountId, CampaignId, PreorderId, VariantId};
use crate::domain::money::{Currency, Money};
use crate::domain::preorder::{Card, CardPage, OpenedPage, Preorder, PricedLine};
use crate::store::{Reads, StoreError};

/// Reads the lines of these rows at once and keeps the rows' order.
pub(super) async fn with_lines(
    reads: &impl Reads,
    rows: Vec<preorder::Model>,
) -> Result<Vec<Preorder>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let lines = preorder_line::Entity::find()
        .filter(preorder_line::Column::PreorderId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(preorder_line::Column::VariantId)
        .all(reads.connection())
        .await?;
    let mut of: BTreeMap<Uuid, Vec<preorder_line::Model>> = BTreeMap::new();
    for line in lines {
        of.entry(line.preorder_id).or_default().push(line);
    }
    rows.into_iter().map(|row| read(&row, of.remove(&row.id).unwrap_or_default())).collect()
}

fn read(row: &preorder::Model, lines: Vec<preorder_line::Model>) -> Result<Preorder, StoreError> {
    let unreadable = |what: &str| StoreError::Corrupt(format!("{what} of pre-order {}", row.id));
    let currency: Currency = row.currency.parse().map_err(|_| unreadable("currency"))?;
    let money = |minor: i64| Money::new(minor, currency);
    let leaving = row.leaving.as_deref().map(str::parse).transpose().map_err(|_| unreadable("leaving"))?;
    let lines: Result<Vec<PricedLine>, StoreError> =
        lines.into_iter().map(|line| read_line(&line, currency)).collect();
    Ok(Preorder {
        id: PreorderId::new(row.id),
        campaign: CampaignId::new(row.campaign_id),
        buyer: AccountId::new(row.buyer_id),
        state: row.state.parse().map_err(|_| unreadable("state"))?,
        leaving,
        lines: lines?,
        units: u32::try_from(row.units).map_err(|_| unreadable("units"))?,
        goods: money(row.goods_minor),
        shipping: money(row.shipping_minor),
        tax: money(row.tax_minor),
        total: money(row.total_minor),
        tax_included: row.tax_included,
        received: money(row.received_minor),
        returned: money(row.returned_minor),
        address: serde_json::from_str(&row.address).map_err(|_| unreadable("address"))?,
        reserved_until: row.reserved_until,
        page: page(row.session_key.as_ref(), row.session_expires_at, opened(row)),
        card: card(row)?,
        committed_at: row.committed_at,
        charge_by: row.charge_by,
        grace_from: row.grace_from,
        next_retry_at: row.next_retry_at,
        next_reminder_at: row.next_reminder_at,
        attempts_off_session: u32::try_from(row.attempts_off_session).map_err(|_| unreadable("attempts"))?,
        paid_at: row.paid_at,
        closed_at: row.closed_at,
        close_reason: row.close_reason.clone(),
        created_at: row.created_at,
    })
}

fn read_line(line: &preorder_line::Model, currency: Currency) -> Result<PricedLine, StoreError> {
    let quantity = u32::try_from(line.quantity)
        .map_err(|_| StoreError::Corrupt(format!("quantity of pre-order {}", line.preorder_id)))?;
    Ok(PricedLine {
        variant: VariantId::new(line.variant_id),
        quantity,
        unit_price: Money::new(line.unit_price_minor, currency),
    })
}

fn page(
    key: Option<&String>,
    expires_at: Option<DateTime<Utc>>,
    opened: Option<OpenedPage>,
) -> Option<CardPage> {
    Some(CardPage { key: key?.clone(), expires_at, opened })
}

fn opened(row: &preorder::Model) -> Option<OpenedPage> {
    Some(OpenedPage { session: row.session_ref.clone()?, url: row.session_url.clone()? })
}

fn card(row: &preorder::Model) -> Result<Option<Card>, StoreError> {
    let Some(method) = &row.method_ref else { return Ok(None) };
    let unreadable = || StoreError::Corrupt(format!("card of pre-order {}", row.id));
    Ok(Some(Card {
        method: method.clone(),
        brand: row.card_brand.clone().ok_or_else(unreadable)?,
        last4: row.card_last4.clone().ok_or_else(unreadable)?,
        exp_month: row.card_exp_month.and_then(|month| u8::try_from(month).ok()).ok_or_else(unreadable)?,
        exp_year: row.card_exp_year.and_then(|year| u16::try_from(year).ok()).ok_or_else(unreadable)?,
    }))
}
