//! What scoring came to: the preview for an admin who closes, the published standings for everybody.

use std::collections::BTreeMap;
use std::sync::Arc;

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Json, PlainText};
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use super::money::Money;
use crate::app::{self, App};
use crate::domain;
use crate::domain::id::{DesignId, RoundId};
use crate::domain::round::Outcome;
use crate::domain::standing::interval;
use crate::http::caller::{AsAdmin, AsAnyone};
use crate::http::page::{Page, limit, page};
use crate::http::problem::Problem;

type Answer<T> = Result<Json<T>, Problem>;

pub struct StandingApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Standings")]
impl StandingApi {
    /// What closing the round now would make final. Only while it is judged.
    #[oai(path = "/rounds/:id/close-preview", method = "get", operation_id = "preview_close")]
    async fn preview(&self, app: Data<&Arc<App>>, caller: AsAdmin, id: Path<Uuid>) -> Answer<Preview> {
        let found = app::standing::preview(&app, &caller.0, RoundId::new(id.0)).await?;
        let app::standing::Preview { outcome, titles, undecided } = found;
        Ok(Json(Preview {
            undecided,
            ballots_all: outcome.ballots_all,
            standings: rows(&outcome, &titles),
            prizes: awards(&outcome),
            campaigns: outcome.campaigns.iter().map(|design| design.uuid()).collect(),
        }))
    }

    /// The standings of a closed round, by place; designs without a place follow with the reason.
    #[oai(path = "/rounds/:id/standings", method = "get", operation_id = "list_standings")]
    async fn list(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAnyone,
        id: Path<Uuid>,
        after: Query<Option<Uuid>>,
        #[oai(name = "limit")] asked: Query<Option<u64>>,
    ) -> Answer<Page<Standing>> {
        let limit = limit(asked.0);
        let found = published(&app, caller, id.0).await?;
        let rows = rows(&found.outcome, &found.titles);
        let begin = after.0.and_then(|last| rows.iter().position(|row| row.design == last));
        let rest = rows.into_iter().skip(begin.map_or(0, |index| index.saturating_add(1)));
        let shown = usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1);
        Ok(Json(page(rest.take(shown).collect(), limit, |row: &Standing| row.design)))
    }

    /// The result of a closed round as it is hashed, and nothing else: its SHA-256 is on the round.
    #[oai(path = "/rounds/:id/result", method = "get", operation_id = "read_result")]
    async fn result(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAnyone,
        id: Path<Uuid>,
    ) -> Result<PlainText<String>, Problem> {
        let found = published(&app, caller, id.0).await?;
        Ok(PlainText(app::standing::result_document(&found)?))
    }
}

async fn published(app: &App, caller: AsAnyone, id: Uuid) -> Result<app::standing::Published, Problem> {
    let who = caller.member()?;
    Ok(app::standing::published(app, who.as_ref(), RoundId::new(id)).await?)
}

#[derive(Object)]
struct Preview {
    /// Designs that wait for a moderator; the round cannot be closed before they are decided.
    undecided: u64,
    ballots_all: u64,
    standings: Vec<Standing>,
    prizes: Vec<Award>,
    /// The designs that will become campaigns, best first.
    campaigns: Vec<Uuid>,
}

#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
#[expect(clippy::struct_field_names, reason = "the figure has the name of the thing it decides")]
struct Standing {
    design: Uuid,
    title: Option<String>,
    /// From 1; absent where `unranked` says why.
    place: Option<u32>,
    unranked: Option<String>,
    /// The number that ranks, in millionths: 0 to 1,000,000.
    standing: u32,
    /// Counted ballots.
    ballots: u64,
    /// The sum of their points, 0 to 500 each.
    points: u64,
    would_buys: u64,
    /// The 95 % interval in millionths; it decides nothing.
    interval: Option<Interval>,
    /// Spread of its scores in millionths of a point; it decides nothing.
    polarisation: Option<u32>,
    /// The smaller one went first where all else was equal.
    lot: String,
    /// Whether only the lot decided between this design and another one.
    decided_by_lot: bool,
}

#[derive(Object)]
struct Interval {
    low: u32,
    high: u32,
}

#[derive(Object)]
struct Award {
    place: u32,
    amount: Money,
    /// Absent where nobody has the place: the money goes back to the organiser.
    #[oai(skip_serializing_if_is_none)]
    design: Option<Uuid>,
}

fn rows(outcome: &Outcome, titles: &BTreeMap<DesignId, String>) -> Vec<Standing> {
    let lots = outcome.decided_by_lot();
    let row = |row: &domain::standing::Standing| Standing {
        design: row.design.uuid(),
        title: titles.get(&row.design).cloned(),
        place: row.place,
        unranked: row.unranked.map(|why| why.to_string()),
        standing: row.standing,
        ballots: row.n,
        points: row.points,
        would_buys: row.would_buys,
        interval: row.half_width.map(|half| {
            let (low, high) = interval(row.standing, half);
            Interval { low, high }
        }),
        polarisation: row.polarisation,
        lot: row.lot.to_string(),
        decided_by_lot: lots.contains(&row.design),
    };
    outcome.rows.iter().map(row).collect()
}

fn awards(outcome: &Outcome) -> Vec<Award> {
    let award = |award: &domain::round::Award| Award {
        place: award.place,
        amount: domain::money::Money::new(award.amount_minor, outcome.currency).into(),
        design: award.design.map(DesignId::uuid),
    };
    outcome.awards.iter().map(award).collect()
}
