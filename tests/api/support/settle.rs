//! Sales for tests of money: orders with test cards in them, decided and charged, and books that must agree.

use chrono::{DateTime, Duration, Utc};
use greenlit::domain::attempt::Attempt;
use greenlit::domain::campaign::{Campaign, State as CampaignState};
use greenlit::domain::id::{CampaignId, IntentId, PreorderId};
use greenlit::domain::intent::Intent;
use greenlit::domain::preorder::{Preorder, State};
use greenlit::gateway::payment::sandbox::{Fault, Operation};
use greenlit::gateway::payment::{IntentRef, SessionRef};
use greenlit::store;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Person, TestApp};

pub(crate) const GOOD: &str = "4242424242424242";
pub(crate) const POOR: &str = "4000000000009995";
pub(crate) const STOLEN: &str = "4000000000009979";
pub(crate) const ASKS: &str = "4000002760003184";
pub(crate) const SLOW: &str = "4000000000060006";
pub(crate) const REFUND_FAILS: &str = "4000000000005126";
/// One unit of 25.00, 5.00 shipping, a tenth of tax on top.
pub(crate) const TOTAL_MINOR: i64 = 3_300;

pub(crate) struct Sale {
    pub(crate) admin: Person,
    pub(crate) id: CampaignId,
    pub(crate) orders: Vec<(Person, PreorderId)>,
}

impl Sale {
    pub(crate) fn path(&self, what: &str) -> String {
        format!("/api/v1/campaigns/{}/{what}", self.id)
    }
}

/// What is special about a sale.
pub(crate) struct Special<'a> {
    pub(crate) designers: &'a [(&'a Person, i32)],
    /// Of each order: which variant of the product, and how many.
    pub(crate) lines: &'a [(usize, u32)],
    pub(crate) rules: fn(&mut Value),
}

impl TestApp {
    /// An open sale with one order of one unit for each card.
    pub(crate) async fn committed(&self, threshold: u32, cards: &[&str]) -> Sale {
        let designer = self.member("Dora").await;
        let plain = Special { designers: &[(&designer, 10_000)], lines: &[(0, 1)], rules: |_| {} };
        self.committed_to(plain, threshold, cards).await
    }

    /// An open sale with one order for each card.
    pub(crate) async fn committed_to(&self, special: Special<'_>, threshold: u32, cards: &[&str]) -> Sale {
        let admin = self.admin("Grace").await;
        let mut rules = self.rules();
        rules["prizes"] = json!([]);
        rules["gate"] = json!({ "threshold_units": threshold, "sale_seconds": 86_400 });
        (special.rules)(&mut rules);
        let round = self.opened(&admin, &rules).await;
        let design = self.plant_design(&round, "ranked", special.designers).await;
        let round = self.get(Some(&admin), &format!("/api/v1/rounds/{round}")).await.ok();
        let variants = &round["rules"]["product"]["variants"];
        let line = |(number, quantity): &(usize, u32)| json!({ "variant": variants[*number]["id"], "quantity": quantity });
        let lines: Vec<Value> = special.lines.iter().map(line).collect();
        let id = self.plant_campaign(round["id"].as_str().unwrap(), design).await;
        self.post(Some(&admin), &format!("/api/v1/campaigns/{id}/open"), &json!({})).await.ok();
        let mut sale = Sale { admin, id, orders: Vec::new() };
        for (number, card) in cards.iter().enumerate() {
            let buyer = self.member(&format!("Buyer{number}")).await;
            let order = self.place_order(&sale, &buyer, &lines).await;
            self.commit_card(order, card).await;
            assert_eq!(self.order_of(order).await.state, State::Committed);
            sale.orders.push((buyer, order));
        }
        sale
    }

