//! The table of `MONEY.md` 1.4, and every reason to wait.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::*;
use crate::domain::money::Money;
use crate::domain::table;

const FREE: Facts = Facts { reasons: Vec::new(), marked: None, key_is_old: false };

const EVENTS: [Event; 12] = [
    Event::Ready,
    Event::Sent,
    Event::Refused,
    Event::Unknown,
    Event::CallBack(Extent::All),
    Event::CallBack(Extent::Part),
    Event::Reversed(Extent::Part),
    Event::Reversed(Extent::All),
    Event::ReverseFailed,
    Event::ByHand(Approval::OnePerson),
    Event::ByHand(Approval::TwoPersons),
    Event::Withdraw,
];

const TABLE: &str = "
owed      sending .         .    . withdrawn .         .         .        .    no by_hand withdrawn
sending   .       sent      owed . .         .         .         .        .    no no      .
sent      .       .         .    . reversing reversing reversing reversed .    no no      reversing
reversing .       .         .    . .         .         .         reversed sent .  .       .
reversed  .       .         .    . no        no        .         .        .    no no      .
by_hand   .       reversing .    . no        no        .         .        .    no no      .
withdrawn .       reversing .    . no        no        .         .        .    no no      .
";

fn effects(state: State, event: Event, facts: &Facts) -> Vec<Effect> {
    transition(state, event, facts).unwrap().effects
}

#[test]
fn every_state_answers_every_event_as_the_table_says() {
    table::check(TABLE, State::ALL, &EVENTS, |state, event| {
        transition(*state, *event, &FREE).ok().map(|next| next.to)
    });
}

#[test]
fn one_that_waits_says_why() {
    let reasons = vec![Reason::AccountMissing, Reason::ApprovalMissing];
    let facts = Facts { reasons: reasons.clone(), ..FREE };
    let refused = transition(State::Owed, Event::Ready, &facts).unwrap_err();
    let expected =
        "the payout waits: the designer has no payout account yet; another person has to approve it";
    assert_eq!((refused.to_string().as_str(), refused), (expected, Refusal::Waits(reasons)));
}

#[test]
fn what_is_withdrawn_while_it_is_sent_is_called_back_or_never_sent_again() {
    assert_eq!(effects(State::Sending, Event::Withdraw, &FREE), [Effect::Mark(Extent::All)]);
    let after = |event, extent| {
        let marked = Facts { marked: Some(extent), ..FREE };
        transition(State::Sending, event, &marked).unwrap()
    };
    for extent in [Extent::All, Extent::Part] {
        let sent = to(State::Reversing, &[Effect::PostSent, Effect::Reverse]);
        assert_eq!(after(Event::Sent, extent), sent);
    }
    assert_eq!(after(Event::Refused, Extent::All), to(State::Withdrawn, &[]));
    let smaller = to(State::Owed, &[Effect::AddReason, Effect::Reduce]);
    assert_eq!(after(Event::Refused, Extent::Part), smaller);
}

#[test]
fn an_unknown_sending_is_looked_up_and_an_old_key_is_never_sent_again() {
    assert_eq!(effects(State::Sending, Event::Unknown, &FREE), [Effect::ReadListOrSendAgain]);
    let old = Facts { key_is_old: true, ..FREE };
    assert_eq!(effects(State::Sending, Event::Unknown, &old), [Effect::ReadListOnly]);
}

#[test]
fn each_sending_has_its_own_key_and_all_share_the_group() {
    let payout = PayoutId::new(uuid::Uuid::from_u128(1));
    assert_eq!(key(payout, 2), "payout:00000000-0000-0000-0000-000000000001:2");
    assert_eq!(transfer_group(payout), "00000000-0000-0000-0000-000000000001");
}

fn eur(minor: i64) -> Money {
    Money::new(minor, "EUR".parse().unwrap())
}

