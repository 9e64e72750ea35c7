//! The provider's card page for an order, as an effect: its key stored, asked for, its address recorded.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Error, lock};
use crate::app::caller::Member;
use crate::app::job::{Fault, Step};
use crate::app::{App, intent, rate};
use crate::domain::campaign::{Campaign, Sale};
use crate::domain::id::{AccountId, PreorderId};
use crate::domain::job::Job;
use crate::domain::money::Currency;
use crate::domain::preorder::{CardPage, OpenedPage, Preorder, State, reservation_ends_at};
use crate::domain::rate::Bucket;
use crate::gateway::payment::{Answer, CustomerRef, Failure, Key, MISSING, OpenSession, Session};
use crate::store::{self, StoreError, Tx};

/// The provider allows no page under 30 minutes from its own now; the rest is for a request that comes late.
/// We end it ourselves when the reservation or the last call is over.
const PAGE_LIFE: TimeDelta = TimeDelta::minutes(45);
/// A page that was asked for and not had yet is asked for anew when less than this is left of its life.
const LIFE_LEFT_MIN: TimeDelta = TimeDelta::minutes(31);
/// When the job looks whether the buyer's own request did it.
const FALLBACK_AFTER: TimeDelta = TimeDelta::minutes(1);
/// A card saved by somebody who did not come back is looked for this long before it would be too late.
const READ_BEFORE_END: TimeDelta = TimeDelta::seconds(5);
/// What opening a page asks of the provider.
const ASKS: [Bucket; 2] = [Bucket::CreateCustomer, Bucket::OpenSession];

/// Where a buyer goes from our page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visit {
    /// To the provider's card page.
    CardPage(String),
    /// Nowhere: there is no card to save, so the order is shown.
    Here,
}

/// What has to be asked of the provider, frozen with its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    pub preorder: PreorderId,
    pub buyer: AccountId,
    pub email: String,
    /// The buyer at the provider, if they are known there.
    pub customer: Option<String>,
    pub key: String,
    pub expires_at: DateTime<Utc>,
    /// What the buyer accepts there.
    pub terms: String,
    pub currency: Currency,
}

/// What `begin` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// A page whose time is over was not looked at yet: a card may have been saved there.
    LookFirst,
    Visit(Visit),
    Ask(Opening),
}

/// Leads the buyer of a new order to the card page. Any other order is shown: its card is there already.
pub async fn enter(app: &App, id: PreorderId) -> Result<Visit, Error> {
    let order = store::preorder::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    if order.state == State::Started { visit(app, id).await } else { Ok(Visit::Here) }
}

/// Leads a buyer to the provider's card page, making it if there is none.
pub async fn visit(app: &App, id: PreorderId) -> Result<Visit, Error> {
    match once(app, id).await {
        // The next visit makes the buyer known again.
        Err(Error::BuyerGone) => once(app, id).await,
        visited => visited,
    }
}

async fn once(app: &App, id: PreorderId) -> Result<Visit, Error> {
    let opening = match looked(app, id).await? {
        Begun::Visit(visit) => return Ok(visit),
        Begun::Ask(opening) => opening,
        // The provider says that the page is open still: its clock is behind ours.
        Begun::LookFirst => return Err(Failure::InFlight.into()),
    };
    rate::draw(app, &ASKS).await?;
    ask(app, opening).await
}

/// The same after a look at a page whose time is over: a card may have been saved there.
async fn looked(app: &App, id: PreorderId) -> Result<Begun, Error> {
    let begun = begin(app, id).await?;
    if begun != Begun::LookFirst {
        return Ok(begun);
    }
    super::read_session(app, id).await?;
    begin(app, id).await
}

async fn ask(app: &App, opening: Opening) -> Result<Visit, Error> {
    let opening = match introduced(app, opening).await? {
        Begun::Ask(opening) => opening,
        Begun::Visit(visit) => return Ok(visit),
        Begun::LookFirst => return Err(Failure::InFlight.into()),
    };
    let answer = call(app, &opening).await;
    rate::heed(app, Bucket::OpenSession, &answer).await?;
    record(app, &opening, answer).await
}

/// Makes the buyer known to the provider where they are not. The page's key is then read anew: while that call was
/// out, somebody else may have spent it.
async fn introduced(app: &App, opening: Opening) -> Result<Begun, Error> {
    if opening.customer.is_some() {
        return Ok(Begun::Ask(opening));
    }
    let answer = call_customer(app, &opening).await;
    rate::heed(app, Bucket::CreateCustomer, &answer).await?;
    match answer {
        Ok(customer) => record_customer(app, &opening, &customer).await?,
        Err(failure) => return Err(failed(app, &opening, failure).await),
    }
    begin(app, opening.preorder).await
}

