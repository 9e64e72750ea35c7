//! Refunds of chosen units: here or shipped, one by one or in races, with the royalty that goes back.

use chrono::Duration;
use futures::future::join_all;
use greenlit::domain::campaign::State as CampaignState;
use greenlit::domain::preorder::State;
use poem::http::Method;
use serde_json::{Value, json};

use crate::support::settle::{GOOD, Sale, Special};
use crate::support::{Answer, Person, TestApp};

/// Three of 19.99 and 5.00 shipping, 19 % tax contained.
const TOTAL_MINOR: i64 = 6_497;
const TAX_MINOR: i64 = 1_037;
/// A unit and its tax, as cumulative shares of the order.
const UNIT_MINOR: i64 = 1_999;
const UNIT_TAX_MINOR: i64 = 319;

fn rules(rules: &mut Value) {
    rules["tax"] = json!({ "basis_points": 1_900, "included": true });
    rules["royalty_basis_points"] = json!(777);
    rules["product"]["variants"][0]["price_minor"] = json!(UNIT_MINOR);
    rules["product"]["variants"][1]["price_minor"] = json!(UNIT_MINOR);
}

/// A charged sale of these orders, each of three units of the first variant, and who made its design.
async fn charged(app: &TestApp, orders: usize) -> (Sale, [Person; 2]) {
    let (dora, erik) = (app.member("Dora").await, app.member("Erik").await);
    let special = Special { designers: &[(&dora, 6_667), (&erik, 3_333)], lines: &[(0, 3)], rules };
    let sale = app.committed_to(special, 3, &vec![GOOD; orders]).await;
    app.charge().await;
    assert_eq!(app.states(&sale).await, vec![State::Paid; orders]);
    (sale, [dora, erik])
}

async fn start_run(app: &TestApp, sale: &Sale) -> Value {
    app.post_once(&sale.admin, &sale.path("run"), &json!({})).await.ok()
}

/// The parcel of an order.
async fn parcel(app: &TestApp, sale: &Sale, order: usize) -> Value {
    let path = format!("/api/v1/preorders/{}/shipments", sale.orders[order].1);
    app.get(Some(&sale.admin), &path).await.ok()[0].clone()
}

async fn ship(app: &TestApp, sale: &Sale, order: usize) -> Answer {
    let id = parcel(app, sale, order).await["id"].as_str().unwrap().to_owned();
    app.post(Some(&sale.admin), &format!("/api/v1/shipments/{id}/printed"), &json!({})).await.ok();
    let handed = json!({ "carrier": "DHL", "tracking_code": "00340 4341-6009" });
    app.post_once(&sale.admin, &format!("/api/v1/shipments/{id}/shipped"), &handed).await
}

async fn variant(app: &TestApp, sale: &Sale) -> Value {
    let order = app.get(Some(&sale.admin), &format!("/api/v1/preorders/{}", sale.orders[0].1)).await;
    order.ok()["lines"][0]["variant"].clone()
}

fn path(sale: &Sale, order: usize) -> String {
    format!("/api/v1/preorders/{}/refunds", sale.orders[order].1)
}

async fn refund(app: &TestApp, sale: &Sale, order: usize, quantity: u32) -> Answer {
    let lines = json!([{ "variant": variant(app, sale).await, "quantity": quantity }]);
    let asked = json!({ "lines": lines, "reason": "it does not fit" });
    app.post_once(&sale.admin, &path(sale, order), &asked).await
}

/// The fields that a refusal names.
#[track_caller]
fn wrong(answer: &Answer) -> Vec<String> {
    answer.refused(422, "invalid-fields");
    let errors = answer.json()["errors"].as_array().unwrap().clone();
    errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
}

/// Lets refunds that were decided reach their buyers.
async fn sent(app: &TestApp) {
    app.settle_down().await;
    app.advance(Duration::minutes(3)).await;
}

