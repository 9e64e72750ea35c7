//! Findings about ballots: the rounds that have some, a round's queue, one with what helps to decide, and the answers.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path, Query};
use serde::Deserialize;
use uuid::Uuid;

use super::badge::Badge;
use super::{asked, paged};
use crate::app::caller::Moderator;
use crate::app::finding::{Decided, Dossier, Queue, Seen, Slip};
use crate::app::{self, App};
use crate::domain::finding::{AppealState, Event, State};
use crate::domain::id::{AppealId, FindingId, RoundId};
use crate::domain::integrity::Severity;
use crate::domain::round::{Integrity, Round, State as RoundState};
use crate::http::problem::Problem;
use crate::http::site::{Answer, AsModerator, Form, Frame, filters, see_done};

/// Ballots that are shown one by one; of more, these are enough to judge by.
const SLIPS_MAX: usize = 200;

#[derive(Deserialize)]
pub(crate) struct Asked {
    after: Option<Uuid>,
    #[serde(default)]
    state: String,
}

#[derive(Template)]
#[template(path = "desk/finding_rounds.html")]
struct Rounds<'a> {
    frame: &'a Frame,
    rows: Vec<(Round, Integrity)>,
}

impl Rounds<'_> {
    fn state(&self, round: &Round) -> Badge {
        super::badge::round(round.state)
    }
}

#[derive(Template)]
#[template(path = "desk/findings.html")]
struct List<'a> {
    frame: &'a Frame,
    queue: &'a Queue,
    rows: Vec<&'a Seen>,
    next: Option<Uuid>,
    state: Option<State>,
}

impl List<'_> {
    fn path(&self) -> String {
        format!("/desk/rounds/{}/findings", self.queue.round.id)
    }

    /// The page after this one, of the same state.
    fn more(&self, after: &Uuid) -> String {
        let state = self.state.map(|state| format!("state={state}&")).unwrap_or_default();
        format!("{}?{state}after={after}", self.path())
    }

    fn badge(&self, seen: &Seen) -> Badge {
        badge(seen.finding.state)
    }

    fn is_scored(&self) -> bool {
        self.queue.round.state == RoundState::Scoring
    }

    /// Detectors that are done, and all, while they run.
    fn running(&self) -> Option<(usize, usize)> {
        let inspection = self.queue.inspection.as_ref()?;
        inspection.finished_at.is_none().then(|| inspection.progress())
    }
}

#[derive(Template)]
#[template(path = "desk/finding.html")]
struct One<'a> {
    frame: &'a Frame,
    form: &'a Form,
    found: &'a Dossier,
    slips: &'a [Slip],
}

impl One<'_> {
    fn badge(&self) -> Badge {
        badge(self.found.seen.finding.state)
    }

    fn is_low(&self) -> bool {
        self.found.seen.finding.detector.severity() == Severity::Low
    }

    fn may_decide(&self) -> bool {
        !self.found.is_party && !self.found.round.state.is_over()
    }

    fn hidden(&self) -> usize {
        self.found.slips.len().saturating_sub(self.slips.len())
    }
}

/// A finding's state in words.
const fn badge(state: State) -> Badge {
    match state {
        State::Proposed => Badge { label: "finding-proposed", tone: "wait" },
        State::Confirmed => Badge { label: "finding-confirmed", tone: "bad" },
        State::Restored => Badge { label: "finding-restored", tone: "good" },
    }
}

/// Rounds whose ballots are looked through.
#[handler]
pub(crate) async fn rounds(frame: Frame, app: Data<&Arc<App>>, who: AsModerator) -> Answer {
    let rows = app::finding::waiting(&app, &who.0).await?;
    frame.page(&Rounds { frame: &frame, rows })
}

/// A round's findings, oldest first.
#[handler]
pub(crate) async fn list(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsModerator,
    id: Path<Uuid>,
    query: Query<Asked>,
) -> Answer {
    let state: Option<State> = query.state.parse().ok();
    let filter = (state, query.after.map(FindingId::new), asked());
    let queue = app::finding::queue(&app, &who.0, RoundId::new(id.0), filter).await?;
    let (rows, next) = paged(queue.rows.iter().collect(), |seen: &&Seen| seen.finding.id.uuid());
    frame.page(&List { frame: &frame, queue: &queue, rows, next, state })
}

/// One finding.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, who: AsModerator, id: Path<Uuid>) -> Answer {
    page(&frame, &app, &who.0, (FindingId::new(id.0), &Form::default())).await
}

/// Confirms or restores it, as the button says.
#[handler]
pub(crate) async fn decide(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsModerator,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let finding = FindingId::new(id.0);
    let event = if form.is("decision", "confirm") { Event::Confirm } else { Event::Restore };
    let decided = Decided { finding, event, reason: form.text("reason") };
    match app::finding::decide_once(&app, &who.0, decided, form.key()).await {
        Ok(()) => Ok(see_done(&format!("/desk/findings/{finding}"), "finding-decided")),
        Err(error) => page(&frame, &app, &who.0, (finding, &refused(form, error))).await,
    }
}

/// Upholds or rejects an appeal, as the button says.
#[handler]
pub(crate) async fn answer(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsModerator,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let finding = FindingId::new(form.parse("finding")?);
    let to = if form.is("decision", "uphold") { AppealState::Upheld } else { AppealState::Rejected };
    let words = (form.text("reason"), form.key());
    match app::finding::answer_once(&app, &who.0, (AppealId::new(id.0), to), words).await {
        Ok(()) => Ok(see_done(&format!("/desk/findings/{finding}"), "appeal-answered")),
        Err(error) => page(&frame, &app, &who.0, (finding, &refused(form, error))).await,
    }
}

fn refused(form: Form, error: app::finding::Error) -> Form {
    if matches!(error, app::finding::Error::Reason) {
        return form.refused(Problem::fields([("reason", error.to_string())]));
    }
    form.refused(error)
}

async fn page(frame: &Frame, app: &App, who: &Moderator, (id, form): (FindingId, &Form)) -> Answer {
    let found = app::finding::dossier(app, who, id).await?;
    let slips = found.slips.get(..SLIPS_MAX).unwrap_or(&found.slips);
    frame.page_at(form.status(), &One { frame, form, found: &found, slips })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::integrity::Detector;

    #[test]
    fn every_detector_and_state_has_its_words() {
        for detector in Detector::ALL {
            assert!(crate::text::is_known(&format!("finding-detector-{detector}")), "{detector}");
        }
        for state in State::ALL {
            assert!(crate::text::is_known(badge(*state).label), "{state}");
        }
        for state in AppealState::ALL {
            assert!(crate::text::is_known(&format!("appeal-{state}")), "{state}");
        }
    }
}