/// Leads an order's buyer there to replace the card.
pub async fn replace_card(app: &App, buyer: &Member, id: PreorderId) -> Result<Visit, Error> {
    let order = store::preorder::find(&app.store, id).await?;
    order.filter(|order| order.buyer == buyer.id()).ok_or(Error::Unknown)?;
    visit(app, id).await
}

/// The same by the worker, where the buyer's own request died on the way: it asks for no page that nobody wanted.
pub(in crate::app) async fn run(app: &App, id: PreorderId) -> Result<Step, Fault> {
    let Some(order) = store::preorder::find(&app.store, id).await? else { return Ok(Step::Done) };
    let is_half_done = |page: &CardPage| page.opened.is_none() && page.is_live(app.now());
    if order.state != State::Started && !order.page.as_ref().is_some_and(is_half_done) {
        return Ok(Step::Done);
    }
    match looked(app, id).await? {
        Begun::Visit(_) => {}
        Begun::Ask(opening) => match ask(app, opening).await {
            // The next visit makes the buyer known again.
            Err(gone @ Error::BuyerGone) => return Err(Fault::Retry(gone.to_string())),
            asked => drop(asked?),
        },
        Begun::LookFirst => return Err(Failure::InFlight.into()),
    }
    Ok(Step::Done)
}

/// Stores the key of a new visit, or finds the one that is there.
pub async fn begin(app: &App, id: PreorderId) -> Result<Begun, Error> {
    let tx = app.store.begin_write().await?;
    let (campaign, mut order) = lock(&tx, id).await?.ok_or(Error::Unknown)?;
    let now = app.now();
    if !may_save_card(&order, &campaign, now) {
        return Ok(Begun::Visit(Visit::Here));
    }
    let live = order.page.clone().filter(|page| page.is_live(now));
    if let Some(OpenedPage { url, .. }) = live.as_ref().and_then(|page| page.opened.clone()) {
        return Ok(Begun::Visit(Visit::CardPage(url)));
    }
    if live.is_none() && order.session().is_some() {
        return Ok(Begun::LookFirst);
    }
    // The provider takes no page that would end too soon, and the request may have failed for a while.
    let may_be_made = |page: &CardPage| page.expires_at.is_some_and(|end| end - now >= LIFE_LEFT_MIN);
    let page = match live.filter(may_be_made) {
        Some(page) => page,
        None => CardPage::next(id, order.page.as_ref(), now + PAGE_LIFE),
    };
    order.page = Some(page.clone());
    store::preorder::save(&tx, &order).await?;
    app.plan(&tx, &Job::OpenSession { preorder: id }, now + FALLBACK_AFTER).await?;
    let opening = opening(app, &tx, &order, page).await?;
    tx.commit().await?;
    Ok(Begun::Ask(opening))
}

async fn call_customer(app: &App, opening: &Opening) -> Answer<CustomerRef> {
    let key = Key(format!("{}:customer", opening.key));
    app.outside.payment.create_customer(&key, opening.buyer, &opening.email).await
}

/// Keeps what the provider calls the buyer, unless somebody else has made them known first.
async fn record_customer(app: &App, opening: &Opening, customer: &CustomerRef) -> Result<(), StoreError> {
    let tx = app.store.begin_write().await?;
    let known = store::account::find(&tx, opening.buyer).await?.and_then(|buyer| buyer.customer_ref);
    if known.is_none() {
        store::account::set_customer(&tx, opening.buyer, &customer.0).await?;
    }
    tx.commit().await
}

/// Asks the provider for the page of a buyer that it knows. It moves no money.
pub async fn call(app: &App, opening: &Opening) -> Answer<Session> {
    let Some(known) = &opening.customer else { return Err(Failure::InFlight) };
    let ask = OpenSession {
        customer: CustomerRef(known.clone()),
        preorder: opening.preorder,
        return_url: format!("{}/return", super::address(app, opening.preorder)),
        expires_at: opening.expires_at,
        terms: opening.terms.clone(),
        currency: Some(opening.currency),
    };
    app.outside.payment.open_session(&Key(opening.key.clone()), &ask).await
}

/// Writes down where the page is. A key that was answered with a failure is spent: the next visit has another.
pub async fn record(app: &App, opening: &Opening, answer: Answer<Session>) -> Result<Visit, Error> {
    match answer {
        Ok(session) => opened(app, opening, session).await,
        Err(Failure::Refused { code, .. }) if code == MISSING && opening.customer.is_some() => {
            forget(app, opening).await?;
            Err(Error::BuyerGone)
        }
        Err(failure) => Err(failed(app, opening, failure).await),
    }
}

