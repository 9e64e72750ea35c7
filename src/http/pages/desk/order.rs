//! A campaign's orders on the desk, and all that is known of one.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path, Query};
use serde::Deserialize;
use uuid::Uuid;

use super::{asked, paged, word};
use crate::app::campaign::Listed as Sale;
use crate::app::preorder::{Dossier, OnDesk};
use crate::app::{self, App};
use crate::domain::id::{CampaignId, PreorderId};
use crate::domain::preorder::State;
use crate::domain::refund;
use crate::http::site::{Answer, AsAdmin, Frame, filters};

/// The parts that a list of orders comes in: its word in addresses, its key, its states.
type Shelf = (&'static str, &'static str, &'static [State]);

const SHELVES: [Shelf; 6] = [
    ("", "desk-order-all", State::ALL),
    ("open", "desk-order-open", &[State::Started, State::Committed, State::Charging, State::Voiding]),
    ("failed", "desk-order-failed", &[State::Declined, State::NeedsAction]),
    ("paid", "desk-order-paid", &[State::Paid]),
    ("returned", "desk-order-returned", &[State::Refunded, State::ChargedBack]),
    ("over", "desk-order-over", &[State::Expired, State::Cancelled, State::Released, State::Dropped]),
];

#[derive(Deserialize)]
pub(crate) struct Filter {
    #[serde(default)]
    state: String,
    after: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "desk/orders.html")]
struct Orders<'a> {
    frame: &'a Frame,
    sale: &'a Sale,
    shelf: Shelf,
    listed: &'a [OnDesk],
    next: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "desk/order.html")]
struct One<'a> {
    frame: &'a Frame,
    dossier: &'a Dossier,
}

/// Orders of a campaign, oldest first.
#[handler]
pub(crate) async fn list(
    frame: Frame,
    app: Data<&Arc<App>>,
    admin: AsAdmin,
    id: Path<Uuid>,
    query: Query<Filter>,
) -> Answer {
    let id = CampaignId::new(*id);
    let [all, ..] = SHELVES;
    let shelf = SHELVES.into_iter().find(|(word, _, _)| *word == query.state).unwrap_or(all);
    let sale = app::campaign::find_for_desk(&app, &admin.0, id).await?;
    let after = query.after.map(PreorderId::new);
    let found = app::preorder::list_for_desk(&app, &admin.0, (id, shelf.2), after, asked()).await?;
    let (listed, next) = paged(found, |one| one.order.id.uuid());
    frame.page(&Orders { frame: &frame, sale: &sale, shelf, listed: &listed, next })
}

/// One order.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, admin: AsAdmin, id: Path<Uuid>) -> Answer {
    let dossier = app::preorder::dossier(&app, &admin.0, PreorderId::new(*id)).await?;
    frame.page(&One { frame: &frame, dossier: &dossier })
}

impl One<'_> {
    /// Whether something of its money may still go back.
    fn has_money(&self) -> bool {
        self.dossier.order.received.minor > self.dossier.order.returned.minor
    }

    /// Whether a person may pay this refund outside: the table's own answer.
    fn may_pay_by_hand(&self, refund: &refund::Refund) -> bool {
        let facts = refund::Facts { dispute_is_open: false, may_send_again: true, dispute_is_smaller: false };
        refund.state == refund::State::Failed
            && refund::transition(refund.state, refund::Event::PaidByHand, &facts).is_ok()
    }
}

impl Orders<'_> {
    fn is_at(&self, word: &str) -> bool {
        self.shelf.0 == word
    }

    fn failure(&self, one: &OnDesk) -> Option<String> {
        let attempt = one.attempt.as_ref().filter(|_| one.order.state.is_open());
        attempt.and_then(word::failure)
    }
}