async fn due(app: &TestApp, person: &Person) -> i64 {
    let account = format!("royalties_due:{}", person.id);
    let mut sum = 0;
    for kind in ["royalty_accrued", "refund_decided_shipped"] {
        let lines = app.lines(kind).await;
        sum -= lines.iter().filter(|(name, _)| *name == account).map(|(_, change)| change).sum::<i64>();
    }
    sum
}

async fn shipped_goods_go_back_with_the_royalty_of_both_their_makers(app: &TestApp) {
    let (sale, [dora, erik]) = charged(app, 2).await;
    start_run(app, &sale).await;
    for order in [0, 1] {
        ship(app, &sale, order).await.ok();
    }
    // 7.77 % of 100.80, the goods of both orders without tax.
    assert_eq!((due(app, &dora).await, due(app, &erik).await), (522, 261));

    let given = refund(app, &sale, 0, 1).await.ok();
    assert_eq!(given.as_array().unwrap().len(), 1);
    assert_eq!((&given[0]["kind"], &given[0]["amount"]["minor"]), (&json!("lines"), &json!(UNIT_MINOR)));
    assert_eq!((&given[0]["is_of_shipped"], &given[0]["lines"][0]["quantity"]), (&json!(true), &json!(1)));
    let mut lines = app.lines("refund_decided_shipped").await;
    lines.sort();
    let mut expected = [
        ("returns".to_owned(), UNIT_MINOR - UNIT_TAX_MINOR),
        ("tax".to_owned(), UNIT_TAX_MINOR),
        ("refunds_due".to_owned(), -UNIT_MINOR),
        ("royalty_expense".to_owned(), -131),
        (format!("royalties_due:{}", dora.id), 87),
        (format!("royalties_due:{}", erik.id), 44),
    ];
    expected.sort();
    assert_eq!(lines, expected);
    // 7.77 % of the 84.00 that are left.
    assert_eq!((due(app, &dora).await, due(app, &erik).await), (435, 217));

    let rest = refund(app, &sale, 0, 2).await.ok();
    assert_eq!(
        rest[0]["amount"]["minor"],
        TOTAL_MINOR - UNIT_MINOR,
        "the shipping fee goes with the last unit"
    );
    assert_eq!((due(app, &dora).await, due(app, &erik).await), (261, 130));
    sent(app).await;
    assert_eq!(app.states(&sale).await, [State::Refunded, State::Paid]);
    assert_eq!(app.balance("returns").await, TOTAL_MINOR - TAX_MINOR);
    assert_eq!(app.balance("royalty_expense").await, 391);
    assert_eq!((app.balance("deposits").await, app.balance("refunds_due").await), (0, 0));
    assert_eq!(app.balance("tax").await, -TAX_MINOR);
    app.books_agree(&sale).await;
}

async fn what_is_delivered_lost_or_returned_can_be_refunded_and_later_parcels_earn_the_same(app: &TestApp) {
    let (sale, [dora, erik]) = charged(app, 3).await;
    start_run(app, &sale).await;
    for (order, end) in [(0, "delivered"), (1, "lost")] {
        let parcel = ship(app, &sale, order).await.ok()["id"].as_str().unwrap().to_owned();
        app.post(Some(&sale.admin), &format!("/api/v1/shipments/{parcel}/{end}"), &json!({})).await.ok();
        refund(app, &sale, order, 3).await.ok();
    }
    assert_eq!((due(app, &dora).await, due(app, &erik).await), (0, 0));
    let parcel = ship(app, &sale, 2).await.ok()["id"].as_str().unwrap().to_owned();
    assert_eq!((due(app, &dora).await, due(app, &erik).await), (261, 130));
    app.post(Some(&sale.admin), &format!("/api/v1/shipments/{parcel}/returned"), &json!({})).await.ok();
    refund(app, &sale, 2, 1).await.ok();
    assert_eq!((due(app, &dora).await, due(app, &erik).await), (174, 87));
    sent(app).await;
    assert_eq!(app.states(&sale).await, [State::Refunded, State::Refunded, State::Paid]);
    assert_eq!(app.sale_state(&sale).await, CampaignState::Fulfilled);
    app.books_agree(&sale).await;
}

