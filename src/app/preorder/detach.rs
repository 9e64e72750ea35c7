//! Making the provider forget a card. Forgetting twice is no error, so there is nothing to store before.

use crate::app::job::{Fault, Step};
use crate::app::{App, rate, stop};
use crate::domain::rate::Bucket;
use crate::gateway::payment::{Answer, MethodRef};
use crate::store::{self, StoreError};

pub(in crate::app) async fn run(app: &App, method: &str) -> Result<Step, Fault> {
    stop::check(&app.store).await?;
    let answer = call(app, method).await;
    rate::heed(app, Bucket::Detach, &answer).await?;
    answer?;
    record(app, method).await?;
    Ok(Step::Done)
}

async fn call(app: &App, method: &str) -> Answer<()> {
    app.outside.payment.detach(&MethodRef(method.to_owned())).await
}

async fn record(app: &App, method: &str) -> Result<(), StoreError> {
    let tx = app.store.begin_write().await?;
    store::saved_method::set_detached(&tx, method, app.now()).await?;
    tx.commit().await
}
