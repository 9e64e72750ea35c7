//! The stand-in's objects, read by types that were generated from Stripe's own description: a field that Stripe
//! always sends and the stand-in forgot fails here.

use greenlit::domain::id::AccountId;
use greenlit::gateway::clock::{Ids, SystemIds};
use greenlit::gateway::payment::{CreateRefund, CreateTransfer, PayeeStatus, Payment};
use miniserde::Deserialize;
use stripe_client_core::{RequestBuilder, StripeMethod};
use stripe_types::List;

use crate::support::{ASKS, GOOD, POOR, Stage, eur, key};

/// The object at this address as Stripe's description has it.
async fn read<T: Deserialize>(stage: &Stage, path: &str) -> T {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let query: std::collections::BTreeMap<String, String> =
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let request = RequestBuilder::new(StripeMethod::Get, path);
    let request = if query.is_empty() { request } else { request.query(&query) };
    request.customize().send(&stage.client).await.unwrap_or_else(|error| panic!("{path}: {error:?}"))
}

#[tokio::test]
async fn customers_sessions_setups_and_methods() {
    let stage = Stage::fake().await;
    let customer = stage.customer().await;
    let found: stripe_shared::Customer = read(&stage, &format!("/customers/{customer}")).await;
    assert_eq!(found.email.as_deref(), Some("buyer@shop.example"));
    let session = stage.session(&customer, SystemIds.id().into()).await;
    let path = format!("/checkout/sessions/{}?expand[0]=setup_intent.payment_method", session.id);
    let found: stripe_shared::CheckoutSession = read(&stage, &path).await;
    assert_eq!(found.status, Some(stripe_shared::CheckoutSessionStatus::Open));
    assert_eq!(found.custom_text.submit.unwrap().message, "Nothing is charged now.");
    stage.stand_in().save_card(&session.id, GOOD).unwrap();
    let found: stripe_shared::CheckoutSession = read(&stage, &path).await;
    let setup = found.setup_intent.unwrap().into_object().unwrap();
    assert_eq!(setup.status, stripe_shared::SetupIntentStatus::Succeeded);
    let method = setup.payment_method.unwrap().into_object().unwrap();
    assert_eq!(method.card.unwrap().last4, "4242");
    let _: stripe_shared::SetupIntent = read(&stage, &format!("/setup_intents/{}", setup.id)).await;
    let _: stripe_shared::PaymentMethod = read(&stage, &format!("/payment_methods/{}", method.id)).await;
}

#[tokio::test]
async fn intents_charges_and_refunds() {
    let stage = Stage::fake().await;
    let buyer = stage.paid(GOOD).await;
    let path = format!("/payment_intents/{}?expand[0]=latest_charge", buyer.intent);
    let intent: stripe_shared::PaymentIntent = read(&stage, &path).await;
    assert_eq!(intent.status, stripe_shared::PaymentIntentStatus::Succeeded);
    let charge = intent.latest_charge.unwrap().into_object().unwrap();
    let charge: stripe_shared::Charge = read(&stage, &format!("/charges/{}", charge.id)).await;
    assert_eq!((charge.amount, charge.outcome.unwrap().type_.as_str()), (6_050, "authorized"));
    let request = CreateRefund { intent: buyer.intent.clone(), amount: eur(50) };
    stage.gateway.create_refund(&key("refund"), &request).await.unwrap();
    let refunds: List<stripe_shared::Refund> = read(&stage, "/refunds").await;
    assert_eq!((refunds.data[0].amount, refunds.has_more), (50, false));
    let asking = stage.buyer(ASKS).await;
    stage.gateway.confirm_intent(&key("confirm"), &asking.on_session()).await.unwrap();
    let intent: stripe_shared::PaymentIntent =
        read(&stage, &format!("/payment_intents/{}", asking.intent)).await;
    assert!(intent.next_action.unwrap().redirect_to_url.unwrap().url.is_some());
}

#[tokio::test]
async fn a_declined_card_with_its_intent_inside() {
    let stage = Stage::fake().await;
    let buyer = stage.buyer(POOR).await;
    let form = std::collections::BTreeMap::from([
        ("payment_method", buyer.method.0.as_str()),
        ("off_session", "true"),
    ]);
    let path = format!("/payment_intents/{}/confirm", buyer.intent);
    let request = RequestBuilder::new(StripeMethod::Post, path).form(&form);
    let refused = request.customize::<stripe_shared::PaymentIntent>().send(&stage.client).await;
    let Err(stripe::StripeError::Stripe(error, 402)) = refused else { panic!("{refused:?}") };
    assert_eq!(error.type_, stripe_shared::api_errors::ApiErrorsType::CardError);
    assert_eq!(error.decline_code.as_deref(), Some("insufficient_funds"));
    let intent = error.payment_intent.unwrap();
    assert_eq!(intent.status, stripe_shared::PaymentIntentStatus::RequiresPaymentMethod);
    assert_eq!(intent.last_payment_error.unwrap().decline_code.as_deref(), Some("insufficient_funds"));
}

