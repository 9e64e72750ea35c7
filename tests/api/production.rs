//! Production: quantities frozen, parcels on their way, goods sold and royalties earned as they leave.

use chrono::Duration;
use futures::future::join_all;
use greenlit::domain::campaign::State as CampaignState;
use greenlit::domain::preorder::State;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::settle::{GOOD, Sale};

/// What one order is sold for: 25.00 and 5.00 shipping, without the tax on top.
const NET_MINOR: i64 = 3_000;
/// A tenth of its goods.
const ROYALTY_MINOR: i64 = 250;

async fn started(app: &TestApp, buyers: usize) -> Sale {
    let sale = app.charged(2, &vec![GOOD; buyers]).await;
    app.post_once(&sale.admin, &sale.path("run"), &json!({})).await.ok();
    sale
}

/// The parcels of a sale, in the order of its pre-orders.
async fn parcels(app: &TestApp, sale: &Sale) -> Vec<String> {
    let found = app.get(Some(&sale.admin), &sale.path("shipments")).await.ok();
    let found = found["items"].as_array().unwrap().clone();
    let of = |order: &Value| {
        let parcel = found.iter().find(|parcel| parcel["preorder"] == *order).unwrap();
        parcel["id"].as_str().unwrap().to_owned()
    };
    sale.orders.iter().map(|(_, order)| of(&json!(order))).collect()
}

fn path(parcel: &str, what: &str) -> String {
    format!("/api/v1/shipments/{parcel}/{what}")
}

async fn print(app: &TestApp, sale: &Sale, parcel: &str) {
    app.post(Some(&sale.admin), &path(parcel, "printed"), &json!({})).await.ok();
}

async fn ship(app: &TestApp, sale: &Sale, parcel: &str) -> crate::support::Answer {
    let handed = json!({ "carrier": "DHL", "tracking_code": "00340 4341-6009" });
    app.post_once(&sale.admin, &path(parcel, "shipped"), &handed).await
}

async fn a_run_freezes_what_is_paid_and_packs_a_parcel_for_each(app: &TestApp) {
    let sale = app.charged(2, &[GOOD, GOOD, GOOD]).await;
    app.get(Some(&sale.admin), &sale.path("run")).await.refused(404, "no-run");
    let round =
        app.get(Some(&sale.admin), &format!("/api/v1/campaigns/{}", sale.id)).await.ok()["round"].clone();
    let round = app.get(None, &format!("/api/v1/rounds/{}", round.as_str().unwrap())).await.ok();
    let large = round["rules"]["product"]["variants"][1]["id"].clone();
    let asked = json!({ "house_units": [{ "variant": large, "quantity": 2 }] });
    let run = app.post_once(&sale.admin, &sale.path("run"), &asked).await.ok();

    let line = |line: &Value| (line["sku"].clone(), line["quantity"].clone());
    let mut lines: Vec<_> = run["lines"].as_array().unwrap().iter().map(line).collect();
    lines.sort_by_key(|(sku, _)| sku.to_string());
    assert_eq!(lines, [(json!("TEE-M"), json!(3)), (json!("TEE-XL"), json!(2))]);
    assert_eq!((&run["state"], &run["house_units"]), (&json!("frozen"), &json!(2)));
    assert_eq!(run["parcels"]["packed"], 3);
    assert_eq!(app.sale_state(&sale).await, CampaignState::InProduction);

    let again = app.post_once(&sale.admin, &sale.path("run"), &json!({})).await;
    again.refused(409, "sale-not-funded");
    let (buyer, order) = &sale.orders[0];
    let own = app.get(Some(buyer), &format!("/api/v1/preorders/{order}/shipments")).await.ok();
    assert_eq!((&own[0]["state"], &own[0]["lines"][0]["quantity"]), (&json!("packed"), &json!(1)));
    let (other, _) = &sale.orders[1];
    app.get(Some(other), &format!("/api/v1/preorders/{order}/shipments"))
        .await
        .refused(404, "preorder-unknown");
    app.post_once(buyer, &sale.path("run"), &json!({})).await.refused(403, "not-an-admin");
}

