//! Stripe's own book of us: balances, and its lines in order.

use chrono::TimeDelta;
use greenlit::domain::money::Money;
use greenlit::gateway::payment::{CreateRefund, MovementKind, Payment};

use crate::support::{GOOD, Stage, eur, key};

#[tokio::test]
async fn the_book_is_read_from_its_first_line_to_its_last_and_each_line_once() {
    let stage = Stage::fake().await;
    for minor in 1..=130 {
        stage.gateway.top_up(&key("top_up"), eur(minor)).await.unwrap();
    }
    let mut seen = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = stage.gateway.list_movements(after.as_deref(), 40).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.id.clone());
        assert!(page.len() <= 40);
        seen.extend(page.into_iter().map(|line| line.amount.minor));
    }
    assert_eq!(seen, (1..=130).collect::<Vec<_>>());
}

#[tokio::test]
async fn lines_name_the_intent_and_the_refund_that_moved_the_money() {
    let stage = Stage::fake().await;
    let buyer = stage.paid(GOOD).await;
    stage.clock().wait(TimeDelta::hours(1));
    let request = CreateRefund { intent: buyer.intent.clone(), amount: eur(50) };
    let refund = stage.gateway.create_refund(&key("refund"), &request).await.unwrap();
    let lines = stage.gateway.list_movements(None, 100).await.unwrap();
    let found: Vec<_> =
        lines.iter().map(|line| (line.kind, line.amount.minor, line.source.as_str())).collect();
    assert_eq!(found[0], (MovementKind::Charge, 6_050, buyer.intent.0.as_str()));
    assert_eq!((found[1].0, found[1].1), (MovementKind::Fee, -205));
    assert_eq!(found[2], (MovementKind::Refund, -50, refund.id.0.as_str()));
    assert!(lines[0].available_at > lines[0].created_at);
}

#[tokio::test]
async fn balances_are_in_our_minor_units_whatever_the_provider_counts_in() {
    let stage = Stage::fake().await;
    for (minor, code) in [(5_000, "EUR"), (20, "UGX"), (700, "ISK"), (250_000, "MGA"), (12_340, "KWD")] {
        let amount = Money::new(minor, code.parse().unwrap());
        stage.gateway.top_up(&key("top_up"), amount).await.unwrap();
        let balances = stage.gateway.balances().await.unwrap();
        let found = balances.iter().find(|balance| balance.currency == amount.currency).unwrap();
        assert_eq!((found.available_minor, found.pending_minor), (minor, 0), "{code}");
    }
    stage.paid(GOOD).await;
    let balances = stage.gateway.balances().await.unwrap();
    let euros = balances.iter().find(|balance| balance.currency.code() == "EUR").unwrap();
    assert_eq!((euros.available_minor, euros.pending_minor), (5_000, 6_050));
}
