//! What lists of designs and sales show of each: a picture, a title, how far its gate is.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::gate::Gate;
use super::picture::Picture;
use super::words::{self, Badge};
use crate::app::design::Seen;
use crate::app::shown::{Offered, Tile};
use crate::domain::campaign::Sale;
use crate::domain::money::Money;
use crate::domain::round::{self, Round};

/// A design with a way to its page.
#[derive(Debug, Clone)]
pub(crate) struct DesignCard {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    pub(crate) picture: Option<Picture>,
    pub(crate) is_public: bool,
}

/// A sale with how far its gate is.
#[derive(Debug, Clone)]
pub(crate) struct SaleCard {
    pub(crate) id: Uuid,
    pub(crate) design: DesignCard,
    pub(crate) product: String,
    pub(crate) from: Money,
    pub(crate) badge: Badge,
    pub(crate) gate: Gate,
    /// Whether somebody can still order.
    pub(crate) is_open: bool,
    pub(crate) deadline_at: Option<DateTime<Utc>>,
}

/// A round with what goes on in it.
#[derive(Debug, Clone)]
pub(crate) struct RoundCard {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    /// Key of the state's name.
    pub(crate) label: String,
    pub(crate) tone: &'static str,
    pub(crate) product: String,
    pub(crate) prizes: usize,
    pub(crate) moves_at: Option<DateTime<Utc>>,
    /// Key of what goes on until then.
    pub(crate) left: String,
}

impl From<&Round> for RoundCard {
    fn from(round: &Round) -> Self {
        Self {
            id: round.id.uuid(),
            title: round.title.clone(),
            label: format!("round-state-{}", round.state),
            tone: match round.state {
                round::State::Submissions | round::State::Scoring => "good",
                round::State::Judging => "wait",
                round::State::Draft | round::State::Closed => "plain",
                round::State::Cancelled => "bad",
            },
            product: round.rules.product.name.clone(),
            prizes: round.rules.prizes.len(),
            moves_at: round.moves_at(),
            left: format!("shown-left-{}", round.state),
        }
    }
}

impl RoundCard {
    /// All of these.
    pub(crate) fn all(rounds: &[Round]) -> Vec<Self> {
        rounds.iter().map(Self::from).collect()
    }
}

impl From<&Tile> for DesignCard {
    fn from(tile: &Tile) -> Self {
        Self {
            id: tile.id.uuid(),
            title: tile.title.clone(),
            picture: tile.artwork.as_ref().and_then(Picture::open),
            is_public: tile.is_public,
        }
    }
}

impl From<&Seen> for DesignCard {
    fn from(seen: &Seen) -> Self {
        let design = &seen.design;
        Self {
            id: design.id.uuid(),
            title: design.title.clone(),
            picture: Picture::of(design, seen.artworks.first()),
            is_public: design.state.is_public(),
        }
    }
}

impl SaleCard {
    fn new(offered: &Offered, now: DateTime<Utc>) -> Self {
        let campaign = &offered.campaign;
        Self {
            id: campaign.id.uuid(),
            design: DesignCard::from(&offered.design),
            product: offered.product.clone(),
            from: offered.from,
            badge: words::sale(campaign, now),
            gate: Gate::of(campaign),
            is_open: campaign.sale_clock().at(now) == Sale::Open,
            deadline_at: campaign.clocks.deadline_at,
        }
    }

    /// All of these.
    pub(crate) fn all(offered: &[Offered], now: DateTime<Utc>) -> Vec<Self> {
        offered.iter().map(|each| Self::new(each, now)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_a_round_has_a_name() {
        for state in round::State::ALL {
            assert!(crate::text::is_known(&format!("round-state-{state}")), "{state}");
        }
    }
}
