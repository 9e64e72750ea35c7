//! The provider's webhooks as they reach us: late, twice, in any order, or never. They only say where to look.

use greenlit::app::{App, attempt};
use greenlit::domain::job::Job;
use greenlit::gateway::payment::RefundRef;
use greenlit::store::{Reads, StoreError};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::actor::Actor;
use crate::front::Hint;
use crate::world::World;

impl World {
    /// Delivers one of the hints that wait, to any node. This is where the receiver of webhooks is called.
    pub(crate) fn deliver_hint(&mut self) {
        let Some(hint) = self.front.take_hint(&mut self.chance) else { return };
        if self.chance.permille(100) {
            self.note(&format!("{hint:?} is lost"));
            return;
        }
        let node = self.chance.index(self.nodes.len());
        let app = self.nodes[node].app.clone();
        let preorder = match &hint {
            Hint::Intent(intent) => self.front.book(|book| book.intents[intent].preorder),
            Hint::Refund(refund) => {
                self.front.book(|book| book.intents[&book.refunds[refund].intent].preorder)
            }
        };
        let what = format!("hint {hint:?}");
        self.note(&what);
        let work = async move {
            match hint {
                Hint::Intent(_) => {
                    #[cfg(feature = "sabotage")]
                    attempt::believe(&app, preorder).await.ok();
                    let looked = attempt::look(&app, preorder).await;
                    looked.map_or_else(|error| error.to_string(), |_| "well".to_owned())
                }
                Hint::Refund(refund) => {
                    let planned = plan_read(&app, &refund).await;
                    planned.map_or_else(|error| error.to_string(), |()| "well".to_owned())
                }
            }
        };
        self.actors.push(Actor::request(node, what, work));
    }
}

async fn plan_read(app: &App, refund: &RefundRef) -> Result<(), StoreError> {
    let found = entity::refund::Entity::find()
        .filter(entity::refund::Column::ProviderRef.eq(refund.0.clone()))
        .one(app.store.connection())
        .await?;
    let Some(found) = found else { return Ok(()) };
    let tx = app.store.begin_write().await?;
    app.plan(&tx, &Job::ReadRefund { refund: found.id.into() }, app.now()).await?;
    tx.commit().await
}
