//! Refunds of goods in any order with parcels: every part is right by itself, and all of them make the order.

use proptest::prelude::*;

use super::*;
use crate::domain::refund::State as RefundState;
use crate::domain::shipment::State;
use crate::domain::shipment::support::{eur, order, parcel, preorder, refund, variant};

/// An order that parcels and refunds are made of, as the service does it.
struct World {
    order: Preorder,
    parcels: Vec<Shipment>,
    refunds: Vec<Refund>,
    /// What was recognised as sold.
    sales_minor: i64,
}

impl World {
    fn new(order: Preorder) -> Self {
        Self { order, parcels: Vec::new(), refunds: Vec::new(), sales_minor: 0 }
    }

    fn history(&self) -> History<'_> {
        History { order: &self.order, parcels: &self.parcels, refunds: &self.refunds }
    }

    fn ship(&mut self, lines: &[(u128, u32)]) {
        let number = u32::try_from(self.parcels.len()).unwrap() + 1;
        let mut sent = parcel(number, State::Packed, lines);
        let worth = worth::worth(&self.order, &sent, (&self.parcels, &self.refunds)).unwrap();
        self.sales_minor += worth.net().unwrap().minor;
        sent.state = State::Shipped;
        sent.goods_net_minor = Some(worth.goods.minor);
        self.parcels.push(sent);
    }

    fn named(&self, lines: &[(u128, u32)]) -> Result<Chosen, Vec<String>> {
        let line = |(number, quantity): &(u128, u32)| Line { variant: variant(*number), quantity: *quantity };
        let lines: Vec<Line> = lines.iter().map(line).collect();
        let said = |wrong: Vec<FieldError>| wrong.iter().map(ToString::to_string).collect();
        Chosen::named(&self.history(), &lines).map_err(said)
    }

    fn give_back(&mut self, chosen: &Chosen) -> Vec<Back> {
        let backs = give_back(&self.history(), chosen).unwrap();
        for back in &backs {
            self.refunds.push(Refund {
                kind: Kind::Lines,
                lines: back.lines.clone(),
                amount: back.part.gross().unwrap(),
                tax_minor: back.part.tax.minor,
                goods_net_minor: back.goods_net_minor,
                ..refund(&[], back.goods_minor, back.shipping_minor)
            });
        }
        backs
    }

    fn refund(&mut self, lines: &[(u128, u32)]) -> Vec<Back> {
        let chosen = self.named(lines).unwrap();
        self.give_back(&chosen)
    }

    fn sum(&self, of: impl Fn(&Refund) -> i64) -> i64 {
        self.refunds.iter().map(of).sum()
    }
}

fn amounts(backs: &[Back]) -> Vec<(i64, i64, Option<i64>)> {
    backs.iter().map(|back| (back.part.net.minor, back.part.tax.minor, back.goods_net_minor)).collect()
}

/// The example of `MONEY.md`: 2 x 25.00, shipping 5.00, tax 5.50 on top.
fn example() -> World {
    World::new(order(&[(1, 2, 2_500)], 500, (550, false)))
}

#[test]
fn units_that_are_here_come_from_the_deposit_and_the_last_one_brings_the_fee() {
    let mut world = example();
    assert_eq!(amounts(&world.refund(&[(1, 1)])), [(2_500, 250, None)]);
    assert_eq!(amounts(&world.refund(&[(1, 1)])), [(3_000, 300, None)]);
    assert!(
        give_back(&world.history(), &Chosen::of(&world.history(), Wanted::Unshipped).unwrap())
            .unwrap()
            .is_empty()
    );
}

#[test]
fn shipped_units_come_from_sales_and_the_last_one_brings_the_fee() {
    let mut world = example();
    world.ship(&[(1, 2)]);
    assert_eq!(amounts(&world.refund(&[(1, 1)])), [(2_500, 250, Some(2_500))]);
    assert_eq!(amounts(&world.refund(&[(1, 1)])), [(3_000, 300, Some(2_500))]);
}

#[test]
fn of_a_partly_shipped_order_the_unit_here_goes_first_and_the_fee_is_in_what_was_sold() {
    let mut world = example();
    world.ship(&[(1, 1)]);
    assert_eq!(amounts(&world.refund(&[(1, 1)])), [(2_500, 250, None)]);
    assert_eq!(amounts(&world.refund(&[(1, 1)])), [(3_000, 300, Some(2_500))]);

    let mut both = example();
    both.ship(&[(1, 1)]);
    assert_eq!(amounts(&both.refund(&[(1, 2)])), [(2_500, 250, None), (3_000, 300, Some(2_500))]);
}

#[test]
fn where_only_the_fee_was_left_in_sales_the_last_unit_here_brings_it() {
    let mut world = World::new(preorder());
    world.ship(&[(2, 1)]);
    world.refund(&[(2, 1)]);
    let backs = world.refund(&[(1, 2)]);
    let [here, fee] = backs.as_slice() else { panic!("{backs:?}") };
    assert_eq!((here.goods_minor, here.shipping_minor, here.goods_net_minor), (5_000, 0, None));
    assert_eq!((fee.goods_minor, fee.shipping_minor, fee.goods_net_minor), (0, 500, Some(0)));
    assert_eq!(fee.lines, []);
    assert_eq!(world.sum(|refund| refund.amount.minor), 9_350);
}

