//! What closing a round makes final: its standings, who gets which prize, which designs go on sale.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Round;
use crate::domain::canonical;
use crate::domain::digest::Digest;
use crate::domain::id::{DesignId, RoundId};
use crate::domain::money::Currency;
use crate::domain::standing::{Close, Standing};

/// Names the document's form; another form has another name.
const FORMAT: &str = "greenlit result 1";

/// A round's result. Its canonical JSON is what the published digest is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub format: String,
    pub round: RoundId,
    pub rules_version: u32,
    pub rules_digest: Digest,
    pub currency: Currency,
    /// `N0` and `S0` of the lot.
    pub ballots_all: u64,
    pub scores_sum: u64,
    /// By place, then the unranked.
    pub rows: Vec<Standing>,
    pub awards: Vec<Award>,
    /// The designs that become campaigns, best first.
    pub campaigns: Vec<DesignId>,
}

/// A place's prize, and the design that takes it; none where nobody took the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Award {
    pub place: u32,
    pub amount_minor: i64,
    pub design: Option<DesignId>,
}

impl Outcome {
    /// Gives prizes and sales to the places of these standings.
    pub fn new(round: &Round, close: Close) -> Self {
        Self::of_rows(round, close.n_all, close.sum_all, close.rows)
    }

    /// The same from rows that were frozen, in the order of places.
    pub fn of_rows(round: &Round, ballots_all: u64, scores_sum: u64, rows: Vec<Standing>) -> Self {
        let at_place = |place| rows.iter().find(|row| row.place == Some(place)).map(|row| row.design);
        let mut awards: Vec<Award> = round
            .rules
            .prizes
            .iter()
            .map(|term| Award {
                place: term.place,
                amount_minor: term.amount_minor,
                design: at_place(term.place),
            })
            .collect();
        awards.sort_by_key(|award| award.place);
        let goes_on_sale =
            |row: &&Standing| row.place.is_some_and(|place| place <= round.rules.campaigns_max);
        let campaigns = rows.iter().filter(goes_on_sale).map(|row| row.design).collect();
        Self {
            format: FORMAT.to_owned(),
            round: round.id,
            rules_version: round.rules.version,
            rules_digest: round.rules_digest,
            currency: round.rules.currency,
            ballots_all,
            scores_sum,
            awards,
            campaigns,
            rows,
        }
    }

    /// The document as it is hashed: JSON with sorted keys and no whitespace.
    pub fn canonical_json(&self) -> Result<String, serde_json::Error> {
        canonical::json(self)
    }

    /// SHA-256 of [`Outcome::canonical_json`].
    pub fn digest(&self) -> Result<Digest, serde_json::Error> {
        Ok(Digest::of(self.canonical_json()?.as_bytes()))
    }

    /// The designs that only the lot put before or behind another one. Rows of equal figures stand together.
    pub fn decided_by_lot(&self) -> BTreeSet<DesignId> {
        let tie = |row: &Standing| (row.place.is_some(), row.standing, row.would_buys, row.n);
        let equal = self.rows.chunk_by(|one, other| tie(one) == tie(other));
        let lots = equal.filter(|rows| rows.len() > 1).flatten().filter(|row| row.place.is_some());
        lots.map(|row| row.design).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::domain::id::{AccountId, ContestId};
    use crate::domain::round::State;
    use crate::domain::rules::support::rules;
    use crate::domain::score::Score;
    use crate::domain::standing::{Ballot, Ballots, close};

    fn design(number: u128) -> DesignId {
        DesignId::new(Uuid::from_u128(number))
    }

    /// Prizes for the places 1 and 3; two designs go on sale; two ballots are enough.
    fn round() -> Round {
        let mut rules = rules();
        rules.scoring.scores_min = 2;
        rules.scoring.count_from = 1;
        Round {
            id: RoundId::new(Uuid::from_u128(9)),
            contest: ContestId::new(Uuid::from_u128(8)),
            title: "Winter".to_owned(),
            brief: "Snow.".to_owned(),
            state: State::Judging,
            rules_digest: rules.digest().unwrap(),
            rules,
            rules_frozen_at: None,
            opened_at: None,
            closed_at: None,
            cancelled_at: None,
            cancel_reason: None,
            scoring_extended_until: None,
            sealed: None,
            created_by: AccountId::new(Uuid::from_u128(7)),
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    /// Two voters give each design the same score.
    fn outcome(scores: &[i64]) -> Outcome {
        let round = round();
        let designs: Vec<DesignId> = (1..).take(scores.len()).map(design).collect();
        let mut ballots = Vec::new();
        for voter in [101, 102] {
            for (design, score) in designs.iter().zip(scores) {
                ballots.push(Ballot {
                    voter: AccountId::new(Uuid::from_u128(voter)),
                    design: *design,
                    score: Score::try_from(*score).unwrap(),
                    would_buy: false,
                    rank: 1,
                    set_aside: false,
                    counted_as: None,
                });
            }
        }
        let own = BTreeMap::new();
        let input = Ballots {
            round: round.id,
            terms: &round.rules.scoring,
            designs: &designs,
            ballots: &ballots,
            own: &own,
        };
        Outcome::new(&round, close(&input))
    }

    #[test]
    fn prizes_go_by_place_and_the_best_go_on_sale() {
        let outcome = outcome(&[1, 5, 3, 2]);
        let awards: Vec<_> = outcome.awards.iter().map(|award| (award.place, award.design)).collect();
        assert_eq!(awards, [(1, Some(design(2))), (3, Some(design(4)))]);
        assert_eq!(outcome.campaigns, [design(2), design(3)]);
        assert_eq!(outcome.ballots_all, 8);
        assert!(outcome.decided_by_lot().is_empty());
    }

    #[test]
    fn a_place_that_nobody_took_has_a_prize_without_a_design() {
        let outcome = outcome(&[4, 4]);
        assert_eq!(
            outcome.awards.iter().map(|award| award.design.is_some()).collect::<Vec<_>>(),
            [true, false]
        );
        assert_eq!(outcome.decided_by_lot(), BTreeSet::from([design(1), design(2)]));
    }

    #[test]
    fn the_same_rows_make_the_same_digest_and_another_score_another() {
        let first = outcome(&[1, 5, 3]);
        let again = Outcome::of_rows(&round(), first.ballots_all, first.scores_sum, first.rows.clone());
        assert_eq!(again.digest().unwrap(), first.digest().unwrap());
        assert_ne!(outcome(&[1, 5, 4]).digest().unwrap(), first.digest().unwrap());
        let read: Outcome = serde_json::from_str(&first.canonical_json().unwrap()).unwrap();
        assert_eq!(read, first);
    }
}
