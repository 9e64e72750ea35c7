//! Designers' accounts, transfers to them and back, and top-ups.

use fake_stripe::Fault;
use greenlit::domain::id::AccountId;
use greenlit::gateway::clock::{Ids, SystemIds};
use greenlit::gateway::payment::{CreateTransfer, Failure, MovementKind, Payee, PayeeStatus, Payment};

use crate::support::{Stage, code, eur, key};

async fn payee(stage: &Stage) -> Payee {
    let account: AccountId = SystemIds.id().into();
    stage.gateway.create_payee(&key("payee"), account, "designer@shop.example").await.unwrap()
}

#[tokio::test]
async fn an_account_leads_to_the_providers_page_until_it_is_complete() {
    let stage = Stage::fake().await;
    let made = payee(&stage).await;
    assert_eq!(made.status, PayeeStatus::Pending);
    assert!(made.onboarding_url.is_some());
    let check = [(PayeeStatus::Restricted, true), (PayeeStatus::Active, false), (PayeeStatus::Closed, false)];
    for (status, leads) in check {
        stage.stand_in().set_payee(&made.id, status).unwrap();
        let found = stage.gateway.read_payee(&made.id).await.unwrap();
        assert_eq!((found.status, found.account), (status, made.account));
        assert_eq!(found.onboarding_url.is_some(), leads, "{status:?}");
    }
}

#[tokio::test]
async fn a_transfer_is_found_by_its_group_and_needs_an_account_and_money() {
    let stage = Stage::fake().await;
    let made = payee(&stage).await;
    let transfer =
        CreateTransfer { payee: made.id.clone(), amount: eur(50_000), group: "payout-1".to_owned() };
    let refused = stage.gateway.create_transfer(&key("payout"), &transfer).await;
    assert_eq!(code(refused), "insufficient_capabilities_for_transfer");
    stage.stand_in().set_payee(&made.id, PayeeStatus::Active).unwrap();
    let refused = stage.gateway.create_transfer(&key("payout"), &transfer).await;
    assert_eq!(code(refused), "balance_insufficient");
    stage.gateway.top_up(&key("top_up"), eur(60_000)).await.unwrap();
    let sent = stage.gateway.create_transfer(&key("payout"), &transfer).await.unwrap();
    assert_eq!((sent.amount, sent.reversed_minor, &sent.payee), (eur(50_000), 0, &made.id));
    assert_eq!(stage.gateway.list_transfers("payout-1").await.unwrap(), std::slice::from_ref(&sent));
    assert_eq!(stage.gateway.list_transfers("payout-2").await.unwrap(), []);
    stage.stand_in().reverse_transfer(&sent.id, eur(1_000)).unwrap();
    assert_eq!(stage.gateway.list_transfers("payout-1").await.unwrap()[0].reversed_minor, 1_000);
    let lines = stage.gateway.list_movements(None, 100).await.unwrap();
    let back = lines.last().unwrap();
    assert_eq!(
        (back.kind, back.amount, &back.source),
        (MovementKind::TransferReversal, eur(1_000), &sent.id.0)
    );
}

#[tokio::test]
async fn a_transfer_whose_answer_was_lost_is_in_the_list_of_its_group() {
    let stage = Stage::fake().await;
    let made = payee(&stage).await;
    stage.stand_in().set_payee(&made.id, PayeeStatus::Active).unwrap();
    stage.gateway.top_up(&key("top_up"), eur(60_000)).await.unwrap();
    stage.stand_in().inject("POST /transfers", Fault::BrokenAfter);
    let transfer = CreateTransfer { payee: made.id, amount: eur(1_000), group: "payout-3".to_owned() };
    let lost = stage.gateway.create_transfer(&key("payout"), &transfer).await;
    assert_eq!(lost, Err(Failure::Broken { status: 500 }));
    assert_eq!(stage.gateway.list_transfers("payout-3").await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_top_up_that_waits_for_the_bank_is_asked_for_again_and_made_once() {
    let stage = Stage::fake().await;
    let once = key("top_up");
    stage.stand_in().delay_top_ups(true);
    for _ in 0..2 {
        assert_eq!(stage.gateway.top_up(&once, eur(500)).await, Err(Failure::InFlight));
    }
    stage.stand_in().delay_top_ups(false);
    let source = stage.gateway.top_up(&once, eur(500)).await.unwrap();
    let lines = stage.gateway.list_movements(None, 100).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.source.as_str()).collect::<Vec<_>>(), [source.as_str()]);
}
