//! Checking a ballot box from its file alone: everything that is derived is derived again and compared.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::{BallotBox, Count, Document, FORMAT, Slip, VoterId, canonical, count};
use crate::domain::digest::Digest;
use crate::domain::id::{AccountId, DesignId, RoundId};
use crate::domain::rules::ScoringTerms;
use crate::domain::standing::{Ballot, Close, Fate, Standing};

/// Differences of one kind beyond this many are only counted.
const NAMED_MAX: usize = 20;

/// What is wrong with a box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    #[error("this is no ballot box: {what}")]
    Unreadable { what: String },
    #[error("the box has the digest {found}, and the file says {said}")]
    Digest { said: Digest, found: Digest },
    #[error("the file is not the one that was published: its digest is {found}, and {wanted} was asked for")]
    OtherBox { wanted: Digest, found: Digest },
    #[error("the rules have the digest {found}, and the box says {said}")]
    RulesDigest { said: Digest, found: Digest },
    #[error("{design} is in the list of designs twice")]
    DesignTwice { design: DesignId },
    #[error("{voter} is in the list of voters twice, or not in its order")]
    VoterTwice { voter: VoterId },
    #[error("{voter} is in the list of voters and gave no ballot, or the other way round")]
    VoterUnlisted { voter: VoterId },
    #[error("{voter} has more than one ballot for {design}")]
    BallotTwice { voter: VoterId, design: DesignId },
    #[error("the ballots of {voter} are not numbered 1, 2, 3 and so on")]
    Numbers { voter: VoterId },
    #[error("ballot {number} of {voter} is set aside without a reason, or has one and is not")]
    Reason { voter: VoterId, number: u64 },
    #[error("ballot {number} of {voter} is said to be {said}, and is {found} by the rules")]
    OtherFate { voter: VoterId, number: u64, said: Fate, found: Fate },
    #[error("{of}: {field} is {said}, and comes to {found}")]
    OtherFigure { of: String, field: &'static str, said: String, found: String },
    #[error("{of}: {design} stands at {said}, and comes to {found}")]
    OtherStanding { of: String, design: DesignId, said: String, found: String },
    #[error("{count} more of the same kind")]
    More { count: usize },
}

/// What a check came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    pub round: Option<RoundId>,
    pub title: String,
    pub digest: Option<Digest>,
    pub counts: Counts,
    pub findings: Vec<Finding>,
    /// The result as it was recomputed.
    #[serde(skip)]
    pub result: Option<Count>,
}

/// How much was checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub designs: usize,
    pub voters: usize,
    pub ballots: usize,
    pub counted: usize,
    pub set_aside: usize,
    pub by_lot: usize,
}

/// Recomputes everything. `wanted` is the digest on the results page, where the caller has it.
///
/// Detectors are not run again: a box says what was set aside and why, and both results.
pub fn verify(text: &str, wanted: Option<Digest>) -> Report {
    let (value, document) = match read(text) {
        Ok(read) => read,
        Err(what) => return unreadable(what),
    };
    let inner = &document.inner;
    let mut findings = Vec::new();
    let found = digest_of(value.get("box").unwrap_or(&Value::Null));
    if found != document.digest {
        findings.push(Finding::Digest { said: document.digest, found });
    }
    if let Some(wanted) = wanted.filter(|wanted| *wanted != found) {
        findings.push(Finding::OtherBox { wanted, found });
    }
    let rules = digest_of(value.pointer("/box/rules").unwrap_or(&Value::Null));
    if rules != inner.rules_digest {
        findings.push(Finding::RulesDigest { said: inner.rules_digest, found: rules });
    }
    findings.extend(form(inner));
    let deciding = recount(inner, &inner.rules.scoring, true);
    findings.extend(limited(fates(inner, &deciding)));
    findings.extend(differences("result", &inner.result, &deciding));
    let with_all = recount(inner, &inner.rules.scoring, false);
    findings.extend(differences("result with all", &inner.result_with_all, &with_all));
    let counts = counts(inner, &deciding);
    let result = Some(deciding.into());
    let title = inner.title.clone();
    Report { round: Some(inner.round), title, digest: Some(found), counts, findings, result }
}

/// The document, and the same as it was written: a digest is of what is there, known or not.
pub(super) fn read(text: &str) -> Result<(Value, Document), String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let format = value.pointer("/box/format").and_then(Value::as_str).unwrap_or_default();
    if format != FORMAT {
        return Err(format!("its format is {format:?}, and this program reads {FORMAT:?}"));
    }
    let document = serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
    Ok((value, document))
}

fn unreadable(what: String) -> Report {
    Report {
        round: None,
        title: String::new(),
        digest: None,
        counts: Counts::default(),
        findings: vec![Finding::Unreadable { what }],
        result: None,
    }
}

/// A value that was read from JSON can be written as such.
fn digest_of(value: &Value) -> Digest {
    Digest::of(canonical::json(value).unwrap_or_default().as_bytes())
}

/// What has to hold before anything is counted.
fn form(inner: &BallotBox) -> Vec<Finding> {
    let mut found = Vec::new();
    let in_order = inner.designs.windows(2).filter_map(|pair| match pair {
        [one, next] if one.id >= next.id => Some(Finding::DesignTwice { design: next.id }),
        _ => None,
    });
    found.extend(limited(in_order.collect()));
    let in_order = inner.voters.windows(2).filter_map(|pair| match pair {
        [one, next] if one.id >= next.id => Some(Finding::VoterTwice { voter: next.id }),
        _ => None,
    });
    found.extend(limited(in_order.collect()));
    let listed: BTreeSet<VoterId> = inner.voters.iter().map(|voter| voter.id).collect();
    let gave: BTreeSet<VoterId> = inner.ballots.iter().map(|slip| slip.voter).collect();
    let unlisted = listed.symmetric_difference(&gave).map(|voter| Finding::VoterUnlisted { voter: *voter });
    found.extend(limited(unlisted.collect()));
    found.extend(limited(slips(&inner.ballots)));
    found
}

