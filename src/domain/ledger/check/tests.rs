//! Each proof holds on a sound book and names the row when one thing is wrong.

use chrono::DateTime;

use super::*;
use crate::domain::ledger::prize::{FundingSource, awarded, funded};
use crate::domain::ledger::support::{ON, eur, id, part, share};
use crate::domain::ledger::{Entry, Occurrence, Posting, Refs, Row, order, refund};

fn on_order() -> Occurrence {
    Occurrence { refs: Refs::of_preorder(id(1), id(2), id(3)), ..ON }
}

/// The example order: charged, fee seen, one of two units shipped, the other one refunded.
fn sound() -> Vec<Row> {
    let charge = order::charge_succeeded(on_order(), id(10), part(5_500, 550)).unwrap();
    let fee = order::fee_seen(on_order(), id(20), eur(205)).unwrap();
    let shipped = order::shipped(on_order(), id(11), eur(3_000)).unwrap();
    let decided = refund::decided_unshipped(on_order(), id(12), part(2_500, 250), eur(0)).unwrap();
    let left = refund::left(on_order(), id(12), 1, eur(2_750)).unwrap();
    let row = |number, entry: &Entry, movement| Row::of(id(number), entry, movement);
    vec![
        row(1, &charge, Some(id(20))),
        row(2, &fee, Some(id(20))),
        row(3, &shipped, None),
        row(4, &decided, None),
        row(5, &left, Some(id(21))),
    ]
}

fn book(rows: &[Row]) -> Book {
    let mut book = Book::default();
    for row in rows {
        book.post(row);
    }
    book
}

const ORDER: fn() -> OrderRow = || OrderRow {
    preorder: id(3),
    paid: eur(5_500),
    recognised: eur(3_000),
    refunded: eur(2_500),
    charged_back: eur(0),
};

fn moved() -> [MovementRow; 2] {
    let charge = MovementRow { id: id(20), amount: eur(6_050), fee_minor: 205, created_at: ON.at };
    [charge, MovementRow { id: id(21), amount: eur(-2_750), fee_minor: 0, ..charge }]
}

fn hours(count: i64) -> DateTime<Utc> {
    ON.at + TimeDelta::hours(count)
}

fn reserve(campaigns: &[u128]) -> Reserve {
    let in_production = campaigns.iter().map(|campaign| id(*campaign)).collect();
    Reserve { in_production, basis_points: PRODUCTION_RESERVE_BASIS_POINTS }
}

#[test]
fn a_sound_book_has_no_findings() {
    let book = book(&sound());
    let balance = ProviderBalance { available: eur(3_000), pending_minor: 90, reserved_minor: 5 };
    let all = [
        entries(&book, hours(1_000)),
        orders(&book, &[ORDER()]),
        provider(&book, &[balance]),
        movements(&book, &moved(), hours(1_000)),
        totals(&book, eur(0).currency, &reserve(&[])),
    ];
    assert_eq!(all.concat(), []);
}

#[test]
fn an_entry_that_does_not_balance_is_named() {
    let mut rows = sound();
    rows[2].postings[0] = Posting { debit_minor: 2_999, ..rows[2].postings[0] };
    let book = book(&rows);
    assert_eq!(entries(&book, hours(0)), [Finding::Unbalanced { entry: id(3) }]);
    assert_eq!(book.trial_balance_minor(eur(0).currency), -1);
}

#[test]
fn a_deposit_without_an_order_and_one_that_differs_are_named() {
    let mut rows = sound();
    rows[2].refs.preorder = None;
    let book = book(&rows);
    assert_eq!(entries(&book, hours(0)), [Finding::DepositWithoutOrder { entry: id(3) }]);
    let differs = Finding::DepositDiffers { preorder: id(3), held: eur(3_000), expected: eur(0) };
    assert_eq!(orders(&book, &[ORDER()]), [differs]);
    let unknown = Finding::DepositUnknown { preorder: id(3), currency: "EUR", minor: 3_000 };
    assert_eq!(orders(&book, &[]), [unknown]);
}

#[test]
fn a_deposit_below_zero_is_named_even_where_the_rows_agree() {
    let mut rows = sound();
    rows.push(Row { id: id(6), ..rows[2].clone() });
    let shipped_twice = OrderRow { recognised: eur(6_000), ..ORDER() };
    let negative = Finding::DepositNegative { preorder: id(3), held: eur(-3_000) };
    assert_eq!(orders(&book(&rows), &[shipped_twice]), [negative]);
}

#[test]
fn a_minor_unit_at_the_provider_is_noticed() {
    let balance = ProviderBalance { available: eur(3_094), pending_minor: 0, reserved_minor: 0 };
    let differs = Finding::ProviderDiffers { book: eur(3_095), provider: eur(3_094) };
    assert_eq!(provider(&book(&sound()), &[balance]), [differs]);
    assert_eq!(
        differs.to_string(),
        "the book says the provider holds 30.95 EUR, and the provider says 30.94 EUR"
    );
}

#[test]
fn movements_and_entries_have_72_hours_to_find_each_other() {
    let mut rows = sound();
    rows[4].movement = None;
    let book = book(&rows);
    let check = |now, expected: &[Finding]| {
        assert_eq!([entries(&book, now), movements(&book, &moved(), now)].concat(), expected);
    };
    check(hours(72), &[]);
    let late = hours(72) + TimeDelta::seconds(1);
    let movement = Finding::MovementUnmatched { movement: id(21), amount: eur(-2_750) };
    check(late, &[Finding::EntryUnmatched { entry: id(5) }, movement]);
}

#[test]
fn a_movement_whose_fee_was_not_posted_differs() {
    let mut rows = sound();
    rows.remove(1);
    let differs = Finding::MovementDiffers { movement: id(20), amount: eur(5_845), posted: eur(6_050) };
    assert_eq!(movements(&book(&rows), &moved(), hours(0)), [differs]);
}

#[test]
fn free_money_keeps_back_what_others_are_owed() {
    let in_eur = eur(0).currency;
    let charge = order::charge_succeeded(on_order(), id(10), part(5_503, 550)).unwrap();
    let mut book = book(&[Row::of(id(1), &charge, None)]);
    let free = |book: &Book, campaigns: &[u128]| free_money(book, in_eur, &reserve(campaigns));
    assert_eq!(free(&book, &[]), eur(0), "before production everything may have to go back");
    assert_eq!(free(&book, &[2]), eur(4_402), "a fifth of 55.03, rounded up, stays");

    let prize = funded(ON, id(5), FundingSource::FreeMoney, id(1), eur(3_000)).unwrap();
    book.post(&Row::of(id(2), &prize, None));
    assert_eq!(free(&book, &[2]), eur(1_402));
    let award = awarded(ON, id(6), id(1), &[share(7, 3_000)]).unwrap();
    book.post(&Row::of(id(3), &award, None));
    assert_eq!(free(&book, &[2]), eur(1_402), "the reserve became a debt to the designer");
    assert_eq!(totals(&book, in_eur, &reserve(&[])), [Finding::FreeMoneyNegative { free: eur(-3_000) }]);
}
