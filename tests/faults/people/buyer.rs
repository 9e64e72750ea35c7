//! Buyers: they order, save cards, give up, come back late, and answer the bank whenever they please.

use chrono::TimeDelta;
use greenlit::app::caller::Member;
use greenlit::app::link::Purpose;
use greenlit::app::{App, attempt, preorder};
use greenlit::domain::id::PreorderId;
use greenlit::domain::preorder::{AddressForm, Line, Order, Preorder, State};
use greenlit::gateway::payment::model::{Act, Reply, Step, Verdict, card};
use greenlit::gateway::payment::{IntentStatus, SessionRef};
use greenlit::store;

use crate::stage;
use crate::world::{World, Wrong};

/// Cards by how often they are typed.
const CARDS: [(u64, &str); 10] = [
    (30, "4242424242424242"),
    (8, "4000000000000341"),
    (8, "4000000000009995"),
    (6, "4000002500003155"),
    (14, "4000002760003184"),
    (4, "4000008260003178"),
    (4, "4000000000000069"),
    (4, "4000000000009979"),
    (8, "4000000000005126"),
    (6, "4000000000060006"),
];
/// How the address of the repair page begins in a mail.
const LINK: &str = "http://greenlit.test/repair/";
const LINK_LIFE: TimeDelta = TimeDelta::days(7);

#[derive(Clone, Copy)]
enum Does {
    Visits,
    TypesCard,
    ComesBack,
    Cancels,
    Repairs,
    Looks,
    AnswersBank,
    OpensLink,
    RepairsByLink,
    ReplacesByLink,
    ReplacesCard,
}

impl World {
    pub(crate) async fn buyer_act(&mut self) -> Result<(), Wrong> {
        let index = self.chance.index(self.buyers.len());
        let node = self.chance.index(self.nodes.len());
        let buyer = self.buyers[index].clone();
        let orders = store::preorder::list_of_buyer(&self.app().store, buyer.id(), None, 10).await;
        let orders = orders.map_err(|error| error.to_string())?;
        let open = orders.iter().find(|order| order.state.is_open());
        match open.or_else(|| orders.first()) {
            Some(order) if open.is_some() || self.chance.permille(500) => self.go_on_with(order, node),
            Some(_) | None => {
                let order = self.some_goods();
                let key = self.next_key();
                self.orders_asked += 1;
                let what = format!("buyer {index} orders {}", order.lines[0].quantity);
                self.ask(what, node, move |app| {
                    let (buyer, key, order) = (buyer.clone(), key.clone(), order.clone());
                    async move {
                        match preorder::place(&app, &buyer, stage::campaign(), &key, &order).await {
                            Ok(placed) => format!("with {}", placed.id),
                            Err(error) => format!("with a no: {error}"),
                        }
                    }
                });
            }
        }
        Ok(())
    }

    /// Most buyers save a card at once, through a line that fails as often as ever.
    pub(crate) async fn fill_the_sale(&mut self) -> Result<(), Wrong> {
        for buyer in self.buyers.clone() {
            if self.chance.permille(250) {
                continue;
            }
            let (app, key, goods) = (self.app().clone(), self.next_key(), self.some_goods());
            self.orders_asked += 1;
            let Ok(placed) = preorder::place(&app, &buyer, stage::campaign(), &key, &goods).await else {
                continue;
            };
            for does in [Does::Visits, Does::TypesCard, Does::ComesBack] {
                let found = store::preorder::find(&app.store, placed.id).await;
                let order = found.map_err(|error| error.to_string())?.ok_or("the order is gone")?;
                if matches!(does, Does::TypesCard) {
                    self.types_card(&order);
                } else {
                    self.requests(&order, does, 0);
                }
                self.finish_all().await?;
                self.check().await?;
            }
        }
        Ok(())
    }

    fn some_goods(&mut self) -> Order {
        let quantity = u32::try_from(self.chance.between(1, 2)).unwrap();
        let lines = vec![Line { variant: stage::variant(self.chance.below(2)), quantity }];
        let address = AddressForm {
            name: "A Buyer".to_owned(),
            line1: "Main Street 1".to_owned(),
            line2: None,
            city: "Berlin".to_owned(),
            region: None,
            postal_code: "10115".to_owned(),
            country: "DE".to_owned(),
        };
        Order { lines, address }
    }

    fn go_on_with(&mut self, order: &Preorder, node: usize) {
        let does = match order.state {
            State::Started => self.chance.weighted(&[
                (30, Does::Visits),
                (60, Does::TypesCard),
                (30, Does::ComesBack),
                (4, Does::Cancels),
            ]),
            State::Committed => self.chance.weighted(&[
                (2, Does::Cancels),
                (2, Does::ReplacesCard),
                (6, Does::TypesCard),
                (6, Does::ComesBack),
                (2, Does::OpensLink),
                (2, Does::Repairs),
            ]),
            State::Charging | State::Declined | State::NeedsAction | State::Voiding => {
                self.chance.weighted(&[
                    (20, Does::Repairs),
                    (10, Does::Looks),
                    (20, Does::AnswersBank),
                    (10, Does::OpensLink),
                    (10, Does::RepairsByLink),
                    (6, Does::ReplacesByLink),
                    (6, Does::ReplacesCard),
                    (16, Does::TypesCard),
                    (10, Does::ComesBack),
                    (2, Does::Cancels),
                ])
            }
            State::Paid
            | State::Expired
            | State::Cancelled
            | State::Released
            | State::Dropped
            | State::Refunded
            | State::ChargedBack => self.chance.weighted(&[
                (4, Does::AnswersBank),
                (2, Does::TypesCard),
                (2, Does::ComesBack),
                (2, Does::RepairsByLink),
                (2, Does::Looks),
                (1, Does::Cancels),
                (1, Does::Visits),
            ]),
        };
        match does {
            Does::TypesCard => self.types_card(order),
            Does::AnswersBank => self.answers_bank(order),
            Does::Visits
            | Does::ComesBack
            | Does::Cancels
            | Does::Repairs
            | Does::Looks
            | Does::OpensLink
            | Does::RepairsByLink
            | Does::ReplacesByLink
            | Does::ReplacesCard => self.requests(order, does, node),
        }
    }

