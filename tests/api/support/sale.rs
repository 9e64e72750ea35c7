//! Sales for tests: an open campaign, buyers who order, save cards and come back.

use greenlit::domain::campaign::Campaign;
use greenlit::domain::id::{CampaignId, DesignId, PreorderId, RoundId};
use greenlit::domain::preorder::Preorder;
use greenlit::gateway::payment::SessionRef;
use greenlit::store;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Answer, Person, TestApp};

/// A card that is saved and charged without a question.
pub(crate) const GOOD_CARD: &str = "4242424242424242";

/// An open campaign: two sizes at 25.00 and 27.00 EUR, shipped to DE for 5.00, 10 % tax on top.
#[derive(Clone)]
pub(crate) struct Sale {
    pub(crate) campaign: Uuid,
    pub(crate) round: Uuid,
    pub(crate) admin: Person,
    pub(crate) variants: Vec<Uuid>,
}

impl TestApp {
    /// A campaign in draft whose gate has these terms besides the usual ones; nobody's prize waits for it.
    pub(crate) async fn unopened_sale(&self, gate: &Value) -> Sale {
        self.unopened_sale_of("Sam", gate).await
    }

    async fn unopened_sale_of(&self, admin: &str, gate: &Value) -> Sale {
        let designer = self.member(&format!("{admin}designs")).await;
        let admin = self.admin(admin).await;
        let mut rules = self.rules();
        rules["prizes"] = json!([]);
        for (term, value) in gate.as_object().unwrap() {
            rules["gate"][term] = value.clone();
        }
        let round = self.opened(&admin, &rules).await;
        let design = self.plant_design(&round, "ranked", &[(&designer, 10_000)]).await;
        let round: Uuid = round.parse().unwrap();
        let kept = store::round::find(&self.app.store, RoundId::new(round)).await.unwrap().unwrap();
        let variants = kept.rules.product.variants.iter().map(|variant| variant.id.uuid()).collect();
        let campaign = Campaign::draft(
            self.app.id(),
            kept.id,
            DesignId::new(design),
            (kept.rules.currency, kept.rules.gate),
            self.now(),
        );
        let tx = self.app.store.begin_write().await.unwrap();
        store::campaign::insert(&tx, &campaign).await.unwrap();
        tx.commit().await.unwrap();
        Sale { campaign: campaign.id.uuid(), round, admin, variants }
    }

    /// The same, opened now.
    pub(crate) async fn sale(&self, gate: &Value) -> Sale {
        self.sale_of("Sam", gate).await
    }

    /// The same by an admin of this name, where a test has several.
    pub(crate) async fn sale_of(&self, admin: &str, gate: &Value) -> Sale {
        let sale = self.unopened_sale_of(admin, gate).await;
        self.post(Some(&sale.admin), &sale.path("open"), &json!({})).await.ok();
        sale
    }

    pub(crate) async fn campaign(&self, sale: &Sale) -> Campaign {
        let id = CampaignId::new(sale.campaign);
        store::campaign::find(&self.app.store, id).await.unwrap().unwrap()
    }

    /// The campaign's state in a word.
    pub(crate) async fn state_of(&self, sale: &Sale) -> String {
        self.campaign(sale).await.state.to_string()
    }

    pub(crate) async fn kept_order(&self, id: Uuid) -> Preorder {
        store::preorder::find(&self.app.store, PreorderId::new(id)).await.unwrap().unwrap()
    }

    pub(crate) async fn preorder_state(&self, id: Uuid) -> String {
        self.kept_order(id).await.state.to_string()
    }

    /// Orders so many of the first variant.
    pub(crate) async fn ask(&self, sale: &Sale, buyer: &Person, quantity: u32) -> Answer {
        self.post_once(buyer, &sale.path("preorders"), &sale.order(quantity)).await
    }

    /// Orders and goes to the card page.
    pub(crate) async fn at_card_page(&self, sale: &Sale, buyer: &Person, quantity: u32) -> Uuid {
        let id = id(&self.ask(sale, buyer, quantity).await.ok());
        self.to_card_page(id).await;
        id
    }

    /// Goes to the provider's card page from ours.
    pub(crate) async fn to_card_page(&self, preorder: Uuid) {
        let answer = self.get(None, &format!("/pay/{preorder}")).await;
        assert_eq!(answer.status.as_u16(), 303, "{}", String::from_utf8_lossy(&answer.bytes));
        assert!(answer.header("location").starts_with("/sandbox/card/"));
    }

    /// Saves this card on the provider's page without coming back.
    pub(crate) async fn type_card(&self, preorder: Uuid, number: &str) {
        let session = self.kept_order(preorder).await.session().unwrap().to_owned();
        self.sandbox.save_card(&SessionRef(session), number).await.unwrap();
    }

    /// Comes back from the provider's page.
    pub(crate) async fn come_back(&self, preorder: Uuid) -> String {
        let answer = self.get(None, &format!("/pay/{preorder}/return")).await;
        assert_eq!(answer.status.as_u16(), 200);
        String::from_utf8(answer.bytes).unwrap()
    }

    /// Orders, saves this card and comes back.
    pub(crate) async fn commit(&self, sale: &Sale, buyer: &Person, quantity: u32, card: &str) -> Uuid {
        let id = self.at_card_page(sale, buyer, quantity).await;
        self.type_card(id, card).await;
        self.come_back(id).await;
        id
    }

    /// So many new members who commit one unit each.
    pub(crate) async fn commit_many(&self, sale: &Sale, count: usize, name: &str) -> Vec<Uuid> {
        let mut orders = Vec::new();
        for number in 0..count {
            let buyer = self.member(&format!("{name}{number}")).await;
            orders.push(self.commit(sale, &buyer, 1, GOOD_CARD).await);
        }
        orders
    }

    /// How many cards the provider can still charge, by its own book.
    pub(crate) fn known_cards(&self) -> usize {
        let book = self.sandbox.book().unwrap();
        book.methods.values().filter(|method| !method.is_detached).count()
    }
}

impl Sale {
    pub(crate) fn path(&self, what: &str) -> String {
        format!("/api/v1/campaigns/{}/{what}", self.campaign)
    }

    /// An order of so many of the first variant to Germany.
    pub(crate) fn order(&self, quantity: u32) -> Value {
        self.order_of(&[(0, quantity)])
    }

    /// An order of these variants, by their number in the rules.
    pub(crate) fn order_of(&self, lines: &[(usize, u32)]) -> Value {
        let lines: Vec<Value> = lines
            .iter()
            .map(|(index, quantity)| json!({ "variant": self.variants[*index], "quantity": quantity }))
            .collect();
        json!({ "lines": lines, "address": address() })
    }
}

pub(crate) fn address() -> Value {
    json!({
        "name": "Kim", "line1": "Rathausplatz 1", "city": "Köln", "postal_code": "50667", "country": "DE",
    })
}

/// The id in an answer.
pub(crate) fn id(answer: &Value) -> Uuid {
    answer["id"].as_str().unwrap().parse().unwrap()
}
