//! The end of a world: faults stop, the clock runs on until nothing is due, and everything is settled.

use chrono::TimeDelta;
use entity::{job, notice, refund};
use greenlit::app::ledger;
use greenlit::app::link::Purpose;
use greenlit::domain::campaign::State as SaleState;
use greenlit::domain::id::PreorderId;
use greenlit::domain::job::Lane;
use greenlit::domain::ledger::check::Finding;
use greenlit::domain::payout::{Payout, State as PayoutState};
use greenlit::domain::preorder::{Preorder, State};
use greenlit::domain::refund::State as RefundRow;
use greenlit::gateway::payment::model::Book;
use greenlit::gateway::payment::{IntentStatus, RefundStatus};
use greenlit::store::{self, Reads};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::front::Temper;
use crate::people::{FOR_PEOPLE, link_in};
use crate::plan::READ_PAYEE;
use crate::world::{World, Wrong};

/// More than any sale takes from here; beyond it something goes round in circles.
const LOOKS_MAX: u32 = 600;
const ROUNDS_MAX: u32 = 60;
const CLAIMED: u64 = 50;

impl World {
    /// Calm: everybody is at work, and nothing fails.
    pub(crate) async fn settle(&mut self) -> Result<(), Wrong> {
        self.note("calm");
        self.is_calm = true;
        self.front.set_temper(Temper::default());
        self.front.set_down(false);
        for node in &self.nodes {
            node.clock.set_ahead(TimeDelta::zero());
        }
        self.finish_all().await?;
        self.front.pass_freely();
        let is_told = self.chance.permille(500);
        for _ in 0..LOOKS_MAX {
            if is_told {
                self.deliver_the_rest().await?;
            }
            self.run_due().await?;
            self.at_the_desk().await?;
            if self.is_settled().await? {
                return self.check_end().await;
            }
            let now = self.now();
            let to = self.next_due().await?.unwrap_or(now + TimeDelta::days(1));
            self.clock.advance((to - now).max(TimeDelta::seconds(1)) + TimeDelta::seconds(1));
        }
        Err(format!("nothing settles: {}", self.unsettled().await?))
    }

    /// Reconcilers and jobs, until nothing is due at this instant.
    async fn run_due(&mut self) -> Result<(), Wrong> {
        for _ in 0..ROUNDS_MAX {
            self.reconcile(0);
            self.finish_all().await?;
            let mailed = self.claim(0, Lane::Mail, CLAIMED).await?;
            let claimed = mailed + self.claim(0, Lane::Main, CLAIMED).await?;
            self.finish_all().await?;
            self.check().await?;
            if claimed == 0 {
                return Ok(());
            }
        }
        Err(format!("jobs plan each other for ever: {}", self.unsettled().await?))
    }

    /// What admins do in the end: the pause is over, failed refunds are paid by hand, parcels leave.
    async fn at_the_desk(&mut self) -> Result<(), Wrong> {
        let sale = self.sale().await?;
        let admin = self.admins[0].clone();
        if sale.is_paused() && self.chance.permille(500) {
            self.note("the sale goes on");
            let resumed = greenlit::app::campaign::resume(self.app(), &admin, sale.id).await;
            resumed.map_err(|error| format!("the sale cannot go on: {error}"))?;
            self.is_changed = true;
            self.check().await?;
        }
        self.pays_by_hand().await?;
        self.brings_money().await?;
        self.proves_if_stopped().await?;
        self.pays_prizes().await?;
        if sale.state == SaleState::InProduction && !sale.is_paused() {
            self.ships().await?;
            self.finish_all().await?;
        }
        Ok(())
    }

    /// How the sale ended, each order, payout and event, and what went wrong on the way, in words to count.
    pub(crate) async fn ends(&self) -> Vec<String> {
        let sale = self.sale().await.map_or_else(|wrong| wrong, |sale| format!("sale {}", sale.state));
        let orders = self.orders().await.unwrap_or_default();
        let orders = orders.into_iter().map(|order| format!("order {}", order.state));
        let payouts = self.payouts().await.unwrap_or_default();
        let payouts =
            payouts.into_iter().map(|payout| format!("payout {} {:?}", payout.state, payout.reasons));
        let events = self.events().await.unwrap_or_default();
        let events = events.into_iter().filter_map(|event| Some(format!("event {}", event.outcome?)));
        let tally = self.tally.iter().map(ToString::to_string);
        orders.chain(payouts).chain(events).chain(tally).chain([sale]).collect()
    }

    async fn is_settled(&self) -> Result<bool, Wrong> {
        let sale = self.sale().await?;
        let is_final = sale.state.is_over() || sale.state == SaleState::Funded;
        let is_open = self.orders().await?.iter().any(|order| order.state.is_open());
        let is_calm = is_final && !is_open && !sale.is_paused();
        let is_paid = self.payouts().await?.iter().all(is_decided);
        Ok(is_calm && is_paid && self.no_job_is_open().await? && self.no_refund_is_open().await?)
    }

    /// A refund that waits for money has no job: a reconciler plans it once the money is there.
    async fn no_refund_is_open(&self) -> Result<bool, Wrong> {
        let open = [RefundRow::Owed, RefundRow::Sending].map(RefundRow::as_str);
        let found = refund::Entity::find()
            .filter(refund::Column::State.is_in(open))
            .count(self.app().store.connection())
            .await;
        Ok(found.map_err(|error| error.to_string())? == 0)
    }

    async fn no_job_is_open(&self) -> Result<bool, Wrong> {
        Ok(self.jobs("queued").await?.is_empty() && self.jobs("running").await?.is_empty())
    }

