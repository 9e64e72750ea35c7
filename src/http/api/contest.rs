//! Contests: programmes that have rounds.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use crate::app::{self, App};
use crate::domain;
use crate::domain::id::ContestId;
use crate::http::caller::AsAdmin;
use crate::http::page::{Page, limit, page};
use crate::http::problem::Problem;

type Answer<T> = Result<Json<T>, Problem>;

pub struct ContestApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Contests")]
impl ContestApi {
    /// Make a contest.
    #[oai(path = "/contests", method = "post", operation_id = "create_contest")]
    async fn create(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        body: Json<CreateContest>,
    ) -> Answer<Contest> {
        let made = app::contest::create(&app, &caller.0, &body.title, &body.description).await?;
        Ok(Json(made.into()))
    }

    /// All contests, oldest first.
    #[oai(path = "/contests", method = "get", operation_id = "list_contests")]
    async fn list(
        &self,
        app: Data<&Arc<App>>,
        after: Query<Option<Uuid>>,
        #[oai(name = "limit")] asked: Query<Option<u64>>,
    ) -> Answer<Page<Contest>> {
        let limit = limit(asked.0);
        let found = app::contest::list(&app, after.0.map(ContestId::new), limit + 1).await?;
        Ok(Json(page(found, limit, |contest| contest.id.uuid())))
    }

    /// One contest.
    #[oai(path = "/contests/:id", method = "get", operation_id = "read_contest")]
    async fn read(&self, app: Data<&Arc<App>>, id: Path<Uuid>) -> Answer<Contest> {
        Ok(Json(app::contest::find(&app, ContestId::new(id.0)).await?.into()))
    }
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct CreateContest {
    /// One line of 1 to 120 characters.
    title: String,
    /// 1 to 10,000 characters.
    description: String,
}

#[derive(Object)]
struct Contest {
    id: Uuid,
    title: String,
    description: String,
    created_at: DateTime<Utc>,
}

impl From<domain::contest::Contest> for Contest {
    fn from(contest: domain::contest::Contest) -> Self {
        Self {
            id: contest.id.uuid(),
            title: contest.title,
            description: contest.description,
            created_at: contest.created_at,
        }
    }
}