async fn nothing_is_produced_before_the_money_is_in_hand(app: &TestApp) {
    let sale = app.committed(2, &[GOOD, GOOD]).await;
    app.post_once(&sale.admin, &sale.path("run"), &json!({})).await.refused(409, "sale-not-funded");
    app.post(Some(&sale.admin), &sale.path("run"), &json!({})).await.refused(400, "bad-request");
    let wrong = json!({ "house_units": [{ "variant": sale.id.uuid(), "quantity": 1 }] });
    app.post_once(&sale.admin, &sale.path("run"), &wrong).await.refused(422, "house-units");
}

async fn goods_are_sold_and_royalties_earned_as_parcels_leave(app: &TestApp) {
    let sale = started(app, 3).await;
    let parcels = parcels(app, &sale).await;
    ship(app, &sale, &parcels[0]).await.refused(409, "not-printed");
    for parcel in &parcels {
        print(app, &sale, parcel).await;
        print(app, &sale, parcel).await;
    }
    let handed = json!({ "carrier": "DHL", "tracking_code": "00340434160094" });
    let key = "one-parcel";
    let first = path(&parcels[0], "shipped");
    let send = || app.send(Some(&sale.admin), poem::http::Method::POST, &first, Some(&handed), Some(key));
    let shipped = send().await.ok();
    assert_eq!((&shipped["state"], &shipped["tracking_code"]), (&json!("shipped"), &json!("00340434160094")));
    assert_eq!(send().await.ok(), shipped, "the same key is the same answer");
    ship(app, &sale, &parcels[0]).await.refused(409, "shipped-already");

    let sold = app.lines("shipped").await;
    assert_eq!(sold, [("deposits".to_owned(), NET_MINOR), ("sales".to_owned(), -NET_MINOR)]);
    assert_eq!(app.balance("royalty_expense").await, ROYALTY_MINOR);
    assert_eq!(app.balance("royalties_due").await, -ROYALTY_MINOR);
    let told = app.told(&sale.orders[0].0).await;
    assert!(told.iter().any(|(kind, _)| kind == "shipment_shipped"), "{told:?}");

    ship(app, &sale, &parcels[1]).await.ok();
    app.settle_down().await;
    assert_eq!(app.sale_state(&sale).await, CampaignState::InProduction);
    ship(app, &sale, &parcels[2]).await.ok();
    app.settle_down().await;
    assert_eq!(app.sale_state(&sale).await, CampaignState::Fulfilled);
    let run = app.get(Some(&sale.admin), &sale.path("run")).await.ok();
    assert_eq!((&run["state"], &run["parcels"]["shipped"]), (&json!("done"), &json!(3)));
    assert_eq!((app.balance("deposits").await, app.balance("refunds_due").await), (0, 0));
    assert_eq!(app.balance("royalties_due").await, -3 * ROYALTY_MINOR);
    app.books_agree(&sale).await;
}

async fn what_is_refunded_before_the_freeze_is_not_made_and_after_it_not_shipped(app: &TestApp) {
    let sale = app.charged(2, &[GOOD, GOOD, GOOD]).await;
    let refund = |number: usize| format!("/api/v1/preorders/{}/refunds", sale.orders[number].1);
    let why = json!({ "reason": "changed their mind" });
    app.post_once(&sale.admin, &refund(0), &why).await.ok();
    let run = app.post_once(&sale.admin, &sale.path("run"), &json!({})).await.ok();
    assert_eq!((&run["lines"][0]["quantity"], &run["parcels"]["packed"]), (&json!(2), &json!(2)));

    let found = app.get(Some(&sale.admin), &sale.path("shipments")).await.ok();
    let parcel = |number: usize| {
        let of_order = |parcel: &&Value| parcel["preorder"] == json!(sale.orders[number].1);
        let parcel = found["items"].as_array().unwrap().iter().find(of_order).unwrap();
        parcel["id"].as_str().unwrap().to_owned()
    };
    for number in [1, 2] {
        print(app, &sale, &parcel(number)).await;
    }
    app.post_once(&sale.admin, &refund(1), &why).await.ok();
    ship(app, &sale, &parcel(1)).await.refused(409, "not-paid");
    let sheet = app.get(Some(&sale.admin), &sale.path("run.csv?kind=addresses")).await;
    app.settle_down().await;
    app.advance(Duration::minutes(3)).await;
    assert_eq!(app.states(&sale).await[1], State::Refunded);
    assert_eq!(app.sale_state(&sale).await, CampaignState::InProduction);
    ship(app, &sale, &parcel(2)).await.ok();
    app.settle_down().await;
    assert_eq!(app.sale_state(&sale).await, CampaignState::Fulfilled);
    assert_eq!((app.balance("deposits").await, app.balance("sales").await), (0, -NET_MINOR));
    assert_eq!(sheet.status.as_u16(), 200);
    app.books_agree(&sale).await;
}

