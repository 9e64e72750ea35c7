//! Parcels with what lies in them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{design, design_creator, preorder, production_run, shipment, shipment_line};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, sea_query::Expr,
};
use uuid::Uuid;

use super::{Reads, StoreError, Tx};
use crate::domain::id::{AccountId, CampaignId, DesignId, PreorderId, RunId, ShipmentId, VariantId};
use crate::domain::preorder::State as OrderState;
use crate::domain::run::PaidLine;
use crate::domain::share::{Shares, Stake};
use crate::domain::shipment::{Shelf, Shipment, State};

pub async fn insert(tx: &Tx, new: &Shipment) -> Result<(), StoreError> {
    let head = shipment::ActiveModel {
        id: Set(new.id.uuid()),
        preorder_id: Set(new.preorder.uuid()),
        run_id: Set(new.run.uuid()),
        number: Set(stored(new.number)?),
        state: Set(new.state.as_str().to_owned()),
        printed_at: Set(new.printed_at),
        shipped_at: Set(new.shipped_at),
        delivered_at: Set(new.delivered_at),
        carrier: Set(new.carrier.clone()),
        tracking_code: Set(new.tracking_code.clone()),
        goods_net_minor: Set(new.goods_net_minor),
        created_at: Set(new.created_at),
    };
    shipment::Entity::insert(head).exec(tx.connection()).await?;
    insert_lines(tx, new.id, &new.lines).await
}

pub async fn find(reads: &impl Reads, id: ShipmentId) -> Result<Option<Shipment>, StoreError> {
    let row = shipment::Entity::find_by_id(id.uuid()).one(reads.connection()).await?;
    Ok(with_lines(reads, row.into_iter().collect()).await?.pop())
}

/// Reads it and holds its row until the transaction ends. Taken after its campaign and pre-order.
pub async fn lock(tx: &Tx, id: ShipmentId) -> Result<Option<Shipment>, StoreError> {
    let row = shipment::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.connection()).await?;
    Ok(with_lines(tx, row.into_iter().collect()).await?.pop())
}

/// An order's parcels, in their order.
pub async fn list_of_preorder(reads: &impl Reads, id: PreorderId) -> Result<Vec<Shipment>, StoreError> {
    let query = shipment::Entity::find()
        .filter(shipment::Column::PreorderId.eq(id.uuid()))
        .order_by_asc(shipment::Column::Number);
    with_lines(reads, query.all(reads.connection()).await?).await
}

/// The parcels of several pre-orders.
pub async fn list_of_orders(reads: &impl Reads, orders: &[PreorderId]) -> Result<Vec<Shipment>, StoreError> {
    let of_orders = shipment::Column::PreorderId.is_in(orders.iter().map(|order| order.uuid()));
    let query = shipment::Entity::find().filter(of_orders).order_by_asc(shipment::Column::Number);
    with_lines(reads, query.all(reads.connection()).await?).await
}

/// A run's parcels after that one, oldest first.
pub async fn list(
    reads: &impl Reads,
    run: RunId,
    after: Option<ShipmentId>,
    limit: u64,
) -> Result<Vec<Shipment>, StoreError> {
    let mut query = shipment::Entity::find()
        .filter(shipment::Column::RunId.eq(run.uuid()))
        .order_by_asc(shipment::Column::Id)
        .limit(limit);
    if let Some(after) = after {
        query = query.filter(shipment::Column::Id.gt(after.uuid()));
    }
    with_lines(reads, query.all(reads.connection()).await?).await
}

/// Those of them on one shelf.
pub async fn list_on(
    reads: &impl Reads,
    (run, shelf): (RunId, Shelf),
    after: Option<ShipmentId>,
    limit: u64,
) -> Result<Vec<Shipment>, StoreError> {
    let mut query = shipment::Entity::find()
        .filter(shipment::Column::RunId.eq(run.uuid()))
        .filter(shipment::Column::State.eq(shelf.state().as_str()))
        .order_by_asc(shipment::Column::Id)
        .limit(limit);
    query = match shelf {
        Shelf::ToPrint => query.filter(shipment::Column::PrintedAt.is_null()),
        Shelf::ToShip => query.filter(shipment::Column::PrintedAt.is_not_null()),
        Shelf::Shipped | Shelf::Delivered | Shelf::Returned | Shelf::Lost => query,
    };
    if let Some(after) = after {
        query = query.filter(shipment::Column::Id.gt(after.uuid()));
    }
    with_lines(reads, query.all(reads.connection()).await?).await
}