async fn what_cannot_be_refunded_is_said_by_field(app: &TestApp) {
    let (sale, _) = charged(app, 1).await;
    let unit = variant(app, &sale).await;
    let ask = |body: Value| {
        let path = path(&sale, 0);
        let admin = &sale.admin;
        async move { app.post_once(admin, &path, &body).await }
    };
    let one = json!([{ "variant": unit, "quantity": 1 }]);
    let gift = json!({ "minor": 100, "currency": "EUR" });
    let both = ask(json!({ "lines": one, "goodwill": gift, "reason": "x" })).await;
    assert_eq!(wrong(&both), ["goodwill", "lines"]);
    let none = ask(json!({ "lines": [], "reason": "x" })).await;
    assert_eq!(wrong(&none), ["lines"]);
    let other = ask(json!({ "lines": [{ "variant": sale.id.uuid(), "quantity": 1 }], "reason": "x" })).await;
    assert_eq!(wrong(&other), ["lines[0].variant"]);
    let more = refund(app, &sale, 0, 4).await;
    assert_eq!(wrong(&more), ["lines[0].quantity"]);
    assert_eq!(
        more.json()["errors"][0]["message"],
        "must be at most 3: 3 were ordered and 0 are refunded already"
    );

    start_run(app, &sale).await;
    ship(app, &sale, 0).await.ok();
    refund(app, &sale, 0, 3).await.ok();
    let again = refund(app, &sale, 0, 3).await;
    assert_eq!(wrong(&again), ["lines[0].quantity"]);
    assert_eq!(again.json()["errors"][0]["message"], "is refunded already: all 3 that were ordered");
    app.post_once(&sale.orders[0].0, &path(&sale, 0), &json!({ "lines": one, "reason": "x" }))
        .await
        .refused(403, "not-an-admin");
    sent(app).await;
    assert_eq!(app.balance("returns").await, TOTAL_MINOR - TAX_MINOR);
}

async fn an_order_that_was_never_charged_has_nothing_to_refund(app: &TestApp) {
    let sale = app.committed(1, &[GOOD]).await;
    refund(app, &sale, 0, 1).await.refused(409, "refund-refused");
    assert_eq!(app.lines("refund_decided_unshipped").await, []);
}

async fn one_unit_refunds_before_and_after_shipping_make_exactly_the_whole(app: &TestApp) {
    let (sale, _) = charged(app, 2).await;
    refund(app, &sale, 0, 1).await.ok();
    start_run(app, &sale).await;
    ship(app, &sale, 0).await.ok();
    ship(app, &sale, 1).await.ok();
    for order in [0, 1, 0, 1, 1] {
        refund(app, &sale, order, 1).await.ok();
    }
    sent(app).await;
    assert_eq!(app.states(&sale).await, [State::Refunded; 2]);
    for account in ["deposits", "tax", "refunds_due", "royalties_due", "royalty_expense"] {
        assert_eq!(app.balance(account).await, 0, "{account}");
    }
    assert_eq!(app.balance("returns").await, -app.balance("sales").await);
    for (_, order) in &sale.orders {
        assert_eq!(app.order_of(*order).await.returned.minor, TOTAL_MINOR);
    }
    app.books_agree(&sale).await;
}

