//! Stripe as the service sees it: the `Payment` trait.

use async_trait::async_trait;

use super::super::{
    Answer, Balance, ConfirmIntent, CreateIntent, CreateRefund, CreateTransfer, CustomerRef, Inexpressible,
    Intent, IntentRef, Key, MethodRef, Movement, OpenSession, Payee, PayeeRef, Payment, Refund, RefundRef,
    Session, SessionRef, Transfer, currency,
};
use super::Stripe;
use crate::domain::id::{AccountId, PreorderId};
use crate::domain::money::{Currency, Money};

#[async_trait]
impl Payment for Stripe {
    fn expressible(&self, amount: Money) -> Result<(), Inexpressible> {
        currency::expressible(amount)
    }

    fn minimum(&self, currency: Currency) -> Result<Money, Inexpressible> {
        currency::minimum(currency)
    }

    async fn create_customer(&self, key: &Key, buyer: AccountId, email: &str) -> Answer<CustomerRef> {
        self.make_customer(key, buyer, email).await
    }

    async fn open_session(&self, key: &Key, session: &OpenSession) -> Answer<Session> {
        self.make_session(key, session).await
    }

    async fn read_session(&self, id: &SessionRef) -> Answer<Session> {
        self.find_session(id).await
    }

    async fn expire_session(&self, id: &SessionRef) -> Answer<Session> {
        self.end_session(id).await
    }

    async fn list_complete_sessions(
        &self,
        customer: &CustomerRef,
        preorder: PreorderId,
    ) -> Answer<Vec<Session>> {
        self.complete_sessions_of(customer, preorder).await
    }

    async fn detach(&self, method: &MethodRef) -> Answer<()> {
        self.forget(method).await
    }

    async fn create_intent(&self, key: &Key, intent: &CreateIntent) -> Answer<Intent> {
        self.make_intent(key, intent).await
    }

    async fn confirm_intent(&self, key: &Key, confirm: &ConfirmIntent) -> Answer<Intent> {
        self.confirm(key, confirm).await
    }

    async fn read_intent(&self, id: &IntentRef) -> Answer<Intent> {
        self.find_intent(id).await
    }

    async fn cancel_intent(&self, id: &IntentRef) -> Answer<Intent> {
        self.cancel(id).await
    }

    async fn list_intents(&self, customer: &CustomerRef, preorder: PreorderId) -> Answer<Vec<Intent>> {
        self.intents_of(customer, preorder).await
    }

    async fn create_refund(&self, key: &Key, refund: &CreateRefund) -> Answer<Refund> {
        self.make_refund(key, refund).await
    }

    async fn read_refund(&self, id: &RefundRef) -> Answer<Refund> {
        self.find_refund(id).await
    }

    async fn list_refunds(&self, intent: &IntentRef) -> Answer<Vec<Refund>> {
        self.refunds_of(intent).await
    }

    async fn create_payee(&self, key: &Key, account: AccountId, email: &str) -> Answer<Payee> {
        self.make_payee(key, account, email).await
    }

    async fn read_payee(&self, id: &PayeeRef) -> Answer<Payee> {
        self.find_payee(id).await
    }

    async fn create_transfer(&self, key: &Key, transfer: &CreateTransfer) -> Answer<Transfer> {
        self.make_transfer(key, transfer).await
    }

    async fn list_transfers(&self, group: &str) -> Answer<Vec<Transfer>> {
        self.transfers_of(group).await
    }

    async fn top_up(&self, key: &Key, amount: Money) -> Answer<String> {
        self.bring_in(key, amount).await
    }

    async fn balances(&self) -> Answer<Vec<Balance>> {
        self.holdings().await
    }

    async fn list_movements(&self, after: Option<&str>, limit: u32) -> Answer<Vec<Movement>> {
        self.lines_after(after, limit).await
    }
}
