//! What waits for whoever opens the desk, in numbers that lead there.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::Data;

use crate::app::stop::Stopped;
use crate::app::{self, App};
use crate::domain::id::RoundId;
use crate::http::site::{Answer, AsModerator, Frame, filters};

#[derive(Template)]
#[template(path = "desk/overview.html")]
struct Overview<'a> {
    frame: &'a Frame,
    work: Vec<Work>,
    /// For admins: that no money is sent.
    stopped: Option<Stopped>,
}

/// So many things of a kind, and where they are.
struct Work {
    label: &'static str,
    path: String,
    number: u64,
}

impl Overview<'_> {
    fn is_idle(&self) -> bool {
        self.stopped.is_none() && self.work.iter().all(|work| work.number == 0)
    }
}

/// The first page of the desk.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, who: AsModerator) -> Answer {
    let designs = app::desk::designs_to_decide(&app, &who.0).await?;
    let mut work =
        vec![Work { label: "desk-work-designs", path: "/desk/moderation".to_owned(), number: designs }];
    let mut stopped = None;
    if let Some(admin) = who.0.member().as_admin() {
        stopped = app::stop::find(&app).await?;
        work.extend(of_admins(app::desk::admin_work(&app, &admin).await?));
    }
    frame.page(&Overview { frame: &frame, work, stopped })
}

fn of_admins(found: app::desk::AdminWork) -> [Work; 8] {
    let work = |label, path: &str, number| Work { label, path: path.to_owned(), number };
    let (fundings, confirm) = to_confirm(&found.fundings_to_confirm);
    [
        work("desk-work-close", "/desk/rounds?state=judging", found.rounds_to_close),
        work("desk-work-drafts", "/desk/rounds?state=draft", found.rounds_draft),
        work("desk-work-fundings", &confirm, fundings),
        work("desk-work-sales", "/desk/campaigns?state=draft", found.campaigns_to_open),
        work("desk-work-short", "/desk/campaigns?state=short", found.campaigns_short),
        work("desk-work-produce", "/desk/campaigns?state=funded", found.campaigns_to_produce),
        work("desk-work-payouts", "/desk/payouts", found.payouts_to_approve),
        work("desk-work-jobs", "/desk/jobs", found.jobs_failed),
    ]
}

/// How many, and where the oldest of them is.
fn to_confirm(rounds: &[RoundId]) -> (u64, String) {
    let path = match rounds.first() {
        Some(round) => format!("/desk/rounds/{round}/funding"),
        None => "/desk/rounds?state=draft".to_owned(),
    };
    (u64::try_from(rounds.len()).unwrap_or(u64::MAX), path)
}
