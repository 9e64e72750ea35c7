//! What a refund of goods gives back: units still here from the deposit, shipped ones from what was sold (J6a, J7, J8).
//!
//! The shipping fee goes back with the order's last unit, from where it is by then.

use std::collections::BTreeSet;

use super::{Kind, Line, Refund};
use crate::domain::field::{FieldError, Mistakes};
use crate::domain::id::VariantId;
use crate::domain::ledger::{Part, Shipped};
use crate::domain::money::{Error, Money};
use crate::domain::preorder::{Preorder, PricedLine};
use crate::domain::run::PaidLine;
use crate::domain::shipment::{Shipment, worth};

/// An order with all that left of it and went back of it, read under its lock.
#[derive(Debug, Clone, Copy)]
pub struct History<'a> {
    pub order: &'a Preorder,
    pub parcels: &'a [Shipment],
    pub refunds: &'a [Refund],
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub enum Wanted<'a> {
    /// All that is neither shipped nor refunded.
    Unshipped,
    /// What somebody named; of each variant the units that are still here go first.
    Lines(&'a [Line]),
}

/// Units of an order that can be refunded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chosen {
    here: Vec<Line>,
    out: Vec<Line>,
}

/// A refund's goods: all of them still here, or all of them shipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Back {
    pub lines: Vec<Line>,
    /// At the prices shown.
    pub goods_minor: i64,
    pub shipping_minor: i64,
    pub part: Part,
    /// What shipped goods had been sold for, without tax and shipping fee; none where they are still here.
    pub goods_net_minor: Option<i64>,
}

impl Back {
    /// Money for no goods.
    pub const fn of_money(part: Part) -> Self {
        Self { lines: Vec::new(), goods_minor: 0, shipping_minor: 0, part, goods_net_minor: None }
    }
}

impl Chosen {
    /// The units that are wanted, or what is wrong with them.
    pub fn of(history: &History<'_>, wanted: Wanted<'_>) -> Result<Self, Vec<FieldError>> {
        match wanted {
            Wanted::Unshipped => Ok(Self { here: history.here(), out: Vec::new() }),
            Wanted::Lines(lines) => Self::named(history, lines),
        }
    }

    fn named(history: &History<'_>, lines: &[Line]) -> Result<Self, Vec<FieldError>> {
        let mut mistakes = Mistakes::default();
        let ordered = &history.order.lines;
        if lines.is_empty() || lines.len() > ordered.len() {
            mistakes.add("lines", format!("must have from 1 to {} lines, one a variant", ordered.len()));
            return Err(mistakes.into_errors());
        }
        let mut seen = BTreeSet::new();
        for (index, line) in lines.iter().enumerate() {
            if !seen.insert(line.variant) {
                mistakes.add(format!("lines[{index}].variant"), "is named twice; add up its quantities");
            }
            match ordered.iter().find(|ordered| ordered.variant == line.variant) {
                Some(ordered) => {
                    let back = history.back(line.variant);
                    if let Some(sentence) = quantity(line.quantity, ordered.quantity, back) {
                        mistakes.add(format!("lines[{index}].quantity"), sentence);
                    }
                }
                None => mistakes.add(format!("lines[{index}].variant"), "is not in this order"),
            }
        }
        let wrong = mistakes.into_errors();
        if wrong.is_empty() { Ok(Self::split(&history.here(), lines)) } else { Err(wrong) }
    }

    fn split(here: &[Line], lines: &[Line]) -> Self {
        let mut chosen = Self::default();
        for line in lines {
            let quantity = units(here, line.variant).min(line.quantity);
            chosen.here.push(Line { quantity, ..*line });
            chosen.out.push(Line { quantity: line.quantity.saturating_sub(quantity), ..*line });
        }
        chosen.here.retain(|line| line.quantity > 0);
        chosen.out.retain(|line| line.quantity > 0);
        chosen
    }
}

/// What is wrong with so many units.
fn quantity(wanted: u32, ordered: u32, back: u32) -> Option<String> {
    let left = ordered.saturating_sub(back);
    match (wanted, left) {
        (0, _) => Some("must be at least 1".to_owned()),
        (_, 0) => Some(format!("is refunded already: all {ordered} that were ordered")),
        (wanted, left) if wanted > left => {
            Some(format!("must be at most {left}: {ordered} were ordered and {back} are refunded already"))
        }
        _possible => None,
    }
}

impl History<'_> {
    /// Neither shipped nor refunded.
    fn here(&self) -> Vec<Line> {
        let left = worth::remaining(self.order, self.parcels, self.refunds);
        left.iter().map(|line| Line { variant: line.variant, quantity: line.quantity }).collect()
    }

    fn standing(&self) -> impl Iterator<Item = &Refund> {
        self.refunds.iter().filter(|refund| refund.is_standing())
    }

    fn of_shipped(&self) -> impl Iterator<Item = &Refund> {
        self.standing().filter(|refund| refund.is_of_shipped())
    }

    fn out(&self) -> impl Iterator<Item = &Shipment> {
        self.parcels.iter().filter(|parcel| parcel.is_out())
    }

    /// Units of a variant that were refunded, shipped or not.
    fn back(&self, variant: VariantId) -> u32 {
        self.standing().map(|refund| units(&refund.lines, variant)).fold(0, u32::saturating_add)
    }

    /// Whether nothing is left of the order once these units are refunded.
    fn is_last(&self, chosen: &Chosen) -> bool {
        self.order.lines.iter().all(|line| {
            let now = units(&chosen.here, line.variant).saturating_add(units(&chosen.out, line.variant));
            self.back(line.variant).saturating_add(now) >= line.quantity
        })
    }

    /// What left so far and what of it was refunded, tax and the first parcel's shipping fee with it.
    fn shipped(&self) -> Result<Shipped, Error> {
        let nothing = Money::zero(self.order.total.currency);
        let nothing = Part { net: nothing, tax: nothing };
        let used = worth::used_minor(self.order, self.parcels, self.refunds)?;
        let mut part = worth::order(self.order)?.between(0, used)?;
        let mut listed_minor = used;
        let mut refunded = nothing;
        for refund in self.standing() {
            let of_goods = refund.listed_minor()?;
            if refund.is_of_shipped() {
                refunded = refunded.checked_add(refund.part()?)?;
            } else if of_goods > 0 {
                part = part.checked_sub(refund.part()?)?;
                listed_minor = listed_minor.checked_sub(of_goods).ok_or(Error::Overflow)?;
            }
        }
        Ok(Shipped { listed_minor, part, refunded })
    }

    /// Goods that left, at the prices shown.
    fn out_minor(&self) -> Result<i64, Error> {
        self.out().try_fold(0, |sum, parcel| plus(sum, listed(&self.order.lines, &parcel.lines)?))
    }
}