/// Parcels with the carrier since that instant or longer.
pub async fn list_shipped_until(
    reads: &impl Reads,
    until: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<ShipmentId>, StoreError> {
    let rows = shipment::Entity::find()
        .filter(shipment::Column::State.eq(State::Shipped.as_str()))
        .filter(shipment::Column::ShippedAt.lte(until))
        .order_by_asc(shipment::Column::ShippedAt)
        .limit(limit)
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().map(|row| ShipmentId::new(row.id)).collect())
}

/// How many parcels of a run are in each state.
pub async fn counts(reads: &impl Reads, run: RunId) -> Result<HashMap<State, u64>, StoreError> {
    let rows: Vec<(String, i64)> = shipment::Entity::find()
        .select_only()
        .column(shipment::Column::State)
        .column_as(shipment::Column::Id.count(), "parcels")
        .filter(shipment::Column::RunId.eq(run.uuid()))
        .group_by(shipment::Column::State)
        .into_tuple()
        .all(reads.connection())
        .await?;
    let mut counts = HashMap::new();
    for (state, count) in rows {
        let state = state.parse().map_err(|_| StoreError::Corrupt(format!("parcel state {state}")))?;
        counts.insert(state, u64::try_from(count).unwrap_or(0));
    }
    Ok(counts)
}

/// Printed parcels of a run that are still here.
pub async fn count_printed(reads: &impl Reads, run: RunId) -> Result<u64, StoreError> {
    let query = shipment::Entity::find()
        .filter(shipment::Column::RunId.eq(run.uuid()))
        .filter(shipment::Column::State.eq(State::Packed.as_str()))
        .filter(shipment::Column::PrintedAt.is_not_null());
    Ok(query.count(reads.connection()).await?)
}

/// Parcels of a run that are still here and whose order is paid.
pub async fn count_to_ship(reads: &impl Reads, run: RunId) -> Result<u64, StoreError> {
    let paid = preorder::Entity::find()
        .filter(preorder::Column::State.eq(OrderState::Paid.as_str()))
        .select_only()
        .column(preorder::Column::Id);
    let query = shipment::Entity::find()
        .filter(shipment::Column::RunId.eq(run.uuid()))
        .filter(shipment::Column::State.eq(State::Packed.as_str()))
        .filter(shipment::Column::PreorderId.in_subquery(paid.into_query()));
    Ok(query.count(reads.connection()).await?)
}

/// What the goods of a campaign's shipped parcels were sold for, without tax, in minor units.
pub async fn goods_sold_minor(reads: &impl Reads, campaign: CampaignId) -> Result<i64, StoreError> {
    let runs = production_run::Entity::find()
        .select_only()
        .column(production_run::Column::Id)
        .filter(production_run::Column::CampaignId.eq(campaign.uuid()));
    let sum = Expr::cust("CAST(COALESCE(SUM(goods_net_minor), 0) AS BIGINT)");
    let sold: Option<i64> = shipment::Entity::find()
        .select_only()
        .column_as(sum, "sold")
        .filter(shipment::Column::RunId.in_subquery(runs.into_query()))
        .into_tuple()
        .one(reads.connection())
        .await?;
    Ok(sold.unwrap_or_default())
}

pub async fn transition(tx: &Tx, id: ShipmentId, from: State, to: State) -> Result<(), StoreError> {
    let done = shipment::Entity::update_many()
        .col_expr(shipment::Column::State, Expr::value(to.as_str()))
        .filter(shipment::Column::Id.eq(id.uuid()))
        .filter(shipment::Column::State.eq(from.as_str()))
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Moved("the parcel")) }
}

