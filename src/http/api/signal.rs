//! How well scores and intents foretold orders, for admins.

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use crate::app::{self, App};
use crate::domain::signal;
use crate::http::caller::AsAdmin;
use crate::http::problem::Problem;

pub struct SignalApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Standings")]
impl SignalApi {
    /// How well each signal foretold the next in closed rounds: score, "would buy", committed units.
    #[oai(path = "/signals", method = "get", operation_id = "read_signals")]
    async fn read(&self, app: Data<&Arc<App>>, caller: AsAdmin) -> Result<Json<Signals>, Problem> {
        let found = app::signal::foretelling(&app, &caller.0).await?;
        let rounds = found.rounds.into_iter().map(|round| SignalsOfRound {
            round: round.id.uuid(),
            title: round.title,
            report: round.report.into(),
        });
        Ok(Json(Signals { all: found.all.into(), rounds: rounds.collect() }))
    }
}

#[derive(Object)]
struct Signals {
    all: SignalReport,
    /// Newest first.
    rounds: Vec<SignalsOfRound>,
}

#[derive(Object)]
struct SignalsOfRound {
    round: Uuid,
    title: String,
    report: SignalReport,
}

#[derive(Object)]
struct SignalReport {
    score_to_intent: Foretold,
    score_to_commitment: Foretold,
    intent_to_commitment: Foretold,
}

#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
struct Foretold {
    designs: usize,
    /// Kendall's tau-b in thousandths, -1000 to 1000; absent where there are fewer than five designs.
    tau_thousandths: Option<i32>,
}

impl From<signal::Report> for SignalReport {
    fn from(report: signal::Report) -> Self {
        Self {
            score_to_intent: report.score_to_intent.into(),
            score_to_commitment: report.score_to_commitment.into(),
            intent_to_commitment: report.intent_to_commitment.into(),
        }
    }
}

impl From<signal::Foretold> for Foretold {
    fn from(found: signal::Foretold) -> Self {
        Self { designs: found.designs, tau_thousandths: found.tau_thousandths }
    }
}
