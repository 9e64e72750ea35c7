//! The desk's pages of sales: opened, paused, ended, charged, covered and refunded by admins.

use chrono::Duration;
use greenlit::domain::campaign::State as CampaignState;
use greenlit::domain::preorder::State;
use serde_json::json;

use crate::support::TestApp;
use crate::support::browser::Sent;
use crate::support::sale::GOOD_CARD;
use crate::support::settle::{GOOD, POOR, TOTAL_MINOR};

const GRACE_DAYS: i64 = 8;

async fn only_admins_see_the_sales_desk(app: &TestApp) {
    let sale = app.unopened_sale(&json!({})).await;
    let paths = ["campaigns", "runs", "payouts", "ledger", "ledger/check", "ledger/entries", "jobs"];
    let one = format!("campaigns/{}", sale.campaign);
    let orders = format!("{one}/orders");
    let (mo, mia) = (app.moderator("Mo").await, app.member("Mia").await);
    let browsers = [app.browser_of(&mo).await, app.browser_of(&mia).await];
    let (nobody, admin) = (app.browser(), app.browser_of(&sale.admin).await);
    for path in paths.into_iter().chain([one.as_str(), orders.as_str()]) {
        let path = format!("/desk/{path}");
        for browser in &browsers {
            browser.open(&path).await.is(403).shows("This is not open to you");
        }
        nobody.open(&path).await.is(200).shows("Sign in").hides("Ledger");
        admin.open(&path).await.is(200).links_to("/desk/ledger");
    }
}

async fn a_sale_is_opened_paused_resumed_and_ended_from_its_page(app: &TestApp) {
    let sale = app.unopened_sale(&json!({ "threshold_units": 7 })).await;
    let browser = app.browser_of(&sale.admin).await;
    let path = format!("/desk/campaigns/{}", sale.campaign);
    let act = |word: &str| format!("{path}/{word}");
    browser.open("/desk/campaigns?state=draft").await.shows("Not opened").links_to(&path);
    browser.open("/desk/campaigns?state=open").await.shows("There is no campaign here").hides("Flake");
    browser.open(&path).await.shows("Nobody can order yet").links_to(&act("open"));

    browser.open(&act("open")).await.shows("lasts 14 days").shows("7 committed units").shows("final");
    browser.submit(&act("open"), &[]).await.is(200).shows("The sale is open.").links_to(&act("pause"));
    assert_eq!(app.state_of(&sale).await, "open");
    let again = browser.open(&act("open")).await;
    assert!(!again.html.contains("<button>Open the sale now"), "it is open already");

    let buyer = app.member("Bea").await;
    let order = app.commit(&sale, &buyer, 2, GOOD_CARD).await;
    browser.open(&path).await.shows("2 Units committed").shows("7 Threshold").shows("The gate decides at");
    browser.open(&act("pause")).await.shows("Nobody can order");
    let reason = "x".repeat(2_001);
    let refused = browser.submit(&act("pause"), &[("reason", &reason)]).await;
    refused.is(422).shows("2,000 characters");
    assert_eq!(refused.field("reason"), reason, "what was typed is kept");
    browser.submit(&act("pause"), &[("reason", "A word with the printer")]).await;
    browser.page().is(200).shows("Paused because: A word with the printer").links_to(&act("resume"));
    app.advance(Duration::days(2)).await;
    let browser = app.browser_of(&sale.admin).await;
    browser.open(&act("resume")).await.shows("2 days ago");
    browser.submit(&act("resume"), &[]).await.is(200).shows("The sale goes on");

    browser
        .open(&act("cancel"))
        .await
        .shows("One order is let go")
        .hides("gets")
        .shows("cannot be taken back");
    browser.submit(&act("cancel"), &[("reason", "The mill burnt down")]).await;
    browser.page().is(200).shows("The sale is ended.").shows("The mill burnt down");
    app.settle_down().await;
    assert_eq!(app.preorder_state(order).await, "released");
    browser.open(&act("cancel")).await;
    assert!(!browser.page().html.contains("class=\"danger\""), "nothing is left to end");
    browser.post(&act("cancel"), &[("reason", "Again")]).await.is(409).shows("This sale is over.");
    browser.open(&act("explode")).await.is(404);
}

