//! Transfers of money to designers.

use chrono::{DateTime, Utc};
use entity::{campaign, payout, prize};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::{Reads, StoreError, Tx};
use crate::domain::id::{AccountId, PayoutId, PrizeId, RoundId};
use crate::domain::money::Money;
use crate::domain::payout::{Payout, Reason, State};

pub async fn insert(tx: &Tx, new: &Payout) -> Result<(), StoreError> {
    let row = payout::ActiveModel {
        id: Set(new.id.uuid()),
        account_id: Set(new.account.uuid()),
        currency: Set(new.amount.currency.code().to_owned()),
        amount_minor: Set(new.amount.minor),
        kind: Set(new.due.as_str().to_owned()),
        prize_id: Set(new.prize.map(PrizeId::uuid)),
        state: Set(new.state.as_str().to_owned()),
        number: Set(stored_number(new.number)?),
        key: Set(new.key.clone()),
        payee_ref: Set(new.payee_ref.clone()),
        transfer_ref: Set(new.transfer_ref.clone()),
        reasons: Set(stored_reasons(&new.reasons)?),
        requested_at: Set(new.requested_at),
        sent_at: Set(new.sent_at),
        hold_until: Set(new.hold_until),
        first_approved_by: Set(new.first_approved_by.map(AccountId::uuid)),
        second_approved_by: Set(new.second_approved_by.map(AccountId::uuid)),
    };
    payout::Entity::insert(row).exec(tx.connection()).await?;
    Ok(())
}

pub async fn find(reads: &impl Reads, id: PayoutId) -> Result<Option<Payout>, StoreError> {
    payout::Entity::find_by_id(id.uuid()).one(reads.connection()).await?.map(read).transpose()
}

pub async fn find_by_transfer(reads: &impl Reads, transfer: &str) -> Result<Option<Payout>, StoreError> {
    let row = payout::Entity::find()
        .filter(payout::Column::TransferRef.eq(transfer))
        .one(reads.connection())
        .await?;
    row.map(read).transpose()
}

/// Reads it and holds its row until the transaction ends.
pub async fn lock(tx: &Tx, id: PayoutId) -> Result<Option<Payout>, StoreError> {
    let row = payout::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.connection()).await?;
    row.map(read).transpose()
}

/// Which payouts are listed; without a limit of its own, all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    pub account: Option<AccountId>,
    pub state: Option<State>,
    pub after: Option<PayoutId>,
}

/// Oldest first.
pub async fn list(reads: &impl Reads, filter: Filter, limit: u64) -> Result<Vec<Payout>, StoreError> {
    let mut query = payout::Entity::find().order_by_asc(payout::Column::Id).limit(limit);
    if let Some(account) = filter.account {
        query = query.filter(payout::Column::AccountId.eq(account.uuid()));
    }
    if let Some(state) = filter.state {
        query = query.filter(payout::Column::State.eq(state.as_str()));
    }
    if let Some(after) = filter.after {
        query = query.filter(payout::Column::Id.gt(after.uuid()));
    }
    query.all(reads.connection()).await?.into_iter().map(read).collect()
}

/// Every payout of an account, as a state with an amount.
pub async fn list_amounts(reads: &impl Reads, account: AccountId) -> Result<Vec<(State, Money)>, StoreError> {
    let rows: Vec<(String, String, i64)> = payout::Entity::find()
        .select_only()
        .columns([payout::Column::State, payout::Column::Currency, payout::Column::AmountMinor])
        .filter(payout::Column::AccountId.eq(account.uuid()))
        .into_tuple()
        .all(reads.connection())
        .await?;
    let unreadable = |_| StoreError::Corrupt(format!("state of a payout to {account}"));
    rows.into_iter()
        .map(|(state, currency, minor)| {
            let currency = currency
                .parse()
                .map_err(|_| StoreError::Corrupt(format!("currency of a payout to {account}")))?;
            Ok((state.parse().map_err(unreadable)?, Money::new(minor, currency)))
        })
        .collect()
}

/// What a design's makers were or are to be paid for a prize.
pub async fn list_of_prize(reads: &impl Reads, prize: PrizeId) -> Result<Vec<Payout>, StoreError> {
    let query = payout::Entity::find()
        .filter(payout::Column::PrizeId.eq(prize.uuid()))
        .order_by_asc(payout::Column::Id);
    query.all(reads.connection()).await?.into_iter().map(read).collect()
}

