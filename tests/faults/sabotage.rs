//! The simulation can fail: each of seven mistakes made on purpose is caught by one of the first seeds.

use greenlit::app::sabotage::{Sabotage, choose};

use crate::place::Engine;
use crate::run::live;

const SEEDS_MAX: u64 = 200;
const FIRST_SEED: u64 = 0x5abe_0000_0000;

fn is_caught(mistake: Sabotage) {
    choose(Some(mistake));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for number in 0..SEEDS_MAX {
        let outcome = runtime.block_on(live(FIRST_SEED + number, Engine::Sqlite));
        if let Err(story) = outcome.story {
            choose(None);
            let honest = runtime.block_on(live(FIRST_SEED + number, Engine::Sqlite)).story;
            assert!(honest.is_ok(), "seed {} fails without any mistake", FIRST_SEED + number);
            println!("{mistake:?} is caught by seed {}: {}", number + 1, story.wrong);
            return;
        }
    }
    panic!("{SEEDS_MAX} seeds did not catch {mistake:?}");
}

#[test]
fn a_key_without_its_attempt_is_caught() {
    is_caught(Sabotage::KeyWithoutAttempt);
}

#[test]
fn a_charge_before_its_record_is_caught() {
    is_caught(Sabotage::ChargeBeforeRecord);
}

#[test]
fn a_trusted_webhook_is_caught() {
    is_caught(Sabotage::WebhookTrusted);
}

#[test]
fn a_decision_without_a_lock_is_caught() {
    is_caught(Sabotage::DecisionWithoutLock);
}

#[test]
fn a_refund_under_a_new_key_is_caught() {
    is_caught(Sabotage::RefundWithNewKey);
}

#[test]
fn a_drop_without_voiding_is_caught() {
    is_caught(Sabotage::DropWithoutVoiding);
}

#[test]
fn the_same_key_after_a_500_is_caught() {
    is_caught(Sabotage::SameKeyAfter500);
}
