//! Our rows as they are now, and what has to add up among themselves.

use std::sync::Arc;

use entity::{attempt, campaign, deployment, intent, payout, preorder, refund};
use greenlit::app::App;
use greenlit::store::Reads;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, Statement};

use crate::world::Wrong;

/// The balance of every entry, and what charges put into the provider's account.
const SUMS: &str = "SELECT \
     CAST(COALESCE(SUM(l.debit_minor - l.credit_minor), 0) AS bigint) AS trial, \
     CAST(COALESCE(SUM(CASE WHEN e.kind = 'charge_succeeded' AND l.account = 'provider' \
         THEN l.debit_minor ELSE 0 END), 0) AS bigint) AS charged \
     FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id";

pub(super) struct Rows {
    pub(super) sale: campaign::Model,
    pub(super) orders: Vec<preorder::Model>,
    pub(super) intents: Vec<intent::Model>,
    pub(super) attempts: Vec<attempt::Model>,
    pub(super) refunds: Vec<refund::Model>,
    pub(super) payouts: Vec<payout::Model>,
    pub(super) is_stopped: bool,
    trial_minor: i64,
    charged_minor: i64,
}

impl Rows {
    pub(super) async fn read(app: &Arc<App>) -> Result<Self, Wrong> {
        let reads = app.store.connection();
        let wrong = |error: sea_orm::DbErr| error.to_string();
        let sale = campaign::Entity::find().one(reads).await.map_err(wrong)?;
        let own = deployment::Entity::find().one(reads).await.map_err(wrong)?.ok_or("no deployment")?;
        let sums = Statement::from_string(reads.get_database_backend(), SUMS);
        let sums = reads.query_one_raw(sums).await.map_err(wrong)?.ok_or("no sums")?;
        Ok(Self {
            sale: sale.ok_or("the campaign is gone")?,
            orders: preorder::Entity::find().all(reads).await.map_err(wrong)?,
            intents: intent::Entity::find().all(reads).await.map_err(wrong)?,
            attempts: attempt::Entity::find()
                .order_by_asc(attempt::Column::Id)
                .all(reads)
                .await
                .map_err(wrong)?,
            refunds: refund::Entity::find().all(reads).await.map_err(wrong)?,
            payouts: payout::Entity::find().all(reads).await.map_err(wrong)?,
            is_stopped: own.stopped_at.is_some(),
            trial_minor: sums.try_get("", "trial").map_err(wrong)?,
            charged_minor: sums.try_get("", "charged").map_err(wrong)?,
        })
    }

    pub(super) fn add_up(&self) -> Result<(), Wrong> {
        if self.trial_minor != 0 {
            return Err(format!("the journal is out of balance by {}", self.trial_minor));
        }
        let received: i64 = self.orders.iter().map(|order| order.received_minor).sum();
        if received != self.charged_minor {
            return Err(format!("orders received {received}, the journal says {}", self.charged_minor));
        }
        for order in &self.orders {
            self.order(order)?;
        }
        if self.sale.state == "open" {
            self.units("started", self.sale.reserved_units)?;
            self.units("committed", self.sale.committed_units)?;
        }
        Ok(())
    }

    /// Whoever asks again under the same key does not get it twice.
    pub(super) fn asked_once(&self, orders: u64, gifts_minor: i64) -> Result<(), Wrong> {
        let placed = u64::try_from(self.orders.len()).unwrap();
        if placed > orders {
            return Err(format!("{placed} orders were placed, and {orders} were asked for"));
        }
        let gifts = self.refunds.iter().filter(|refund| refund.kind == "goodwill");
        let given_minor: i64 = gifts.map(|refund| refund.amount_minor).sum();
        if given_minor > gifts_minor {
            return Err(format!("{given_minor} is given as goodwill, and {gifts_minor} was asked for"));
        }
        Ok(())
    }

    fn order(&self, order: &preorder::Model) -> Result<(), Wrong> {
        let back = self.refunds.iter().filter(|refund| refund.preorder_id == order.id);
        let back: i64 =
            back.filter(|refund| refund.state != "withdrawn").map(|refund| refund.amount_minor).sum();
        if back > order.received_minor {
            return Err(format!(
                "{back} goes back of order {}, which paid {}",
                order.id, order.received_minor
            ));
        }
        let attempts = self.attempts.iter().filter(|attempt| attempt.preorder_id == order.id);
        let undecided =
            attempts.filter(|attempt| matches!(attempt.state.as_str(), "recorded" | "unknown")).count();
        let intents = self.intents.iter().filter(|intent| intent.preorder_id == order.id);
        let live = intents.filter(|intent| matches!(intent.state.as_str(), "creating" | "live")).count();
        if undecided > 1 || live > 1 {
            return Err(format!(
                "order {} has {undecided} undecided attempts, {live} live intents",
                order.id
            ));
        }
        if (order.state == "charging") != (undecided == 1) {
            return Err(format!("order {} is {} with {undecided} undecided attempts", order.id, order.state));
        }
        Ok(())
    }

    fn units(&self, state: &str, counted: i32) -> Result<(), Wrong> {
        let units: i32 =
            self.orders.iter().filter(|order| order.state == state).map(|order| order.units).sum();
        if units == counted {
            return Ok(());
        }
        Err(format!("{units} units are {state}, and the sale counts {counted}"))
    }
}
