//! What people do, whenever they like: buyers, admins, and whoever has the provider's dashboard open.

mod admin;
mod buyer;
mod organiser;

use greenlit::domain::id::PreorderId;
use greenlit::domain::preorder::Preorder;
use greenlit::gateway::payment::model::Act;
use greenlit::gateway::payment::{IntentRef, IntentStatus};
use greenlit::store;

use crate::actor::Actor;
use crate::world::{World, Wrong};

const ORDERS: u64 = 50;

impl World {
    /// A person asks something of any node, and waits for the answer.
    fn ask(&mut self, what: String, work: impl Future<Output = String> + Send + 'static, node: usize) {
        self.note(&format!("asked: {what}"));
        self.actors.push(Actor::request(node, what, work));
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
        match self.chance.weighted(&[(6, 0), (4, 1), (1, 2)]) {
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
            _ => self.delete_customer(&order).await?,
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