/// What a failed call means for its key.
async fn failed(app: &App, opening: &Opening, failure: Failure) -> Error {
    match failure {
        Failure::Broken { .. } | Failure::Refused { .. } => {
            tracing::error!(preorder.id = %opening.preorder, %failure, "no card page could be had");
            match give_up(app, opening).await {
                Ok(()) => failure.into(),
                Err(error) => error.into(),
            }
        }
        Failure::NoAnswer | Failure::InFlight | Failure::RateLimited { .. } => failure.into(),
    }
}

async fn opened(app: &App, opening: &Opening, session: Session) -> Result<Visit, Error> {
    let tx = app.store.begin_write().await?;
    let (campaign, mut order) = lock(&tx, opening.preorder).await?.ok_or(Error::Unknown)?;
    let known = store::account::find(&tx, opening.buyer).await?.and_then(|buyer| buyer.customer_ref);
    if known != opening.customer {
        // Forgotten, or made known anew; a card saved here would be another customer's.
        drop(tx);
        give_up(app, opening).await?;
        return Err(Failure::InFlight.into());
    }
    let now = app.now();
    let Some(page) = order.page.as_mut().filter(|page| page.key == opening.key && page.is_live(now)) else {
        tx.commit().await?;
        return Ok(Visit::Here);
    };
    page.opened = Some(OpenedPage { session: session.id.0, url: session.url.clone() });
    store::preorder::save(&tx, &order).await?;
    let is_wanted = may_save_card(&order, &campaign, now);
    let (job, at) = if is_wanted {
        (Job::ReadSession { preorder: order.id }, read_at(&order, &campaign, opening.expires_at))
    } else {
        (Job::ExpireSession { preorder: order.id }, now)
    };
    app.plan(&tx, &job, at).await?;
    tx.commit().await?;
    Ok(if is_wanted { Visit::CardPage(session.url) } else { Visit::Here })
}

/// Somebody deleted the buyer in the provider's dashboard.
async fn forget(app: &App, opening: &Opening) -> Result<(), StoreError> {
    let tx = app.store.begin_write().await?;
    if let Some(customer) = &opening.customer {
        intent::forget_buyer(app, &tx, (opening.buyer, customer)).await?;
    }
    tx.commit().await?;
    give_up(app, opening).await
}

/// The next visit has another key.
async fn give_up(app: &App, opening: &Opening) -> Result<(), StoreError> {
    let tx = app.store.begin_write().await?;
    let Some((_, mut order)) = lock(&tx, opening.preorder).await? else { return Ok(()) };
    if let Some(page) = order.page.as_mut().filter(|page| page.key == opening.key) {
        *page = page.over();
        store::preorder::save(&tx, &order).await?;
    }
    tx.commit().await
}

async fn opening(app: &App, tx: &Tx, order: &Preorder, page: CardPage) -> Result<Opening, Error> {
    let buyer = store::account::find(tx, order.buyer).await?.ok_or(Error::Unknown)?;
    Ok(Opening {
        preorder: order.id,
        buyer: buyer.id,
        email: buyer.email,
        customer: buyer.customer_ref,
        key: page.key,
        terms: super::agreement::shown(app, order.total),
        currency: order.total.currency,
        expires_at: page.expires_at.unwrap_or(order.reserved_until),
    })
}

/// Whether a card may be saved now: for a new order while the sale lasts, for a live one to replace its card.
pub(super) fn may_save_card(order: &Preorder, campaign: &Campaign, now: DateTime<Utc>) -> bool {
    let is_page_open = order.session().is_some();
    match order.state {
        State::Started => {
            let sale = campaign.sale_clock();
            let is_selling = match sale.at(now) {
                Sale::Open => true,
                Sale::LastCall => is_page_open,
                Sale::Paused | Sale::Over => false,
            };
            is_selling && now < reservation_ends_at(order.reserved_until, is_page_open, &sale)
        }
        State::Committed | State::Charging | State::Declined | State::NeedsAction => true,
        State::Voiding
        | State::Paid
        | State::Expired
        | State::Cancelled
        | State::Released
        | State::Dropped
        | State::Refunded
        | State::ChargedBack => false,
    }
}

/// When somebody looks who did not wait for the buyer to come back.
fn read_at(order: &Preorder, campaign: &Campaign, expires_at: DateTime<Utc>) -> DateTime<Utc> {
    if order.state == State::Started {
        let end = reservation_ends_at(order.reserved_until, true, &campaign.sale_clock());
        return end - READ_BEFORE_END;
    }
    expires_at
}
