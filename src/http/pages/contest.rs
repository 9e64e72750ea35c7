//! Contests and the rounds in them.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path, Query};
use uuid::Uuid;

use super::card::RoundCard;
use super::list::{After, Listed};
use crate::app::{self, App};
use crate::domain::contest::Contest;
use crate::domain::id::{ContestId, RoundId};
use crate::http::site::{Answer, Frame, filters};

const SHOWN: u64 = 24;

#[derive(Template)]
#[template(path = "contest/list.html")]
struct Contests<'a> {
    frame: &'a Frame,
    contests: Listed<Contest>,
}

#[derive(Template)]
#[template(path = "contest/show.html")]
struct One<'a> {
    frame: &'a Frame,
    contest: &'a Contest,
    rounds: Listed<RoundCard>,
}

/// All of them, oldest first.
#[handler]
pub(crate) async fn list(frame: Frame, app: Data<&Arc<App>>, query: Query<After>) -> Answer {
    let found = app::contest::list(&app, query.after.map(ContestId::new), SHOWN + 1).await?;
    let contests = Listed::new(found, SHOWN, |contest| contest.id.uuid());
    frame.page(&Contests { frame: &frame, contests })
}

/// One, with its rounds, newest first.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, id: Path<Uuid>, query: Query<After>) -> Answer {
    let contest = app::contest::find(&app, ContestId::new(*id)).await?;
    let filter = app::round::Filter { contest: Some(contest.id), ..Default::default() };
    let before = query.after.map(RoundId::new);
    let found = app::round::list(&app, frame.member.as_ref(), filter, before, SHOWN + 1).await?;
    let rounds = Listed::new(RoundCard::all(&found), SHOWN, |card| card.id);
    frame.page(&One { frame: &frame, contest: &contest, rounds })
}
