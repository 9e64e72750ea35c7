//! Parcels: packed, shipped, delivered, returned or lost. `printed` is a mark beside the state.

mod pack;
mod record;
#[cfg(test)]
pub(crate) mod support;
pub mod worth;

use chrono::{DateTime, TimeDelta, Utc};

use super::state::states;

pub use pack::repacked;
pub use record::Shipment;

/// A parcel that nobody reports counts as delivered after this many days.
pub const DELIVERED_AFTER_DAYS: i64 = 30;

/// Longest tracking code, in characters.
pub const TRACKING_CODE_CHARS_MAX: usize = 64;

states! {
    pub State {
        /// In the run; its goods are printed and packed.
        Packed = "packed",
        /// With the carrier; from here on its goods are sold.
        Shipped = "shipped",
        Delivered = "delivered",
        Returned = "returned",
        Lost = "lost",
    }

    /// What a list of parcels shows; the word stands in addresses.
    pub Shelf {
        ToPrint = "to-print",
        /// Printed, and still here.
        ToShip = "to-ship",
        Shipped = "shipped",
        Delivered = "delivered",
        Returned = "returned",
        Lost = "lost",
    }
}

impl Shelf {
    /// The state of the parcels on it.
    pub const fn state(self) -> State {
        match self {
            Self::ToPrint | Self::ToShip => State::Packed,
            Self::Shipped => State::Shipped,
            Self::Delivered => State::Delivered,
            Self::Returned => State::Returned,
            Self::Lost => State::Lost,
        }
    }
}

/// What the carrier follows a parcel by: 1 to 64 letters, digits, spaces and dashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackingCode(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a tracking code has 1 to {TRACKING_CODE_CHARS_MAX} letters, digits, spaces and dashes")]
pub struct MalformedCode;

impl std::str::FromStr for TrackingCode {
    type Err = MalformedCode;

    fn from_str(text: &str) -> Result<Self, MalformedCode> {
        let code = text.trim();
        let is_known = |char: char| char.is_ascii_alphanumeric() || char == '-' || char == ' ';
        if code.is_empty() || code.len() > TRACKING_CODE_CHARS_MAX || !code.chars().all(is_known) {
            return Err(MalformedCode);
        }
        Ok(Self(code.to_owned()))
    }
}

impl std::fmt::Display for TrackingCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The goods are printed: sets the mark.
    Print,
    Ship,
    Deliver,
    /// It came back to the sender.
    Return,
    Lose,
    /// The clock: 30 days after shipping.
    PresumeDelivered,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each read from a row of its own")]
pub struct Facts {
    pub is_printed: bool,
    /// Whether the campaign's parcels are stopped by a pause or a claim.
    pub is_paused: bool,
    /// Whether a dispute on the order is open.
    pub is_disputed: bool,
    /// Whether the order is still paid for what the parcel holds.
    pub is_paid: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    MarkPrinted,
    /// J4.
    PostShipped,
    /// J5.
    PostRoyalty,
    /// Whether every paid unit of the campaign is shipped or gone.
    AskRunDone,
    NotifyBuyer,
    /// Send again or refund: a person decides.
    Desk,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    pub to: State,
    pub effects: Vec<Effect>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("mark the parcel as printed before it is shipped")]
    NotPrinted,
    #[error("parcels of this campaign are paused")]
    Paused,
    #[error("the buyer disputes the charge, so nothing more is sent")]
    Disputed,
    #[error("the order was refunded or charged back, so its goods stay here")]
    NotPaid,
    #[error("the parcel was not shipped yet")]
    NotShipped,
    #[error("the parcel was shipped already")]
    Shipped,
    #[error("the parcel is recorded as {0}, and that is final")]
    Over(State),
}