async fn a_paused_campaign_makes_and_ships_nothing(app: &TestApp) {
    let sale = app.charged(2, &[GOOD, GOOD]).await;
    let why = json!({ "reason": "somebody claims the design" });
    app.post(Some(&sale.admin), &sale.path("pause"), &why).await.ok();
    app.post_once(&sale.admin, &sale.path("run"), &json!({})).await.refused(409, "sale-paused");
    app.post(Some(&sale.admin), &sale.path("resume"), &json!({})).await.ok();
    app.post_once(&sale.admin, &sale.path("run"), &json!({})).await.ok();
    let parcels = parcels(app, &sale).await;
    print(app, &sale, &parcels[0]).await;
    app.post(Some(&sale.admin), &sale.path("pause"), &why).await.ok();
    ship(app, &sale, &parcels[0]).await.refused(409, "paused");
    assert_eq!(app.balance("sales").await, 0);
}

async fn the_printer_gets_quantities_and_addresses_that_no_spreadsheet_runs(app: &TestApp) {
    let sale = app.committed(2, &[GOOD, GOOD]).await;
    let (buyer, order) = &sale.orders[0];
    let lines = app.get(Some(buyer), &format!("/api/v1/preorders/{order}")).await.ok()["lines"].clone();
    let lines: Vec<Value> = lines
        .as_array()
        .unwrap()
        .iter()
        .map(|line| json!({ "variant": line["variant"], "quantity": line["quantity"] }))
        .collect();
    let edited = json!({
        "lines": lines,
        "address": {
            "name": "=HYPERLINK(\"http://x\")", "line1": "Main Street 1, \"back\"", "city": "Berlin",
            "postal_code": "10115", "country": "DE",
        },
    });
    let key = Some("edit");
    let path = format!("/api/v1/preorders/{order}");
    app.send(Some(buyer), poem::http::Method::PUT, &path, Some(&edited), key).await.ok();
    app.charge().await;
    app.post_once(&sale.admin, &sale.path("run"), &json!({})).await.ok();

    let sheet = app.get(Some(&sale.admin), &sale.path("run.csv?kind=quantities")).await;
    assert_eq!(sheet.header("content-type"), "text/csv; charset=utf-8");
    let name = format!("attachment; filename=\"quantities-{}.csv\"", sale.id);
    assert_eq!(sheet.header("content-disposition"), name);
    assert_eq!(String::from_utf8_lossy(&sheet.bytes), "sku,size,colour,quantity\r\nTEE-M,M,white,2\r\n");

    let sheet = app.get(Some(&sale.admin), &sale.path("run.csv?kind=addresses")).await;
    let mut reader = csv::Reader::from_reader(sheet.bytes.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let row = rows.iter().find(|row| row[1] == order.to_string()).unwrap();
    assert_eq!((&row[2], &row[3]), ("1 x TEE-M", "'=HYPERLINK(\"http://x\")"));
    assert_eq!((&row[4], &row[9]), ("Main Street 1, \"back\"", "DE"));
    app.get(Some(buyer), &sale.path("run.csv?kind=addresses")).await.refused(403, "not-an-admin");
    let log = app.get(Some(&sale.admin), "/api/v1/audit?limit=1").await.ok();
    assert_eq!(log["items"][0]["action"], "run.addresses_read");
}

async fn a_parcel_arrives_comes_back_is_lost_or_counts_as_delivered_after_30_days(app: &TestApp) {
    let sale = started(app, 4).await;
    let parcels = parcels(app, &sale).await;
    app.post(Some(&sale.admin), &path(&parcels[0], "delivered"), &json!({}))
        .await
        .refused(409, "not-shipped");
    for parcel in &parcels {
        print(app, &sale, parcel).await;
        ship(app, &sale, parcel).await.ok();
    }
    for (parcel, end) in parcels.iter().zip(["delivered", "returned", "lost"]) {
        let ended = app.post(Some(&sale.admin), &path(parcel, end), &json!({})).await.ok();
        assert_eq!(ended["state"], end);
    }
    app.post(Some(&sale.admin), &path(&parcels[0], "lost"), &json!({})).await.refused(409, "shipment-over");
    app.advance(Duration::days(30) - Duration::seconds(1)).await;
    let count = |run: &Value| (run["parcels"]["shipped"].clone(), run["parcels"]["delivered"].clone());
    assert_eq!(count(&app.get(Some(&sale.admin), &sale.path("run")).await.ok()), (json!(1), json!(1)));
    app.advance(Duration::seconds(1)).await;
    assert_eq!(count(&app.get(Some(&sale.admin), &sale.path("run")).await.ok()), (json!(0), json!(2)));
    assert_eq!(app.balance("sales").await, -4 * NET_MINOR, "what was sold stays sold");
}

async fn what_is_wrong_with_a_handover_is_said(app: &TestApp) {
    let sale = started(app, 2).await;
    let parcels = parcels(app, &sale).await;
    print(app, &sale, &parcels[0]).await;
    let path = path(&parcels[0], "shipped");
    let no_carrier = json!({ "carrier": " ", "tracking_code": "123" });
    app.post_once(&sale.admin, &path, &no_carrier).await.refused(422, "carrier-missing");
    let no_code = json!({ "carrier": "DHL", "tracking_code": "<script>" });
    app.post_once(&sale.admin, &path, &no_code).await.refused(422, "tracking-code-malformed");
    let nobody = format!("/api/v1/shipments/{}/printed", sale.id);
    app.post(Some(&sale.admin), &nobody, &json!({})).await.refused(404, "shipment-unknown");
}

async fn eight_admins_start_one_run_and_ship_a_parcel_once(app: &TestApp) {
    let sale = app.charged(2, &[GOOD, GOOD]).await;
    let run = sale.path("run");
    let nothing = json!({});
    let started = join_all((0..8).map(|_| app.post_once(&sale.admin, &run, &nothing))).await;
    let done = started.iter().filter(|answer| answer.status.as_u16() == 200).count();
    assert_eq!(done, 1);
    let parcels = parcels(app, &sale).await;
    print(app, &sale, &parcels[0]).await;
    let sent = join_all((0..8).map(|_| ship(app, &sale, &parcels[0]))).await;
    assert_eq!(sent.iter().filter(|answer| answer.status.as_u16() == 200).count(), 1);
    assert_eq!(app.balance("sales").await, -NET_MINOR);
    assert_eq!(app.balance("royalties_due").await, -ROYALTY_MINOR);
}

on_both!(
    a_run_freezes_what_is_paid_and_packs_a_parcel_for_each,
    nothing_is_produced_before_the_money_is_in_hand,
    goods_are_sold_and_royalties_earned_as_parcels_leave,
    what_is_refunded_before_the_freeze_is_not_made_and_after_it_not_shipped,
    a_paused_campaign_makes_and_ships_nothing,
    the_printer_gets_quantities_and_addresses_that_no_spreadsheet_runs,
    a_parcel_arrives_comes_back_is_lost_or_counts_as_delivered_after_30_days,
    what_is_wrong_with_a_handover_is_said,
    eight_admins_start_one_run_and_ship_a_parcel_once,
);
