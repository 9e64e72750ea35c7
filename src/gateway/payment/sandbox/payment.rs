//! The sandbox as the service sees it: the `Payment` trait on the model.

use async_trait::async_trait;

use super::super::model::{Act, Reply, Request};
use super::super::{
    Answer, Balance, ConfirmIntent, CreateIntent, CreateRefund, CreateTransfer, CustomerRef, Failure,
    Inexpressible, Intent, IntentRef, Key, MethodRef, Movement, OpenSession, Payee, PayeeRef, Payment,
    Refund, RefundRef, Session, SessionRef, Transfer, currency,
};
use super::{Operation, Sandbox};
use crate::domain::id::{AccountId, PreorderId};
use crate::domain::money::{Currency, Money};

/// Takes the one kind of reply that this endpoint gives; another would be a mistake of the model.
macro_rules! only {
    ($reply:expr, $kind:ident) => {
        match $reply {
            Ok(Reply::$kind(found)) => Ok(found),
            Ok(_) => Err(Failure::Broken { status: 500 }),
            Err(failure) => Err(failure),
        }
    };
}
pub(super) use only;

impl Sandbox {
    pub(super) fn hosted_session(&self, session: Session) -> Session {
        Session { url: self.hosted(&session.url), ..session }
    }

    fn hosted_intent(&self, intent: Intent) -> Intent {
        Intent { action_url: intent.action_url.as_deref().map(|path| self.hosted(path)), ..intent }
    }

    pub(super) fn hosted_payee(&self, payee: Payee) -> Payee {
        Payee { onboarding_url: payee.onboarding_url.as_deref().map(|path| self.hosted(path)), ..payee }
    }

    fn hosted(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }
}

#[async_trait]
impl Payment for Sandbox {
    fn expressible(&self, amount: Money) -> Result<(), Inexpressible> {
        currency::expressible(amount)
    }

    fn minimum(&self, currency: Currency) -> Result<Money, Inexpressible> {
        currency::minimum(currency)
    }

    async fn create_customer(&self, key: &Key, buyer: AccountId, email: &str) -> Answer<CustomerRef> {
        let request = Request::CreateCustomer { buyer, email: email.to_owned() };
        only!(self.keyed(Operation::CreateCustomer, key, request).await, Customer)
    }

    async fn open_session(&self, key: &Key, session: &OpenSession) -> Answer<Session> {
        let request = Request::OpenSession(session.clone());
        let reply = self.keyed(Operation::OpenSession, key, request).await;
        only!(reply, Session).map(|session| self.hosted_session(session))
    }

    async fn read_session(&self, id: &SessionRef) -> Answer<Session> {
        let id = id.clone();
        let session = self.read(Operation::ReadSession, move |model, now| model.read_session(&id, now)).await;
        session.map(|session| self.hosted_session(session))
    }

    async fn expire_session(&self, id: &SessionRef) -> Answer<Session> {
        let reply = self.direct(Operation::ExpireSession, Act::ExpireSession(id.clone())).await;
        only!(reply, Session).map(|session| self.hosted_session(session))
    }

    async fn list_complete_sessions(
        &self,
        customer: &CustomerRef,
        preorder: PreorderId,
    ) -> Answer<Vec<Session>> {
        let customer = customer.clone();
        let look =
            move |model: &super::Model, now| Ok(model.list_complete_sessions(&customer, preorder, now));
        let sessions = self.read(Operation::ListCompleteSessions, look).await?;
        Ok(sessions.into_iter().map(|session| self.hosted_session(session)).collect())
    }

    async fn detach(&self, method: &MethodRef) -> Answer<()> {
        self.direct(Operation::Detach, Act::Detach(method.clone())).await.map(|_| ())
    }

    async fn create_intent(&self, key: &Key, intent: &CreateIntent) -> Answer<Intent> {
        let request = Request::CreateIntent(intent.clone());
        let reply = self.keyed(Operation::CreateIntent, key, request).await;
        only!(reply, Intent).map(|intent| self.hosted_intent(intent))
    }

