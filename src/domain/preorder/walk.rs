//! Any sequence of events, against a small model of what the effects do.

use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;

/// What the rest of the service would hold after the effects so far.
struct World {
    state: State,
    facts: Facts,
    reserved: i32,
    committed: i32,
    cards: i32,
    attempts_open: i32,
    posted: i32,
    given_back: i32,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Order(Event),
    Campaign(campaign::State),
    Pause(bool),
    Hours(i64),
    Sale(Sale),
    OpenBanksPage,
}

impl World {
    fn new() -> Self {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let facts = Facts {
            now,
            campaign: campaign::State::Open,
            paused: false,
            sale: Sale::Open,
            first_charge_at: None,
            charge_by: Some(now + TimeDelta::days(3)),
            card_page_opened: false,
            intent: LiveIntent::None,
            intents_made: 0,
            leaving: None,
            retry: Retry::Allowed,
            last_day: LastDay::Untried,
            fixed: Fixed::Nothing,
        };
        let state = State::Started;
        Self { state, facts, reserved: 1, committed: 0, cards: 0, attempts_open: 0, posted: 0, given_back: 0 }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Order(event) if self.can_happen(event) => self.order(event),
            Step::Campaign(to) => self.campaign(to),
            Step::Pause(paused) => self.facts.paused = paused,
            Step::Hours(hours) => self.facts.now += TimeDelta::hours(hours),
            Step::Sale(sale) => self.facts.sale = sale,
            Step::OpenBanksPage if self.facts.intent == LiveIntent::Waiting => {
                self.facts.intent = LiveIntent::AwaitingAction;
            }
            Step::Order(_) | Step::OpenBanksPage => {}
        }
    }

    /// The provider says nothing of an intent that does not live, and money goes only where it came.
    fn can_happen(&self, event: Event) -> bool {
        match event {
            Event::Succeeded(Of::ThisIntent)
            | Event::Declined
            | Event::AuthRequired
            | Event::Unknown
            | Event::IntentCancelled => self.facts.intent != LiveIntent::None,
            Event::AttemptVoided => self.attempts_open == 1,
            Event::CardSaved(_)
            | Event::Expire
            | Event::Cancel
            | Event::Edit(_)
            | Event::Release
            | Event::ChargeDue
            | Event::Repair
            | Event::Succeeded(Of::OtherIntent)
            | Event::GraceEnded
            | Event::MoneyGone(_)
            | Event::RefundFailed
            | Event::DisputeWon => true,
        }
    }

    /// The campaign only goes forward, and never back to selling.
    fn campaign(&mut self, to: campaign::State) {
        if to > self.facts.campaign {
            self.facts.campaign = to;
            self.facts.first_charge_at.get_or_insert(self.facts.now + TimeDelta::hours(1));
        }
    }

    fn order(&mut self, event: Event) {
        if let Event::CardSaved(_) = event {
            self.cards += 1;
        }
        if matches!(event, Event::Succeeded(Of::ThisIntent) | Event::IntentCancelled) {
            self.facts.intent = LiveIntent::None;
        }
        let Ok(next) = transition(self.state, event, &self.facts) else { return };
        for effect in next.effects {
            self.apply(effect);
        }
        self.state = next.to;
    }

    fn apply(&mut self, effect: Effect) {
        match effect {
            Effect::CommitUnits => (self.reserved, self.committed) = (self.reserved - 1, self.committed + 1),
            Effect::ReturnReserved => self.reserved -= 1,
            Effect::ReturnCommitted => self.committed -= 1,
            Effect::DetachCards => self.cards = 0,
            Effect::DetachOldCards => self.cards = 1,
            Effect::DetachNewCard => self.cards -= 1,
            Effect::Mark(leaving) => self.facts.leaving = Some(leaving),
            Effect::NextIntent | Effect::ReplaceIntent => {
                self.facts.intent = LiveIntent::Waiting;
                self.facts.intents_made += 1;
            }
            Effect::RecordAttempt(_) => {
                self.assert_may_charge();
                self.attempts_open += 1;
            }
            Effect::CloseAttempt(_) => self.attempts_open = 0,
            Effect::PostCharge => self.posted += 1,
            Effect::RefundIntent => self.given_back += 1,
            Effect::RecountUnits
            | Effect::StoreChange
            | Effect::StoreAgreement
            | Effect::KeepCard
            | Effect::ExpireSession
            | Effect::OpenCardPage
            | Effect::AskGate
            | Effect::CancelIntent
            | Effect::ReadIntent
            | Effect::PlanRetry
            | Effect::RefundUnshipped
            | Effect::Notify(_)
            | Effect::Desk(_) => {}
        }
    }

    fn assert_may_charge(&self) {
        assert_eq!(self.attempts_open, 0, "two attempts at once");
        assert_eq!(self.facts.campaign, campaign::State::Settling);
        assert!(!self.facts.paused);
        assert!(self.facts.first_charge_at.unwrap() <= self.facts.now);
        assert!(self.facts.now <= self.facts.charge_by.unwrap());
        assert!(self.facts.intents_made <= 10);
    }

    fn assert_sound(&self) {
        let state = self.state;
        let is_unpaid_end =
            matches!(state, State::Expired | State::Cancelled | State::Released | State::Dropped);
        assert_eq!(state == State::Charging, self.attempts_open == 1, "{state}");
        assert_eq!(self.reserved, i32::from(state == State::Started), "{state}");
        assert!((0..=1).contains(&self.committed), "{state}");
        if is_unpaid_end {
            assert_eq!(self.facts.intent, LiveIntent::None, "{state} with an intent that may succeed");
            assert!(self.posted == self.given_back, "{state} with money");
        }
        if is_unpaid_end && self.facts.campaign == campaign::State::Open {
            assert_eq!(self.committed, 0, "{state}");
        }
        if !state.is_open() {
            assert_eq!(self.cards, 0, "{state} with a usable card");
        }
        assert!((0..=1).contains(&(self.posted - self.given_back)), "{state} charged twice");
    }
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => Just(Event::CardSaved(CardTerm::LongEnough)),
        1 => Just(Event::CardSaved(CardTerm::TooShort)),
        1 => Just(Event::Expire),
        1 => Just(Event::Cancel),
        1 => Just(Event::Edit(Change::Lines(NewTotal::NotHigher))),
        1 => Just(Event::Release),
        4 => Just(Event::ChargeDue),
        3 => Just(Event::Repair),
        2 => Just(Event::Succeeded(Of::ThisIntent)),
        1 => Just(Event::Succeeded(Of::OtherIntent)),
        3 => Just(Event::Declined),
        2 => Just(Event::AuthRequired),
        1 => Just(Event::Unknown),
        3 => Just(Event::IntentCancelled),
        1 => Just(Event::AttemptVoided),
        1 => Just(Event::GraceEnded),
        1 => Just(Event::MoneyGone(Gone::Refunded)),
        1 => Just(Event::RefundFailed),
        1 => Just(Event::DisputeWon),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        20 => event().prop_map(Step::Order),
        3 => Just(Step::Campaign(campaign::State::Settling)),
        1 => prop::sample::select(campaign::State::ALL).prop_map(Step::Campaign),
        1 => any::<bool>().prop_map(Step::Pause),
        3 => (1_i64..40).prop_map(Step::Hours),
        1 => prop::sample::select(&[Sale::Open, Sale::LastCall, Sale::Paused, Sale::Over]).prop_map(Step::Sale),
        1 => Just(Step::OpenBanksPage),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_sequence_of_events_keeps_what_was_promised(steps in prop::collection::vec(step(), 0..80)) {
        let mut world = World::new();
        for step in steps {
            world.step(step);
            world.assert_sound();
        }
    }
}
