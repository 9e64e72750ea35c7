//! The desk's pages of production: quantities frozen, sheets, parcels ticked and reported many at once.

use greenlit::domain::campaign::State as CampaignState;
use greenlit::domain::shipment::{Shipment, State};
use greenlit::store;

use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::settle::{GOOD, Sale};

async fn parcels(app: &TestApp, sale: &Sale) -> Vec<Shipment> {
    let run = store::run::find_of_campaign(&app.app.store, sale.id).await.unwrap().unwrap();
    store::shipment::list(&app.app.store, run.id, None, 100).await.unwrap()
}

/// A funded sale whose run was started from its page, with two units for the brand itself.
async fn started<'a>(app: &'a TestApp, cards: &[&str]) -> (Sale, Browser<'a>, String) {
    let sale = app.charged(2, cards).await;
    let browser = app.browser_of(&sale.admin).await;
    let path = format!("/desk/campaigns/{}/run", sale.id);
    browser.open("/desk/runs").await.links_to(&path);
    browser.open(&path).await.shows("in 3 parcels");
    let order = app.order_of(sale.orders[0].1).await;
    let own = format!("house-{}", order.lines[0].variant);
    let wrong = browser.submit(&path, &[(&own, "some")]).await;
    wrong.is(422);
    assert_eq!(wrong.field(&own), "some");
    browser.submit(&path, &[(&own, "2")]).await.is(200).shows("5 units are made").shows("5 × M white");
    assert_eq!(app.sale_state(&sale).await, CampaignState::Funded, "asked once more");
    browser.submit(&path, &[]).await.is(200).shows("Production has started.").shows("0 of 3 parcels");
    (sale, browser, path)
}

async fn a_run_is_started_from_its_page_after_it_said_what_it_freezes(app: &TestApp) {
    let (sale, browser, path) = Box::pin(started(app, &[GOOD, GOOD, GOOD])).await;
    assert_eq!(app.sale_state(&sale).await, CampaignState::InProduction);
    browser.open("/desk/runs").await.shows("Being made and shipped").links_to(&path);
    let sheet = browser.open(&format!("{path}.csv?kind=quantities")).await;
    assert_eq!(sheet.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(sheet.html, "sku,size,colour,quantity\r\nTEE-M,M,white,5\r\n");
    let sheet = browser.open(&format!("{path}.csv?kind=addresses")).await;
    assert_eq!(sheet.html.lines().count(), 4, "{}", sheet.html);
    let member = app.browser_of(&sale.orders[0].0).await;
    member.open(&format!("{path}.csv?kind=addresses")).await.is(403).hides("Main Street");
}

async fn parcels_are_ticked_and_reported_many_at_once(app: &TestApp) {
    let (sale, browser, path) = Box::pin(started(app, &[GOOD, GOOD, GOOD])).await;
    let report = format!("/desk/campaigns/{}/parcels", sale.id);
    let ids: Vec<String> = parcels(app, &sale).await.iter().map(|parcel| parcel.id.to_string()).collect();
    browser.open(&path).await.shows("A Buyer").shows("1 × M white");
    browser.submit(&report, &[("act", "print")]).await.is(422).shows("Tick the parcels");
    let all: Vec<(&str, &str)> = ids.iter().map(|id| ("parcel", id.as_str())).collect();
    let typed: Vec<_> = all.iter().copied().chain([("act", "print")]).collect();
    browser.submit(&report, &typed).await.is(200).shows("The parcels are recorded.");

    browser.open(&format!("{path}?shelf=to-ship")).await.shows("To ship 3");
    let codes: Vec<String> = ids.iter().map(|id| format!("code-{id}")).collect();
    let mut typed: Vec<_> = all.iter().copied().chain([("act", "ship"), ("carrier", "DHL")]).collect();
    typed.extend([(codes[0].as_str(), "A 1"), (codes[1].as_str(), "B-2"), (codes[2].as_str(), "")]);
    let part = browser.submit(&report, &typed).await;
    part.is(409).shows("One parcel was left as it is").shows("A tracking code has 1 to 64").shows("2 of 3");
    let states: Vec<State> = parcels(app, &sale).await.iter().map(|parcel| parcel.state).collect();
    assert_eq!(states, [State::Shipped, State::Shipped, State::Packed]);
    assert_eq!(app.balance("sales").await, -6_000);
    browser.submit(&report, &[("parcel", &ids[2]), ("act", "ship"), (&codes[2], "C3")]).await.is(200);

    browser.open(&format!("{path}?shelf=shipped")).await.shows("DHL").shows("B-2");
    browser
        .submit(&report, &[("parcel", &ids[0]), ("act", "lose")])
        .await
        .is(200)
        .shows("Is one parcel lost?");
    assert_eq!(parcels(app, &sale).await[0].state, State::Shipped, "asked once more");
    browser.submit(&report, &[]).await.is(200).shows("Lost 1");
    browser.open(&format!("{path}?shelf=shipped")).await;
    browser.submit(&report, &[("parcel", &ids[1]), ("act", "deliver")]).await.is(200).shows("Delivered 1");
    browser.post(&report, &[("parcel", &ids[1]), ("act", "print"), ("shelf", "delivered")]).await.is(409);
    app.settle_down().await;
    assert_eq!(app.sale_state(&sale).await, CampaignState::Fulfilled);
    browser.open("/desk/runs").await.shows("Done").links_to(&path);
}

async fn what_is_not_funded_is_not_made(app: &TestApp) {
    let sale = app.committed(2, &[GOOD, GOOD]).await;
    let browser = app.browser_of(&sale.admin).await;
    let path = format!("/desk/campaigns/{}/run", sale.id);
    browser.open(&path).await.is(409).shows("nothing can be produced");
    browser.open("/desk/campaigns").await;
    browser.open(&format!("/desk/campaigns/{}/pause", sale.id)).await;
    browser.post(&path, &[("confirmed", "yes")]).await.is(409).shows("nothing can be produced");
}

on_both!(
    a_run_is_started_from_its_page_after_it_said_what_it_freezes,
    parcels_are_ticked_and_reported_many_at_once,
    what_is_not_funded_is_not_made,
);
