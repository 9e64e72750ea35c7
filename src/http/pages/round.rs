//! One round: what is asked for, what can be done now, what is made and at which price, its designs and sales.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path, Query};
use uuid::Uuid;

use super::card::{DesignCard, RoundCard, SaleCard};
use super::list::{After, Listed};
use super::order::asked::label_of;
use crate::app::shown::Overview;
use crate::app::{self, App};
use crate::domain::id::{DesignId, RoundId};
use crate::domain::money::Money;
use crate::domain::round::{Entry, Step};
use crate::domain::rules::{Rules, Variant};
use crate::http::site::{Answer, Frame, filters};

const DESIGNS_SHOWN: u64 = 24;
const PERCENT: u32 = 100;
/// A hundred basis points for each percent of weight, over five steps.
const STAR_BASIS_POINTS: u32 = 20;

#[derive(Template)]
#[template(path = "round/show.html")]
struct One<'a> {
    frame: &'a Frame,
    overview: &'a Overview,
    card: RoundCard,
    offer: Offer<'a>,
    designs: Listed<DesignCard>,
    sales: Vec<SaleCard>,
}

#[derive(Template)]
#[template(path = "round/rules.html")]
struct Terms<'a> {
    frame: &'a Frame,
    overview: &'a Overview,
    rules: &'a Rules,
    offer: Offer<'a>,
    /// What each step of the score brings, of the most there can be.
    star_basis_points: u32,
    /// Of "I'd buy it", in percent.
    flag_percent: u32,
}

/// The amounts of a round's rules in its currency.
pub(super) struct Offer<'a> {
    /// Place, and what it brings.
    prizes: Vec<(u32, Money)>,
    prizes_total: Money,
    variants: Vec<(&'a Variant, Money)>,
    /// Key of the country's name, and the fee of one order there.
    shipping: Vec<(String, Money)>,
}

/// One round with a page of its designs.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, id: Path<Uuid>, query: Query<After>) -> Answer {
    let after = query.after.map(DesignId::new);
    let who = frame.member.as_ref();
    let overview = app::shown::overview(&app, who, RoundId::new(*id), after, DESIGNS_SHOWN + 1).await?;
    let cards = overview.designs.iter().map(DesignCard::from).collect();
    let designs = Listed::new(cards, DESIGNS_SHOWN, |card| card.id);
    let (offer, sales) = (Offer::of(&overview.round.rules), SaleCard::all(&overview.sales, frame.now));
    let card = RoundCard::from(&overview.round);
    frame.page(&One { frame: &frame, overview: &overview, card, offer, designs, sales })
}

/// Everything that decides in the round, in words.
#[handler]
pub(crate) async fn show_rules(frame: Frame, app: Data<&Arc<App>>, id: Path<Uuid>) -> Answer {
    let overview = app::shown::overview(&app, frame.member.as_ref(), RoundId::new(*id), None, 1).await?;
    let rules = &overview.round.rules;
    let weight = rules.scoring.weight_percent;
    frame.page(&Terms {
        frame: &frame,
        overview: &overview,
        rules,
        offer: Offer::of(rules),
        star_basis_points: weight.saturating_mul(STAR_BASIS_POINTS),
        flag_percent: PERCENT.saturating_sub(weight),
    })
}

impl<'a> Offer<'a> {
    fn of(rules: &'a Rules) -> Self {
        let money = |minor| Money::new(minor, rules.currency);
        let total = rules.prizes.iter().fold(0_i64, |sum, term| sum.saturating_add(term.amount_minor));
        Self {
            prizes: rules.prizes.iter().map(|term| (term.place, money(term.amount_minor))).collect(),
            prizes_total: money(total),
            variants: rules.product.variants.iter().map(|each| (each, money(each.price_minor))).collect(),
            shipping: rules
                .shipping
                .iter()
                .map(|fee| (label_of(&fee.country), money(fee.fee_minor)))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::ledger::prize::FundingSource;
    use crate::text::Locale;

    #[test]
    fn every_source_of_prize_money_has_a_name() {
        let locale = Locale::english(chrono_tz::Tz::UTC);
        for key in FundingSource::ALL.iter().map(|source| format!("round-funding-{source}")) {
            assert_ne!(locale.say(&(key.as_str(), "amount", "€1.00")), key);
        }
    }
}