    async fn jobs(&self, state: &str) -> Result<Vec<String>, Wrong> {
        let found = job::Entity::find()
            .filter(job::Column::State.eq(state))
            .filter(job::Column::Kind.ne(READ_PAYEE))
            .all(self.app().store.connection())
            .await
            .map_err(|error| error.to_string())?;
        Ok(found.into_iter().map(|job| format!("{} ({:?})", job.payload, job.last_error)).collect())
    }

    /// Every notice came by mail, and its link leads to the order of whom it was sent to.
    async fn check_mail(&self) -> Result<(), Wrong> {
        let app = self.app();
        let notices = notice::Entity::find().all(app.store.connection()).await;
        for notice in notices.map_err(|error| error.to_string())? {
            let Some(text) = self.front.mail(notice.id) else {
                return Err(format!("notice {} of {} was never mailed", notice.id, notice.kind));
            };
            let Some(token) = link_in(&text) else { continue };
            let signed = app.settings.secret_key.look(Purpose::Repair, &token);
            let signed = signed.map_err(|error| format!("the link of notice {}: {error}", notice.id))?;
            let order = store::preorder::find(&app.store, PreorderId::new(signed.id)).await;
            let buyer = order.map_err(|error| error.to_string())?.map(|order| order.buyer.uuid());
            if buyer != Some(notice.account_id) {
                return Err(format!("the link of notice {} leads to somebody else's order", notice.id));
            }
        }
        Ok(())
    }

    async fn unsettled(&self) -> Result<String, Wrong> {
        let orders = self.orders().await?;
        let open: Vec<_> = orders.iter().filter(|order| order.state.is_open()).collect();
        let open: Vec<_> = open.iter().map(|order| format!("{} {}", order.id, order.state)).collect();
        Ok(format!(
            "sale {}, open {open:?}, payouts {:?}, queued {:?}, parked {:?}",
            self.sale().await?.state,
            self.payouts()
                .await?
                .iter()
                .map(|one| (one.state, &one.reasons).to_owned())
                .map(|(state, why)| format!("{state} {why:?}"))
                .collect::<Vec<_>>(),
            self.jobs("queued").await?,
            self.jobs("failed").await?
        ))
    }

    async fn check_end(&mut self) -> Result<(), Wrong> {
        let parked = self.jobs("failed").await?;
        if !parked.is_empty() {
            return Err(format!("jobs wait for a person: {parked:?}"));
        }
        for order in self.orders().await? {
            let refunds = store::refund::list(&self.app().store, order.id).await;
            let refunds = refunds.map_err(|error| error.to_string())?;
            let by_hand = refunds.iter().filter(|refund| refund.is_paid_by_hand());
            let by_hand: i64 = by_hand.map(|refund| refund.amount.minor).sum();
            self.front.book(|book| at_rest(&order, by_hand, book))?;
        }
        self.check_events().await?;
        self.check_mail().await?;
        let report = ledger::check(self.app()).await.map_err(|error| error.to_string())?;
        let is_wrong = |finding: &&Finding| !matches!(finding, Finding::FreeMoneyNegative { .. });
        let findings: Vec<String> =
            report.findings.iter().filter(is_wrong).map(ToString::to_string).collect();
        if findings.is_empty() { Ok(()) } else { Err(format!("ledger check: {findings:?}")) }
    }
}

/// Sent, paid by hand, come back, or on the desk with a reason that nobody here can do anything about.
fn is_decided(payout: &Payout) -> bool {
    match payout.state {
        PayoutState::Owed => {
            !payout.reasons.is_empty() && !payout.reasons.iter().any(|reason| FOR_PEOPLE.contains(reason))
        }
        PayoutState::Sending => false,
        PayoutState::Sent
        | PayoutState::Reversing
        | PayoutState::Reversed
        | PayoutState::ByHand
        | PayoutState::Withdrawn => true,
    }
}

/// Who is over holds no money and no card; who paid keeps no card either.
fn at_rest(order: &Preorder, by_hand: i64, book: &Book) -> Result<(), Wrong> {
    let (id, state) = (order.id, order.state);
    let cards = book.usable_methods(id).len();
    if cards > 0 {
        return Err(format!("order {id} is {state} and keeps {cards} cards"));
    }
    let own = || book.intents.values().filter(|intent| intent.preorder == id);
    let may_charge = |status| !matches!(status, IntentStatus::Succeeded | IntentStatus::Canceled);
    if let Some(live) = own().find(|intent| intent.confirmations > 0 && may_charge(intent.status)) {
        return Err(format!("order {id} is {state}, and {} is {:?}", live.id, live.status));
    }
    let came: i64 = own().map(|intent| intent.received_minor).sum();
    let back = book.refunds.values().filter(|refund| own().any(|intent| intent.id == refund.intent));
    let back: i64 =
        back.filter(|refund| refund.status != RefundStatus::Failed).map(|refund| refund.amount.minor).sum();
    let held = came - back - by_hand;
    let is_right = match state {
        State::Paid => came == order.total.minor && held == came - order.returned.minor,
        State::Refunded => held == 0 && came > 0,
        State::Expired | State::Cancelled | State::Released | State::Dropped => came == 0,
        State::Started
        | State::Committed
        | State::Charging
        | State::Declined
        | State::NeedsAction
        | State::Voiding
        | State::ChargedBack => false,
    };
    if is_right {
        return Ok(());
    }
    Err(format!("order {id} is {state}: {came} came, {back} went back, {by_hand} by hand"))
}
