//! Making the provider forget a card. Forgetting twice is no error, so there is nothing to store before.

use super::session::forget_card;
use crate::app::job::{Fault, Step};
use crate::app::{App, rate, stop};
use crate::domain::rate::Bucket;
use crate::gateway::payment::{Answer, CustomerRef, Failure, MISSING, MethodRef};
use crate::store::{self, StoreError};

pub(in crate::app) async fn run(app: &App, method: &str) -> Result<Step, Fault> {
    stop::check(&app.store).await?;
    forget_strays(app, method).await?;
    let answer = call(app, method).await;
    rate::heed(app, Bucket::Detach, &answer).await?;
    answer?;
    record(app, method).await?;
    Ok(Step::Done)
}

/// Cards of the same order that no row knows are forgotten with it, once it is over: one was saved on a page of the
/// hour that a restored database lost, and its event may be lost too.
async fn forget_strays(app: &App, method: &str) -> Result<(), Fault> {
    let Some(id) = store::saved_method::order_of(&app.store, method).await? else { return Ok(()) };
    let order = store::preorder::find(&app.store, id).await?;
    let Some(order) = order.filter(|order| !order.state.is_open()) else { return Ok(()) };
    let buyer = store::account::find(&app.store, order.buyer).await?;
    let Some(customer) = buyer.and_then(|buyer| buyer.customer_ref).map(CustomerRef) else { return Ok(()) };
    let answer = app.outside.payment.list_complete_sessions(&customer, order.id).await;
    rate::heed(app, Bucket::ReadSession, &answer).await?;
    let sessions = match answer {
        Err(Failure::Refused { code, .. }) if code == MISSING => return Ok(()),
        other => other?,
    };
    for session in sessions {
        forget_card(app, session).await?;
    }
    Ok(())
}

async fn call(app: &App, method: &str) -> Answer<()> {
    app.outside.payment.detach(&MethodRef(method.to_owned())).await
}

async fn record(app: &App, method: &str) -> Result<(), StoreError> {
    let tx = app.store.begin_write().await?;
    store::saved_method::set_detached(&tx, method, app.now()).await?;
    tx.commit().await
}
