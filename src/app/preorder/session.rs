//! What became of a visit to the card page: read or ended at the provider, then recorded.

use chrono::TimeDelta;

use super::{Error, apply, apply_card, lock};
use crate::app::job::{Fault, Step};
use crate::app::{App, rate};
use crate::domain::campaign::Campaign;
use crate::domain::id::PreorderId;
use crate::domain::job::Job;
use crate::domain::preorder::{self, Event, Preorder, State, card_term, reservation_ends_at};
use crate::domain::rate::Bucket;
use crate::gateway::payment::{Answer, Failure, MISSING, MethodRef, Session, SessionRef, SessionStatus};
use crate::store::{self, StoreError, Tx};

/// A page that is still open is looked at again when its time is over, and not sooner than this.
const READ_AGAIN_MIN: TimeDelta = TimeDelta::minutes(1);
/// How often it is seen whether an order still waits for its card.
const LEFT_TO_ITS_ORDER: TimeDelta = TimeDelta::hours(1);

/// Sees whether the buyer saved a card: when they come back, and by a job when they do not.
pub async fn read_session(app: &App, id: PreorderId) -> Result<(), Error> {
    let Some(session) = begin(app, id).await? else { return Ok(()) };
    rate::draw(app, &[Bucket::ReadSession]).await?;
    look(app, id, &session).await
}

async fn look(app: &App, id: PreorderId, session: &SessionRef) -> Result<(), Error> {
    let answer = call(app, session).await;
    rate::heed(app, Bucket::ReadSession, &answer).await?;
    record(app, id, answer?).await
}

pub(in crate::app) async fn run_read(app: &App, id: PreorderId) -> Result<Step, Fault> {
    if let Some(session) = begin(app, id).await? {
        look(app, id, &session).await?;
    }
    let Some(order) = store::preorder::find(&app.store, id).await? else { return Ok(Step::Done) };
    let still_open = order.page.filter(|page| page.opened.is_some()).and_then(|page| page.expires_at);
    Ok(match still_open {
        None => Step::Done,
        Some(expires_at) => Step::Later((expires_at - app.now()).max(READ_AGAIN_MIN)),
    })
}

/// Ends the page at the provider. A card saved just before counts as far as the sale's clock allows.
pub(in crate::app) async fn run_expire(app: &App, id: PreorderId) -> Result<Step, Fault> {
    let Some(session) = begin(app, id).await? else { return Ok(Step::Done) };
    let answer = call_expire(app, &session).await;
    rate::heed(app, Bucket::ExpireSession, &answer).await?;
    record(app, id, answer?).await?;
    Ok(Step::Done)
}

/// Reads a page that its order does not know, such as one of before a restore. A card that was saved there and that
/// no row has belongs to no order.
///
/// An order that still waits for its card may be given that very page again by its key, so it is left until then.
pub(in crate::app) async fn run_forget(app: &App, id: PreorderId, session: &str) -> Result<Step, Fault> {
    let Some(order) = store::preorder::find(&app.store, id).await? else { return Ok(Step::Done) };
    if order.session() == Some(session) {
        return Ok(Step::Done);
    }
    if order.state == State::Started {
        return Ok(Step::Later(LEFT_TO_ITS_ORDER));
    }
    let answer = call(app, &SessionRef(session.to_owned())).await;
    rate::heed(app, Bucket::ReadSession, &answer).await?;
    match answer {
        Err(Failure::Refused { code, .. }) if code == MISSING => {}
        other => {
            let page = other?;
            // Whose page it is was an event's word, which is a hint.
            if page.preorder == id {
                forget_card(app, page).await?;
            }
        }
    }
    Ok(Step::Done)
}

/// Has the card forgotten that was saved on a page, if any was. One that a row knows has gone its way already.
pub(super) async fn forget_card(app: &App, page: Session) -> Result<(), StoreError> {
    let SessionStatus::Complete { method, card } = page.status else { return Ok(()) };
    if store::saved_method::order_of(&app.store, &method.0).await?.is_some() {
        return Ok(());
    }
    let card = saved(method, card);
    let tx = app.store.begin_write().await?;
    let now = app.now();
    if store::saved_method::insert(&tx, page.preorder, &card, now).await? {
        store::saved_method::request_detach(&tx, &card.method, now).await?;
        app.plan(&tx, &Job::Detach { method: card.method }, now).await?;
    }
    tx.commit().await
}

/// The visit to ask about; none where it is over or was never opened.
async fn begin(app: &App, id: PreorderId) -> Result<Option<SessionRef>, StoreError> {
    let order = store::preorder::find(&app.store, id).await?;
    Ok(order.as_ref().and_then(Preorder::session).map(|session| SessionRef(session.to_owned())))
}

async fn call(app: &App, session: &SessionRef) -> Answer<Session> {
    app.outside.payment.read_session(session).await
}

async fn call_expire(app: &App, session: &SessionRef) -> Answer<Session> {
    app.outside.payment.expire_session(session).await
}

/// Writes down what the provider says of a visit. A fact about an older visit changes nothing.
pub async fn record(app: &App, id: PreorderId, session: Session) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    let Some((campaign, mut order)) = lock(&tx, id).await? else { return Ok(()) };
    if order.session() != Some(session.id.0.as_str()) || session.status == SessionStatus::Open {
        return Ok(());
    }
    order.page = order.page.as_ref().map(preorder::CardPage::over);
    store::preorder::save(&tx, &order).await?;
    match session.status {
        SessionStatus::Open => {}
        SessionStatus::Complete { method, card } => {
            let card = saved(method, card);
            saved_card(app, &tx, order, &campaign, card).await?;
        }
        SessionStatus::Expired => expired(app, &tx, order, &campaign).await?,
    }
    Ok(tx.commit().await?)
}

async fn saved_card(
    app: &App,
    tx: &Tx,
    order: Preorder,
    campaign: &Campaign,
    card: preorder::Card,
) -> Result<(), Error> {
    store::saved_method::insert(tx, order.id, &card, app.now()).await?;
    let deadline = campaign.clocks.deadline_at.unwrap_or(order.created_at);
    let term = card_term(card.exp_month, card.exp_year, deadline, campaign.terms.grace_seconds);
    apply_card(app, tx, order, campaign, (Event::CardSaved(term), card)).await?;
    Ok(())
}

/// A started order goes with its page, unless there is time for another visit.
async fn expired(app: &App, tx: &Tx, order: Preorder, campaign: &Campaign) -> Result<(), Error> {
    let end = reservation_ends_at(order.reserved_until, true, &campaign.sale_clock());
    if order.state == State::Started && app.now() >= end {
        apply(app, tx, order, campaign, Event::Expire).await?;
    }
    Ok(())
}

fn saved(method: MethodRef, card: crate::gateway::payment::Card) -> preorder::Card {
    preorder::Card {
        method: method.0,
        brand: card.brand,
        last4: card.last4,
        exp_month: card.exp_month,
        exp_year: card.exp_year,
    }
}
