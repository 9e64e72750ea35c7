//! Disputes of a charge by the buyer's bank (`MONEY.md` 1.3). All are facts: none is refused, in whatever order they come.

use super::state::states;

states! {
    pub State {
        /// The bank asks, and has taken nothing yet.
        Inquiry = "inquiry",
        Open = "open",
        Won = "won",
        Lost = "lost",
        /// An inquiry that came to nothing.
        Closed = "closed",
    }

    /// How a dispute begins.
    pub Opening {
        Inquiry = "inquiry",
        Formal = "formal",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Created(Opening),
    /// The bank took the amount, and the provider its fee.
    FundsWithdrawn,
    Won,
    Lost,
    /// An inquiry ended.
    Closed,
}

/// How much of the disputed part of the order is shipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shipped {
    Nothing,
    Some,
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Whether J10a is posted and was not given back since.
    pub funds_are_out: bool,
    pub shipped: Shipped,
    /// Whether the campaign's run is frozen.
    pub run_is_frozen: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// J10a.
    PostWithdrawn,
    /// J10b.
    PostWon,
    /// J10c, for what is not shipped.
    PostLostUnshipped,
    /// J10d, for what is shipped.
    PostLostShipped,
    /// Its money is not in hand, its units go into no run and no parcel, its royalties wait, refunds are refused.
    HoldOrder,
    ReleaseOrder,
    /// Refunds of the charge that are not done are told.
    TellRefunds,
    /// Whether all of the order's money is gone now.
    AskMoneyGone,
    /// The order may leave `charged_back`.
    TellOrderItWasWon,
    /// The units are not made.
    DropUnits,
    /// The units are made already, or being made: they are the brand's stock.
    UnitsToStock,
    /// Evidence is due, or a fact contradicts what was final.
    Desk,
}

/// `to` is none where a fact about an unknown dispute begins nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    pub to: Option<State>,
    pub effects: Vec<Effect>,
}

/// The table of `MONEY.md` 1.3; `state` is none before the first fact.
///
/// J10a is posted by the first fact that shows that funds are out, and only then: they may be out of order.
pub fn transition(state: Option<State>, event: Event, facts: &Facts) -> Transition {
    match event {
        Event::Created(opening) => created(state, opening, *facts),
        Event::FundsWithdrawn => withdrawn(state, *facts),
        Event::Won => won(state, *facts),
        Event::Lost => lost(state, *facts),
        Event::Closed => closed(state),
    }
}

fn stays(state: Option<State>) -> Transition {
    Transition { to: state, effects: Vec::new() }
}

fn created(state: Option<State>, opening: Opening, facts: Facts) -> Transition {
    match (state, opening) {
        (None, Opening::Inquiry) => Transition { to: Some(State::Inquiry), effects: vec![Effect::Desk] },
        (None, Opening::Formal) => open(facts),
        // Its funds go by a fact of their own this time.
        (Some(State::Won), Opening::Inquiry | Opening::Formal) => Transition {
            to: Some(State::Open),
            effects: vec![Effect::HoldOrder, Effect::TellRefunds, Effect::Desk],
        },
        (
            Some(State::Inquiry | State::Open | State::Lost | State::Closed),
            Opening::Inquiry | Opening::Formal,
        ) => stays(state),
    }
}

fn withdrawn(state: Option<State>, facts: Facts) -> Transition {
    match state {
        None | Some(State::Inquiry | State::Won | State::Closed) => open(facts),
        Some(State::Open) if facts.funds_are_out => stays(state),
        Some(State::Open) => Transition { to: state, effects: vec![Effect::PostWithdrawn] },
        Some(State::Lost) => stays(state),
    }
}

fn open(facts: Facts) -> Transition {
    let mut effects = Vec::new();
    if !facts.funds_are_out {
        effects.push(Effect::PostWithdrawn);
    }
    effects.extend([Effect::HoldOrder, Effect::TellRefunds, Effect::Desk]);
    Transition { to: Some(State::Open), effects }
}

fn won(state: Option<State>, facts: Facts) -> Transition {
    match state {
        None => Transition { to: Some(State::Won), effects: Vec::new() },
        Some(State::Open) => {
            let posted = facts.funds_are_out.then_some(Effect::PostWon);
            let then = [Effect::ReleaseOrder, Effect::TellOrderItWasWon];
            Transition { to: Some(State::Won), effects: posted.into_iter().chain(then).collect() }
        }
        Some(State::Lost) => Transition { to: state, effects: vec![Effect::Desk] },
        Some(State::Inquiry | State::Won | State::Closed) => stays(state),
    }
}

fn lost(state: Option<State>, facts: Facts) -> Transition {
    match state {
        None | Some(State::Inquiry | State::Open | State::Won | State::Closed) => {
            Transition { to: Some(State::Lost), effects: losing(facts) }
        }
        Some(State::Lost) => stays(state),
    }
}

fn losing(facts: Facts) -> Vec<Effect> {
    let mut effects = Vec::new();
    if !facts.funds_are_out {
        effects.extend([Effect::PostWithdrawn, Effect::TellRefunds]);
    }
    match facts.shipped {
        Shipped::Nothing => effects.push(Effect::PostLostUnshipped),
        Shipped::Some => effects.extend([Effect::PostLostUnshipped, Effect::PostLostShipped]),
        Shipped::All => effects.push(Effect::PostLostShipped),
    }
    match facts.shipped {
        Shipped::Nothing | Shipped::Some if facts.run_is_frozen => effects.push(Effect::UnitsToStock),
        Shipped::Nothing | Shipped::Some => effects.push(Effect::DropUnits),
        Shipped::All => {}
    }
    effects.push(Effect::AskMoneyGone);
    effects
}

