//! Orders, parcels and refunds for tests.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Shipment, State};
use crate::domain::id::VariantId;
use crate::domain::money::Money;
use crate::domain::preorder::{Address, Line, Placed, Preorder};
use crate::domain::refund::{self, Refund};
use crate::domain::run::PaidLine;

const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

pub(crate) fn eur(minor: i64) -> Money {
    Money::new(minor, "EUR".parse().unwrap())
}

pub(crate) fn variant(number: u128) -> VariantId {
    Uuid::from_u128(number).into()
}

/// Two of 25.00 and one of 30.01, shipping 5.00, a tax of 8.49 on top.
pub(crate) fn preorder() -> Preorder {
    order(&[(1, 2, 2_500), (2, 1, 3_001)], 500, (849, false))
}

/// An order of (variant, quantity, price), with its shipping fee and its tax, which may be contained in the prices.
pub(crate) fn order(lines: &[(u128, u32, i64)], shipping: i64, (tax, tax_included): (i64, bool)) -> Preorder {
    let text = || "x".to_owned();
    let address = Address {
        name: text(),
        line1: text(),
        line2: None,
        city: text(),
        region: None,
        postal_code: text(),
        country: "DE".to_owned(),
    };
    let goods = lines.iter().map(|(_, quantity, price)| i64::from(*quantity) * price).sum::<i64>();
    let total = goods + shipping + if tax_included { 0 } else { tax };
    let line = |(number, quantity, price): &(u128, u32, i64)| {
        (Line { variant: variant(*number), quantity: *quantity }, eur(*price))
    };
    let placed = Placed {
        lines: lines.iter().map(line).collect(),
        address,
        units: lines.iter().map(|(_, quantity, _)| quantity).sum(),
        goods: eur(goods),
        shipping: eur(shipping),
        tax: eur(tax),
        tax_included,
        total: eur(total),
    };
    let id = Uuid::from_u128(9);
    Preorder::start(id.into(), id.into(), id.into(), placed, (NOW, NOW))
}

pub(crate) fn parcel(number: u32, state: State, lines: &[(u128, u32)]) -> Shipment {
    let line = |(number, quantity): &(u128, u32)| PaidLine { variant: variant(*number), quantity: *quantity };
    Shipment {
        id: Uuid::from_u128(number.into()).into(),
        preorder: Uuid::from_u128(9).into(),
        run: Uuid::from_u128(8).into(),
        number,
        state,
        lines: lines.iter().map(line).collect(),
        printed_at: None,
        shipped_at: None,
        delivered_at: None,
        carrier: None,
        tracking_code: None,
        goods_net_minor: None,
        created_at: NOW,
    }
}

/// Of what is not shipped, without an amount.
pub(crate) fn refund(lines: &[(u128, u32)], goods_minor: i64, shipping_minor: i64) -> Refund {
    let line = |(number, quantity): &(u128, u32)| Line { variant: variant(*number), quantity: *quantity };
    Refund {
        id: Uuid::from_u128(7).into(),
        preorder: Uuid::from_u128(9).into(),
        intent: None,
        number: 1,
        kind: refund::Kind::Unshipped,
        lines: lines.iter().map(line).collect(),
        amount: eur(0),
        goods_minor,
        shipping_minor,
        tax_minor: 0,
        goodwill_minor: 0,
        goods_net_minor: None,
        state: refund::State::Owed,
        key: String::new(),
        provider_ref: None,
        cause: String::new(),
        decided_by: None,
        created_at: NOW,
        sent_at: None,
        done_at: None,
        failure: None,
        waits_for: None,
    }
}
