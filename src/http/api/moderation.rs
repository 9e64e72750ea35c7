//! Moderation: what waits, and the two answers to it.

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use super::design::Design;
use crate::app::{self, App};
use crate::domain::id::DesignId;
use crate::http::caller::AsModerator;
use crate::http::page::{Page, limit, page};
use crate::http::problem::Problem;

type Answer<T> = Result<Json<T>, Problem>;

pub struct ModerationApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Moderation")]
impl ModerationApi {
    /// Submitted designs, oldest first.
    #[oai(path = "/moderation/queue", method = "get", operation_id = "list_submitted_designs")]
    async fn queue(
        &self,
        app: Data<&Arc<App>>,
        caller: AsModerator,
        after: Query<Option<Uuid>>,
        #[oai(name = "limit")] asked: Query<Option<u64>>,
    ) -> Answer<Page<Design>> {
        let (limit, after) = (limit(asked.0), after.0.map(DesignId::new));
        let found = app::design::list_submitted(&app, &caller.0, after, limit + 1).await?;
        Ok(Json(page(found, limit, |seen| seen.design.id.uuid())))
    }

    /// Let a design into its round.
    #[oai(path = "/designs/:id/clear", method = "post", operation_id = "clear_design")]
    async fn clear(
        &self,
        app: Data<&Arc<App>>,
        caller: AsModerator,
        id: Path<Uuid>,
        /// The picture that was looked at; refused if there is a newer one.
        revision: Query<Option<u32>>,
    ) -> Answer<Design> {
        let done = app::moderation::clear(&app, &caller.0, DesignId::new(id.0), revision.0).await?;
        decided(&app, &caller, done.id).await
    }

    /// Keep a design out of its round, with a reason for its designer.
    #[oai(path = "/designs/:id/refuse", method = "post", operation_id = "refuse_design")]
    async fn refuse(
        &self,
        app: Data<&Arc<App>>,
        caller: AsModerator,
        id: Path<Uuid>,
        body: Json<Refuse>,
    ) -> Answer<Design> {
        let done = app::moderation::refuse(&app, &caller.0, DesignId::new(id.0), &body.reason).await?;
        decided(&app, &caller, done.id).await
    }
}

async fn decided(app: &App, caller: &AsModerator, id: DesignId) -> Answer<Design> {
    Ok(Json(app::design::find(app, Some(caller.0.member()), id).await?.into()))
}

#[derive(Object)]
#[oai(deny_unknown_fields, rename = "RefuseDesign")]
struct Refuse {
    /// 1 to 2000 characters.
    reason: String,
}
