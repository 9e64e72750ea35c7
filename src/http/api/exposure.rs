//! The blind queue: the next design to score, and skips. No answer says how often anything was seen or scored.

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use super::artwork::{Artwork, Audience};
use crate::app::{self, App};
use crate::domain::id::{DesignId, RoundId};
use crate::http::caller::AsMember;
use crate::http::problem::Problem;

pub struct ExposureApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Scoring")]
impl ExposureApi {
    /// The caller's current design, or the next one. Asked again without an answer, it stays the same.
    #[oai(path = "/rounds/:id/queue/next", method = "post", operation_id = "next_in_queue")]
    async fn next(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        id: Path<Uuid>,
    ) -> Result<Json<Turn>, Problem> {
        Ok(Json(app::exposure::next(&app, &caller.0, RoundId::new(id.0)).await?.into()))
    }

    /// Pass over the current design: at most so often as the rules say and the caller has scored.
    #[oai(path = "/rounds/:id/skips", method = "post", operation_id = "skip_design")]
    async fn skip(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        id: Path<Uuid>,
        body: Json<Skip>,
    ) -> Result<(), Problem> {
        let design = DesignId::new(body.design);
        Ok(app::exposure::skip(&app, &caller.0, RoundId::new(id.0), design).await?)
    }
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct Skip {
    design: Uuid,
}

#[derive(Object)]
struct Turn {
    /// What to score now; absent when the caller has seen all there is.
    #[oai(skip_serializing_if_is_none)]
    current: Option<Card>,
    /// What comes next, to be loaded beforehand; it cannot be scored yet.
    #[oai(skip_serializing_if_is_none)]
    preload: Option<Card>,
}

/// A design as those see it who score it.
#[derive(Object)]
#[oai(rename = "QueueCard")]
struct Card {
    design: Uuid,
    title: String,
    story: String,
    #[oai(skip_serializing_if_is_none)]
    artwork: Option<Artwork>,
}

impl From<app::exposure::Turn> for Turn {
    fn from(turn: app::exposure::Turn) -> Self {
        Self { current: turn.current.map(Card::from), preload: turn.preload.map(Card::from) }
    }
}

impl From<app::exposure::Card> for Card {
    fn from(card: app::exposure::Card) -> Self {
        Self {
            design: card.design.id.uuid(),
            title: card.design.title,
            story: card.design.story,
            artwork: card.artwork.map(|artwork| Artwork::new(&artwork, Audience::Everybody)),
        }
    }
}