#[tokio::test]
async fn accounts_links_transfers_and_top_ups() {
    let stage = Stage::fake().await;
    let account: AccountId = SystemIds.id().into();
    let payee = stage.gateway.create_payee(&key("payee"), account, "d@shop.example").await.unwrap();
    stage.stand_in().set_payee(&payee.id, PayeeStatus::Active).unwrap();
    let found: stripe_shared::Account = read(&stage, &format!("/accounts/{}", payee.id)).await;
    assert_eq!(found.capabilities.unwrap().transfers.unwrap().as_str(), "active");
    assert_eq!(found.controller.unwrap().requirement_collection.unwrap().as_str(), "stripe");
    let form = std::collections::BTreeMap::from([
        ("account", payee.id.0.as_str()),
        ("type", "account_onboarding"),
        ("refresh_url", "https://shop.example/"),
        ("return_url", "https://shop.example/"),
    ]);
    let link = RequestBuilder::new(StripeMethod::Post, "/account_links").form(&form);
    let link: stripe_connect::AccountLink = link.customize().send(&stage.client).await.unwrap();
    assert!(link.expires_at > link.created);
    let top_up = stage.gateway.top_up(&key("top_up"), eur(5_000)).await.unwrap();
    let found: stripe_shared::Topup = read(&stage, &format!("/topups/{top_up}")).await;
    assert_eq!(found.status, stripe_shared::TopupStatus::Succeeded);
    let create = CreateTransfer { payee: payee.id, amount: eur(1_000), group: "g".to_owned() };
    let sent = stage.gateway.create_transfer(&key("payout"), &create).await.unwrap();
    assert_eq!(stage.post(&format!("/transfers/{}/reversals", sent.id), &[("amount", "400")]).await, Ok(()));
    let found: stripe_shared::Transfer = read(&stage, &format!("/transfers/{}", sent.id)).await;
    assert_eq!((found.amount_reversed, found.reversals.data[0].amount), (400, 400));
}

#[tokio::test]
async fn the_balance_and_every_kind_of_line_with_its_source() {
    let stage = Stage::fake().await;
    stage.gateway.top_up(&key("top_up"), eur(5_000)).await.unwrap();
    let buyer = stage.paid(GOOD).await;
    let request = CreateRefund { intent: buyer.intent, amount: eur(50) };
    stage.gateway.create_refund(&key("refund"), &request).await.unwrap();
    stage.clock().wait(chrono::TimeDelta::days(3));
    let account: AccountId = SystemIds.id().into();
    let payee = stage.gateway.create_payee(&key("payee"), account, "d@shop.example").await.unwrap();
    stage.stand_in().set_payee(&payee.id, PayeeStatus::Active).unwrap();
    let create = CreateTransfer { payee: payee.id, amount: eur(1_000), group: "g".to_owned() };
    let sent = stage.gateway.create_transfer(&key("payout"), &create).await.unwrap();
    stage.stand_in().reverse_transfer(&sent.id, eur(1_000)).unwrap();
    let balance: stripe_core::Balance = read(&stage, "/balance").await;
    assert_eq!(balance.available[0].amount, 5_000 + 6_050 - 50 - 205);
    let path = "/balance_transactions?limit=100&expand[0]=data.source";
    let lines: List<stripe_shared::BalanceTransaction> = read(&stage, path).await;
    let kinds: Vec<_> = lines.data.iter().rev().map(|line| line.type_.as_str()).collect();
    assert_eq!(kinds, ["topup", "charge", "refund", "stripe_fee", "transfer", "transfer_refund"]);
    assert!(lines.data.iter().all(|line| line.source.as_ref().unwrap().as_object().is_some()));
}

#[tokio::test]
async fn events() {
    let stage = Stage::fake().await;
    stage.paid(GOOD).await;
    for told in stage.stand_in().take_events("whsec_test") {
        let event: stripe_shared::Event = miniserde::json::from_str(&told.body).unwrap();
        assert_eq!(event.id.as_str(), told.id);
        assert_eq!(event.type_.as_str(), told.kind);
    }
}