async fn after_a_part_the_rest_of_all_goes_back(app: &TestApp) {
    let (sale, _) = charged(app, 2).await;
    for order in [0, 1] {
        let part = refund(app, &sale, order, 1).await.ok();
        assert_eq!(
            (&part[0]["amount"]["minor"], &part[0]["is_of_shipped"]),
            (&json!(UNIT_MINOR), &json!(false))
        );
    }
    let rest = app.post_once(&sale.admin, &path(&sale, 0), &json!({ "reason": "all of it" })).await.ok();
    assert_eq!(rest[0]["amount"]["minor"], TOTAL_MINOR - UNIT_MINOR);

    let second = app.admin("Hedy").await;
    let reason = json!({ "reason": "the fabric is sold out" });
    for admin in [&sale.admin, &second] {
        app.post(Some(admin), &sale.path("refund-all"), &reason).await.ok();
    }
    sent(app).await;
    assert_eq!(app.states(&sale).await, [State::Refunded; 2]);
    assert_eq!(app.sale_state(&sale).await, CampaignState::Refunded);
    for account in ["deposits", "tax", "refunds_due", "returns"] {
        assert_eq!(app.balance(account).await, 0, "{account}");
    }
    app.books_agree(&sale).await;
}

async fn what_went_back_before_the_freeze_is_not_made_and_after_it_comes_out_of_its_parcel(app: &TestApp) {
    let (sale, _) = charged(app, 3).await;
    refund(app, &sale, 0, 1).await.ok();
    let run = start_run(app, &sale).await;
    assert_eq!(run["lines"][0]["quantity"], 8);
    assert_eq!(parcel(app, &sale, 0).await["lines"][0]["quantity"], 2);

    refund(app, &sale, 1, 2).await.ok();
    refund(app, &sale, 2, 3).await.ok();
    assert_eq!(parcel(app, &sale, 1).await["lines"][0]["quantity"], 1);
    let sheet = app.get(Some(&sale.admin), &sale.path("run.csv?kind=addresses")).await;
    let mut reader = csv::Reader::from_reader(sheet.bytes.as_slice());
    let mut contents: Vec<_> = reader.records().map(|row| row.unwrap()[2].to_owned()).collect();
    contents.sort();
    assert_eq!(contents, ["1 x TEE-M", "2 x TEE-M"], "nothing is sent of what all went back");
    ship(app, &sale, 2).await.refused(409, "not-paid");
    for order in [0, 1] {
        ship(app, &sale, order).await.ok();
    }
    let run = app.get(Some(&sale.admin), &sale.path("run")).await.ok();
    assert_eq!(run["lines"][0]["quantity"], 8, "what was frozen is made, and stays with the brand");
    sent(app).await;
    assert_eq!(app.sale_state(&sale).await, CampaignState::Fulfilled);
    assert_eq!(app.states(&sale).await, [State::Paid, State::Paid, State::Refunded]);
    assert_eq!(app.balance("deposits").await, 0);
    app.books_agree(&sale).await;
}

async fn what_was_refunded_in_part_keeps_its_variants(app: &TestApp) {
    let (sale, _) = charged(app, 1).await;
    refund(app, &sale, 0, 1).await.ok();
    let (buyer, order) = &sale.orders[0];
    let round = app.get(Some(&sale.admin), &format!("/api/v1/campaigns/{}", sale.id)).await.ok();
    let round = app.get(None, &format!("/api/v1/rounds/{}", round["round"].as_str().unwrap())).await.ok();
    let edited = json!({
        "lines": [{ "variant": round["rules"]["product"]["variants"][1]["id"], "quantity": 3 }],
        "address": {
            "name": "A Buyer", "line1": "Main Street 1", "city": "Berlin",
            "postal_code": "10115", "country": "DE",
        },
    });
    let path = format!("/api/v1/preorders/{order}");
    let answer = app.send(Some(buyer), Method::PUT, &path, Some(&edited), Some("edit")).await;
    answer.refused(409, "part-refunded");
}

