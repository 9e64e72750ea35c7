//! A campaign as it is kept.

use chrono::{DateTime, Utc};

use super::{Clocks, Limits, SaleClock, State, Units};
use crate::domain::gate::{Mode, Question};
use crate::domain::id::{AccountId, CampaignId, DesignId, RoundId};
use crate::domain::money::Currency;
use crate::domain::rules::GateTerms;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    pub id: CampaignId,
    pub round: RoundId,
    pub design: DesignId,
    pub currency: Currency,
    pub state: State,
    /// Copied from the round's rules when the campaign was made.
    pub terms: GateTerms,
    /// As they were read; they change in the transactions of orders.
    pub units: Units,
    pub clocks: Clocks,
    pub opened_at: Option<DateTime<Utc>>,
    pub decided_at: Option<DateTime<Utc>>,
    pub funded_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub paused_at: Option<DateTime<Utc>>,
    pub pause_reason: Option<String>,
    pub close_reason: Option<String>,
    /// The admin who asked for refunding all, until a second one confirms.
    pub refund_requested_by: Option<AccountId>,
    pub created_at: DateTime<Utc>,
}

impl Campaign {
    /// A sale that is still to be opened.
    pub fn draft(
        id: CampaignId,
        round: RoundId,
        design: DesignId,
        terms: (Currency, GateTerms),
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            id,
            round,
            design,
            currency: terms.0,
            state: State::Draft,
            terms: terms.1,
            units: Units::default(),
            clocks: Clocks::default(),
            opened_at: None,
            decided_at: None,
            funded_at: None,
            closed_at: None,
            paused_at: None,
            pause_reason: None,
            close_reason: None,
            refund_requested_by: None,
            created_at: now,
        }
    }

    pub const fn is_paused(&self) -> bool {
        self.paused_at.is_some()
    }

    /// Whether others than admins may know of it.
    pub const fn is_public(&self) -> bool {
        self.opened_at.is_some()
    }

    pub const fn limits(&self) -> Limits {
        Limits { cap_units: self.terms.cap_units, per_buyer_units_max: self.terms.per_buyer_units_max }
    }

    /// How many units can still be ordered; none where there is no cap.
    pub fn units_left(&self) -> Option<u32> {
        let taken = self.units.reserved.saturating_add(self.units.committed);
        self.terms.cap_units.map(|cap| cap.saturating_sub(taken))
    }

    /// What may be bought, asked with an instant.
    pub const fn sale_clock(&self) -> SaleClock {
        SaleClock {
            state: self.state,
            paused: self.is_paused(),
            deadline_at: self.clocks.deadline_at,
            decided_at: self.decided_at,
            last_call_seconds: self.terms.last_call_seconds,
        }
    }

    /// What the gate is asked; none before the opening.
    pub fn question(&self) -> Option<Question> {
        Some(Question {
            committed_units: self.units.committed,
            threshold_units: self.terms.threshold_units,
            deadline_at: self.clocks.deadline_at?,
            last_call_seconds: self.terms.last_call_seconds,
            mode: Mode::of(&self.terms),
        })
    }
}
