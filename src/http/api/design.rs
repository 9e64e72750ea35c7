//! Designs: drafts, submission, withdrawal, and lists of them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use super::artwork::{Artwork, Audience};
use crate::app::design::Seen;
use crate::app::{self, App};
use crate::domain;
use crate::domain::id::{AccountId, DesignId, RoundId};
use crate::http::caller::{AsAnyone, AsMember};
use crate::http::page::{Page, limit, page};
use crate::http::problem::Problem;

type Answer<T> = Result<Json<T>, Problem>;

pub struct DesignApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Designs")]
impl DesignApi {
    /// Begin a design in a round that takes designs.
    #[oai(path = "/rounds/:id/designs", method = "post", operation_id = "create_design")]
    async fn create(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        id: Path<Uuid>,
        body: Json<Draft>,
    ) -> Answer<Design> {
        let made = app::design::create(&app, &caller.0, RoundId::new(id.0), &body.0.into()).await?;
        own(&app, &caller, made.id).await
    }

    /// Change a draft's texts and shares, all of them at once.
    #[oai(path = "/designs/:id", method = "put", operation_id = "edit_design")]
    async fn edit(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        id: Path<Uuid>,
        body: Json<Draft>,
    ) -> Answer<Design> {
        let edited = app::design::edit(&app, &caller.0, DesignId::new(id.0), &body.0.into()).await?;
        own(&app, &caller, edited.id).await
    }

    /// Hand a draft in. Its designer accepts the round's rules, named by version and digest.
    #[oai(path = "/designs/:id/submit", method = "post", operation_id = "submit_design")]
    async fn submit(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        id: Path<Uuid>,
        body: Json<Accept>,
    ) -> Answer<Design> {
        let digest = body.rules_digest.parse().map_err(|error: domain::digest::Malformed| {
            Problem::fields([("rules_digest", error.to_string())])
        })?;
        let accepted = (body.rules_version, digest);
        let done = app::design::submit(&app, &caller.0, DesignId::new(id.0), accepted).await?;
        own(&app, &caller, done.id).await
    }

    /// Take a design out of its round, until judging.
    #[oai(path = "/designs/:id/withdraw", method = "post", operation_id = "withdraw_design")]
    async fn withdraw(&self, app: Data<&Arc<App>>, caller: AsMember, id: Path<Uuid>) -> Answer<Design> {
        let done = app::design::withdraw(&app, &caller.0, DesignId::new(id.0)).await?;
        own(&app, &caller, done.id).await
    }

    /// One design. Until it is cleared only those who made it and moderators see it.
    #[oai(path = "/designs/:id", method = "get", operation_id = "read_design")]
    async fn read(&self, app: Data<&Arc<App>>, caller: AsAnyone, id: Path<Uuid>) -> Answer<Design> {
        let member = caller.member()?;
        Ok(Json(app::design::find(&app, member.as_ref(), DesignId::new(id.0)).await?.into()))
    }

    /// The cleared designs of a round, oldest first.
    #[oai(path = "/rounds/:id/designs", method = "get", operation_id = "list_designs")]
    async fn list(
        &self,
        app: Data<&Arc<App>>,
        id: Path<Uuid>,
        after: Query<Option<Uuid>>,
        #[oai(name = "limit")] asked: Query<Option<u64>>,
    ) -> Answer<Page<Design>> {
        let (limit, after) = (limit(asked.0), after.0.map(DesignId::new));
        let found = app::design::list_of_round(&app, RoundId::new(id.0), after, limit + 1).await?;
        Ok(Json(page(found, limit, |seen| seen.design.id.uuid())))
    }

    /// The designs that the caller made or had a part in, oldest first.
    #[oai(path = "/me/designs", method = "get", operation_id = "list_own_designs")]
    async fn list_own(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        after: Query<Option<Uuid>>,
        #[oai(name = "limit")] asked: Query<Option<u64>>,
    ) -> Answer<Page<Design>> {
        let (limit, after) = (limit(asked.0), after.0.map(DesignId::new));
        let found = app::design::list_own(&app, &caller.0, after, limit + 1).await?;
        Ok(Json(page(found, limit, |seen| seen.design.id.uuid())))
    }
}

