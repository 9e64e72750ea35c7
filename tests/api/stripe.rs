//! The service with Stripe as its provider: the real gateway, through HTTP, against the stand-in.

use chrono::Duration;
use fake_stripe::Fault;
use greenlit::app;
use greenlit::domain::campaign::State as CampaignState;
use greenlit::domain::job::Lane;
use greenlit::domain::preorder::State;
use greenlit::gateway::payment::model::Verdict;
use serde_json::json;

use crate::support::TestApp;
use crate::support::settle::{ASKS, GOOD, POOR, STOLEN, TOTAL_MINOR};
use crate::{rate, whole_way};

const CONFIRM: &str = "POST /payment_intents/{}/confirm";
const CREATE: &str = "POST /payment_intents";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_design_goes_from_upload_to_paid_designer_through_stripe() {
    let app = TestApp::through_stripe().await;
    whole_way::a_design_goes_from_upload_to_paid_designer(&app).await;
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn declined_cards_are_repaired_by_another_card_and_at_the_bank_and_refunded() {
    let app = TestApp::through_stripe().await;
    let sale = app.charged(2, &[GOOD, POOR, ASKS, STOLEN]).await;
    let states = app.states(&sale).await;
    assert_eq!(states, [State::Paid, State::Declined, State::NeedsAction, State::Declined]);

    let (buyer, poor) = &sale.orders[1];
    app.change_card(*poor, GOOD).await;
    app.repair(buyer, *poor).await.ok();
    let (buyer, asked) = &sale.orders[2];
    let answer = app.repair(buyer, *asked).await.ok();
    let page = answer["action_url"].as_str().unwrap().to_owned();
    assert!(page.starts_with(app.stripe.as_ref().unwrap().url()), "{page}");
    app.answer_bank(&app.intent_ref(*asked).await, Verdict::Pass).await;
    app.get(None, &format!("/repair/{asked}/return")).await;
    app.settle_down().await;
    for (_, order) in &sale.orders[..3] {
        assert_eq!(app.order_of(*order).await.state, State::Paid);
        assert_eq!((app.charges(*order), app.cards_left(*order)), (1, 0));
    }

    for _ in 0..8 {
        app.advance(Duration::days(1)).await;
    }
    assert_eq!(app.order_of(sale.orders[3].1).await.state, State::Dropped);
    assert_eq!(app.sale_state(&sale).await, CampaignState::Funded);
    let reason = json!({ "reason": "the printer burnt down" });
    app.post(Some(&sale.admin), &sale.path("refund-all"), &reason).await.ok();
    let second = app.admin("Hedy").await;
    app.post(Some(&second), &sale.path("refund-all"), &reason).await.ok();
    // The provider keeps its fees: the last refund waits until somebody brings them.
    app.bring_money(&sale.admin).await;
    for _ in 0..3 {
        app.advance(Duration::hours(1)).await;
    }
    assert_eq!(app.sale_state(&sale).await, CampaignState::Refunded);
    let refunded: i64 = app.book().refunds.values().map(|refund| refund.amount.minor).sum();
    assert_eq!(refunded, TOTAL_MINOR * 3);
    app.books_agree(&sale).await;
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_fails_on_the_way_nobody_is_charged_twice() {
    let app = TestApp::through_stripe().await;
    let sale = app.committed(2, &[GOOD, GOOD, GOOD, GOOD, GOOD, POOR]).await;
    let fake = app.stripe.as_ref().unwrap();
    let faults =
        [Fault::SilenceAfter, Fault::BrokenAfter, Fault::BrokenBefore, Fault::RateLimited, Fault::ResetAfter];
    for fault in faults {
        fake.inject(CONFIRM, fault);
        fake.inject(CREATE, fault);
    }
    app.charge().await;
    for _ in 0..12 {
        app.advance(Duration::minutes(10)).await;
    }
    for (_, order) in &sale.orders[..5] {
        assert_eq!(app.order_of(*order).await.state, State::Paid);
        assert_eq!(app.charges(*order), 1);
    }
    app.books_agree(&sale).await;
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stripe_is_left_alone_at_an_endpoint_for_as_long_as_it_says() {
    let app = TestApp::through_stripe().await;
    let node = rate::node(&app);
    let sale = app.committed(2, &[GOOD, GOOD, GOOD]).await;
    app.decide().await;
    app.advance(Duration::minutes(59)).await;
    app.clock.advance(Duration::minutes(1));
    let charges = rate::claim(&node, "charges").await;
    rate::run(&node, &charges).await;
    let fake = app.stripe.as_ref().unwrap();
    fake.inject(CREATE, Fault::RateLimitedFor(7));
    let begun = app::job::claim(&node, "first", Lane::Main, 1).await.unwrap();
    assert_eq!(begun[0].job.kind(), "create_intent");
    rate::run(&node, &begun).await;
    let asked = fake.count(CREATE);

    for _ in 0..7 {
        let held = rate::claim(&node, "second").await;
        rate::run(&node, &held).await;
        assert_eq!(fake.count(CREATE), asked, "nothing is sent there for 7 s");
        app.clock.advance(Duration::milliseconds(999));
    }
    // From then on the quarter for people fills first.
    for _ in 0..20 {
        app.clock.advance(Duration::milliseconds(100));
        let held = rate::claim(&node, "second").await;
        rate::run(&node, &held).await;
    }
    assert_eq!(fake.count(CREATE), asked + 3);
    app.settle_down().await;
    assert_eq!(app.states(&sale).await, [State::Paid; 3]);
    app.books_agree(&sale).await;
    app.finish().await;
}

/// A form that leads to the provider's page, as a browser follows it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_let_a_form_lead_to_the_provider_and_nowhere_else() {
    let app = TestApp::through_stripe().await;
    let page = app.get(None, "/sign-in").await;
    let policy = page.header("content-security-policy");
    let origin = app.stripe.as_ref().unwrap().url().trim_end_matches('/');
    assert!(policy.ends_with(&format!("form-action 'self' {origin}")), "{policy}");
    app.finish().await;
}