    async fn plant_campaign(&self, round: &str, design: Uuid) -> CampaignId {
        let round = store::round::find(&self.app.store, round.parse::<Uuid>().unwrap().into()).await;
        let round = round.unwrap().unwrap();
        let terms = (round.rules.currency, round.rules.gate);
        let id: CampaignId = self.app.id();
        let campaign = Campaign::draft(id, round.id, design.into(), terms, self.now());
        let tx = self.app.store.begin_write().await.unwrap();
        store::campaign::insert(&tx, &campaign).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn place_order(&self, sale: &Sale, buyer: &Person, lines: &[Value]) -> PreorderId {
        let body = json!({
            "lines": lines,
            "address": {
                "name": "A Buyer", "line1": "Main Street 1", "city": "Berlin",
                "postal_code": "10115", "country": "DE",
            },
        });
        let placed = self.post_once(buyer, &sale.path("preorders"), &body).await.ok();
        let id = find_id(&placed);
        id.parse::<Uuid>().unwrap().into()
    }

    /// A visit to the card page, from our page to the provider's and back.
    pub(crate) async fn commit_card(&self, order: PreorderId, card: &str) {
        self.get(None, &format!("/pay/{order}")).await;
        self.finish_card_page(order, card).await;
    }

    /// The same for an order that has a card already.
    pub(crate) async fn change_card(&self, order: PreorderId, card: &str) {
        greenlit::app::preorder::visit(&self.app, order).await.unwrap();
        self.finish_card_page(order, card).await;
    }

    async fn finish_card_page(&self, order: PreorderId, card: &str) {
        let session = self.order_of(order).await.session().expect("a card page is open").to_owned();
        self.save_card(&SessionRef(session), card).await;
        self.get(None, &format!("/pay/{order}/return")).await.ok_page();
    }

    /// Passes the deadline, so that the gate decides and every buyer is told.
    pub(crate) async fn decide(&self) {
        self.advance(Duration::days(1)).await;
        self.advance(Duration::minutes(10)).await;
    }

    /// Passes the deadline and the notice time, so that every card is tried.
    pub(crate) async fn charge(&self) {
        self.decide().await;
        self.advance(Duration::hours(1)).await;
        self.advance(Duration::minutes(2)).await;
    }

    /// An open sale with these cards, charged.
    pub(crate) async fn charged(&self, threshold: u32, cards: &[&str]) -> Sale {
        let sale = self.committed(threshold, cards).await;
        self.charge().await;
        sale
    }

    pub(crate) async fn order_of(&self, id: PreorderId) -> Preorder {
        store::preorder::find(&self.app.store, id).await.unwrap().unwrap()
    }

    /// The states of a sale's orders, as they were made.
    pub(crate) async fn states(&self, sale: &Sale) -> Vec<State> {
        let mut states = Vec::new();
        for (_, order) in &sale.orders {
            states.push(self.order_of(*order).await.state);
        }
        states
    }

    pub(crate) async fn sale_state(&self, sale: &Sale) -> CampaignState {
        store::campaign::find(&self.app.store, sale.id).await.unwrap().unwrap().state
    }

    pub(crate) async fn attempts(&self, order: PreorderId) -> Vec<Attempt> {
        store::attempt::list(&self.app.store, order).await.unwrap()
    }

    pub(crate) async fn intents(&self, order: PreorderId) -> Vec<Intent> {
        store::intent::list(&self.app.store, order).await.unwrap()
    }

    /// The provider's id of an order's newest intent.
    pub(crate) async fn intent_ref(&self, order: PreorderId) -> IntentRef {
        IntentRef(self.intents(order).await.last().unwrap().provider_ref.clone().unwrap())
    }

    pub(crate) async fn intent_id(&self, order: PreorderId) -> IntentId {
        self.intents(order).await.last().unwrap().id
    }

    pub(crate) async fn repair(&self, buyer: &Person, order: PreorderId) -> super::Answer {
        self.post_once(buyer, &format!("/api/v1/preorders/{order}/repair"), &json!({})).await
    }

    /// The kinds of notices that a person got about an order, oldest first, with when.
    pub(crate) async fn told(&self, person: &Person) -> Vec<(String, DateTime<Utc>)> {
        let notices = self.get(Some(person), "/api/v1/me/notices?limit=100").await.ok();
        let items = notices["items"].as_array().unwrap();
        let one = |notice: &Value| {
            let at = notice["created_at"].as_str().unwrap().parse().unwrap();
            (notice["kind"].as_str().unwrap().to_owned(), at)
        };
        items.iter().rev().map(one).collect()
    }

    /// A top-up at the provider: prize money of a round yet to come.
    pub(crate) async fn bring_money(&self, admin: &Person) {
        let round = self.draft(admin, &self.rules()).await;
        let top_up = json!({ "source": "top_up" });
        self.post_once(admin, &format!("/api/v1/rounds/{round}/fundings"), &top_up).await.ok();
        self.settle_down().await;
        self.advance(Duration::seconds(10)).await;
    }

    pub(crate) fn inject(&self, operation: Operation, fault: Fault) {
        self.sandbox.inject(operation, fault);
    }

    /// How often the provider charged an order.
    pub(crate) fn charges(&self, order: PreorderId) -> usize {
        self.book().charges(order).len()
    }

    /// How many cards of an order could still be charged.
    pub(crate) fn cards_left(&self, order: PreorderId) -> usize {
        self.book().usable_methods(order).len()
    }

    /// The journal's balance of one account, debits being positive.
    pub(crate) async fn balance(&self, account: &str) -> i64 {
        let records = store::journal::list(&self.app.store, None, 10_000).await.unwrap();
        let lines = records.into_iter().flat_map(|record| record.row.postings);
        let of_account = lines.filter(|line| line.account.kind().as_str() == account);
        of_account.map(|line| line.debit_minor - line.credit_minor).sum()
    }

    /// The journal says of the provider's balance what the provider says, and no order was charged twice or
    /// holds other money than its row says.
    pub(crate) async fn books_agree(&self, sale: &Sale) {
        self.settle_down().await;
        let book = self.book();
        let moved: i64 = book.movements.iter().map(|line| line.amount.minor - line.fee_minor).sum();
        assert_eq!(self.balance("provider").await, moved, "the provider's balance");
        for (_, id) in &sale.orders {
            let order = self.order_of(*id).await;
            let charges = book.charges(*id);
            let received: i64 = charges.iter().map(|intent| intent.received_minor).sum();
            assert!(charges.len() <= 1, "charged twice: {charges:?}");
            assert_eq!(order.received.minor, received, "{:?}", order.state);
            if !order.state.is_open() {
                assert!(book.usable_methods(*id).is_empty(), "{:?} keeps a card", order.state);
            }
        }
    }
}

fn find_id(placed: &Value) -> String {
    let id = placed["id"].as_str().or_else(|| placed["preorder"]["id"].as_str());
    id.unwrap_or_else(|| panic!("{placed}")).to_owned()
}