    /// On the provider's page; the bank may ask there, and most people are who they say.
    fn types_card(&mut self, order: &Preorder) {
        let Some(session) = order.session().map(|session| SessionRef(session.to_owned())) else { return };
        let number = self.chance.weighted(&CARDS);
        let entry = card::Entry::parse(number, 12, 2_032, "123").unwrap();
        self.note(&format!("the buyer of {} types {number}", order.id));
        let step = self.front.act(&Act::SubmitCard { session: session.clone(), entry });
        if let Ok(Reply::Step(Step::Authenticate)) = step {
            let verdict = if self.chance.permille(900) { Verdict::Pass } else { Verdict::Fail };
            self.front.act(&Act::AuthenticateCard { session, verdict }).ok();
        }
    }

    /// In one tab or in two, early or after everything is over: the bank's page takes what it gets.
    fn answers_bank(&mut self, order: &Preorder) {
        let Some(intent) = self.intent_of(order.id, |status| status == IntentStatus::RequiresAction) else {
            return;
        };
        let verdict = if self.chance.permille(800) { Verdict::Pass } else { Verdict::Fail };
        let answer = self.front.act(&Act::FinishAction { intent: intent.clone(), verdict });
        self.note(&format!("the buyer of {} answers the bank on {intent}: {verdict:?} {answer:?}", order.id));
    }

    fn requests(&mut self, order: &Preorder, does: Does, node: usize) {
        let (id, key) = (order.id, self.next_key());
        let buyer = self.buyers.iter().find(|buyer| buyer.id() == order.buyer).unwrap().clone();
        let token = self.link_to(id);
        let (name, state) = (name_of(does), order.state);
        self.ask(format!("{name} {id} ({state})"), node, move |app| {
            let (buyer, key, token) = (buyer.clone(), key.clone(), token.clone());
            async move { request(&app, (does, id), (&buyer, &key, &token)).await }
        });
    }

    /// The link of the last mail about the order, or one like it where no mail has come yet.
    fn link_to(&self, id: PreorderId) -> String {
        let key = &self.app().settings.secret_key;
        let mailed = self.front.mails().into_iter().rev().filter_map(|text| link_in(&text));
        let mut own =
            mailed.filter(|token| key.look(Purpose::Repair, token).is_ok_and(|to| to.id == id.uuid()));
        own.next().unwrap_or_else(|| key.sign(Purpose::Repair, id.uuid(), self.now() + LINK_LIFE))
    }
}

/// The token of a mail's way to the repair page.
pub(crate) fn link_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once(LINK)?;
    Some(rest.split_whitespace().next()?.to_owned())
}

async fn request(
    app: &App,
    (does, id): (Does, PreorderId),
    (buyer, key, token): (&Member, &str, &str),
) -> String {
    match does {
        Does::Visits => short(preorder::visit(app, id).await.map(|_| ())),
        Does::ComesBack => short(preorder::read_session(app, id).await),
        Does::Cancels => short(preorder::cancel(app, buyer, id, key).await.map(|_| ())),
        Does::Repairs => short(attempt::repair(app, buyer, id, key).await.map(|_| ())),
        Does::Looks => short(attempt::look(app, id).await.map(|_| ())),
        Does::OpensLink => short(attempt::open(app, token).await.map(|_| ())),
        Does::RepairsByLink => short(attempt::repair_by_link(app, token, key).await.map(|_| ())),
        Does::ReplacesByLink => short(attempt::another_card_by_link(app, token).await.map(|_| ())),
        Does::ReplacesCard => short(preorder::replace_card(app, buyer, id).await.map(|_| ())),
        Does::TypesCard | Does::AnswersBank => String::new(),
    }
}

const fn name_of(does: Does) -> &'static str {
    match does {
        Does::Visits => "visit",
        Does::TypesCard => "type card",
        Does::ComesBack => "come back",
        Does::Cancels => "cancel",
        Does::Repairs => "repair",
        Does::Looks => "look",
        Does::AnswersBank => "answer bank",
        Does::OpensLink => "open link",
        Does::RepairsByLink => "repair by link",
        Does::ReplacesByLink => "replace by link",
        Does::ReplacesCard => "replace card",
    }
}

fn short<E: std::fmt::Display>(answer: Result<(), E>) -> String {
    answer.map_or_else(|error| format!("with a no: {error}"), |()| "well".to_owned())
}
