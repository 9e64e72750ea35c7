//! Rounds: made, opened, looked at, closed and cancelled.

#[expect(clippy::struct_field_names, reason = "the rules' own names")]
mod integrity;
mod rules;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use uuid::Uuid;

use self::rules::Rules;
use super::Tag;
use crate::app::{self, App};
use crate::domain;
use crate::domain::id::{ContestId, RoundId};
use crate::http::caller::{AsAdmin, AsAnyone};
use crate::http::page::{Page, limit, page};
use crate::http::problem::Problem;

type Answer<T> = Result<Json<T>, Problem>;

pub struct RoundApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Rounds")]
impl RoundApi {
    /// Make a round as a draft, with its full rules.
    #[oai(path = "/contests/:id/rounds", method = "post", operation_id = "create_round")]
    async fn create(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        body: Json<CreateRound>,
    ) -> Answer<Round> {
        let CreateRound { title, brief, rules } = body.0;
        let draft = app::round::Draft { title, brief, rules: parse(rules)? };
        Ok(Json(app::round::create(&app, &caller.0, ContestId::new(id.0), draft).await?.into()))
    }

    /// Rounds, newest first. Drafts are among them for admins alone.
    #[oai(path = "/rounds", method = "get", operation_id = "list_rounds")]
    async fn list(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAnyone,
        contest: Query<Option<Uuid>>,
        state: Query<Option<State>>,
        after: Query<Option<Uuid>>,
        #[oai(name = "limit")] asked: Query<Option<u64>>,
    ) -> Answer<Page<Round>> {
        let limit = limit(asked.0);
        let who = caller.member()?;
        let filter = app::round::Filter {
            contest: contest.0.map(ContestId::new),
            state: state.0.map(Into::into),
            ..app::round::Filter::default()
        };
        let before = after.0.map(RoundId::new);
        let found = app::round::list(&app, who.as_ref(), filter, before, limit + 1).await?;
        Ok(Json(page(found, limit, |round| round.id.uuid())))
    }

    /// One round.
    #[oai(path = "/rounds/:id", method = "get", operation_id = "read_round")]
    async fn read(&self, app: Data<&Arc<App>>, caller: AsAnyone, id: Path<Uuid>) -> Answer<Round> {
        let who = caller.member()?;
        Ok(Json(app::round::find(&app, who.as_ref(), RoundId::new(id.0)).await?.into()))
    }

    /// The rules as they are hashed, for designers to accept and anybody to check.
    #[oai(path = "/rounds/:id/rules", method = "get", operation_id = "read_rules")]
    async fn read_rules(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAnyone,
        id: Path<Uuid>,
    ) -> Answer<RulesDocument> {
        let who = caller.member()?;
        let round = app::round::find(&app, who.as_ref(), RoundId::new(id.0)).await?;
        let document = app::round::rules_document(&round)?;
        Ok(Json(RulesDocument {
            version: round.rules.version,
            digest: round.rules_digest.to_string(),
            frozen_at: round.rules_frozen_at,
            document,
        }))
    }

    /// Replace the rules of a draft.
    #[oai(path = "/rounds/:id/rules", method = "put", operation_id = "edit_rules")]
    async fn edit_rules(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        body: Json<Rules>,
    ) -> Answer<Round> {
        let rules = parse(body.0)?;
        Ok(Json(app::round::edit_rules(&app, &caller.0, RoundId::new(id.0), rules).await?.into()))
    }

    /// Open a draft whose prizes are funded.
    #[oai(path = "/rounds/:id/open", method = "post", operation_id = "open_round")]
    async fn open(&self, app: Data<&Arc<App>>, caller: AsAdmin, id: Path<Uuid>) -> Answer<Round> {
        Ok(Json(app::round::open(&app, &caller.0, RoundId::new(id.0)).await?.into()))
    }

    /// Close a judged round: standings are frozen, prizes awarded, the best designs become campaigns.
    #[oai(path = "/rounds/:id/close", method = "post", operation_id = "close_round")]
    async fn close(&self, app: Data<&Arc<App>>, caller: AsAdmin, id: Path<Uuid>) -> Answer<Round> {
        Ok(Json(app::round::close(&app, &caller.0, RoundId::new(id.0)).await?.into()))
    }