/// Its instants, carrier, code and what it was sold for, beside the transition.
pub async fn save(tx: &Tx, changed: &Shipment) -> Result<(), StoreError> {
    shipment::Entity::update_many()
        .col_expr(shipment::Column::PrintedAt, Expr::value(changed.printed_at))
        .col_expr(shipment::Column::ShippedAt, Expr::value(changed.shipped_at))
        .col_expr(shipment::Column::DeliveredAt, Expr::value(changed.delivered_at))
        .col_expr(shipment::Column::Carrier, Expr::value(changed.carrier.clone()))
        .col_expr(shipment::Column::TrackingCode, Expr::value(changed.tracking_code.clone()))
        .col_expr(shipment::Column::GoodsNetMinor, Expr::value(changed.goods_net_minor))
        .filter(shipment::Column::Id.eq(changed.id.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Whose a design is; none where there is no such design.
pub async fn shares(reads: &impl Reads, id: DesignId) -> Result<Option<Shares>, StoreError> {
    let Some(row) = design::Entity::find_by_id(id.uuid()).one(reads.connection()).await? else {
        return Ok(None);
    };
    let creators = design_creator::Entity::find()
        .filter(design_creator::Column::DesignId.eq(row.id))
        .all(reads.connection())
        .await?;
    let unreadable = |what: String| StoreError::Corrupt(format!("shares of design {id}: {what}"));
    if creators.is_empty() {
        return Ok(Some(Shares::sole(AccountId::new(row.designer_id))));
    }
    let mut stakes = Vec::with_capacity(creators.len());
    for creator in creators {
        let basis_points =
            u32::try_from(creator.share_basis_points).map_err(|error| unreadable(error.to_string()))?;
        stakes.push(Stake { account: AccountId::new(creator.account_id), basis_points });
    }
    Shares::new(stakes).map(Some).map_err(|error| unreadable(error.to_string()))
}

/// Other contents of a packed parcel.
pub async fn set_lines(tx: &Tx, id: ShipmentId, lines: &[PaidLine]) -> Result<(), StoreError> {
    let of_parcel = shipment_line::Column::ShipmentId.eq(id.uuid());
    shipment_line::Entity::delete_many().filter(of_parcel).exec(tx.connection()).await?;
    insert_lines(tx, id, lines).await
}

async fn insert_lines(tx: &Tx, id: ShipmentId, lines: &[PaidLine]) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(lines.len());
    for line in lines {
        rows.push(shipment_line::ActiveModel {
            shipment_id: Set(id.uuid()),
            variant_id: Set(line.variant.uuid()),
            quantity: Set(stored(line.quantity)?),
        });
    }
    shipment_line::Entity::insert_many(rows).exec_without_returning(tx.connection()).await?;
    Ok(())
}

fn stored(number: u32) -> Result<i32, StoreError> {
    i32::try_from(number).map_err(|_| StoreError::Corrupt("a parcel's number".into()))
}

async fn with_lines(reads: &impl Reads, heads: Vec<shipment::Model>) -> Result<Vec<Shipment>, StoreError> {
    let rows = shipment_line::Entity::find()
        .filter(shipment_line::Column::ShipmentId.is_in(heads.iter().map(|head| head.id)))
        .order_by_asc(shipment_line::Column::VariantId)
        .all(reads.connection())
        .await?;
    let mut lines: HashMap<Uuid, Vec<shipment_line::Model>> = HashMap::new();
    for row in rows {
        lines.entry(row.shipment_id).or_default().push(row);
    }
    heads
        .into_iter()
        .map(|head| {
            let own = lines.get(&head.id).map(Vec::as_slice).unwrap_or_default();
            read(head, own)
        })
        .collect()
}

fn read(head: shipment::Model, lines: &[shipment_line::Model]) -> Result<Shipment, StoreError> {
    let unreadable = |what: String| StoreError::Corrupt(format!("shipment {}: {what}", head.id));
    let unsigned = |number: i32| u32::try_from(number).map_err(|error| unreadable(error.to_string()));
    let line = |row: &shipment_line::Model| {
        Ok(PaidLine { variant: VariantId::new(row.variant_id), quantity: unsigned(row.quantity)? })
    };
    Ok(Shipment {
        id: ShipmentId::new(head.id),
        preorder: PreorderId::new(head.preorder_id),
        run: RunId::new(head.run_id),
        number: unsigned(head.number)?,
        state: head.state.parse().map_err(|error| unreadable(format!("{error}")))?,
        lines: lines.iter().map(line).collect::<Result<_, StoreError>>()?,
        printed_at: head.printed_at,
        shipped_at: head.shipped_at,
        delivered_at: head.delivered_at,
        carrier: head.carrier,
        tracking_code: head.tracking_code,
        goods_net_minor: head.goods_net_minor,
        created_at: head.created_at,
    })
}