/// When a parcel that nobody reports counts as delivered.
pub fn presumed_delivered_at(shipped_at: DateTime<Utc>) -> DateTime<Utc> {
    let after = TimeDelta::days(DELIVERED_AFTER_DAYS);
    shipped_at.checked_add_signed(after).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// The row of `DESIGN.md` section 3. What a person reports a second time changes nothing and is no mistake.
pub fn transition(state: State, event: Event, facts: &Facts) -> Result<Transition, Refusal> {
    match event {
        Event::Print => print(state, *facts),
        Event::Ship => ship(state, *facts),
        Event::Deliver => arrive(state, State::Delivered, &[Effect::NotifyBuyer]),
        Event::Return => arrive(state, State::Returned, &[Effect::Desk]),
        Event::Lose => arrive(state, State::Lost, &[Effect::Desk]),
        Event::PresumeDelivered => Ok(presume_delivered(state)),
    }
}

fn to(to: State, effects: &[Effect]) -> Transition {
    Transition { to, effects: effects.to_vec() }
}

fn print(state: State, facts: Facts) -> Result<Transition, Refusal> {
    match state {
        State::Packed if facts.is_printed => Ok(to(state, &[])),
        State::Packed => Ok(to(state, &[Effect::MarkPrinted])),
        State::Shipped => Err(Refusal::Shipped),
        State::Delivered | State::Returned | State::Lost => Err(Refusal::Over(state)),
    }
}

fn ship(state: State, facts: Facts) -> Result<Transition, Refusal> {
    match state {
        State::Packed => {}
        State::Shipped => return Err(Refusal::Shipped),
        State::Delivered | State::Returned | State::Lost => return Err(Refusal::Over(state)),
    }
    if facts.is_paused {
        return Err(Refusal::Paused);
    }
    if facts.is_disputed {
        return Err(Refusal::Disputed);
    }
    if !facts.is_paid {
        return Err(Refusal::NotPaid);
    }
    if !facts.is_printed {
        return Err(Refusal::NotPrinted);
    }
    let effects = [Effect::PostShipped, Effect::PostRoyalty, Effect::NotifyBuyer, Effect::AskRunDone];
    Ok(to(State::Shipped, &effects))
}

fn arrive(state: State, end: State, effects: &[Effect]) -> Result<Transition, Refusal> {
    match state {
        State::Packed => Err(Refusal::NotShipped),
        State::Shipped => Ok(to(end, effects)),
        State::Delivered | State::Returned | State::Lost if state == end => Ok(to(state, &[])),
        State::Delivered | State::Returned | State::Lost => Err(Refusal::Over(state)),
    }
}

fn presume_delivered(state: State) -> Transition {
    match state {
        State::Shipped => to(State::Delivered, &[]),
        State::Packed | State::Delivered | State::Returned | State::Lost => to(state, &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::table;

    const READY: Facts = Facts { is_printed: true, is_paused: false, is_disputed: false, is_paid: true };

    const EVENTS: [Event; 6] =
        [Event::Print, Event::Ship, Event::Deliver, Event::Return, Event::Lose, Event::PresumeDelivered];

    const TABLE: &str = "
packed    .  shipped no        no       no   .
shipped   no no      delivered returned lost delivered
delivered no no      .         no       no   .
returned  no no      no        .        no   .
lost      no no      no        no       .    .
";

    #[test]
    fn every_state_answers_every_event_as_the_table_says() {
        table::check(TABLE, State::ALL, &EVENTS, |state, event| {
            transition(*state, *event, &READY).ok().map(|next| next.to)
        });
    }

    #[test]
    fn shipping_sells_the_goods_and_earns_the_royalty() {
        let shipped = transition(State::Packed, Event::Ship, &READY).unwrap();
        let expected = [Effect::PostShipped, Effect::PostRoyalty, Effect::NotifyBuyer, Effect::AskRunDone];
        assert_eq!(shipped.effects, expected);
    }

    #[test]
    fn nothing_leaves_unprinted_paused_disputed_or_unpaid() {
        let check = |facts, expected| {
            assert_eq!(transition(State::Packed, Event::Ship, &facts), Err(expected));
        };
        check(Facts { is_printed: false, ..READY }, Refusal::NotPrinted);
        check(Facts { is_paused: true, ..READY }, Refusal::Paused);
        check(Facts { is_disputed: true, ..READY }, Refusal::Disputed);
        check(Facts { is_paid: false, ..READY }, Refusal::NotPaid);
    }

    #[test]
    fn printing_twice_marks_once() {
        let effects = |facts| transition(State::Packed, Event::Print, &facts).unwrap().effects;
        assert_eq!(effects(Facts { is_printed: false, ..READY }), [Effect::MarkPrinted]);
        assert_eq!(effects(READY), []);
    }

    #[test]
    fn silence_for_thirty_days_is_delivery() {
        let shipped_at = DateTime::UNIX_EPOCH;
        assert_eq!(presumed_delivered_at(shipped_at), shipped_at + TimeDelta::days(30));
        assert_eq!(presumed_delivered_at(DateTime::<Utc>::MAX_UTC), DateTime::<Utc>::MAX_UTC);
    }

    #[test]
    fn a_tracking_code_is_trimmed_and_plain() {
        assert_eq!(" 1Z 999-AA ".parse::<TrackingCode>().unwrap().to_string(), "1Z 999-AA");
        for wrong in ["", "  ", "a\nb", "<b>", &"x".repeat(65)] {
            assert_eq!(wrong.parse::<TrackingCode>(), Err(MalformedCode), "{wrong}");
        }
    }
}