#[test]
fn what_was_not_ordered_or_went_back_already_is_refused_by_field() {
    let mut world = World::new(preorder());
    let check = |world: &World, lines: &[(u128, u32)], expected: &[&str]| {
        assert_eq!(world.named(lines).unwrap_err(), expected);
    };
    check(&world, &[], &["lines: must have from 1 to 2 lines, one a variant"]);
    check(&world, &[(1, 1), (2, 1), (3, 1)], &["lines: must have from 1 to 2 lines, one a variant"]);
    check(&world, &[(3, 1)], &["lines[0].variant: is not in this order"]);
    check(&world, &[(1, 1), (1, 1)], &["lines[1].variant: is named twice; add up its quantities"]);
    check(&world, &[(1, 0)], &["lines[0].quantity: must be at least 1"]);
    let too_many = "lines[0].quantity: must be at most 2: 2 were ordered and 0 are refunded already";
    check(&world, &[(1, 3)], &[too_many]);
    world.refund(&[(1, 1)]);
    let too_many = "lines[0].quantity: must be at most 1: 2 were ordered and 1 are refunded already";
    check(&world, &[(1, 2)], &[too_many]);
    world.ship(&[(1, 1), (2, 1)]);
    world.refund(&[(1, 1)]);
    check(&world, &[(1, 1)], &["lines[0].quantity: is refunded already: all 2 that were ordered"]);
    world.refunds[0].state = RefundState::Withdrawn;
    assert!(world.named(&[(1, 1)]).is_ok(), "what a dispute took over is not refunded");
}

#[test]
fn goodwill_lessens_refunds_of_goods_until_it_is_used_up() {
    let gift = Refund { kind: Kind::Goodwill, amount: eur(3_000), ..refund(&[], 0, 0) };
    let check = |earlier: &[Refund], gross, expected| {
        assert_eq!(goodwill_left(earlier, eur(gross)), Ok(eur(expected)));
    };
    check(std::slice::from_ref(&gift), 2_750, 2_749);
    check(std::slice::from_ref(&gift), 6_050, 3_000);
    let lessened =
        Refund { kind: Kind::Lines, goodwill_minor: 2_749, amount: eur(1), ..refund(&[(1, 1)], 2_500, 0) };
    check(&[gift.clone(), lessened.clone()], 3_300, 251);
    check(&[Refund { state: RefundState::Withdrawn, ..gift }, lessened], 3_300, 0);
}

/// One line for each of up to three variants, with a fee and a tax that may be contained.
fn any_order() -> impl Strategy<Value = Preorder> {
    let lines = prop::collection::vec((1_u32..5, 1_i64..10_000), 1..=3);
    (lines, 0_i64..2_000, 0_i64..3_000, any::<bool>()).prop_map(|(lines, shipping, rate, included)| {
        let lines: Vec<_> =
            (1..).zip(lines).map(|(number, (quantity, price))| (number, quantity, price)).collect();
        let sum = lines.iter().map(|(_, quantity, price)| i64::from(*quantity) * price).sum::<i64>();
        let base = if included { 10_000 + rate } else { 10_000 };
        order(&lines, shipping, ((sum + shipping) * rate / base, included))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn in_any_order_with_parcels_one_unit_refunds_make_exactly_the_whole(
        order in any_order(),
        steps in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>()), 0..24),
    ) {
        let mut world = World::new(order);
        for (is_parcel, index) in steps {
            let here = world.history().here();
            if here.is_empty() {
                break;
            }
            let one = [(1 + u128::try_from(index.index(3)).unwrap(), 1)];
            if !is_parcel && world.named(&one).is_ok() {
                world.refund(&one);
            } else if is_parcel && units(&here, variant(one[0].0)) > 0 {
                world.ship(&one);
            }
        }
        while let Some(number) = (1..=3).find(|number| world.named(&[(*number, 1)]).is_ok()) {
            world.refund(&[(number, 1)]);
        }

        let order = &world.order;
        prop_assert_eq!(world.sum(|refund| refund.amount.minor), order.total.minor);
        prop_assert_eq!(world.sum(|refund| refund.tax_minor), order.tax.minor);
        prop_assert_eq!(world.sum(|refund| refund.shipping_minor), order.shipping.minor);
        let sold: i64 = world.parcels.iter().filter_map(|parcel| parcel.goods_net_minor).sum();
        prop_assert_eq!(world.sum(|refund| refund.goods_net_minor.unwrap_or(0)), sold);
        let of_sales = |refund: &Refund| if refund.is_of_shipped() { refund.part().unwrap().net.minor } else { 0 };
        prop_assert_eq!(world.sum(of_sales), world.sales_minor, "all that was sold is returned");
        for refund in &world.refunds {
            let part = refund.part().unwrap();
            prop_assert!(part.net.minor >= 0 && part.tax.minor >= 0 && refund.amount.minor > 0, "{refund:?}");
            prop_assert!(refund.goods_net_minor.is_none_or(|minor| minor >= 0), "{refund:?}");
            if order.tax_included {
                prop_assert_eq!(refund.amount.minor, refund.listed_minor().unwrap(), "a unit is its price");
            }
        }
    }
}
