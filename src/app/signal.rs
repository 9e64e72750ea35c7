//! How well scores and intents foretold what people ordered, over all closed rounds.

use super::App;
use super::caller::Admin;
use crate::domain::id::RoundId;
use crate::domain::round::{Round, State};
use crate::domain::signal::{Report, Signals, report};
use crate::domain::standing::Standing;
use crate::store::{self, StoreError};

/// Older rounds than these say little of today's members.
const ROUNDS_MAX: u64 = 200;
const SALES_MAX: u64 = 100;
/// So that all pairs can be compared while somebody waits.
const DESIGNS_MAX: usize = 5_000;

/// One closed round's part in the comparison.
#[derive(Debug, Clone)]
pub struct OfRound {
    pub id: RoundId,
    pub title: String,
    pub designs: usize,
    /// Sales whose gate has decided.
    pub sales: usize,
    pub report: Report,
}

/// The comparison over all rounds, and each round's own, newest first.
#[derive(Debug, Clone)]
pub struct Foretelling {
    pub all: Report,
    pub rounds: Vec<OfRound>,
}

/// Compares the three signals. Only closed rounds: nothing of a running one is read.
pub async fn foretelling(app: &App, _admin: &Admin) -> Result<Foretelling, StoreError> {
    let filter = store::round::Filter { state: Some(State::Closed), ..store::round::Filter::default() };
    let mut all: Vec<Signals> = Vec::new();
    let mut rounds = Vec::new();
    for round in store::round::list(&app.store, filter, None, ROUNDS_MAX).await? {
        let found = of_round(app, &round).await?;
        rounds.push(OfRound {
            id: round.id,
            title: round.title,
            designs: found.len(),
            sales: found.iter().filter(|each| each.committed_units.is_some()).count(),
            report: report(&found),
        });
        all.extend(found);
        if all.len() >= DESIGNS_MAX {
            break;
        }
    }
    all.truncate(DESIGNS_MAX);
    Ok(Foretelling { all: report(&all), rounds })
}

async fn of_round(app: &App, round: &Round) -> Result<Vec<Signals>, StoreError> {
    let filter = store::campaign::Filter { round: Some(round.id), ..Default::default() };
    let mut committed = std::collections::BTreeMap::new();
    for campaign in store::campaign::list(&app.store, filter, None, SALES_MAX).await? {
        if let Some(decided) = store::decision::find(&app.store, campaign.id).await? {
            committed.insert(campaign.design, u64::from(decided.committed_units));
        }
    }
    let rows = store::standing::list(&app.store, round.id).await?;
    let weight = u64::from(round.rules.scoring.weight_percent);
    let ranked = rows.iter().filter(|row| row.place.is_some());
    let signals = ranked.filter_map(|row| {
        let score_thousandths = mean_score(row, weight)?;
        let intent_basis_points = row.would_buys.saturating_mul(10_000).checked_div(row.n)?;
        let committed_units = committed.get(&row.design).copied();
        Some(Signals { score_thousandths, intent_basis_points, committed_units })
    });
    Ok(signals.collect())
}

/// A ballot's points are `w score + 5 (100 - w) would_buy`: without the flag's part they are the score's.
fn mean_score(row: &Standing, weight: u64) -> Option<u64> {
    let flag = 100_u64.checked_sub(weight)?.checked_mul(5)?.checked_mul(row.would_buys)?;
    let scores = row.points.checked_sub(flag)?.checked_mul(1_000)?.checked_div(weight)?;
    scores.checked_div(row.n)
}
