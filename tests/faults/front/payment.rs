//! The `Payment` trait over the failing line.

use async_trait::async_trait;
use greenlit::domain::id::{AccountId, PreorderId};
use greenlit::domain::money::{Currency, Money};
use greenlit::gateway::payment::model::{Act, Model, Reply, Request};
use greenlit::gateway::payment::{
    Answer, Balance, ConfirmIntent, CreateIntent, CreateRefund, CreateTransfer, CustomerRef, Inexpressible,
    Intent, IntentRef, Key, MethodRef, Movement, OpenSession, Payee, PayeeRef, Payment, Refund, RefundRef,
    Session, SessionRef, Transfer, currency,
};

use super::Front;

/// Takes the one kind of reply that an endpoint gives.
macro_rules! only {
    ($reply:expr, $kind:ident) => {
        match $reply {
            Ok(Reply::$kind(found)) => Ok(found),
            Ok(other) => panic!("the model replied {other:?}"),
            Err(failure) => Err(failure),
        }
    };
}

#[async_trait]
impl Payment for Front {
    fn expressible(&self, amount: Money) -> Result<(), Inexpressible> {
        currency::expressible(amount)
    }

    fn minimum(&self, currency: Currency) -> Result<Money, Inexpressible> {
        currency::minimum(currency)
    }

    async fn create_customer(&self, key: &Key, buyer: AccountId, email: &str) -> Answer<CustomerRef> {
        only!(self.keyed(key, Request::CreateCustomer { buyer, email: email.to_owned() }).await, Customer)
    }

    async fn open_session(&self, key: &Key, session: &OpenSession) -> Answer<Session> {
        only!(self.keyed(key, Request::OpenSession(session.clone())).await, Session)
    }

    async fn read_session(&self, id: &SessionRef) -> Answer<Session> {
        self.read("read_session", |model, now| model.read_session(id, now)).await
    }

    async fn expire_session(&self, id: &SessionRef) -> Answer<Session> {
        only!(self.direct("expire_session", Act::ExpireSession(id.clone())).await, Session)
    }

    async fn list_complete_sessions(
        &self,
        customer: &CustomerRef,
        preorder: PreorderId,
    ) -> Answer<Vec<Session>> {
        let look = |model: &Model, now| Ok(model.list_complete_sessions(customer, preorder, now));
        self.read("list_complete_sessions", look).await
    }

    async fn detach(&self, method: &MethodRef) -> Answer<()> {
        self.direct("detach", Act::Detach(method.clone())).await.map(|_| ())
    }

    async fn create_intent(&self, key: &Key, intent: &CreateIntent) -> Answer<Intent> {
        only!(self.keyed(key, Request::CreateIntent(intent.clone())).await, Intent)
    }

    async fn confirm_intent(&self, key: &Key, confirm: &ConfirmIntent) -> Answer<Intent> {
        only!(self.keyed(key, Request::ConfirmIntent(confirm.clone())).await, Intent)
    }

    async fn read_intent(&self, id: &IntentRef) -> Answer<Intent> {
        self.read("read_intent", |model, _| model.read_intent(id)).await
    }

    async fn cancel_intent(&self, id: &IntentRef) -> Answer<Intent> {
        only!(self.direct("cancel_intent", Act::CancelIntent(id.clone())).await, Intent)
    }

    async fn list_intents(&self, customer: &CustomerRef, preorder: PreorderId) -> Answer<Vec<Intent>> {
        self.read("list_intents", |model, _| Ok(model.list_intents(customer, preorder))).await
    }

    async fn create_refund(&self, key: &Key, refund: &CreateRefund) -> Answer<Refund> {
        only!(self.keyed(key, Request::CreateRefund(refund.clone())).await, Refund)
    }

    async fn read_refund(&self, id: &RefundRef) -> Answer<Refund> {
        self.read("read_refund", |model, _| model.read_refund(id)).await
    }

    async fn list_refunds(&self, intent: &IntentRef) -> Answer<Vec<Refund>> {
        self.read("list_refunds", |model, _| Ok(model.list_refunds(intent))).await
    }

    async fn create_payee(&self, key: &Key, account: AccountId, email: &str) -> Answer<Payee> {
        only!(self.keyed(key, Request::CreatePayee { account, email: email.to_owned() }).await, Payee)
    }

    async fn read_payee(&self, id: &PayeeRef) -> Answer<Payee> {
        self.read("read_payee", |model, _| model.read_payee(id)).await
    }

    async fn create_transfer(&self, key: &Key, transfer: &CreateTransfer) -> Answer<Transfer> {
        only!(self.keyed(key, Request::CreateTransfer(transfer.clone())).await, Transfer)
    }

    async fn list_transfers(&self, group: &str) -> Answer<Vec<Transfer>> {
        self.read("list_transfers", |model, _| Ok(model.list_transfers(group))).await
    }

    async fn top_up(&self, key: &Key, amount: Money) -> Answer<String> {
        only!(self.keyed(key, Request::TopUp { amount }).await, TopUp)
    }

    async fn balances(&self) -> Answer<Vec<Balance>> {
        self.read("balances", |model, now| Ok(model.balances(now))).await
    }

    async fn list_movements(&self, after: Option<&str>, limit: u32) -> Answer<Vec<Movement>> {
        self.read("list_movements", |model, _| model.list_movements(after, limit)).await
    }
}
