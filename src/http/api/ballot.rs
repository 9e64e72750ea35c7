//! Ballots: scores given and changed, and the caller's own list.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::Request;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use crate::app::{self, App};
use crate::domain;
use crate::domain::id::{BallotId, DesignId, RoundId};
use crate::domain::score::Score;
use crate::http::caller::AsMember;
use crate::http::origin;
use crate::http::page::{Page, limit, page};
use crate::http::problem::Problem;

type Answer<T> = Result<Json<T>, Problem>;

pub struct BallotApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Scoring")]
impl BallotApi {
    /// Score the design that the queue handed to the caller.
    #[oai(path = "/rounds/:id/ballots", method = "post", operation_id = "give_ballot")]
    async fn give(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        request: &Request,
        id: Path<Uuid>,
        body: Json<Give>,
    ) -> Answer<Ballot> {
        let answer = domain::ballot::Answer { score: score(body.score)?, would_buy: body.would_buy };
        let (round, design) = (RoundId::new(id.0), DesignId::new(body.design));
        let origin = origin::of_program(&app, request);
        Ok(Json(app::ballot::give(&app, &caller.0, round, (design, answer), &origin).await?.into()))
    }

    /// Change the caller's score of a design, until the scoring window ends. Earlier values are kept.
    #[oai(path = "/ballots/:design", method = "put", operation_id = "change_ballot")]
    async fn change(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        design: Path<Uuid>,
        body: Json<Change>,
    ) -> Answer<Ballot> {
        let value = (score(body.score)?, body.would_buy);
        Ok(Json(app::ballot::change(&app, &caller.0, DesignId::new(design.0), value).await?.into()))
    }

    /// The caller's own ballots in a round, oldest first.
    #[oai(path = "/me/rounds/:id/ballots", method = "get", operation_id = "list_own_ballots")]
    async fn list_own(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        id: Path<Uuid>,
        after: Query<Option<Uuid>>,
        #[oai(name = "limit")] asked: Query<Option<u64>>,
    ) -> Answer<Page<Ballot>> {
        let (limit, after) = (limit(asked.0), after.0.map(BallotId::new));
        let found = app::ballot::list_own(&app, &caller.0, RoundId::new(id.0), after, limit + 1).await?;
        Ok(Json(page(found, limit, |ballot| ballot.id.uuid())))
    }
}

fn score(value: i64) -> Result<Score, Problem> {
    Score::try_from(value).map_err(|error| Problem::fields([("score", error.to_string())]))
}

#[derive(Object)]
#[oai(deny_unknown_fields, rename = "GiveBallot")]
struct Give {
    design: Uuid,
    /// 0 to 5.
    score: i64,
    would_buy: bool,
}

#[derive(Object)]
#[oai(deny_unknown_fields, rename = "ChangeBallot")]
struct Change {
    /// 0 to 5.
    score: i64,
    would_buy: bool,
}

// Without its number in the round's order, which would tell how many ballots there are.
#[derive(Object)]
struct Ballot {
    id: Uuid,
    design: Uuid,
    score: u8,
    would_buy: bool,
    first_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
}

impl From<domain::ballot::Ballot> for Ballot {
    fn from(ballot: domain::ballot::Ballot) -> Self {
        Self {
            id: ballot.id.uuid(),
            design: ballot.design.uuid(),
            score: ballot.score.get(),
            would_buy: ballot.would_buy,
            first_at: ballot.first_at,
            changed_at: ballot.changed_at,
        }
    }
}
