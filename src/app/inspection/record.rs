//! What the detectors proposed, written down: ballots set aside with their reasons, showings given back, people told.

use std::collections::BTreeSet;

use serde_json::json;

use super::evidence::Read;
use crate::app::finding::decide::tell_makers;
use crate::app::finding::verdict::{self, Named};
use crate::app::{App, audit, notice};
use crate::domain::ballot::Answer;
use crate::domain::finding::{self, Finding};
use crate::domain::id::{AccountId, BallotId, DesignId};
use crate::domain::inspection::{Cause, Inspection};
use crate::domain::integrity::{self, Detector};
use crate::domain::notice::Kind;
use crate::domain::round::Round;
use crate::store::finding::Filter;
use crate::store::{self, StoreError, Tx};

/// Writes the new findings and ends the inspection, in one transaction.
pub(super) async fn record(
    app: &App,
    inspection: &Inspection,
    read: &Read,
    proposed: Vec<integrity::Finding>,
) -> Result<(), StoreError> {
    let tx = app.store.begin_write().await?;
    let Some(round) = store::round::lock(&tx, inspection.round).await? else { return Ok(()) };
    let now = app.now();
    let ballots = u64::try_from(read.evidence.ballots.len()).unwrap_or(u64::MAX);
    let is_alarm = proposed.iter().any(|each| each.detector == Detector::Burst && each.ballots.is_empty());
    let mut found = Vec::new();
    if !round.state.is_over() {
        let known = store::finding::list_known(&tx, round.id).await?;
        for each in proposed {
            found.extend(keep(app, &tx, (&round, inspection, read), (&known, each)).await?);
        }
        let is_bypassed = is_alarm || found.contains(&Detector::Burst);
        tell(app, &tx, (&round, inspection), is_bypassed).await?;
    }
    let number = u64::try_from(found.len()).unwrap_or(u64::MAX);
    store::inspection::set_finished(&tx, inspection.id, (ballots, number), now).await?;
    tx.commit().await
}

/// A finding with those of its ballots that this detector has not proposed before; none if there is no such ballot.
///
/// What a moderator has restored is therefore never proposed again by the same detector.
async fn keep(
    app: &App,
    tx: &Tx,
    (round, inspection, read): (&Round, &Inspection, &Read),
    (known, proposed): (&BTreeSet<(Detector, BallotId)>, integrity::Finding),
) -> Result<Option<Detector>, StoreError> {
    let detector = proposed.detector;
    let of = |(account, design): &(AccountId, DesignId)| {
        let key = (*account, *design);
        Some(((*read.ids.get(&key)?, *account, *design), proposed.earlier.get(&key).copied()))
    };
    let mut doubted: Vec<(Named, Option<Answer>)> = proposed.ballots.iter().filter_map(of).collect();
    doubted.retain(|((ballot, _, _), _)| !known.contains(&(detector, *ballot)));
    if doubted.is_empty() {
        return Ok(None);
    }
    let finding = Finding {
        id: app.id(),
        round: inspection.round,
        inspection: inspection.id,
        detector,
        state: finding::State::Proposed,
        design: proposed.design,
        reason: proposed.reason(),
        figures: proposed.figures.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect(),
        found_at: app.now(),
        decided: None,
    };
    let rows: Vec<(BallotId, Option<Answer>)> =
        doubted.iter().map(|((ballot, _, _), earlier)| (*ballot, *earlier)).collect();
    store::finding::insert(tx, &finding, &rows).await?;
    let ballots: Vec<Named> = doubted.iter().map(|(named, _)| *named).collect();
    verdict::renew(app, tx, round, &ballots).await?;
    let row = audit::by_engine("finding.proposed", "finding", finding.id.uuid()).reason(&finding.reason);
    let detail = json!({ "round": finding.round, "detector": detector, "ballots": doubted.len() });
    audit::write(app, tx, row.detail(&detail)).await?;
    Ok(Some(detector))
}

/// What an admin confirmed while scoring went on could not be told then.
async fn tell_of_confirmed(app: &App, tx: &Tx, round: &Round) -> Result<(), StoreError> {
    let confirmed = Filter { state: Some(finding::State::Confirmed), after: None };
    let mut designs = BTreeSet::new();
    for finding in store::finding::list(tx, round.id, confirmed, u64::from(u32::MAX)).await? {
        let doubted = store::finding::list_ballots(tx, finding.id).await?;
        designs.extend(doubted.iter().map(|each| each.design));
    }
    let entrants = store::standing::list_entrants(tx, round.id).await?;
    let designs: Vec<DesignId> = designs.into_iter().collect();
    tell_makers(app, tx, round, (&entrants, &designs)).await
}

/// Moderators hear of findings once they may see them; operators at once that the queue was bypassed.
async fn tell(
    app: &App,
    tx: &Tx,
    (round, inspection): (&Round, &Inspection),
    is_bypassed: bool,
) -> Result<(), StoreError> {
    let facts = json!({ "round": round.title });
    let about = ("round", round.id.uuid());
    if is_bypassed {
        tracing::error!(round.id = %round.id, "ballots came faster than the queue gives them");
        for admin in store::account::list_admins(tx).await? {
            notice::tell(app, tx, admin.id, Kind::QueueBypassed, about, &facts).await?;
        }
    }
    if inspection.cause == Cause::Nightly {
        return Ok(());
    }
    tell_of_confirmed(app, tx, round).await?;
    let waiting = store::finding::count(tx, round.id, finding::State::Proposed).await?;
    if waiting > 0 {
        for moderator in store::account::list_moderators(tx).await? {
            notice::tell(app, tx, moderator, Kind::FindingsWait, about, &facts).await?;
        }
    }
    Ok(())
}
