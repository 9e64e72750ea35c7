//! One design: its picture and story, who made it, what became of it. Never a place to score it.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::cookie::CookieJar;
use poem::web::{Data, Path, Query};
use uuid::Uuid;

use super::picture::Picture;
use crate::app::caller::Member;
use crate::app::shown::{Happened, Told};
use crate::app::{self, App};
use crate::domain::design::{Origin, State};
use crate::domain::id::DesignId;
use crate::domain::round::State as RoundState;
use crate::domain::score::Relation;
use crate::http::site::{self, Answer, Frame, filters};

/// Says that somebody came by a share link.
const SHARED: &str = "share";

#[derive(serde::Deserialize)]
pub(crate) struct Via {
    #[serde(default)]
    via: String,
}

#[derive(Template)]
#[template(path = "design/show.html")]
struct One<'a> {
    frame: &'a Frame,
    told: &'a Told,
    picture: Option<Picture>,
    makers: String,
    /// What its makers give to their friends.
    share: Option<String>,
}

/// One design that this person may see.
#[handler]
pub(crate) async fn show(
    frame: Frame,
    app: Data<&Arc<App>>,
    jar: &CookieJar,
    id: Path<Uuid>,
    query: Query<Via>,
) -> Answer {
    let told = app::shown::design(&app, frame.member.as_ref(), DesignId::new(*id)).await?;
    let picture = Picture::of(&told.seen.design, told.seen.artworks.first());
    let makers: Vec<&str> = told.makers.iter().map(|maker| maker.name.as_str()).collect();
    if query.via == SHARED {
        site::visitor::came_by(&app, jar, told.seen.design.id);
    }
    let is_own = frame.member.as_ref().is_some_and(|member| is_maker(&told, member));
    let share = is_own.then(|| format!("{}/designs/{}?via={SHARED}", app.settings.public_url, *id));
    frame.page(&One { frame: &frame, picture, makers: makers.join(", "), share, told: &told })
}

fn is_maker(told: &Told, member: &Member) -> bool {
    told.seen.design.relation(member.id()) != Relation::None
}

impl One<'_> {
    /// The badge's colour.
    fn tone(&self) -> &'static str {
        match self.told.seen.design.state {
            State::Cleared | State::Ranked => "good",
            State::Submitted => "wait",
            State::Draft | State::Withdrawn => "plain",
            State::Refused | State::TakenDown => "bad",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_a_design_has_a_name() {
        for state in State::ALL {
            assert!(crate::text::is_known(&format!("design-state-{state}")), "{state}");
        }
    }
}
