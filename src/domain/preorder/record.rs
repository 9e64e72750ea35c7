//! A pre-order as it is kept, with its lines, its card page and its card.

use chrono::{DateTime, Utc};

use super::{Address, Leaving, Line, Placed, State};
use crate::domain::id::{AccountId, CampaignId, PreorderId, VariantId};
use crate::domain::money::Money;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preorder {
    pub id: PreorderId,
    pub campaign: CampaignId,
    pub buyer: AccountId,
    pub state: State,
    /// Why it goes as soon as it can.
    pub leaving: Option<Leaving>,
    /// By variant.
    pub lines: Vec<PricedLine>,
    pub units: u32,
    pub goods: Money,
    pub shipping: Money,
    pub tax: Money,
    /// What will be charged, and no more.
    pub total: Money,
    pub tax_included: bool,
    /// What was captured for it, all intents together.
    pub received: Money,
    /// Refunds that stand and lost disputes.
    pub returned: Money,
    pub address: Address,
    pub reserved_until: DateTime<Utc>,
    /// The visit to the provider's card page that was begun last.
    pub page: Option<CardPage>,
    /// The card that will be charged, or was.
    pub card: Option<Card>,
    pub committed_at: Option<DateTime<Utc>>,
    pub charge_by: Option<DateTime<Utc>>,
    /// The first failed attempt.
    pub grace_from: Option<DateTime<Utc>>,
    pub next_retry_at: Option<DateTime<Utc>>,
    pub next_reminder_at: Option<DateTime<Utc>>,
    pub attempts_off_session: u32,
    pub paid_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub close_reason: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// So many of a variant at the price that was agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PricedLine {
    pub variant: VariantId,
    pub quantity: u32,
    pub unit_price: Money,
}

/// One visit to the provider's card page. The key is stored before the provider is asked for the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardPage {
    pub key: String,
    /// None once the visit is over.
    pub expires_at: Option<DateTime<Utc>>,
    /// None until the provider answered, and once the visit is over.
    pub opened: Option<OpenedPage>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedPage {
    /// The provider's id of the visit.
    pub session: String,
    pub url: String,
}

/// A saved card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The provider's id of it.
    pub method: String,
    pub brand: String,
    pub last4: String,
    pub exp_month: u8,
    pub exp_year: u16,
}

impl Preorder {
    /// A new order whose units are reserved.
    pub fn start(
        id: PreorderId,
        campaign: CampaignId,
        buyer: AccountId,
        placed: Placed,
        (now, reserved_until): (DateTime<Utc>, DateTime<Utc>),
    ) -> Self {
        let currency = placed.total.currency;
        Self {
            id,
            campaign,
            buyer,
            state: State::Started,
            leaving: None,
            lines: placed.priced_lines(),
            units: placed.units,
            goods: placed.goods,
            shipping: placed.shipping,
            tax: placed.tax,
            total: placed.total,
            tax_included: placed.tax_included,
            received: Money::zero(currency),
            returned: Money::zero(currency),
            address: placed.address,
            reserved_until,
            page: None,
            card: None,
            committed_at: None,
            charge_by: None,
            grace_from: None,
            next_retry_at: None,
            next_reminder_at: None,
            attempts_off_session: 0,
            paid_at: None,
            closed_at: None,
            close_reason: None,
            created_at: now,
        }
    }

    /// Takes over what is ordered instead: lines, amounts and address.
    pub fn replace(&mut self, change: Placed) {
        self.lines = change.priced_lines();
        self.units = change.units;
        self.goods = change.goods;
        self.shipping = change.shipping;
        self.tax = change.tax;
        self.tax_included = change.tax_included;
        self.total = change.total;
        self.address = change.address;
    }

    /// The provider's id of the present visit to its card page.
    pub fn session(&self) -> Option<&str> {
        Some(self.page.as_ref()?.opened.as_ref()?.session.as_str())
    }
}

impl Placed {
    pub fn priced_lines(&self) -> Vec<PricedLine> {
        let priced = |(line, unit_price): &(Line, Money)| PricedLine {
            variant: line.variant,
            quantity: line.quantity,
            unit_price: *unit_price,
        };
        self.lines.iter().map(priced).collect()
    }
}

impl CardPage {
    /// The visit after `last`: its key names the order and counts its visits from 1.
    pub fn next(preorder: PreorderId, last: Option<&Self>, expires_at: DateTime<Utc>) -> Self {
        let number = last.map_or(0, Self::number).saturating_add(1);
        Self {
            key: format!("preorder:{preorder}:session:{number}"),
            expires_at: Some(expires_at),
            opened: None,
        }
    }

    /// Whether the buyer can still go there, or the provider was asked for it.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.expires_at.is_some_and(|expires_at| now < expires_at)
    }

    /// The same visit, after which there is nothing to come back to.
    #[must_use]
    pub fn over(&self) -> Self {
        Self { key: self.key.clone(), expires_at: None, opened: None }
    }

    fn number(&self) -> u32 {
        self.key.rsplit(':').next().and_then(|number| number.parse().ok()).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visits_are_counted_in_their_keys() {
        let id = PreorderId::new(uuid::Uuid::nil());
        let at = DateTime::UNIX_EPOCH;
        let first = CardPage::next(id, None, at);
        let second = CardPage::next(id, Some(&first.over()), at);
        assert_eq!(first.key, "preorder:00000000-0000-0000-0000-000000000000:session:1");
        assert_eq!(second.key, "preorder:00000000-0000-0000-0000-000000000000:session:2");
    }

    #[test]
    fn a_visit_is_live_until_its_time_or_its_end() {
        let page = CardPage::next(PreorderId::new(uuid::Uuid::nil()), None, DateTime::UNIX_EPOCH);
        assert!(page.is_live(DateTime::UNIX_EPOCH - chrono::TimeDelta::seconds(1)));
        assert!(!page.is_live(DateTime::UNIX_EPOCH));
        assert!(!page.over().is_live(DateTime::UNIX_EPOCH - chrono::TimeDelta::seconds(1)));
    }
}