fn standing() -> Standing {
    Standing {
        account: Account::Active,
        region_is_served: true,
        amount: eur(50_000),
        balance: eur(50_000),
        available: eur(50_000),
        minimum: eur(50_000),
        hold_until: Some(DateTime::UNIX_EPOCH),
        approvals_needed: 2,
        approvals: 2,
        is_paused: false,
        was_refused: false,
    }
}

#[test]
fn exactly_enough_of_everything_leaves_no_reason() {
    assert_eq!(reasons(&standing(), DateTime::UNIX_EPOCH), []);
}

#[test]
fn each_lack_is_a_reason_of_its_own() {
    let now = DateTime::UNIX_EPOCH;
    let check = |standing: Standing, expected: Reason| assert_eq!(reasons(&standing, now), [expected]);
    check(Standing { account: Account::Missing, ..standing() }, Reason::AccountMissing);
    check(Standing { account: Account::Pending, ..standing() }, Reason::AccountPending);
    check(Standing { account: Account::Restricted, ..standing() }, Reason::AccountRestricted);
    check(Standing { account: Account::Closed, ..standing() }, Reason::AccountClosed);
    check(Standing { region_is_served: false, ..standing() }, Reason::WrongRegion);
    check(Standing { available: eur(49_999), ..standing() }, Reason::FundsUnavailable);
    let usd = Money::new(50_000, "USD".parse().unwrap());
    check(Standing { available: usd, ..standing() }, Reason::FundsUnavailable);
    check(Standing { minimum: eur(50_001), ..standing() }, Reason::UnderMinimum);
    let soon: DateTime<Utc> = now + TimeDelta::seconds(1);
    check(Standing { hold_until: Some(soon), ..standing() }, Reason::HoldWindow);
    check(Standing { approvals: 1, ..standing() }, Reason::ApprovalMissing);
    check(Standing { is_paused: true, ..standing() }, Reason::Paused);
    check(Standing { balance: eur(49_999), ..standing() }, Reason::BalanceBelowZero);
    check(Standing { was_refused: true, ..standing() }, Reason::ProviderRefused);
}

#[test]
fn several_reasons_are_given_at_once() {
    let lacking = Standing { account: Account::Missing, is_paused: true, approvals: 0, ..standing() };
    let expected = [Reason::AccountMissing, Reason::ApprovalMissing, Reason::Paused];
    assert_eq!(reasons(&lacking, DateTime::UNIX_EPOCH), expected);
}

proptest! {
    #[test]
    fn whatever_happens_it_is_out_at_most_once(
        picks in prop::collection::vec((prop::sample::select(EVENTS.to_vec()), any::<bool>()), 0..40),
    ) {
        let mut state = State::Owed;
        let (mut out, mut marked) = (0, None);
        for (event, key_is_old) in picks {
            let facts = Facts { marked, key_is_old, reasons: Vec::new() };
            let Ok(next) = transition(state, event, &facts) else { continue };
            for effect in &next.effects {
                match effect {
                    Effect::PostSent | Effect::PostByHand => out += 1,
                    Effect::PostReversed if next.to == State::Reversed => out -= 1,
                    Effect::Mark(extent) => marked = Some(*extent),
                    Effect::FreezeAndNumber
                    | Effect::Send
                    | Effect::PostReversed
                    | Effect::ReadListOrSendAgain
                    | Effect::ReadListOnly
                    | Effect::Reduce
                    | Effect::Reverse
                    | Effect::CarryRest
                    | Effect::AddReason
                    | Effect::NotifyDesigner
                    | Effect::Desk => {}
                }
            }
            // Paid by hand and then found sent is twice, until the call-back returns it.
            let late = state == State::ByHand && event == Event::Sent;
            if late {
                break;
            }
            state = next.to;
            prop_assert!((0..=1).contains(&out), "{event:?} makes {out}");
            let is_out = matches!(state, State::Sent | State::Reversing | State::ByHand);
            prop_assert_eq!(out == 1, is_out);
        }
    }
}