    async fn confirm_intent(&self, key: &Key, confirm: &ConfirmIntent) -> Answer<Intent> {
        let request = Request::ConfirmIntent(confirm.clone());
        let reply = self.keyed(Operation::ConfirmIntent, key, request).await;
        only!(reply, Intent).map(|intent| self.hosted_intent(intent))
    }

    async fn read_intent(&self, id: &IntentRef) -> Answer<Intent> {
        let id = id.clone();
        let intent = self.read(Operation::ReadIntent, move |model, _| model.read_intent(&id)).await;
        intent.map(|intent| self.hosted_intent(intent))
    }

    async fn cancel_intent(&self, id: &IntentRef) -> Answer<Intent> {
        let reply = self.direct(Operation::CancelIntent, Act::CancelIntent(id.clone())).await;
        only!(reply, Intent).map(|intent| self.hosted_intent(intent))
    }

    async fn list_intents(&self, customer: &CustomerRef, preorder: PreorderId) -> Answer<Vec<Intent>> {
        let customer = customer.clone();
        let look = move |model: &super::Model, _| Ok(model.list_intents(&customer, preorder));
        let intents = self.read(Operation::ListIntents, look).await?;
        Ok(intents.into_iter().map(|intent| self.hosted_intent(intent)).collect())
    }

    async fn create_refund(&self, key: &Key, refund: &CreateRefund) -> Answer<Refund> {
        let request = Request::CreateRefund(refund.clone());
        only!(self.keyed(Operation::CreateRefund, key, request).await, Refund)
    }

    async fn read_refund(&self, id: &RefundRef) -> Answer<Refund> {
        let id = id.clone();
        self.read(Operation::ReadRefund, move |model, _| model.read_refund(&id)).await
    }

    async fn list_refunds(&self, intent: &IntentRef) -> Answer<Vec<Refund>> {
        let intent = intent.clone();
        self.read(Operation::ListRefunds, move |model, _| Ok(model.list_refunds(&intent))).await
    }

    async fn create_payee(&self, key: &Key, account: AccountId, email: &str) -> Answer<Payee> {
        let request = Request::CreatePayee { account, email: email.to_owned() };
        let reply = self.keyed(Operation::CreatePayee, key, request).await;
        only!(reply, Payee).map(|payee| self.hosted_payee(payee))
    }

    async fn read_payee(&self, id: &PayeeRef) -> Answer<Payee> {
        let id = id.clone();
        let payee = self.read(Operation::ReadPayee, move |model, _| model.read_payee(&id)).await;
        payee.map(|payee| self.hosted_payee(payee))
    }

    async fn create_transfer(&self, key: &Key, transfer: &CreateTransfer) -> Answer<Transfer> {
        let request = Request::CreateTransfer(transfer.clone());
        only!(self.keyed(Operation::CreateTransfer, key, request).await, Transfer)
    }

    async fn list_transfers(&self, group: &str) -> Answer<Vec<Transfer>> {
        let group = group.to_owned();
        self.read(Operation::ListTransfers, move |model, _| Ok(model.list_transfers(&group))).await
    }

    async fn top_up(&self, key: &Key, amount: Money) -> Answer<String> {
        only!(self.keyed(Operation::TopUp, key, Request::TopUp { amount }).await, TopUp)
    }

    async fn balances(&self) -> Answer<Vec<Balance>> {
        self.read(Operation::Balances, |model, now| Ok(model.balances(now))).await
    }

    async fn list_movements(&self, after: Option<&str>, limit: u32) -> Answer<Vec<Movement>> {
        let after = after.map(ToOwned::to_owned);
        let look = move |model: &super::Model, _| model.list_movements(after.as_deref(), limit);
        self.read(Operation::ListMovements, look).await
    }
}
