//! A design's way in words.

use chrono::{DateTime, Utc};

use crate::app::submission::{Happened, Submission};
use crate::domain::campaign::State;
use crate::text::Locale;

/// One line of the way.
pub(crate) struct Step {
    pub(crate) at: Option<DateTime<Utc>>,
    pub(crate) says: String,
    /// Somebody's own words, as a reason.
    pub(crate) quote: Option<String>,
    pub(crate) link: Option<String>,
}

pub(crate) fn steps(found: &Submission, locale: &Locale) -> Vec<Step> {
    found.timeline.iter().map(|happened| step(happened, found, locale)).collect()
}

fn step(happened: &Happened, found: &Submission, locale: &Locale) -> Step {
    let round = format!("/rounds/{}", found.round.id);
    let (quote, link) = match happened {
        Happened::Refused(_, reason) | Happened::RoundCancelled(_, reason) => (Some(reason.clone()), None),
        Happened::Ranked(..) | Happened::Unranked(_) => (None, Some(format!("{round}/results"))),
        Happened::SaleOpened(_, sale) | Happened::Sale(_, _, sale) => {
            (None, Some(format!("/campaigns/{sale}")))
        }
        Happened::Paid(..) | Happened::Due(_) => (None, Some("/me/payouts".to_owned())),
        Happened::Drafted(_)
        | Happened::Submitted(_)
        | Happened::Cleared(_)
        | Happened::Scoring(..)
        | Happened::Judging(_)
        | Happened::Withdrawn(_)
        | Happened::TakenDown
        | Happened::PrizeWon(..)
        | Happened::SaleComing => (None, None),
    };
    Step { at: happened.at(), says: says(happened, locale), quote, link }
}

fn says(happened: &Happened, locale: &Locale) -> String {
    match happened {
        Happened::Drafted(_) => locale.text("submission-step-drafted"),
        Happened::Submitted(_) => locale.text("submission-step-submitted"),
        Happened::Cleared(_) => locale.text("submission-step-cleared"),
        Happened::Refused(..) => locale.text("submission-step-refused"),
        Happened::Scoring(_, closes) => locale.say(&("submission-step-scoring", "at", *closes)),
        Happened::Judging(_) => locale.text("submission-step-judging"),
        Happened::Ranked(_, place) => locale.say(&("submission-step-ranked", "place", *place)),
        Happened::Unranked(_) => locale.text("submission-step-unranked"),
        Happened::RoundCancelled(..) => locale.text("submission-step-round-cancelled"),
        Happened::Withdrawn(_) => locale.text("submission-step-withdrawn"),
        Happened::TakenDown => locale.text("submission-step-taken-down"),
        Happened::PrizeWon(_, place, amount) => {
            locale.say(&("submission-step-prize", "place", *place, "amount", *amount))
        }
        Happened::SaleComing => locale.text("submission-step-sale-coming"),
        Happened::SaleOpened(..) => locale.text("submission-step-sale-opened"),
        Happened::Sale(_, state, _) => locale.text(sale(*state)),
        Happened::Paid(_, amount) => locale.say(&("submission-step-paid", "amount", *amount)),
        Happened::Due(amount) => locale.say(&("submission-step-due", "amount", *amount)),
    }
}

const fn sale(state: State) -> &'static str {
    match state {
        State::Draft | State::Open => "submission-step-sale-opened",
        State::Settling => "submission-step-settling",
        State::Short => "submission-step-short",
        State::Funded => "submission-step-funded",
        State::InProduction => "submission-step-in-production",
        State::Fulfilled => "submission-step-fulfilled",
        State::Failed => "submission-step-failed",
        State::Cancelled => "submission-step-sale-cancelled",
        State::Refunding | State::Refunded => "submission-step-refunded",
    }
}