pub async fn transition(tx: &Tx, id: PayoutId, from: State, to: State) -> Result<(), StoreError> {
    let done = payout::Entity::update_many()
        .col_expr(payout::Column::State, Expr::value(to.as_str()))
        .filter(payout::Column::Id.eq(id.uuid()))
        .filter(payout::Column::State.eq(from.as_str()))
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Moved("the payout")) }
}

/// What is frozen with a sending: its number and key, where it goes, and when it was begun.
pub async fn set_sending(tx: &Tx, sending: &Payout) -> Result<(), StoreError> {
    payout::Entity::update_many()
        .col_expr(payout::Column::Number, Expr::value(stored_number(sending.number)?))
        .col_expr(payout::Column::Key, Expr::value(sending.key.clone()))
        .col_expr(payout::Column::PayeeRef, Expr::value(sending.payee_ref.clone()))
        .col_expr(payout::Column::SentAt, Expr::value(sending.sent_at))
        .filter(payout::Column::Id.eq(sending.id.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Notes the provider's transfer, beside the transition.
pub async fn set_transfer(tx: &Tx, id: PayoutId, transfer: &str) -> Result<(), StoreError> {
    payout::Entity::update_many()
        .col_expr(payout::Column::TransferRef, Expr::value(transfer))
        .filter(payout::Column::Id.eq(id.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

pub async fn set_reasons(tx: &Tx, id: PayoutId, reasons: &[Reason]) -> Result<(), StoreError> {
    payout::Entity::update_many()
        .col_expr(payout::Column::Reasons, Expr::value(stored_reasons(reasons)?))
        .filter(payout::Column::Id.eq(id.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Who agreed that it leaves.
pub async fn set_approved(tx: &Tx, approved: &Payout) -> Result<(), StoreError> {
    let uuid = |admin: Option<AccountId>| Expr::value(admin.map(AccountId::uuid));
    payout::Entity::update_many()
        .col_expr(payout::Column::FirstApprovedBy, uuid(approved.first_approved_by))
        .col_expr(payout::Column::SecondApprovedBy, uuid(approved.second_approved_by))
        .filter(payout::Column::Id.eq(approved.id.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// What the prize's round and design say of a payout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    pub round: RoundId,
    /// When its design's campaign was paused, if it is.
    pub paused_at: Option<DateTime<Utc>>,
}

/// Where a prize comes from; none where there is no such prize.
pub async fn origin(reads: &impl Reads, prize: PrizeId) -> Result<Option<Origin>, StoreError> {
    let Some(row) = prize::Entity::find_by_id(prize.uuid()).one(reads.connection()).await? else {
        return Ok(None);
    };
    let sale = match row.design_id {
        Some(design) => {
            let of_design = campaign::Column::DesignId.eq(design);
            campaign::Entity::find().filter(of_design).one(reads.connection()).await?
        }
        None => None,
    };
    Ok(Some(Origin {
        round: RoundId::new(row.round_id),
        paused_at: sale.and_then(|campaign| campaign.paused_at),
    }))
}

fn stored_number(number: u32) -> Result<i32, StoreError> {
    i32::try_from(number).map_err(|_| StoreError::Corrupt("a payout's number".into()))
}

fn stored_reasons(reasons: &[Reason]) -> Result<String, StoreError> {
    serde_json::to_string(reasons).map_err(|error| StoreError::Corrupt(error.to_string()))
}

fn read(row: payout::Model) -> Result<Payout, StoreError> {
    let unreadable = |what: String| StoreError::Corrupt(format!("payout {}: {what}", row.id));
    let currency = row.currency.parse().map_err(|error| unreadable(format!("{error}")))?;
    Ok(Payout {
        id: PayoutId::new(row.id),
        account: AccountId::new(row.account_id),
        amount: Money::new(row.amount_minor, currency),
        due: row.kind.parse().map_err(|error| unreadable(format!("{error}")))?,
        prize: row.prize_id.map(PrizeId::new),
        state: row.state.parse().map_err(|error| unreadable(format!("{error}")))?,
        number: u32::try_from(row.number).map_err(|error| unreadable(error.to_string()))?,
        key: row.key,
        payee_ref: row.payee_ref,
        transfer_ref: row.transfer_ref,
        reasons: serde_json::from_str(&row.reasons).map_err(|error| unreadable(error.to_string()))?,
        requested_at: row.requested_at,
        sent_at: row.sent_at,
        hold_until: row.hold_until,
        first_approved_by: row.first_approved_by.map(AccountId::new),
        second_approved_by: row.second_approved_by.map(AccountId::new),
    })
}