async fn a_deed_without_the_forms_guard_is_refused(app: &TestApp) {
    let sale = app.sale(&json!({})).await;
    let browser = app.browser_of(&sale.admin).await;
    let fields = [("reason".to_owned(), "Mine".to_owned())];
    for word in ["cancel", "pause", "refund-all", "cover", "run"] {
        let path = format!("/desk/campaigns/{}/{word}", sale.campaign);
        let answer = browser.send(&Sent::form(&path, &fields)).await;
        assert_eq!(answer.status.as_u16(), 403, "{word}");
    }
    assert_eq!(app.state_of(&sale).await, "open");
    assert!(!app.campaign(&sale).await.is_paused());
}

async fn a_settlement_names_its_failed_payments_and_a_gap_is_covered_with_money(app: &TestApp) {
    let sale = app.charged(3, &[GOOD, GOOD, POOR]).await;
    let browser = app.browser_of(&sale.admin).await;
    let path = format!("/desk/campaigns/{}", sale.id);
    let page = browser.open(&path).await;
    page.shows("2 Paid").shows("1 Failed").shows("€66.00").shows("there was not enough money");
    assert!(page.html.contains("hx-trigger=\"moved, every 15s\""), "it looks again by itself");
    let (_, failed) = &sale.orders[2];
    page.links_to(&format!("/desk/preorders/{failed}"));
    browser.open(&format!("{path}/orders?state=failed")).await.shows("Buyer2").hides("Buyer1");
    let (_, first) = &sale.orders[0];
    browser.open(&format!("{path}/orders?after={first}")).await.shows("Buyer1").hides("Buyer0");
    browser.open(&format!("/desk/preorders/{failed}")).await.shows("Declined").shows("without the buyer");
    browser.open(&format!("{path}/cover")).await;
    let typed = [("with", "money"), ("amount", "1"), ("reference", "B")];
    browser.submit(&format!("{path}/cover"), &typed).await.is(409).shows("short of money");

    app.advance(Duration::days(GRACE_DAYS)).await;
    assert_eq!(app.sale_state(&sale).await, CampaignState::Short);
    let browser = app.browser_of(&sale.admin).await;
    let page = browser.open(&path).await;
    page.shows("Too little money came in").links_to(&format!("{path}/cover"));
    assert!(!page.html.contains("every 15s"), "nothing moves any more");
    let cover = format!("{path}/cover");
    browser.open(&cover).await.shows("1 Units missing").shows("€25.00");
    let typed = [("with", "money"), ("amount", "twenty"), ("reference", "B-77")];
    let refused = browser.submit(&cover, &typed).await;
    refused.is(422).shows("25.00");
    assert_eq!((refused.field("amount"), refused.field("reference")), ("twenty".into(), "B-77".into()));
    browser.submit(&cover, &[("amount", "27.50"), ("reference", " ")]).await.is(422).shows("reference");
    browser.submit(&cover, &[("reference", "B-77")]).await.is(200).shows("€27.50").shows("B-77");
    assert_eq!(app.sale_state(&sale).await, CampaignState::Short, "asked once more");
    browser.submit(&cover, &[]).await.is(200).shows("The gap is covered");
    assert_eq!(app.sale_state(&sale).await, CampaignState::Funded);
    assert_eq!(app.balance("bank").await, 2_750);
}

async fn a_gap_is_covered_with_the_brands_own_units(app: &TestApp) {
    let sale = app.charged(2, &[GOOD, POOR]).await;
    app.advance(Duration::days(GRACE_DAYS)).await;
    let browser = app.browser_of(&sale.admin).await;
    let cover = format!("/desk/campaigns/{}/cover", sale.id);
    browser.open(&cover).await;
    browser.submit(&cover, &[("with", "house_units")]).await.is(200).shows("one unit as its own stock");
    browser.submit(&cover, &[]).await.is(200).shows("The gap is covered");
    assert_eq!((app.sale_state(&sale).await, app.balance("bank").await), (CampaignState::Funded, 0));
}