fn slips(ballots: &[Slip]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut seen: BTreeSet<(VoterId, DesignId)> = BTreeSet::new();
    let mut numbers: BTreeMap<VoterId, u64> = BTreeMap::new();
    for slip in ballots {
        let (voter, number) = (slip.voter, slip.number);
        if !seen.insert((voter, slip.design)) {
            found.push(Finding::BallotTwice { voter, design: slip.design });
        }
        let last = numbers.entry(voter).or_default();
        if number != last.saturating_add(1) {
            found.push(Finding::Numbers { voter });
        }
        *last = number;
        let needs_reason = slip.fate == Fate::SetAside || slip.counted_as.is_some();
        let has_reason = slip.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
        if has_reason != needs_reason || slip.reason.is_some() != has_reason {
            found.push(Finding::Reason { voter, number });
        }
    }
    found
}

/// Counts the box again by these terms, with what was set aside left out or put back.
pub(super) fn recount(inner: &BallotBox, terms: &ScoringTerms, is_set_aside: bool) -> Close {
    let ballot = |slip: &Slip| Ballot {
        voter: slip.voter.account(),
        design: slip.design,
        score: slip.score,
        would_buy: slip.would_buy,
        rank: slip.number,
        set_aside: is_set_aside && slip.fate == Fate::SetAside,
        counted_as: slip.counted_as.filter(|_| is_set_aside),
    };
    let ballots: Vec<Ballot> = inner.ballots.iter().map(ballot).collect();
    let designs: Vec<DesignId> = inner.designs.iter().map(|entry| entry.id).collect();
    let own: BTreeMap<AccountId, u32> =
        inner.voters.iter().map(|voter| (voter.id.account(), voter.own)).collect();
    count(inner.round, terms, &designs, (&ballots, &own))
}

fn fates(inner: &BallotBox, again: &Close) -> Vec<Finding> {
    let both = inner.ballots.iter().zip(&again.fates).filter(|(slip, fate)| slip.fate != **fate);
    let other = both.map(|(slip, fate)| Finding::OtherFate {
        voter: slip.voter,
        number: slip.number,
        said: slip.fate,
        found: *fate,
    });
    other.collect()
}

fn differences(of: &str, said: &Count, again: &Close) -> Vec<Finding> {
    let again = Count::from(again.clone());
    let median = |count: &Count| count.polarisation_median.map_or("none".to_owned(), |at| at.to_string());
    let figures = [
        ("ballots_all", said.ballots_all.to_string(), again.ballots_all.to_string()),
        ("scores_sum", said.scores_sum.to_string(), again.scores_sum.to_string()),
        ("ballots_counted", said.ballots_counted.to_string(), again.ballots_counted.to_string()),
        ("points_counted", said.points_counted.to_string(), again.points_counted.to_string()),
        ("polarisation_median", median(said), median(&again)),
        ("standings", said.standings.len().to_string(), again.standings.len().to_string()),
    ];
    let other = figures.into_iter().filter(|(_, said, found)| said != found);
    let mut found: Vec<Finding> = other
        .map(|(field, said, found)| Finding::OtherFigure { of: of.to_owned(), field, said, found })
        .collect();
    let rows = said.standings.iter().zip(&again.standings).filter(|(one, other)| one != other);
    let rows = rows.map(|(one, other)| Finding::OtherStanding {
        of: of.to_owned(),
        design: other.design,
        said: row(one),
        found: row(other),
    });
    found.extend(limited(rows.collect()));
    found
}

/// A row as a person compares it.
fn row(row: &Standing) -> String {
    let place = row.place.map_or("no place".to_owned(), |place| format!("place {place}"));
    let half = row.half_width.map_or("none".to_owned(), |half| half.to_string());
    let spread = row.polarisation.map_or("none".to_owned(), |spread| spread.to_string());
    format!(
        "{place} with {} (design {}, n {}, P {}, Q {}, would buy {}, h {half}, spread {spread}, lot {})",
        row.standing, row.design, row.n, row.points, row.squares, row.would_buys, row.lot
    )
}

fn limited(mut found: Vec<Finding>) -> Vec<Finding> {
    if let Some(count) = found.len().checked_sub(NAMED_MAX).filter(|count| *count > 0) {
        found.truncate(NAMED_MAX);
        found.push(Finding::More { count });
    }
    found
}

fn counts(inner: &BallotBox, again: &Close) -> Counts {
    let of = |fate| again.fates.iter().filter(|found| **found == fate).count();
    let tie = |row: &Standing| (row.place.is_some(), row.standing, row.would_buys, row.n);
    let equal = again.rows.chunk_by(|one, other| tie(one) == tie(other)).filter(|rows| rows.len() > 1);
    Counts {
        designs: inner.designs.len(),
        voters: inner.voters.len(),
        ballots: inner.ballots.len(),
        counted: of(Fate::Counted),
        set_aside: of(Fate::SetAside),
        by_lot: equal.flatten().filter(|row| row.place.is_some()).count(),
    }
}
