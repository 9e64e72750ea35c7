//! What an admin may do with a campaign as it is now: asked of the same table that decides it.

use chrono::{DateTime, Utc};

use super::{Approval, Campaign, Event, Facts, Readiness, Refusal, State, pause, transition};
use crate::domain::state::states;

states! {
    /// What admins do with a sale; the word stands in addresses.
    pub Command {
        Open = "open",
        Cancel = "cancel",
        Pause = "pause",
        Resume = "resume",
        Cover = "cover",
        RefundAll = "refund-all",
        StartRun = "run",
    }
}

/// Taken for granted here: whether a draft is ready is looked up when it is opened.
const READY: Readiness = Readiness {
    prize_is_funded: true,
    prices_are_expressible: true,
    terms_are_frozen: true,
    threshold_units: 1,
    cap_units: None,
};

/// All that may be done. Where all can be refunded, cancelling would be another word for it and is left out.
pub fn offers(campaign: &Campaign, now: DateTime<Utc>) -> Vec<Command> {
    let may = |command: Command| may(command, campaign, now).is_ok();
    let is_double = |command: Command| command == Command::Cancel && may(Command::RefundAll);
    Command::ALL.iter().copied().filter(|command| may(*command) && !is_double(*command)).collect()
}

/// Why this cannot be done now, with two admins behind it.
pub fn may(command: Command, campaign: &Campaign, now: DateTime<Utc>) -> Result<(), Refusal> {
    let state = campaign.state;
    let ask = |event| transition(state, event, &Facts { paused: campaign.is_paused() }).map(|_| ());
    match command {
        Command::Open => ask(Event::Open(READY)),
        Command::Cancel if state.is_over() || state == State::Refunding => Err(Refusal::Over),
        Command::Cancel => ask(Event::Cancel(Approval::TwoPersons)),
        Command::Pause if campaign.is_paused() => Err(Refusal::Paused),
        Command::Pause => pause(state, None, now).map(|_| ()),
        Command::Resume if campaign.is_paused() => Ok(()),
        Command::Resume => Err(Refusal::NotPaused),
        Command::Cover => ask(Event::Cover),
        Command::RefundAll => ask(Event::RefundAll(Approval::TwoPersons)),
        Command::StartRun => ask(Event::StartRun),
    }
}

/// Whether a second admin has to confirm that all is refunded.
pub const fn refunding_needs_two(state: State) -> bool {
    match state {
        State::Funded | State::InProduction => true,
        State::Draft
        | State::Open
        | State::Settling
        | State::Short
        | State::Fulfilled
        | State::Failed
        | State::Cancelled
        | State::Refunding
        | State::Refunded => false,
    }
}

/// Whether a second admin has to confirm that a sale is cancelled; `paid` counts the orders that were paid.
pub const fn cancelling_needs_two(state: State, paid: u64) -> bool {
    match state {
        State::Short | State::Funded | State::InProduction => true,
        State::Settling => paid > 0,
        State::Draft
        | State::Open
        | State::Fulfilled
        | State::Failed
        | State::Cancelled
        | State::Refunding
        | State::Refunded => false,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::rules::support;

    fn offered(state: State, paused: bool) -> Vec<&'static str> {
        let id = Uuid::nil();
        let now = DateTime::UNIX_EPOCH;
        let rules = support::rules();
        let terms = (rules.currency, rules.gate);
        let mut campaign = Campaign::draft(id.into(), id.into(), id.into(), terms, now);
        campaign.state = state;
        campaign.paused_at = paused.then_some(now);
        offers(&campaign, now).into_iter().map(Command::as_str).collect()
    }

    #[test]
    fn each_state_offers_what_its_table_allows() {
        let check = |state, expected: &[&str]| assert_eq!(offered(state, false), expected, "{state}");
        check(State::Draft, &["open", "cancel", "pause"]);
        check(State::Open, &["cancel", "pause"]);
        check(State::Settling, &["cancel", "pause"]);
        check(State::Short, &["pause", "cover", "refund-all"]);
        check(State::Funded, &["pause", "refund-all", "run"]);
        check(State::InProduction, &["pause", "refund-all"]);
        check(State::Fulfilled, &[]);
        check(State::Failed, &[]);
        check(State::Refunded, &[]);
    }

    #[test]
    fn a_pause_leaves_the_way_back_open() {
        assert_eq!(offered(State::Open, true), ["cancel", "resume"]);
        assert_eq!(offered(State::Short, true), ["resume", "refund-all"]);
        assert_eq!(offered(State::Funded, true), ["resume", "refund-all"]);
    }

    #[test]
    fn once_buyers_have_paid_two_admins_stand_behind_it() {
        assert!(!cancelling_needs_two(State::Settling, 0));
        assert!(cancelling_needs_two(State::Settling, 1));
        assert!(!cancelling_needs_two(State::Open, 0));
        assert!(cancelling_needs_two(State::Short, 1));
        assert!(!refunding_needs_two(State::Short));
        assert!(refunding_needs_two(State::Funded));
    }
}
