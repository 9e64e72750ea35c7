//! Sales as pages, and their numbers as they change.

use chrono::Duration;
use serde_json::json;

use crate::support::TestApp;
use crate::support::live::PATIENCE;
use crate::support::sale::GOOD_CARD;

const DAY_SECONDS: i64 = 86_400;

async fn a_sale_says_how_far_it_is_and_what_comes_next(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 2, "cap_units": 4, "sale_seconds": DAY_SECONDS })).await;
    let path = format!("/campaigns/{}", sale.campaign);
    let browser = app.browser();
    let page = browser.open(&path).await;
    page.is(200).shows("0 of 2 units committed.").shows("At most 4 units").shows("2 more units are needed");
    page.shows("€25.00 to €27.00").shows("8 January 2030, 12:00 UTC").links_to(&format!("{path}/order"));
    app.commit_many(&sale, 1, "Buyer").await;
    browser.open(&path).await.shows("1 of 2 units").shows("One more unit is needed");
    app.commit_many(&sale, 1, "More").await;
    browser.open(&path).await.shows("Enough units are committed. On 8 January 2030");
    app.commit_many(&sale, 2, "Last").await;
    let sold_out = browser.open(&path).await;
    sold_out.shows("All units are taken").hides("Pre-order ");
    assert!(!sold_out.has_link(&format!("{path}/order")));
    app.advance(Duration::seconds(DAY_SECONDS)).await;
    browser.open(&path).await.shows("may finish until 8 January 2030, 12:10 UTC");
    app.advance(Duration::minutes(10)).await;
    browser
        .open(&path)
        .await
        .shows("Greenlit, being charged")
        .shows("charged from 8 January 2030, 13:10 UTC");
    app.advance(Duration::hours(2)).await;
    browser.open(&path).await.shows("Greenlit and paid").shows("Production comes next");
}

async fn a_sale_that_ends_badly_says_so(app: &TestApp) {
    let failing = app.sale(&json!({ "threshold_units": 2, "sale_seconds": DAY_SECONDS })).await;
    let paused = app.sale_of("Pia", &json!({ "threshold_units": 3, "on_threshold": true })).await;
    let browser = app.browser();
    let path = format!("/campaigns/{}", paused.campaign);
    browser.open(&path).await.shows("The commitment that reaches 3 ends the sale at once");
    let why = json!({ "reason": "somebody says it is theirs" });
    app.post(Some(&paused.admin), &paused.path("pause"), &why).await.ok();
    let page = browser.open(&path).await;
    page.shows("its clock stands still").shows("Why it is paused: somebody says it is theirs");
    browser.open(&format!("{path}/order")).await.is(200).shows("Nothing new can be ordered here now");
    app.post(Some(&paused.admin), &paused.path("cancel"), &why).await.ok();
    browser.open(&path).await.shows("The reason: somebody says it is theirs");
    app.advance(Duration::seconds(DAY_SECONDS + 600)).await;
    browser.open(&format!("/campaigns/{}", failing.campaign)).await.shows("Too few people committed");
}

async fn sales_that_are_on_come_first_and_unopened_ones_are_hidden(app: &TestApp) {
    let ended = app.sale_of("Eve", &json!({ "sale_seconds": 3_600 })).await;
    app.advance(Duration::hours(2)).await;
    let open = app.sale_of("Ola", &json!({})).await;
    let hidden = app.unopened_sale(&json!({})).await;
    let browser = app.browser();
    let page = browser.open("/campaigns").await;
    let at = |id: uuid::Uuid| page.html.find(&format!("/campaigns/{id}"));
    assert!(at(open.campaign).unwrap() < at(ended.campaign).unwrap());
    assert_eq!(at(hidden.campaign), None);
    for path in ["", "/order", "/live"] {
        browser.open(&format!("/campaigns/{}{path}", hidden.campaign)).await.is(404);
    }
    let next = browser.open(&format!("/campaigns?after={}", open.campaign)).await;
    assert!(next.html.contains(&ended.campaign.to_string()));
    assert!(
        !next.html.contains(&open.campaign.to_string()),
        "the next page begins after the first one's last"
    );
    browser.open("/campaigns?after=nothing").await.is(400);
    let admin = app.browser_of(&hidden.admin).await;
    admin.open(&format!("/campaigns/{}", hidden.campaign)).await.is(200).shows("Not open yet");
}

async fn an_installation_without_sales_says_what_comes_here(app: &TestApp) {
    app.browser().open("/campaigns").await.is(200).shows("Nothing has been on sale yet");
}

async fn whoever_watches_sees_a_commitment_arrive(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 2, "on_threshold": true })).await;
    let mut events = app.events(&format!("/campaigns/{}/live", sale.campaign)).await;
    let first = events.next().await.unwrap();
    assert_eq!((&first["text"], &first["state"]), (&json!("0 of 2 units committed."), &json!("open")));
    let buyer = app.member("Bo").await;
    app.commit(&sale, &buyer, 1, GOOD_CARD).await;
    let second = events.next_that_says("1 of 2 units committed.").await;
    assert_eq!((&second["filled"], &second["state"]), (&json!(333), &json!("open")));
    app.commit(&sale, &buyer, 1, GOOD_CARD).await;
    let last = events.next_that_says("2 of 2 units committed.").await;
    assert_eq!(last["state"], "settling reached", "the page is asked to be read anew");
    app.app.live.stop();
    while events.next().await.is_some() {}
    let late = app.get(None, &format!("/campaigns/{}/live", sale.campaign)).await;
    late.refused(503, "stopping");
}

async fn two_watchers_make_one_poller_and_it_ends_with_the_last_of_them(app: &TestApp) {
    let sale = app.sale(&json!({})).await;
    let path = format!("/campaigns/{}/live", sale.campaign);
    let (mut first, mut second) = (app.events(&path).await, app.events(&path).await);
    let live = &app.app.live;
    assert_eq!((live.watchers(), live.pollers_begun()), (2, 1));
    assert_eq!(first.next().await, second.next().await);
    let buyer = app.member("Bo").await;
    app.ask(&sale, &buyer, 2).await.ok();
    first.next_that_says("2 more wait for a card").await;
    second.next_that_says("2 more wait for a card").await;
    assert_eq!(live.pollers_begun(), 1);
    drop(first);
    assert_eq!(live.watchers(), 1);
    drop(second);
    let mut polling = live.polling();
    tokio::time::timeout(PATIENCE, polling.wait_for(|is_on| !is_on)).await.unwrap().unwrap();
    assert_eq!(live.watchers(), 0);
    let mut third = app.events(&path).await;
    assert!(third.next().await.is_some());
    assert_eq!(live.pollers_begun(), 2);
}

on_both! {
    a_sale_says_how_far_it_is_and_what_comes_next,
    a_sale_that_ends_badly_says_so,
    sales_that_are_on_come_first_and_unopened_ones_are_hidden,
    an_installation_without_sales_says_what_comes_here,
    whoever_watches_sees_a_commitment_arrive,
    two_watchers_make_one_poller_and_it_ends_with_the_last_of_them,
}