async fn goodwill_lessens_a_refund_of_shipped_goods(app: &TestApp) {
    let (sale, _) = charged(app, 1).await;
    start_run(app, &sale).await;
    ship(app, &sale, 0).await.ok();
    let gift = json!({ "goodwill": { "minor": 300, "currency": "EUR" }, "reason": "it took so long" });
    app.post_once(&sale.admin, &path(&sale, 0), &gift).await.ok();
    let back = refund(app, &sale, 0, 1).await.ok();
    assert_eq!(back[0]["amount"]["minor"], UNIT_MINOR - 300);
    let back = refund(app, &sale, 0, 2).await.ok();
    assert_eq!(back[0]["amount"]["minor"], TOTAL_MINOR - UNIT_MINOR);
    sent(app).await;
    assert_eq!(app.states(&sale).await, [State::Refunded]);
    assert_eq!(app.balance("returns").await, -app.balance("sales").await);
    assert_eq!(app.balance("tax").await, 0);
    app.books_agree(&sale).await;
}

async fn of_eight_same_refunds_one_is_made(app: &TestApp) {
    let (sale, _) = charged(app, 2).await;
    start_run(app, &sale).await;
    ship(app, &sale, 0).await.ok();
    let done = |answers: &[Answer]| answers.iter().filter(|answer| answer.status.as_u16() == 200).count();
    let raced = join_all((0..8).map(|_| refund(app, &sale, 0, 2))).await;
    assert_eq!(done(&raced), 1);
    for answer in raced.iter().filter(|answer| answer.status.as_u16() != 200) {
        answer.refused(422, "invalid-fields");
    }

    let asked = json!({
        "lines": [{ "variant": variant(app, &sale).await, "quantity": 1 }], "reason": "it does not fit",
    });
    let path = path(&sale, 0);
    let send = || app.send(Some(&sale.admin), Method::POST, &path, Some(&asked), Some("one-refund"));
    let repeated = join_all((0..8).map(|_| send())).await;
    let first = repeated[0].ok();
    assert!(repeated.iter().all(|answer| answer.ok() == first), "one key is one refund");
    sent(app).await;
    assert_eq!(app.order_of(sale.orders[0].1).await.returned.minor, TOTAL_MINOR);
    assert_eq!(app.states(&sale).await, [State::Refunded, State::Paid]);
    app.books_agree(&sale).await;
}

/// Whoever comes first, a unit is either sold and returned or given back from the deposit.
async fn parcels_that_leave_while_their_goods_are_refunded_stay_explained(app: &TestApp) {
    let (sale, [dora, erik]) = charged(app, 4).await;
    start_run(app, &sale).await;
    let (shipped, refunded) = futures::join!(
        join_all((0..4).map(|order| ship(app, &sale, order))),
        join_all((0..4).map(|order| refund(app, &sale, order, 2))),
    );
    for answer in shipped.iter().chain(&refunded) {
        answer.ok();
    }
    sent(app).await;
    assert_eq!(app.balance("deposits").await, 0);
    let kept = 4 * 3 - 4 * 2;
    assert_eq!(app.balance("royalties_due").await, -(kept * 1_680 * 777 / 10_000));
    assert_eq!(due(app, &dora).await + due(app, &erik).await, kept * 1_680 * 777 / 10_000);
    app.books_agree(&sale).await;
}

on_both!(
    shipped_goods_go_back_with_the_royalty_of_both_their_makers,
    what_is_delivered_lost_or_returned_can_be_refunded_and_later_parcels_earn_the_same,
    what_cannot_be_refunded_is_said_by_field,
    an_order_that_was_never_charged_has_nothing_to_refund,
    one_unit_refunds_before_and_after_shipping_make_exactly_the_whole,
    after_a_part_the_rest_of_all_goes_back,
    what_went_back_before_the_freeze_is_not_made_and_after_it_comes_out_of_its_parcel,
    what_was_refunded_in_part_keeps_its_variants,
    goodwill_lessens_a_refund_of_shipped_goods,
    of_eight_same_refunds_one_is_made,
    parcels_that_leave_while_their_goods_are_refunded_stay_explained,
);