/// What goes back for these units: at most one refund of what is here and one of what was shipped.
pub fn give_back(history: &History<'_>, chosen: &Chosen) -> Result<Vec<Back>, Error> {
    if chosen.here.is_empty() && chosen.out.is_empty() {
        return Ok(Vec::new());
    }
    let is_fee_back = history.standing().any(|refund| refund.shipping_minor > 0);
    let fee_minor = if history.is_last(chosen) && !is_fee_back { history.order.shipping.minor } else { 0 };
    let (of_here, of_out) = if history.out().next().is_none() { (fee_minor, 0) } else { (0, fee_minor) };
    let here = here(history, &chosen.here, of_here)?;
    let out = out(history, &chosen.out, of_out)?;
    Ok([here, out].into_iter().flatten().collect())
}

fn here(history: &History<'_>, lines: &[Line], shipping_minor: i64) -> Result<Option<Back>, Error> {
    let goods_minor = listed(&history.order.lines, &paid(lines))?;
    let more = plus(goods_minor, shipping_minor)?;
    if more == 0 {
        return Ok(None);
    }
    let used = worth::used_minor(history.order, history.parcels, history.refunds)?;
    let part = worth::order(history.order)?.between(used, plus(used, more)?)?;
    Ok(Some(Back { lines: lines.to_vec(), goods_minor, shipping_minor, part, goods_net_minor: None }))
}

fn out(history: &History<'_>, lines: &[Line], shipping_minor: i64) -> Result<Option<Back>, Error> {
    let goods_minor = listed(&history.order.lines, &paid(lines))?;
    let more = plus(goods_minor, shipping_minor)?;
    if more == 0 {
        return Ok(None);
    }
    let mut before = 0;
    for refund in history.of_shipped() {
        before = plus(before, refund.listed_minor()?)?;
    }
    let part = history.shipped()?.refund_to(plus(before, more)?)?;
    let goods_net_minor = Some(unsold_minor(history, goods_minor)?);
    Ok(Some(Back { lines: lines.to_vec(), goods_minor, shipping_minor, part, goods_net_minor }))
}

/// How much less was sold in the end, without tax and fee, when so much more of the shipped goods goes back: all
/// that the parcels were sold for, once all of their goods are back.
fn unsold_minor(history: &History<'_>, goods_minor: i64) -> Result<i64, Error> {
    let sum = |sum: i64, minor: Option<i64>| plus(sum, minor.unwrap_or(0));
    let sold_minor = history.out().map(|parcel| parcel.goods_net_minor).try_fold(0, sum)?;
    let before_minor = history.of_shipped().map(|refund| refund.goods_net_minor).try_fold(0, sum)?;
    let goods_before = history.of_shipped().map(|refund| Some(refund.goods_minor)).try_fold(0, sum)?;
    let sold = Money::new(sold_minor, history.order.total.currency);
    let reached =
        sold.portion(unsigned(plus(goods_before, goods_minor)?)?, unsigned(history.out_minor()?)?)?;
    Ok(reached.minor.saturating_sub(before_minor).max(0))
}

/// Goodwill by which no refund of goods was lessened yet; less than `gross`, so that something is left to send.
pub fn goodwill_left(earlier: &[Refund], gross: Money) -> Result<Money, Error> {
    let mut left_minor = 0_i64;
    for refund in earlier.iter().filter(|refund| refund.is_standing()) {
        let given_minor = match refund.kind {
            Kind::Goodwill => refund.amount.minor,
            Kind::Unshipped | Kind::Lines => 0,
        };
        let more = given_minor.checked_sub(refund.goodwill_minor).ok_or(Error::Overflow)?;
        left_minor = plus(left_minor, more)?;
    }
    let most_minor = gross.minor.saturating_sub(1).max(0);
    Ok(Money { minor: left_minor.clamp(0, most_minor), ..gross })
}

fn units(lines: &[Line], variant: VariantId) -> u32 {
    let of_variant = lines.iter().filter(|line| line.variant == variant).map(|line| line.quantity);
    of_variant.fold(0, u32::saturating_add)
}

fn paid(lines: &[Line]) -> Vec<PaidLine> {
    lines.iter().map(|line| PaidLine { variant: line.variant, quantity: line.quantity }).collect()
}

fn listed(prices: &[PricedLine], lines: &[PaidLine]) -> Result<i64, Error> {
    worth::listed_minor(prices, lines)
}

fn plus(left: i64, right: i64) -> Result<i64, Error> {
    left.checked_add(right).ok_or(Error::Overflow)
}

fn unsigned(minor: i64) -> Result<u64, Error> {
    u64::try_from(minor).map_err(|_| Error::Overflow)
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test may overflow: it then fails")]
mod tests;
