//! Royalties of a sale: earned as parcels leave (J5), taken back with shipped goods that are refunded (J7).
//!
//! Both go by one running total for each campaign, so that no rounding is lost or gained over many parcels. Its
//! campaign has to be held alone.

use super::StoreError;
use crate::domain::campaign::Campaign;
use crate::domain::money::{self, Money};
use crate::domain::royalty::{self, Terms};
use crate::domain::share::{self, Share, Shares};
use crate::store::{self, Tx};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("a royalty cannot be split")]
    Share(#[from] share::Error),
    #[error("a campaign's sales cannot be counted")]
    Money(#[from] money::Error),
    #[error("the royalties could not be read")]
    Store(#[from] StoreError),
}

/// What each person earns by `goods` that leave now, without tax and shipping fee.
pub(super) async fn earned(tx: &Tx, sale: &Campaign, goods: Money) -> Result<Vec<Share>, Error> {
    let (before, people) = (net_sales(tx, sale).await?, People::of(tx, sale).await?);
    Ok(royalty::earned(&people.terms(), before, before.checked_add(goods)?)?)
}

/// What is taken back of each person for shipped goods of which `goods` had been sold.
pub(super) async fn taken_back(tx: &Tx, sale: &Campaign, goods: Money) -> Result<Vec<Share>, Error> {
    let (before, people) = (net_sales(tx, sale).await?, People::of(tx, sale).await?);
    Ok(royalty::taken_back(&people.terms(), before, before.checked_sub(goods)?)?)
}

/// Goods shipped so far, less those that went back.
async fn net_sales(tx: &Tx, sale: &Campaign) -> Result<Money, StoreError> {
    let sold_minor = store::shipment::goods_sold_minor(tx, sale.id).await?;
    let returned_minor = store::refund::goods_returned_minor(tx, sale.id).await?;
    Ok(Money::new(sold_minor.saturating_sub(returned_minor), sale.currency))
}

struct People {
    basis_points: u32,
    shares: Shares,
}

impl People {
    async fn of(tx: &Tx, sale: &Campaign) -> Result<Self, StoreError> {
        let gone = |what: &str| StoreError::Corrupt(format!("campaign {} has no {what}", sale.id));
        let round = store::round::find(tx, sale.round).await?.ok_or_else(|| gone("round"))?;
        let shares = store::shipment::shares(tx, sale.design).await?.ok_or_else(|| gone("design"))?;
        Ok(Self { basis_points: round.rules.royalty_basis_points, shares })
    }

    const fn terms(&self) -> Terms<'_> {
        Terms { basis_points: self.basis_points, shares: &self.shares }
    }
}
