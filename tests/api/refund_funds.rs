//! Refunds wait, visibly, while the provider's available balance does not cover them, and go on by themselves.

use chrono::Duration;
use greenlit::app::refund::send;
use greenlit::domain::campaign::State as CampaignState;
use greenlit::domain::id::RefundId;
use greenlit::domain::money::Money;
use greenlit::domain::preorder::State;
use greenlit::gateway::payment::Failure;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::TestApp;
use crate::support::settle::{GOOD, Sale, TOTAL_MINOR};

fn eur(minor: i64) -> Money {
    Money::new(minor, "EUR".parse().unwrap())
}

/// A funded sale whose money is available, and paid out to the brand's bank but for so much.
async fn paid_out_but_for(app: &TestApp, orders: usize, left_minor: i64) -> Sale {
    let sale = app.charged(1, &vec![GOOD; orders]).await;
    app.advance(Duration::days(3)).await;
    let balances = app.app.outside.payment.balances().await.unwrap();
    app.sandbox.pay_out(eur(balances[0].available_minor - left_minor)).await.unwrap();
    app.settle_down().await;
    sale
}

async fn refund_all(app: &TestApp, sale: &Sale) {
    let reason = json!({ "reason": "the fabric is sold out" });
    app.post(Some(&sale.admin), &sale.path("refund-all"), &reason).await.ok();
    let second = app.admin("Hedy").await;
    app.post(Some(&second), &sale.path("refund-all"), &reason).await.ok();
    app.settle_down().await;
}

async fn refunds(app: &TestApp, sale: &Sale) -> Vec<Value> {
    let mut found = Vec::new();
    for (_, order) in &sale.orders {
        let list = app.get(Some(&sale.admin), &format!("/api/v1/preorders/{order}/refunds")).await.ok();
        found.extend(list.as_array().unwrap().iter().cloned());
    }
    found
}

fn waiting(refunds: &[Value]) -> usize {
    refunds.iter().filter(|refund| refund["waits_for"] == "funds" && refund["state"] == "owed").count()
}

async fn refunds_wait_for_money_and_go_on_when_it_is_there(app: &TestApp) {
    let sale = paid_out_but_for(app, 4, 2 * TOTAL_MINOR).await;
    refund_all(app, &sale).await;
    app.advance(Duration::minutes(3)).await;

    assert_eq!(waiting(&refunds(app, &sale).await), 2, "two are covered and two are not");
    assert_eq!(app.sandbox.book().unwrap().refunds.len(), 2);
    assert_eq!(app.balance("refunds_due").await, -2 * TOTAL_MINOR);
    app.advance(Duration::hours(5)).await;
    assert_eq!(app.sale_state(&sale).await, CampaignState::Refunding, "nothing is given up");
    let progress = app.get(Some(&sale.admin), &sale.path("settlement")).await.ok();
    assert_eq!(progress["refunds_waiting_count"], 2);
    assert_eq!(progress["refunds_waiting"]["minor"], 2 * TOTAL_MINOR);
    let desk = app.browser_of(&sale.admin).await;
    let page = desk.open(&format!("/desk/campaigns/{}", sale.id)).await;
    page.shows("2 refunds of €66.00 in all wait until the provider’s available balance covers them");

    app.bring_money(&sale.admin).await;
    app.advance(Duration::minutes(3)).await;
    assert_eq!(waiting(&refunds(app, &sale).await), 0);
    assert_eq!(app.states(&sale).await, [State::Refunded; 4]);
    assert_eq!(app.sale_state(&sale).await, CampaignState::Refunded);
    assert_eq!(app.sandbox.book().unwrap().refunds.len(), 4);
    app.books_agree(&sale).await;
}

async fn money_that_is_still_pending_pays_its_own_refund(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, GOOD]).await;
    let balances = app.app.outside.payment.balances().await.unwrap();
    assert_eq!(balances[0].available_minor, 0);
    refund_all(app, &sale).await;
    app.advance(Duration::minutes(3)).await;
    assert_eq!(app.states(&sale).await, [State::Refunded; 2]);
    app.books_agree(&sale).await;
}

async fn a_buyer_reads_that_the_money_is_on_its_way(app: &TestApp) {
    let sale = paid_out_but_for(app, 1, 0).await;
    refund_all(app, &sale).await;
    let (buyer, order) = &sale.orders[0];
    let page = app.browser_of(buyer).await.open(&format!("/preorders/{order}")).await;
    page.shows("on its way since").hides("balance");
    let desk = app.browser_of(&sale.admin).await.open(&format!("/desk/preorders/{order}")).await;
    desk.shows("Waits for money");
}

async fn a_provider_that_says_no_money_is_believed_and_asked_again_under_a_new_key(app: &TestApp) {
    let sale = paid_out_but_for(app, 2, TOTAL_MINOR).await;
    let reason = json!({ "reason": "it was lost" });
    let path = format!("/api/v1/preorders/{}/refunds", sale.orders[0].1);
    let given = app.post_once(&sale.admin, &path, &reason).await.ok();
    let id: RefundId = given[0]["id"].as_str().unwrap().parse::<Uuid>().unwrap().into();

    let sent = send::begin(&app.app, id).await.unwrap().expect("it is covered as far as we know");
    let refused = Failure::Refused { code: "balance_insufficient".into(), message: "no".into() };
    send::record(&app.app, &sent, Err(refused)).await.unwrap();
    assert_eq!(waiting(&refunds(app, &sale).await), 1);

    app.advance(Duration::minutes(3)).await;
    app.advance(Duration::minutes(3)).await;
    assert_eq!(app.states(&sale).await, [State::Refunded, State::Paid]);
    let book = app.sandbox.book().unwrap();
    let keys: Vec<&str> =
        book.refunds.values().filter_map(|refund| Some(refund.key.as_ref()?.0.as_str())).collect();
    assert_eq!(keys, [format!("refund:{id}:2")]);
    app.books_agree(&sale).await;
}

on_both!(
    refunds_wait_for_money_and_go_on_when_it_is_there,
    money_that_is_still_pending_pays_its_own_refund,
    a_buyer_reads_that_the_money_is_on_its_way,
    a_provider_that_says_no_money_is_believed_and_asked_again_under_a_new_key,
);
