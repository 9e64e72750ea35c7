//! Writing pre-orders: new ones, changed lines, marks and instants, and the one way to change a state.

use entity::{preorder, preorder_line};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::domain::id::PreorderId;
use crate::domain::preorder::{Preorder, State};
use crate::store::{Reads, StoreError, Tx};

/// Adds an order with its lines.
pub async fn insert(tx: &Tx, new: &Preorder) -> Result<(), StoreError> {
    let row = preorder::ActiveModel {
        id: Set(new.id.uuid()),
        campaign_id: Set(new.campaign.uuid()),
        currency: Set(new.total.currency.code().to_owned()),
        buyer_id: Set(new.buyer.uuid()),
        state: Set(new.state.as_str().to_owned()),
        leaving: Set(None),
        units: Set(stored(new.units)?),
        goods_minor: Set(new.goods.minor),
        shipping_minor: Set(new.shipping.minor),
        tax_minor: Set(new.tax.minor),
        total_minor: Set(new.total.minor),
        tax_included: Set(new.tax_included),
        received_minor: Set(0),
        returned_minor: Set(0),
        address: Set(address(new)?),
        country: Set(new.address.country.clone()),
        reserved_until: Set(new.reserved_until),
        session_ref: Set(None),
        session_key: Set(None),
        session_url: Set(None),
        session_expires_at: Set(None),
        method_ref: Set(None),
        card_brand: Set(None),
        card_last4: Set(None),
        card_exp_month: Set(None),
        card_exp_year: Set(None),
        committed_at: Set(None),
        charge_by: Set(None),
        grace_from: Set(None),
        next_retry_at: Set(None),
        next_reminder_at: Set(None),
        attempts_off_session: Set(0),
        paid_at: Set(None),
        closed_at: Set(None),
        close_reason: Set(None),
        created_at: Set(new.created_at),
    };
    preorder::Entity::insert(row).exec(tx.connection()).await?;
    insert_lines(tx, new).await
}

/// Moves an order from one state to the next.
pub async fn transition(tx: &Tx, id: PreorderId, from: State, to: State) -> Result<(), StoreError> {
    let done = preorder::Entity::update_many()
        .col_expr(preorder::Column::State, Expr::value(to.as_str()))
        .filter(preorder::Column::Id.eq(id.uuid()))
        .filter(preorder::Column::State.eq(from.as_str()))
        .exec(tx.connection())
        .await?;
    one(done.rows_affected)
}

/// Writes down marks, card, card page, money and instants: everything but the state and what was ordered.
pub async fn save(tx: &Tx, changed: &Preorder) -> Result<(), StoreError> {
    use preorder::Column;
    let page = changed.page.as_ref();
    let opened = page.and_then(|page| page.opened.as_ref());
    let card = changed.card.as_ref();
    let done = preorder::Entity::update_many()
        .col_expr(Column::Leaving, Expr::value(changed.leaving.map(|leaving| leaving.as_str().to_owned())))
        .col_expr(Column::ReceivedMinor, Expr::value(changed.received.minor))
        .col_expr(Column::ReturnedMinor, Expr::value(changed.returned.minor))
        .col_expr(Column::ReservedUntil, Expr::value(changed.reserved_until))
        .col_expr(Column::SessionKey, Expr::value(page.map(|page| page.key.clone())))
        .col_expr(Column::SessionExpiresAt, Expr::value(page.and_then(|page| page.expires_at)))
        .col_expr(Column::SessionRef, Expr::value(opened.map(|opened| opened.session.clone())))
        .col_expr(Column::SessionUrl, Expr::value(opened.map(|opened| opened.url.clone())))
        .col_expr(Column::MethodRef, Expr::value(card.map(|card| card.method.clone())))
        .col_expr(Column::CardBrand, Expr::value(card.map(|card| card.brand.clone())))
        .col_expr(Column::CardLast4, Expr::value(card.map(|card| card.last4.clone())))
        .col_expr(Column::CardExpMonth, Expr::value(card.map(|card| i32::from(card.exp_month))))
        .col_expr(Column::CardExpYear, Expr::value(card.map(|card| i32::from(card.exp_year))))
        .col_expr(Column::CommittedAt, Expr::value(changed.committed_at))
        .col_expr(Column::ChargeBy, Expr::value(changed.charge_by))
        .col_expr(Column::GraceFrom, Expr::value(changed.grace_from))
        .col_expr(Column::NextRetryAt, Expr::value(changed.next_retry_at))
        .col_expr(Column::NextReminderAt, Expr::value(changed.next_reminder_at))
        .col_expr(Column::AttemptsOffSession, Expr::value(stored(changed.attempts_off_session)?))
        .col_expr(Column::PaidAt, Expr::value(changed.paid_at))
        .col_expr(Column::ClosedAt, Expr::value(changed.closed_at))
        .col_expr(Column::CloseReason, Expr::value(changed.close_reason.clone()))
        .filter(Column::Id.eq(changed.id.uuid()))
        .exec(tx.connection())
        .await?;
    one(done.rows_affected)
}

/// Replaces what was ordered: lines, amounts and address.
pub async fn set_order(tx: &Tx, changed: &Preorder) -> Result<(), StoreError> {
    use preorder::Column;
    let done = preorder::Entity::update_many()
        .col_expr(Column::Units, Expr::value(stored(changed.units)?))
        .col_expr(Column::GoodsMinor, Expr::value(changed.goods.minor))
        .col_expr(Column::ShippingMinor, Expr::value(changed.shipping.minor))
        .col_expr(Column::TaxMinor, Expr::value(changed.tax.minor))
        .col_expr(Column::TotalMinor, Expr::value(changed.total.minor))
        .col_expr(Column::TaxIncluded, Expr::value(changed.tax_included))
        .col_expr(Column::Address, Expr::value(address(changed)?))
        .col_expr(Column::Country, Expr::value(changed.address.country.clone()))
        .filter(Column::Id.eq(changed.id.uuid()))
        .exec(tx.connection())
        .await?;
    one(done.rows_affected)?;
    preorder_line::Entity::delete_many()
        .filter(preorder_line::Column::PreorderId.eq(changed.id.uuid()))
        .exec(tx.connection())
        .await?;
    insert_lines(tx, changed).await
}

async fn insert_lines(tx: &Tx, order: &Preorder) -> Result<(), StoreError> {
    let rows: Result<Vec<_>, StoreError> = order
        .lines
        .iter()
        .map(|line| {
            Ok(preorder_line::ActiveModel {
                preorder_id: Set(order.id.uuid()),
                variant_id: Set(line.variant.uuid()),
                currency: Set(line.unit_price.currency.code().to_owned()),
                quantity: Set(stored(line.quantity)?),
                unit_price_minor: Set(line.unit_price.minor),
            })
        })
        .collect();
    preorder_line::Entity::insert_many(rows?).exec(tx.connection()).await?;
    Ok(())
}

fn address(order: &Preorder) -> Result<String, StoreError> {
    serde_json::to_string(&order.address).map_err(|error| StoreError::Corrupt(format!("address: {error}")))
}

fn one(rows_affected: u64) -> Result<(), StoreError> {
    if rows_affected == 1 { Ok(()) } else { Err(StoreError::Moved("the pre-order")) }
}

fn stored(count: u32) -> Result<i32, StoreError> {
    i32::try_from(count).map_err(|_| StoreError::Corrupt("a count beyond 31 bits".into()))
}
