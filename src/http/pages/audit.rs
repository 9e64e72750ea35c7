//! What was decided about one round, for everybody.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path, Query};
use uuid::Uuid;

use super::desk::audit::facts;
use super::list::{After, Listed};
use crate::app::audit::OfRound;
use crate::app::{self, App};
use crate::domain::audit::{Head, Row};
use crate::domain::id::{AuditId, RoundId};
use crate::http::site::{Answer, Frame, filters};

const ROWS: u64 = 50;

#[derive(Template)]
#[template(path = "round/audit.html")]
struct Log<'a> {
    frame: &'a Frame,
    found: &'a OfRound,
    rows: Vec<(Row, Option<Head>)>,
    next: Option<Uuid>,
}

impl Log<'_> {
    /// The key of what was done.
    fn deed(&self, row: &Row) -> String {
        deed(&row.action)
    }

    fn facts(&self, row: &Row) -> Vec<(String, String)> {
        facts(row.public_detail())
    }
}

fn deed(action: &str) -> String {
    format!("deed-{}", action.replace('.', "-"))
}

/// The decisions that touch the round's result, newest first.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, id: Path<Uuid>, query: Query<After>) -> Answer {
    let before = query.after.map(AuditId::new);
    let who = frame.member.as_ref();
    let mut found = app::audit::of_round(&app, who, RoundId::new(*id), before, ROWS + 1).await?;
    let rows = std::mem::take(&mut found.rows);
    let Listed { items: rows, next } = Listed::new(rows, ROWS, |(row, _)| row.id.uuid());
    frame.page(&Log { frame: &frame, found: &found, rows, next })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::audit::{Hand, OF_DESIGN, OF_FINDING, OF_ROUND};

    #[test]
    fn every_public_deed_and_hand_has_words() {
        let deeds = OF_ROUND.iter().chain(&OF_DESIGN).chain(&OF_FINDING).map(|action| deed(action));
        let hands = Hand::ALL.iter().map(|hand| format!("hand-{hand}"));
        for key in deeds.chain(hands) {
            assert!(crate::text::is_known(&key), "{key}");
        }
    }
}
