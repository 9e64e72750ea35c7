//! A closed round's result as its page shows it: places, pictures, prizes, and what went on sale.

use std::collections::BTreeMap;

use super::{App, Tile, store, tiles};
use crate::app::caller::Member;
use crate::app::standing::{self, Error};
use crate::domain::campaign::Campaign;
use crate::domain::digest::Digest;
use crate::domain::finding::State;
use crate::domain::id::{DesignId, RoundId};
use crate::domain::integrity::Detector;
use crate::domain::round::{Award, Outcome, Round};
use crate::domain::standing::{Beside, Decider, Standing, decider, overlap};
use crate::store::StoreError;
use crate::store::finding::Filter;

const SALES_MAX: u64 = 100;

#[derive(Debug, Clone)]
pub struct Results {
    pub round: Round,
    pub outcome: Outcome,
    /// One more than asked for if there are more.
    pub lines: Vec<Line>,
    pub winners: Vec<Winner>,
    /// How many designs the lot put before or behind another one.
    pub by_lot: usize,
    /// SHA-256 of the ballot box; none where the round was closed before boxes were published.
    pub box_digest: Option<Digest>,
    /// Why ballots are left out, and how many for each reason; one may have two reasons.
    pub aside: Vec<(Detector, u64)>,
}

/// One design's row.
#[derive(Debug, Clone)]
pub struct Line {
    pub standing: Standing,
    pub design: Tile,
    /// What put it before the next one, where that was not the standing.
    pub tie: Option<Decider>,
    /// Its sale, once it was opened.
    pub campaign: Option<Campaign>,
    /// Whether its place brings a sale, opened or not.
    pub goes_on_sale: bool,
    pub award: Option<Award>,
    /// Whether its interval and the next place's overlap.
    pub overlaps_next: bool,
    /// Figures that decide nothing; none where the round was closed before they were kept.
    pub beside: Option<Beside>,
}

/// A place's prize and who has it.
#[derive(Debug, Clone)]
pub struct Winner {
    pub award: Award,
    pub design: Option<Tile>,
}

/// The frozen result of a closed round, its rows after a cursor.
pub async fn results(
    app: &App,
    who: Option<&Member>,
    id: RoundId,
    after: Option<DesignId>,
    limit: usize,
) -> Result<Results, Error> {
    let outcome = standing::published(app, who, id).await?.outcome;
    let round = store::round::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    let begin = after.and_then(|last| outcome.rows.iter().position(|row| row.design == last));
    let begin = begin.map_or(0, |index| index.saturating_add(1));
    let shown: Vec<DesignId> = outcome.rows.iter().skip(begin).take(limit).map(|row| row.design).collect();
    let wanted: Vec<DesignId> = outcome.awards.iter().filter_map(|award| award.design).chain(shown).collect();
    let tiles = tiles(app, &wanted).await?;
    let sales = sales(app, id).await?;
    let beside = store::standing::list_beside(&app.store, id).await?;
    let aside = aside(app, id).await?;
    let numbered = outcome.rows.iter().enumerate().skip(begin).take(limit);
    let lines =
        numbered.filter_map(|(index, row)| line(&outcome, index, row, (&tiles, &sales, &beside))).collect();
    let winner = |award: &Award| Winner {
        award: *award,
        design: award.design.and_then(|design| tiles.get(&design)).cloned(),
    };
    Ok(Results {
        winners: outcome.awards.iter().map(winner).collect(),
        by_lot: outcome.decided_by_lot().len(),
        box_digest: store::ballot_box::find(&app.store, id).await?.map(|sealed| sealed.digest),
        aside,
        round,
        lines,
        outcome,
    })
}

type Found<'a> =
    (&'a BTreeMap<DesignId, Tile>, &'a BTreeMap<DesignId, Campaign>, &'a BTreeMap<DesignId, Beside>);

fn line(outcome: &Outcome, index: usize, row: &Standing, (tiles, sales, beside): Found<'_>) -> Option<Line> {
    let next = outcome.rows.get(index.saturating_add(1)).filter(|next| next.place.is_some());
    let tie = next.map(|next| decider(row, next)).filter(|tie| *tie != Decider::Standing);
    Some(Line {
        standing: row.clone(),
        design: tiles.get(&row.design)?.clone(),
        tie,
        campaign: sales.get(&row.design).cloned(),
        goes_on_sale: outcome.campaigns.contains(&row.design),
        award: outcome.awards.iter().find(|award| award.design == Some(row.design)).copied(),
        overlaps_next: next.is_some_and(|next| overlap(row, next)),
        beside: beside.get(&row.design).copied(),
    })
}

/// What moderators set aside, by detector in their order, with how many ballots.
async fn aside(app: &App, id: RoundId) -> Result<Vec<(Detector, u64)>, StoreError> {
    let confirmed = Filter { state: Some(State::Confirmed), after: None };
    let mut counts: BTreeMap<Detector, u64> = BTreeMap::new();
    for finding in store::finding::list(&app.store, id, confirmed, u64::from(u32::MAX)).await? {
        let ballots = store::finding::count_ballots(&app.store, finding.id).await?;
        let sum = counts.entry(finding.detector).or_default();
        *sum = sum.saturating_add(ballots);
    }
    Ok(counts.into_iter().collect())
}

/// Opened sales of the round, by design.
async fn sales(app: &App, id: RoundId) -> Result<BTreeMap<DesignId, Campaign>, StoreError> {
    let filter = store::campaign::Filter { round: Some(id), ..Default::default() };
    let found = store::campaign::list(&app.store, filter, None, SALES_MAX).await?;
    Ok(found.into_iter().map(|each| (each.design, each)).collect())
}
