//! Findings about ballots: the moderators' queue, and the designers' appeals.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use crate::app::finding::{Against, Decided, Dossier, Seen};
use crate::app::{self, App};
use crate::domain;
use crate::domain::finding::{AppealState, Event, State};
use crate::domain::id::{DesignId, FindingId, RoundId};
use crate::http::caller::{AsMember, AsModerator};
use crate::http::page::{Page, limit, page};
use crate::http::problem::Problem;

type Answer<T> = Result<Json<T>, Problem>;

pub struct FindingApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Moderation")]
impl FindingApi {
    /// What the detectors found in a round's ballots, oldest first. While the round is scored, admins alone see it.
    #[oai(path = "/rounds/:id/findings", method = "get", operation_id = "list_findings")]
    async fn list(
        &self,
        app: Data<&Arc<App>>,
        caller: AsModerator,
        id: Path<Uuid>,
        state: Query<Option<FindingState>>,
        after: Query<Option<Uuid>>,
        #[oai(name = "limit")] asked: Query<Option<u64>>,
    ) -> Answer<Page<Finding>> {
        let limit = limit(asked.0);
        let filter = (state.0.map(Into::into), after.0.map(FindingId::new), limit + 1);
        let found = app::finding::queue(&app, &caller.0, RoundId::new(id.0), filter).await?;
        Ok(Json(page(found.rows, limit, |seen| seen.finding.id.uuid())))
    }

    /// One finding with its ballots, under numbers in place of names, and its appeals.
    #[oai(path = "/findings/:id", method = "get", operation_id = "read_finding")]
    async fn read(&self, app: Data<&Arc<App>>, caller: AsModerator, id: Path<Uuid>) -> Answer<Whole> {
        Ok(Json(app::finding::dossier(&app, &caller.0, FindingId::new(id.0)).await?.into()))
    }

    /// Confirm a finding: its ballots stay set aside. The reason is published.
    #[oai(path = "/findings/:id/confirm", method = "post", operation_id = "confirm_finding")]
    async fn confirm(
        &self,
        app: Data<&Arc<App>>,
        caller: AsModerator,
        id: Path<Uuid>,
        body: Json<Reason>,
    ) -> Answer<Whole> {
        decide(&app, &caller, id.0, (Event::Confirm, &body.reason)).await
    }

    /// Restore a finding's ballots: they count again. The reason is published.
    #[oai(path = "/findings/:id/restore", method = "post", operation_id = "restore_finding")]
    async fn restore(
        &self,
        app: Data<&Arc<App>>,
        caller: AsModerator,
        id: Path<Uuid>,
        body: Json<Reason>,
    ) -> Answer<Whole> {
        decide(&app, &caller, id.0, (Event::Restore, &body.reason)).await
    }

    /// Answer an appeal. Upholding it restores the finding's ballots.
    #[oai(path = "/appeals/:id/answer", method = "post", operation_id = "answer_appeal")]
    async fn answer(
        &self,
        app: Data<&Arc<App>>,
        caller: AsModerator,
        id: Path<Uuid>,
        body: Json<AppealAnswer>,
    ) -> Answer<Whole> {
        let to = if body.is_upheld { AppealState::Upheld } else { AppealState::Rejected };
        let finding = app::finding::answer(&app, &caller.0, (id.0.into(), to), &body.reason).await?;
        Ok(Json(app::finding::dossier(&app, &caller.0, finding).await?.into()))
    }

    /// What was set aside on the caller's own design, once scoring is over.
    #[oai(path = "/me/designs/:id/findings", method = "get", operation_id = "list_own_findings")]
    async fn own(&self, app: Data<&Arc<App>>, caller: AsMember, id: Path<Uuid>) -> Answer<Vec<OwnFinding>> {
        let found = app::finding::of_design(&app, &caller.0, DesignId::new(id.0)).await?;
        Ok(Json(own_findings(found)))
    }

    /// Say why ballots for the caller's design should not be set aside: once for each finding.
    #[oai(path = "/me/designs/:id/findings/:finding/appeal", method = "post", operation_id = "file_appeal")]
    async fn appeal(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        id: Path<Uuid>,
        finding: Path<Uuid>,
        body: Json<Reason>,
    ) -> Answer<Appeal> {
        let about = (FindingId::new(finding.0), DesignId::new(id.0));
        Ok(Json(app::finding::appeal(&app, &caller.0, about, &body.reason).await?.into()))
    }
}

async fn decide(app: &App, caller: &AsModerator, id: Uuid, (event, reason): (Event, &str)) -> Answer<Whole> {
    let finding = FindingId::new(id);
    app::finding::decide(app, &caller.0, Decided { finding, event, reason }).await?;
    Ok(Json(app::finding::dossier(app, &caller.0, finding).await?.into()))
}

#[derive(Enum)]
#[oai(rename_all = "snake_case")]
enum FindingState {
    Proposed,
    Confirmed,
    Restored,
}