    /// End a round that is not closed.
    #[oai(path = "/rounds/:id/cancel", method = "post", operation_id = "cancel_round")]
    async fn cancel(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        body: Json<CancelRound>,
    ) -> Answer<Round> {
        let id = RoundId::new(id.0);
        Ok(Json(app::round::cancel(&app, &caller.0, id, &body.reason).await?.into()))
    }
}

fn parse(given: Rules) -> Result<domain::rules::Rules, Problem> {
    given.try_into().map_err(|error: domain::money::Error| Problem::fields([("currency", error.to_string())]))
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct CreateRound {
    /// One line of 1 to 120 characters.
    title: String,
    /// What is asked for, 1 to 20,000 characters.
    brief: String,
    rules: Rules,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct CancelRound {
    /// Everybody in the round will read it.
    reason: String,
}

#[derive(Enum, Clone, Copy)]
#[oai(rename = "RoundState", rename_all = "snake_case")]
enum State {
    Draft,
    Submissions,
    Scoring,
    Judging,
    Closed,
    Cancelled,
}

#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
struct Round {
    id: Uuid,
    contest: Uuid,
    title: String,
    brief: String,
    state: State,
    rules: Rules,
    /// SHA-256 of the rules' canonical JSON.
    rules_digest: String,
    /// From here on the rules never change.
    rules_frozen_at: Option<DateTime<Utc>>,
    opened_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
    cancelled_at: Option<DateTime<Utc>>,
    cancel_reason: Option<String>,
    /// When scoring ends, if that is later than the rules' window: a design lacked ballots.
    scoring_extended_until: Option<DateTime<Utc>>,
    /// Only of a closed round.
    result: Option<Sealed>,
    created_at: DateTime<Utc>,
}

/// What was frozen when the round closed.
#[derive(Object)]
struct Sealed {
    /// All ballots in the box, set aside or not.
    ballots_all: u64,
    /// The sum of their scores.
    scores_sum: u64,
    /// SHA-256 of the result document.
    digest: String,
}

#[derive(Object)]
struct RulesDocument {
    version: u32,
    /// SHA-256 of the document's bytes in UTF-8.
    digest: String,
    #[oai(skip_serializing_if_is_none)]
    frozen_at: Option<DateTime<Utc>>,
    /// JSON with sorted keys and no whitespace, as a text, so that its digest can be checked.
    document: String,
}

impl From<domain::round::Round> for Round {
    fn from(round: domain::round::Round) -> Self {
        Self {
            id: round.id.uuid(),
            contest: round.contest.uuid(),
            title: round.title,
            brief: round.brief,
            state: round.state.into(),
            rules: round.rules.into(),
            rules_digest: round.rules_digest.to_string(),
            rules_frozen_at: round.rules_frozen_at,
            opened_at: round.opened_at,
            closed_at: round.closed_at,
            cancelled_at: round.cancelled_at,
            cancel_reason: round.cancel_reason,
            scoring_extended_until: round.scoring_extended_until,
            result: round.sealed.map(Sealed::from),
            created_at: round.created_at,
        }
    }
}

impl From<domain::round::Sealed> for Sealed {
    fn from(sealed: domain::round::Sealed) -> Self {
        Self {
            ballots_all: sealed.ballots_all,
            scores_sum: sealed.scores_sum,
            digest: sealed.result_digest.to_string(),
        }
    }
}

/// The same words on both sides.
macro_rules! same_states {
    ($($state:ident),+) => {
        impl From<State> for domain::round::State {
            fn from(state: State) -> Self {
                match state {
                    $(State::$state => Self::$state),+
                }
            }
        }

        impl From<domain::round::State> for State {
            fn from(state: domain::round::State) -> Self {
                match state {
                    $(domain::round::State::$state => Self::$state),+
                }
            }
        }
    };
}

same_states!(Draft, Submissions, Scoring, Judging, Closed, Cancelled);
