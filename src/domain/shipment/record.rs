//! A parcel as it is kept.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::State;
use crate::domain::id::{PreorderId, RunId, ShipmentId};
use crate::domain::run::PaidLine;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    pub id: ShipmentId,
    pub preorder: PreorderId,
    pub run: RunId,
    /// Of the order's parcels, from 1.
    pub number: u32,
    pub state: State,
    pub lines: Vec<PaidLine>,
    pub printed_at: Option<DateTime<Utc>>,
    pub shipped_at: Option<DateTime<Utc>>,
    pub delivered_at: Option<DateTime<Utc>>,
    pub carrier: Option<String>,
    pub tracking_code: Option<String>,
    /// What its goods were sold for, without tax and shipping fee; none until it is shipped.
    pub goods_net_minor: Option<i64>,
    pub created_at: DateTime<Utc>,
}

impl Shipment {
    /// Whether its goods left the house, and so are sold.
    pub const fn is_out(&self) -> bool {
        match self.state {
            State::Packed => false,
            State::Shipped | State::Delivered | State::Returned | State::Lost => true,
        }
    }

    pub fn units(&self) -> u32 {
        self.lines.iter().fold(0, |sum, line| sum.saturating_add(line.quantity))
    }
}