async fn refunding_all_is_said_in_numbers_and_needs_a_second_admin(app: &TestApp) {
    let sale = app.charged(2, &[GOOD, GOOD]).await;
    assert_eq!(app.sale_state(&sale).await, CampaignState::Funded);
    let second = app.admin("Henry").await;
    let path = format!("/desk/campaigns/{}", sale.id);
    let refund_all = format!("{path}/refund-all");
    let first = app.browser_of(&sale.admin).await;
    first.open(&refund_all).await.shows("2 buyers get €66.00 back").shows("fees").shows("another admin");
    let sent = first.submit(&refund_all, &[("reason", "The mill burnt down")]).await;
    sent.is(200).shows("Another admin has to confirm");
    first.open(&refund_all).await.shows("You have asked").hides("Reason");
    first.post(&refund_all, &[("reason", "Now")]).await.is(409).shows("Another admin has to confirm it");
    assert_eq!(app.sale_state(&sale).await, CampaignState::Funded);

    let other = app.browser_of(&second).await;
    other.open(&path).await.shows("Grace has asked");
    other.open(&refund_all).await.shows("When you confirm it, it happens at once");
    other.submit(&refund_all, &[("reason", "Agreed")]).await.is(200).shows("Being refunded");
    app.settle_down().await;
    app.advance(Duration::minutes(3)).await;
    assert_eq!(app.sale_state(&sale).await, CampaignState::Refunded);
    let other = app.browser_of(&second).await;
    other.open(&path).await.shows("€66.00").shows("Everybody has their money back");
}

async fn an_order_is_refunded_in_part_by_what_its_page_says_before(app: &TestApp) {
    let sale = app.charged(1, &[GOOD]).await;
    let (_, order) = &sale.orders[0];
    let browser = app.browser_of(&sale.admin).await;
    let path = format!("/desk/preorders/{order}");
    let refund = format!("{path}/refund");
    browser.open(&path).await.shows("Order of Buyer0").shows("€33.00").links_to(&refund);
    browser.open(&refund).await.shows("at most €33.00").shows("one unit, €33.00");
    let none = browser.submit(&refund, &[("kind", "goodwill"), ("goodwill", "3"), ("reason", "")]).await;
    none.is(422).shows("Give a reason");
    assert_eq!(none.field("goodwill"), "3");
    browser
        .submit(&refund, &[("reason", "Late"), ("goodwill", "33.01")])
        .await
        .is(422)
        .shows("cannot be refunded");
    browser
        .submit(&refund, &[("goodwill", "3")])
        .await
        .is(200)
        .shows("Give €3.00 back?")
        .shows("for no goods");
    assert_eq!(app.order_of(*order).await.returned.minor, 0, "asked once more");
    let asked = browser.page().form(&refund);
    browser.submit(&refund, &[]).await.is(200).shows("will be sent");
    browser.send(&Sent::form(&refund, &asked)).await;
    assert_eq!(app.order_of(*order).await.returned.minor, 300, "a double click gives it once");

    browser.open(&refund).await.shows("one unit, €30.00");
    let variant = app.order_of(*order).await.lines[0].variant;
    let quantity = format!("quantity-{variant}");
    let typed = [("kind", "lines"), (quantity.as_str(), "2"), ("reason", "Gone")];
    browser.submit(&refund, &typed).await.is(422).shows("Must be at most 1");
    browser.submit(&refund, &[(&quantity, "1")]).await.is(200).shows("Give €30.00 back?").shows("still here");
    browser.submit(&refund, &[]).await.is(200);
    app.settle_down().await;
    app.advance(Duration::minutes(3)).await;
    let order = app.order_of(*order).await;
    assert_eq!((order.returned.minor, order.state), (TOTAL_MINOR, State::Refunded));
    let browser = app.browser_of(&sale.admin).await;
    assert!(!browser.open(&path).await.has_link(&refund), "nothing is left to refund");
}

on_both!(
    only_admins_see_the_sales_desk,
    a_sale_is_opened_paused_resumed_and_ended_from_its_page,
    a_deed_without_the_forms_guard_is_refused,
    a_settlement_names_its_failed_payments_and_a_gap_is_covered_with_money,
    a_gap_is_covered_with_the_brands_own_units,
    refunding_all_is_said_in_numbers_and_needs_a_second_admin,
    an_order_is_refunded_in_part_by_what_its_page_says_before,
);