async fn own(app: &App, caller: &AsMember, id: DesignId) -> Answer<Design> {
    Ok(Json(app::design::find(app, Some(&caller.0), id).await?.into()))
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct Draft {
    /// 1 to 120 characters on one line.
    title: String,
    /// 1 to 5000 characters.
    story: String,
    origin: Origin,
    /// The parts that are not your own, and their licences; only where origin is `licensed`.
    #[oai(default)]
    licensed_parts: String,
    /// Who shares in the design; you have what they leave of 10000 basis points.
    #[oai(default)]
    co_creators: Vec<CoCreator>,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct CoCreator {
    account: Uuid,
    share_basis_points: u32,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct Accept {
    /// Of the round's rules, as read and accepted.
    rules_version: u32,
    /// SHA-256 of the rules document: 64 hexadecimal digits.
    rules_digest: String,
}

#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
enum Origin {
    Own,
    Licensed,
}

#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case", rename = "DesignState")]
enum State {
    Draft,
    Submitted,
    Cleared,
    Ranked,
    Refused,
    Withdrawn,
    TakenDown,
}

#[derive(Debug, Object)]
struct Creator {
    account: Uuid,
    share_basis_points: u32,
}

/// A design. What is absent is not there yet, or not for the caller.
#[derive(Debug, Object)]
pub(super) struct Design {
    id: Uuid,
    round: Uuid,
    /// Absent where the round's rules keep it from the caller until the round is closed.
    #[oai(skip_serializing_if_is_none)]
    designer: Option<Uuid>,
    title: String,
    story: String,
    origin: Origin,
    licensed_parts: String,
    state: State,
    /// The latest picture.
    #[oai(skip_serializing_if_is_none)]
    artwork: Option<Artwork>,
    /// Earlier pictures, latest first.
    #[oai(skip_serializing_if_is_empty)]
    earlier: Vec<Artwork>,
    /// Who made it with which share, the designer first.
    #[oai(skip_serializing_if_is_empty)]
    creators: Vec<Creator>,
    /// The rules version that was accepted.
    #[oai(skip_serializing_if_is_none)]
    rules_version: Option<u32>,
    #[oai(skip_serializing_if_is_none)]
    submitted_at: Option<DateTime<Utc>>,
    #[oai(skip_serializing_if_is_none)]
    decided_at: Option<DateTime<Utc>>,
    /// Why a moderator refused it.
    #[oai(skip_serializing_if_is_none)]
    refusal_reason: Option<String>,
    #[oai(skip_serializing_if_is_none)]
    withdrawn_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

impl From<Seen> for Design {
    fn from(seen: Seen) -> Self {
        let (design, is_open) = (seen.design, seen.is_open);
        let audience = if design.state.is_public() { Audience::Everybody } else { Audience::Makers };
        let mut artworks = seen.artworks.iter();
        let artwork = artworks.next().map(|latest| Artwork::new(latest, audience));
        let creators = design.creators.iter().filter(|_| is_open).map(|each| Creator {
            account: each.account.uuid(),
            share_basis_points: each.share_basis_points,
        });
        Self {
            id: design.id.uuid(),
            round: design.round.uuid(),
            designer: Some(design.designer.uuid()).filter(|_| !seen.is_masked),
            title: design.title,
            story: design.story,
            origin: design.origin.into(),
            licensed_parts: design.licensed_parts,
            state: design.state.into(),
            artwork,
            earlier: artworks.map(|each| Artwork::new(each, Audience::Makers)).collect(),
            creators: creators.collect(),
            rules_version: design.rules_version.filter(|_| is_open),
            submitted_at: design.submitted_at.filter(|_| is_open),
            decided_at: design.decided_at.filter(|_| is_open),
            refusal_reason: design.refusal_reason.filter(|_| is_open),
            withdrawn_at: design.withdrawn_at.filter(|_| is_open),
            created_at: design.created_at,
        }
    }
}

impl From<Draft> for domain::design::Draft {
    fn from(draft: Draft) -> Self {
        let co_creators = draft.co_creators.iter().map(|each| domain::design::CoCreator {
            account: AccountId::new(each.account),
            share_basis_points: each.share_basis_points,
        });
        Self {
            co_creators: co_creators.collect(),
            title: draft.title,
            story: draft.story,
            origin: draft.origin.into(),
            licensed_parts: draft.licensed_parts,
        }
    }
}

impl From<Origin> for domain::design::Origin {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::Own => Self::Own,
            Origin::Licensed => Self::Licensed,
        }
    }
}

impl From<domain::design::Origin> for Origin {
    fn from(origin: domain::design::Origin) -> Self {
        match origin {
            domain::design::Origin::Own => Self::Own,
            domain::design::Origin::Licensed => Self::Licensed,
        }
    }
}

impl From<domain::design::State> for State {
    fn from(state: domain::design::State) -> Self {
        match state {
            domain::design::State::Draft => Self::Draft,
            domain::design::State::Submitted => Self::Submitted,
            domain::design::State::Cleared => Self::Cleared,
            domain::design::State::Ranked => Self::Ranked,
            domain::design::State::Refused => Self::Refused,
            domain::design::State::Withdrawn => Self::Withdrawn,
            domain::design::State::TakenDown => Self::TakenDown,
        }
    }
}