impl From<FindingState> for State {
    fn from(state: FindingState) -> Self {
        match state {
            FindingState::Proposed => Self::Proposed,
            FindingState::Confirmed => Self::Confirmed,
            FindingState::Restored => Self::Restored,
        }
    }
}

#[derive(Object)]
#[oai(deny_unknown_fields, rename = "FindingReason")]
struct Reason {
    /// 1 to 2000 characters.
    reason: String,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct AppealAnswer {
    is_upheld: bool,
    /// 1 to 2000 characters.
    reason: String,
}

#[derive(Object)]
#[oai(rename = "BallotFinding")]
struct Finding {
    id: Uuid,
    round: Uuid,
    /// As in the rules: `straight_line`, `zero_bomb`, `same_mark` and so on.
    detector: String,
    /// `low` or `high`.
    severity: String,
    /// `proposed`, `confirmed` or `restored`.
    state: String,
    design: Option<Uuid>,
    /// The evidence as a sentence.
    evidence: String,
    /// The same as numbers.
    figures: BTreeMap<String, i64>,
    ballots: usize,
    /// Without an answer.
    appeals: usize,
    found_at: DateTime<Utc>,
    decided_at: Option<DateTime<Utc>>,
    decision_reason: Option<String>,
}

impl From<Seen> for Finding {
    fn from(seen: Seen) -> Self {
        let finding = seen.finding;
        Self {
            id: finding.id.uuid(),
            round: finding.round.uuid(),
            detector: finding.detector.to_string(),
            severity: finding.detector.severity().to_string(),
            state: finding.state.to_string(),
            design: finding.design.map(DesignId::uuid),
            evidence: finding.reason,
            figures: finding.figures,
            ballots: seen.ballots,
            appeals: seen.appeals,
            found_at: finding.found_at,
            decided_at: finding.decided.as_ref().map(|decision| decision.at),
            decision_reason: finding.decided.map(|decision| decision.reason),
        }
    }
}

#[derive(Object)]
#[oai(rename = "FindingWithBallots")]
struct Whole {
    finding: Finding,
    slips: Vec<Slip>,
    appeals: Vec<Appeal>,
}

#[derive(Object)]
#[oai(rename = "DoubtedBallot")]
struct Slip {
    /// The voter's number in this finding.
    voter: usize,
    joined_at: Option<DateTime<Utc>>,
    design: Uuid,
    score: u8,
    would_buy: bool,
    /// The earlier score that counts instead, where only a change is doubted.
    earlier_score: Option<u8>,
    earlier_would_buy: Option<bool>,
}

impl From<Dossier> for Whole {
    fn from(found: Dossier) -> Self {
        let slip = |slip: app::finding::Slip| Slip {
            voter: slip.voter,
            joined_at: slip.joined_at,
            design: slip.doubted.design.uuid(),
            score: slip.doubted.answer.score.get(),
            would_buy: slip.doubted.answer.would_buy,
            earlier_score: slip.doubted.earlier.map(|earlier| earlier.score.get()),
            earlier_would_buy: slip.doubted.earlier.map(|earlier| earlier.would_buy),
        };
        Self {
            finding: found.seen.into(),
            slips: found.slips.into_iter().map(slip).collect(),
            appeals: found.appeals.into_iter().map(|(appeal, _)| appeal.into()).collect(),
        }
    }
}

#[derive(Object)]
#[oai(rename = "FindingAppeal")]
struct Appeal {
    id: Uuid,
    text: String,
    /// `filed`, `upheld` or `rejected`.
    state: String,
    filed_at: DateTime<Utc>,
    decided_at: Option<DateTime<Utc>>,
    decision_reason: Option<String>,
}

impl From<domain::finding::Appeal> for Appeal {
    fn from(appeal: domain::finding::Appeal) -> Self {
        Self {
            id: appeal.id.uuid(),
            text: appeal.text,
            state: appeal.state.to_string(),
            filed_at: appeal.filed_at,
            decided_at: appeal.decided.as_ref().map(|decision| decision.at),
            decision_reason: appeal.decided.map(|decision| decision.reason),
        }
    }
}

/// A confirmed finding as a designer sees it.
#[derive(Object)]
struct OwnFinding {
    id: Uuid,
    detector: String,
    state: String,
    evidence: String,
    /// Ballots for this design that are set aside.
    ballots: u64,
    decision_reason: Option<String>,
    /// Absent where an appeal is too late.
    appeal_until: Option<DateTime<Utc>>,
    appeal: Option<Appeal>,
}

fn own_findings(found: Against) -> Vec<OwnFinding> {
    let one = |each: app::finding::OfDesign| OwnFinding {
        id: each.finding.id.uuid(),
        detector: each.finding.detector.to_string(),
        state: each.finding.state.to_string(),
        evidence: each.finding.reason,
        ballots: each.ballots,
        decision_reason: each.finding.decided.map(|decision| decision.reason),
        appeal_until: each.appeal_until,
        appeal: each.appeal.map(Appeal::from),
    };
    found.found.into_iter().map(one).collect()
}
