use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::domain::id::{AccountId, DesignId};
use crate::domain::integrity::{
    Answer, Cast, Change, Detector, Entry, Evidence, Finding, Mark, Voter, detect,
};
use crate::domain::rules::IntegrityTerms;
use crate::domain::score::Score;

/// Scoring lasts a hundred hours, so that a percent is an hour.
pub(in crate::domain::integrity) const HOURS: i64 = 100;

pub(in crate::domain::integrity) fn at(hours: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_900_000_000, 0).unwrap() + TimeDelta::hours(hours)
}

pub(in crate::domain::integrity) fn answer(score: i64, would_buy: bool) -> Answer {
    Answer { score: Score::try_from(score).unwrap(), would_buy }
}

pub(in crate::domain::integrity) const fn account(number: u128) -> AccountId {
    AccountId::new(Uuid::from_u128(number))
}

pub(in crate::domain::integrity) const fn design(number: u128) -> DesignId {
    DesignId::new(Uuid::from_u128(number))
}

/// So many voters and designs without a maker, and no ballot yet. The round opened ten hours before it was scored.
pub(in crate::domain::integrity) fn room(voters: u128, designs: u128) -> Evidence {
    let voter = |number| Voter {
        account: account(number),
        joined_at: at(-1_000),
        came_by: Vec::new(),
        skips: 0,
        answer_milliseconds: Vec::new(),
    };
    let entry = |number| Entry { design: design(number), makers: Vec::new() };
    Evidence {
        terms: IntegrityTerms::USUAL,
        opened_at: at(-10),
        scoring_open_at: at(0),
        scoring_close_at: at(HOURS),
        designs: (0..designs).map(entry).collect(),
        voters: (0..voters).map(voter).collect(),
        ballots: Vec::new(),
        changes: Vec::new(),
    }
}

impl Evidence {
    /// A ballot, each in another hour, without marks.
    pub(in crate::domain::integrity) fn cast(
        &mut self,
        voter: usize,
        design: usize,
        score: i64,
        would_buy: bool,
    ) -> &mut Cast {
        let hour = i64::try_from(voter % 80).unwrap();
        self.ballots.push(Cast {
            voter,
            design,
            answer: answer(score, would_buy),
            first_at: at(hour),
            network: None,
            device: None,
        });
        self.ballots.last_mut().unwrap()
    }

    pub(in crate::domain::integrity) fn change(
        &mut self,
        voter: usize,
        design: usize,
        from: i64,
        to: i64,
    ) -> &mut Change {
        let (from, to) = (answer(from, false), answer(to, false));
        self.changes.push(Change { voter, design, from, to, at: at(HOURS - 1) });
        self.changes.last_mut().unwrap()
    }

    pub(in crate::domain::integrity) fn found(&self, detector: Detector) -> Vec<Finding> {
        let mut found = detect(self, &mut |_| {});
        found.retain(|finding| finding.detector == detector);
        found
    }

    /// The one finding of this detector.
    pub(in crate::domain::integrity) fn only(&self, detector: Detector) -> Finding {
        let mut found = self.found(detector);
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    }

    /// The same evidence with voters, designs and ballots told in another order.
    pub(in crate::domain::integrity) fn turned_round(&self) -> Self {
        let mut turned = self.clone();
        let (voters, designs) = (self.voters.len(), self.designs.len());
        turned.voters.reverse();
        turned.designs.rotate_left(designs / 3);
        let designs_at = |design: usize| (design + designs - designs / 3) % designs;
        for voter in &mut turned.voters {
            voter.came_by.iter_mut().for_each(|design| *design = designs_at(*design));
        }
        for cast in &mut turned.ballots {
            (cast.voter, cast.design) = (voters - 1 - cast.voter, designs_at(cast.design));
        }
        for change in &mut turned.changes {
            (change.voter, change.design) = (voters - 1 - change.voter, designs_at(change.design));
        }
        turned.ballots.reverse();
        turned
    }
}

impl Finding {
    /// Whose ballots, by number and without repetition.
    pub(in crate::domain::integrity) fn voters(&self) -> Vec<u128> {
        let mut voters: Vec<u128> = self.ballots.iter().map(|(voter, _)| voter.uuid().as_u128()).collect();
        voters.dedup();
        voters
    }
}

pub(in crate::domain::integrity) const NETWORK: Mark = Mark(7);
