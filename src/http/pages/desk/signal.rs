//! How well scores and intents foretold orders.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::Data;

use crate::app::signal::Foretelling;
use crate::app::{self, App};
use crate::domain::signal::{DESIGNS_MIN, Foretold, Report};
use crate::http::site::{Answer, AsAdmin, Frame, filters};

#[derive(Template)]
#[template(path = "desk/signals.html")]
struct Page<'a> {
    frame: &'a Frame,
    found: &'a Foretelling,
}

impl Page<'_> {
    fn comparisons(&self, report: &Report) -> [(&'static str, Foretold); 3] {
        [
            ("signal-score-intent", report.score_to_intent),
            ("signal-score-commitment", report.score_to_commitment),
            ("signal-intent-commitment", report.intent_to_commitment),
        ]
    }

    /// A tau as 0.42.
    fn tau(&self, foretold: &Foretold) -> Option<String> {
        let tau = foretold.tau_thousandths?;
        let sign = if tau < 0 { "-" } else { "" };
        let hundredths = tau.unsigned_abs().div_euclid(10);
        Some(format!("{sign}{}.{:02}", hundredths.div_euclid(100), hundredths.rem_euclid(100)))
    }
}

/// The report.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, who: AsAdmin) -> Answer {
    let found = app::signal::foretelling(&app, &who.0).await?;
    frame.page(&Page { frame: &frame, found: &found })
}