fn closed(state: Option<State>) -> Transition {
    match state {
        Some(State::Inquiry) => Transition { to: Some(State::Closed), effects: Vec::new() },
        None | Some(State::Open | State::Won | State::Lost | State::Closed) => stays(state),
    }
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test may overflow: it then fails")]
mod tests {
    use std::fmt;

    use super::*;
    use crate::domain::table;

    const NEW: Facts = Facts { funds_are_out: false, shipped: Shipped::Nothing, run_is_frozen: false };
    const OUT: Facts = Facts { funds_are_out: true, ..NEW };

    const EVENTS: [Event; 6] = [
        Event::Created(Opening::Inquiry),
        Event::Created(Opening::Formal),
        Event::FundsWithdrawn,
        Event::Won,
        Event::Lost,
        Event::Closed,
    ];

    const TABLE: &str = "
none    inquiry open open won  lost .
inquiry .       .    open .    lost closed
open    .       .    .    won  lost .
won     open    open open .    lost .
lost    .       .    .    .    .    .
closed  .       .    open .    lost .
";

    /// A row of the table.
    struct Row(Option<State>);

    impl fmt::Display for Row {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0.map_or("none", State::as_str))
        }
    }

    #[test]
    fn every_state_answers_every_event_as_the_table_says_whether_funds_are_out_or_not() {
        let states: Vec<_> =
            [None].into_iter().chain(State::ALL.iter().copied().map(Some)).map(Row).collect();
        for facts in [NEW, OUT] {
            table::check(TABLE, &states, &EVENTS, |state, event| {
                Some(Row(transition(state.0, *event, &facts).to))
            });
        }
    }

    /// What the journal says of the dispute's funds, however its facts are ordered.
    fn posted(events: &[Event]) -> (i32, Option<State>) {
        let (mut out, mut state) = (0, None);
        for event in events {
            let facts = Facts { funds_are_out: out > 0, ..NEW };
            let next = transition(state, *event, &facts);
            for effect in next.effects {
                match effect {
                    Effect::PostWithdrawn => out += 1,
                    Effect::PostWon | Effect::PostLostUnshipped | Effect::PostLostShipped => out -= 1,
                    Effect::HoldOrder
                    | Effect::ReleaseOrder
                    | Effect::TellRefunds
                    | Effect::AskMoneyGone
                    | Effect::TellOrderItWasWon
                    | Effect::DropUnits
                    | Effect::UnitsToStock
                    | Effect::Desk => {}
                }
                assert!((0..=1).contains(&out), "{events:?}");
            }
            state = next.to;
        }
        (out, state)
    }

    #[test]
    fn funds_are_withdrawn_once_and_settled_once_in_any_order_of_facts() {
        const CREATED: Event = Event::Created(Opening::Formal);
        let check = |events: &[Event], expected| assert_eq!(posted(events), expected, "{events:?}");
        check(&[CREATED, Event::FundsWithdrawn, Event::Won], (0, Some(State::Won)));
        check(&[Event::FundsWithdrawn, CREATED, Event::Lost], (0, Some(State::Lost)));
        check(&[Event::Created(Opening::Inquiry), Event::FundsWithdrawn], (1, Some(State::Open)));
        check(&[Event::Lost, CREATED, Event::FundsWithdrawn], (0, Some(State::Lost)));
        let again = [CREATED, Event::Won, CREATED, Event::FundsWithdrawn];
        check(&again, (1, Some(State::Open)));
        check(&[CREATED, Event::Won, Event::Lost], (0, Some(State::Lost)));
    }

    proptest::proptest! {
        #[test]
        fn no_sequence_of_facts_takes_the_funds_twice(
            picks in proptest::collection::vec(proptest::sample::select(EVENTS.to_vec()), 0..30),
        ) {
            let (out, state) = posted(&picks);
            if matches!(state, None | Some(State::Won | State::Lost | State::Inquiry)) {
                proptest::prop_assert_eq!(out, 0);
            }
        }
    }

    #[test]
    fn what_is_lost_depends_on_what_was_shipped_and_made() {
        let check = |shipped, run_is_frozen, expected: &[Effect]| {
            let facts = Facts { shipped, run_is_frozen, ..OUT };
            assert_eq!(transition(Some(State::Open), Event::Lost, &facts).effects, expected);
        };
        let gone = Effect::AskMoneyGone;
        check(Shipped::Nothing, false, &[Effect::PostLostUnshipped, Effect::DropUnits, gone]);
        check(Shipped::Nothing, true, &[Effect::PostLostUnshipped, Effect::UnitsToStock, gone]);
        let both = [Effect::PostLostUnshipped, Effect::PostLostShipped, Effect::UnitsToStock, gone];
        check(Shipped::Some, true, &both);
        check(Shipped::All, true, &[Effect::PostLostShipped, gone]);
    }

    #[test]
    fn an_open_dispute_holds_the_order_and_a_won_one_lets_it_go() {
        let opened = transition(None, Event::Created(Opening::Formal), &NEW).effects;
        let held = [Effect::PostWithdrawn, Effect::HoldOrder, Effect::TellRefunds, Effect::Desk];
        assert_eq!(opened, held);
        let won = transition(Some(State::Open), Event::Won, &OUT).effects;
        assert_eq!(won, [Effect::PostWon, Effect::ReleaseOrder, Effect::TellOrderItWasWon]);
    }
}
