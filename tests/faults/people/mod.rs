//! What people do, whenever they like: buyers, admins, and whoever has the provider's dashboard open.

mod admin;
mod buyer;
mod designer;
mod organiser;

use std::sync::Arc;

use greenlit::app::App;
use greenlit::domain::id::PreorderId;
use greenlit::domain::preorder::Preorder;
use greenlit::gateway::payment::model::Act;
use greenlit::gateway::payment::{IntentRef, IntentStatus};
use greenlit::store;

use crate::actor::{Actor, Ask};
use crate::world::{World, Wrong};

pub(crate) use self::buyer::link_in;
pub(crate) use self::designer::FOR_PEOPLE;

const ORDERS: u64 = 50;

impl World {
    /// A person asks something of a node, waits for the answer, and asks another one where none comes.
    fn ask<F>(&mut self, what: String, node: usize, work: impl Fn(Arc<App>) -> F + Send + Sync + 'static)
    where
        F: Future<Output = String> + Send + 'static,
    {
        self.note(&format!("asked: {what}"));
        let ask: Ask = Arc::new(move |app| Box::pin(work(app)));
        let asked = ask(self.nodes[node].app.clone());
        self.actors.push(Actor::request(node, what, asked).asking(ask));
    }

    pub(crate) async fn orders(&self) -> Result<Vec<Preorder>, Wrong> {
        let found = store::preorder::list(&self.app().store, crate::stage::campaign(), None, ORDERS).await;
        found.map_err(|error| error.to_string())
    }

    async fn any_order(&mut self) -> Result<Option<Preorder>, Wrong> {
        let orders = self.orders().await?;
        if orders.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.chance.pick(&orders).clone()))
    }

    /// The provider's own dashboard, behind our back.
    pub(crate) async fn dashboard_act(&mut self) -> Result<(), Wrong> {
        let Some(order) = self.any_order().await? else { return Ok(()) };
        match self.chance.weighted(&[(6, 0), (4, 1), (1, 2), (2, 3)]) {
            0 => {
                let Some(intent) = self.intent_of(order.id, |status| status != IntentStatus::Succeeded)
                else {
                    return Ok(());
                };
                self.note(&format!("dashboard cancels {intent}"));
                self.front.act(&Act::CancelIntent(intent)).ok();
            }
            1 => {
                let methods = self.front.book(|book| {
                    book.usable_methods(order.id).iter().map(|method| method.id.clone()).collect::<Vec<_>>()
                });
                for method in methods {
                    self.note(&format!("dashboard detaches {method}"));
                    self.front.act(&Act::Detach(method)).ok();
                }
            }
            2 => self.delete_customer(&order).await?,
            _ => self.reverses_transfer(),
        }
        Ok(())
    }

    async fn delete_customer(&mut self, order: &Preorder) -> Result<(), Wrong> {
        let buyer = store::account::find(&self.app().store, order.buyer).await;
        let customer = buyer.map_err(|error| error.to_string())?.and_then(|buyer| buyer.customer_ref);
        if let Some(customer) = customer {
            self.note(&format!("dashboard deletes {customer}"));
            let customer = greenlit::gateway::payment::CustomerRef(customer);
            self.front.act(&Act::DeleteCustomer(customer)).ok();
        }
        Ok(())
    }

    /// The newest intent of an order in such a state, by the provider's book.
    fn intent_of(&self, order: PreorderId, is_meant: impl Fn(IntentStatus) -> bool) -> Option<IntentRef> {
        self.front.book(|book| {
            let own = book.intents.values().filter(|intent| intent.preorder == order);
            let meant = own.filter(|intent| is_meant(intent.status));
            meant.max_by_key(|intent| intent.number).map(|intent| intent.id.clone())
        })
    }
}
