//! What a moderator sees: the queue of a round, one finding with its ballots and appeals, what is left to do.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::Error;
use super::decide::{is_party, may_see};
use crate::app::App;
use crate::app::caller::Moderator;
use crate::domain::finding::{Appeal, Finding, State};
use crate::domain::id::{AccountId, DesignId, FindingId, RoundId};
use crate::domain::inspection::Inspection;
use crate::domain::round::{self, Integrity, Round};
use crate::store::finding::{Doubted, Filter};
use crate::store::{self, Reads, StoreError};

/// Far more than run at once.
const ROUNDS_MAX: u64 = 100;

/// A finding in a list.
#[derive(Debug, Clone)]
pub struct Seen {
    pub finding: Finding,
    pub ballots: usize,
    /// Of the design that it is about.
    pub title: Option<String>,
    /// Appeals without an answer.
    pub appeals: usize,
}

/// A round's findings, oldest first.
#[derive(Debug, Clone)]
pub struct Queue {
    pub round: Round,
    pub inspection: Option<Inspection>,
    pub integrity: Integrity,
    pub rows: Vec<Seen>,
}

/// One of its ballots: the voter has a number in this finding and no name.
#[derive(Debug, Clone)]
pub struct Slip {
    pub voter: usize,
    pub joined_at: Option<DateTime<Utc>>,
    pub design: String,
    pub doubted: Doubted,
}

/// One finding with everything that helps to decide.
#[derive(Debug, Clone)]
pub struct Dossier {
    pub round: Round,
    pub seen: Seen,
    pub slips: Vec<Slip>,
    /// With the appealing designer's name.
    pub appeals: Vec<(Appeal, String)>,
    pub decided_by: Option<String>,
    pub is_party: bool,
}

/// A round's findings after that one, those in one state where that is asked.
pub async fn queue(
    app: &App,
    who: &Moderator,
    round: RoundId,
    (state, after, limit): (Option<State>, Option<FindingId>, u64),
) -> Result<Queue, Error> {
    let filter = Filter { state, after };
    let round = store::round::find(&app.store, round).await?.ok_or(Error::RoundUnknown)?;
    may_see(&round, who)?;
    let inspection = store::inspection::find_last(&app.store, round.id).await?;
    let found = store::finding::list(&app.store, round.id, filter, limit).await?;
    let integrity = summary(app, &app.store, &round).await?;
    Ok(Queue { inspection, integrity, rows: seen(app, found).await?, round })
}

/// Rounds whose findings this moderator may look at and that are not over, newest first.
pub async fn waiting(app: &App, who: &Moderator) -> Result<Vec<(Round, Integrity)>, Error> {
    let mut found = Vec::new();
    for state in [round::State::Scoring, round::State::Judging] {
        let filter = store::round::Filter { state: Some(state), ..store::round::Filter::default() };
        for round in store::round::list(&app.store, filter, None, ROUNDS_MAX).await? {
            if may_see(&round, who).is_ok() && round.rules.integrity.is_some() {
                let integrity = summary(app, &app.store, &round).await?;
                found.push((round, integrity));
            }
        }
    }
    Ok(found)
}

/// One finding.
pub async fn dossier(app: &App, who: &Moderator, id: FindingId) -> Result<Dossier, Error> {
    let finding = store::finding::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    let round = store::round::find(&app.store, finding.round).await?.ok_or(Error::RoundUnknown)?;
    may_see(&round, who)?;
    let doubted = store::finding::list_ballots(&app.store, id).await?;
    let joined = store::evidence::list_joined(&app.store, round.id).await?;
    let titles = store::name::designs(&app.store, doubted.iter().map(|each| each.design)).await?;
    let voters: BTreeSet<AccountId> = doubted.iter().map(|each| each.account).collect();
    let numbers: BTreeMap<AccountId, usize> = voters.into_iter().zip(1..).collect();
    let slip = |doubted: Doubted| Slip {
        voter: numbers.get(&doubted.account).copied().unwrap_or_default(),
        joined_at: joined.get(&doubted.account).copied(),
        design: titles.get(&doubted.design).cloned().unwrap_or_default(),
        doubted,
    };
    let slips = doubted.into_iter().map(slip).collect();
    let appeals = store::appeal::list(&app.store, &[id]).await?;
    let decider = finding.decided.as_ref().map(|decision| decision.by);
    let people = appeals.iter().map(|appeal| appeal.account).chain(decider);
    let names = store::name::people(&app.store, people).await?;
    let name = |account: AccountId| names.get(&account).cloned().unwrap_or_default();
    let appeals = appeals
        .into_iter()
        .map(|appeal| {
            let by = name(appeal.account);
            (appeal, by)
        })
        .collect();
    let entrants = store::standing::list_entrants(&app.store, round.id).await?;
    let seen = seen(app, vec![finding]).await?.pop().ok_or(Error::Unknown)?;
    let is_party = is_party(&entrants, who.id());
    Ok(Dossier { round, seen, slips, appeals, decided_by: decider.map(name), is_party })
}

/// How far the ballots of a round are looked through.
pub(in crate::app) async fn summary(
    app: &App,
    reads: &impl Reads,
    round: &Round,
) -> Result<Integrity, StoreError> {
    let narrow = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    let Some(terms) = round.rules.integrity else {
        return Ok(Integrity {
            is_inspected: true,
            undecided_findings: 0,
            open_appeals: 0,
            appeals_until: None,
        });
    };
    let all = Filter { state: Some(State::Confirmed), after: None };
    let confirmed = store::finding::list(reads, round.id, all, u64::from(u32::MAX)).await?;
    let close_at = round.scoring_close_at();
    let until = confirmed.iter().filter_map(|finding| finding.appeal_until(&terms, close_at)).max();
    Ok(Integrity {
        is_inspected: store::inspection::is_done_for_close(reads, round.id).await?,
        undecided_findings: narrow(store::finding::count(reads, round.id, State::Proposed).await?),
        open_appeals: narrow(store::appeal::count_filed(reads, round.id).await?),
        appeals_until: until.filter(|until| app.now() < *until),
    })
}

async fn seen(app: &App, found: Vec<Finding>) -> Result<Vec<Seen>, StoreError> {
    let ids: Vec<FindingId> = found.iter().map(|finding| finding.id).collect();
    let appeals = store::appeal::list(&app.store, &ids).await?;
    let designs: Vec<DesignId> = found.iter().filter_map(|finding| finding.design).collect();
    let titles = store::name::designs(&app.store, designs).await?;
    let mut rows = Vec::with_capacity(found.len());
    for finding in found {
        let ballots = store::finding::count_ballots(&app.store, finding.id).await?;
        let ballots = usize::try_from(ballots).unwrap_or(usize::MAX);
        let of_it = appeals.iter().filter(|appeal| appeal.finding == finding.id);
        let open = of_it.filter(|appeal| appeal.decided.is_none()).count();
        let title = finding.design.and_then(|design| titles.get(&design).cloned());
        rows.push(Seen { finding, ballots, title, appeals: open });
    }
    Ok(rows)
}
