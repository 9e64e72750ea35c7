//! The scheduler: which step comes next is the seed's choice, and so is what goes wrong.

use chrono::{DateTime, TimeDelta, Utc};
use entity::job;
use greenlit::domain::job::{Lane, SEND_MAIL};
use greenlit::store::Reads;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::world::{LEASE, World, Wrong};

/// A call in flight is answered, or given up, within this time.
const FLIGHT_SECONDS_MAX: u64 = 300;
const BACKUP_AGE: TimeDelta = TimeDelta::hours(1);
const HOUR: u64 = 60 * 60;
const ACTORS_MAX: usize = 12;
const SELLING_STEPS: u64 = 40;
/// Asked every day for ever, so that nothing waits for it.
pub(crate) const READ_PAYEE: &str = "read_payee";
/// Asked every hour for days, so that the end looks by the day.
const READ_REFUND: &str = "read_refund";

#[derive(Clone, Copy)]
enum Next {
    GoOn,
    Claim,
    Post,
    Reconcile,
    Buyer,
    Admin,
    Dashboard,
    Payout,
    Hint,
    Tick,
    Jump,
    Crash,
    Hang,
    LoseCommit,
    WrongClock,
    Outage,
    BackUp,
    Restore,
}

impl World {
    /// One step of the world, by chance.
    pub(crate) async fn step(&mut self) -> Result<(), Wrong> {
        self.steps += 1;
        self.end_outage();
        let next = self.choose();
        self.take(next).await?;
        self.check().await
    }

    fn choose(&mut self) -> Next {
        let busy = u64::from(!self.actors.is_empty()) * 300;
        let free = u64::from(self.actors.len() < ACTORS_MAX) * 140;
        let buyers = if self.is_selling { 160 } else { 50 };
        // Enough happens in a sale; most can go wrong afterwards.
        let jumps = if self.is_selling && self.steps > SELLING_STEPS { 150 } else { 40 };
        // Most that can go wrong with a decision goes wrong around it.
        let admins = match (self.is_paused, self.is_deciding, self.is_selling) {
            (true, _, _) => 50,
            (false, true, _) => 100,
            (false, false, true) => 12,
            (false, false, false) => 30,
        };
        let is_rough = u64::from(self.is_rough);
        let can_restore = u64::from(self.backed_up_at.is_some_and(|at| self.now() - at <= BACKUP_AGE));
        self.chance.weighted(&[
            (busy, Next::GoOn),
            (free, Next::Claim),
            (free / 6, Next::Post),
            (50, Next::Reconcile),
            (buyers, Next::Buyer),
            (admins, Next::Admin),
            (6 * is_rough, Next::Dashboard),
            (16, Next::Payout),
            (50, Next::Hint),
            (20, Next::Tick),
            (jumps, Next::Jump),
            (10, Next::Crash),
            (10, Next::Hang),
            (if busy > 0 { 40 } else { 0 }, Next::LoseCommit),
            (4, Next::WrongClock),
            (1, Next::Outage),
            (12 * is_rough * (1 - can_restore), Next::BackUp),
            (12 * is_rough * can_restore, Next::Restore),
        ])
    }

    async fn take(&mut self, next: Next) -> Result<(), Wrong> {
        match next {
            Next::GoOn => self.go_on_with_one().await?,
            Next::Claim => {
                let (node, limit) = (self.chance.index(self.nodes.len()), self.chance.between(1, 4));
                self.claim(node, Lane::Main, limit).await?;
            }
            Next::Post => {
                let (node, limit) = (self.chance.index(self.nodes.len()), self.chance.between(1, 4));
                self.claim(node, Lane::Mail, limit).await?;
            }
            Next::Reconcile => {
                let node = self.chance.index(self.nodes.len());
                self.reconcile(node);
            }
            Next::Buyer => self.buyer_act().await?,
            Next::Admin => self.admin_act().await?,
            Next::Dashboard => self.dashboard_act().await?,
            Next::Payout => self.payout_act().await?,
            Next::Hint => self.deliver_hint(),
            Next::Tick => {
                let by = self.chance.seconds(1, 90);
                self.clock.advance(by);
            }
            Next::Jump => self.jump().await?,
            Next::Crash => self.crash_something(),
            Next::Hang => self.hang_something(),
            Next::LoseCommit => {
                if let Some(index) = self.any_able() {
                    self.lose_commit(index).await?;
                }
            }
            Next::WrongClock => self.turn_a_clock(),
            Next::Outage => self.begin_outage(),
            Next::BackUp => self.back_up(),
            Next::Restore => self.go_back().await,
        }
        Ok(())
    }

    async fn go_on_with_one(&mut self) -> Result<(), Wrong> {
        match self.any_able() {
            Some(index) => self.go_on(index).await,
            None => Ok(()),
        }
    }

    /// An actor that does not hang, or not any more.
    fn any_able(&mut self) -> Option<usize> {
        let now = self.now();
        let able = |index: &usize| self.actors[*index].hangs_until.is_none_or(|until| until <= now);
        let able: Vec<usize> = (0..self.actors.len()).filter(able).collect();
        if able.is_empty() {
            return None;
        }
        let index = *self.chance.pick(&able);
        self.actors[index].hangs_until = None;
        Some(index)
    }

    fn any_actor(&mut self) -> Option<usize> {
        if self.actors.is_empty() { None } else { Some(self.chance.index(self.actors.len())) }
    }

    fn crash_something(&mut self) {
        if self.chance.permille(300) {
            let node = self.chance.index(self.nodes.len());
            self.crash_node(node);
        } else if let Some(index) = self.any_actor() {
            self.crash(index);
        }
    }

    /// Longer than its lease, so that a successor may overtake it.
    fn hang_something(&mut self) {
        let Some(index) = self.any_actor() else { return };
        let lease = u64::try_from(LEASE.num_seconds()).unwrap();
        let length = self.chance.seconds(lease + 5, FLIGHT_SECONDS_MAX);
        let until = self.now() + length;
        self.actors[index].hangs_until = Some(until);
        let what = self.actors[index].what.clone();
        self.note(&format!("{what} hangs until {until}"));
        if self.chance.permille(700) {
            self.clock.advance(LEASE + TimeDelta::seconds(2));
        }
    }

    /// Minutes off, for a while; a node that knows it decides nothing.
    fn turn_a_clock(&mut self) {
        let node = 1 + self.chance.index(self.nodes.len() - 1);
        let ahead = *self.chance.pick(&[0, 0, -240, -60, 45, 180]);
        self.nodes[node].clock.set_ahead(TimeDelta::seconds(ahead));
        self.note(&format!("the clock of node {node} is {ahead} s ahead"));
    }

    /// To when the next thing is due, or some hours on. What is in flight lands first.
    async fn jump(&mut self) -> Result<(), Wrong> {
        self.land_all().await?;
        let now = self.now();
        let to = if self.chance.permille(700) { self.next_due().await? } else { None };
        let by = to.map_or_else(|| self.chance.seconds(60, 6 * HOUR), |to| to - now);
        let beyond = self.chance.seconds(0, 3);
        self.clock.advance(by + beyond);
        self.note("time passes");
        Ok(())
    }

    /// No request is under way for hours: it arrives, or its process is gone.
    async fn land_all(&mut self) -> Result<(), Wrong> {
        while let Some(index) = self.any_actor() {
            if self.chance.permille(100) {
                self.crash(index);
            } else {
                self.go_on(index).await?;
                self.check().await?;
            }
        }
        Ok(())
    }

    fn begin_outage(&mut self) {
        if self.outage_ends_at.is_some() {
            return;
        }
        let length = if self.chance.permille(500) {
            self.chance.seconds(60, HOUR)
        } else {
            self.chance.seconds(25 * HOUR, 40 * HOUR)
        };
        self.outage_ends_at = Some(self.now() + length);
        self.front.set_down(true);
        self.note(&format!("the provider is down for {} min", length.num_minutes()));
    }

    pub(crate) fn end_outage(&mut self) {
        if self.outage_ends_at.is_some_and(|at| at <= self.now()) {
            self.outage_ends_at = None;
            self.front.set_down(false);
            self.note("the provider is back");
        }
    }

    fn back_up(&mut self) {
        if self.place.as_ref().unwrap().back_up() {
            self.backed_up_at = Some(self.now());
            self.note("a backup is made");
        }
    }

    /// The disk is lost: everything goes on from the backup, if it is not older than an hour.
    async fn go_back(&mut self) {
        let Some(at) = self.backed_up_at.take() else { return };
        if self.now() - at <= BACKUP_AGE {
            self.restore().await;
            self.is_restored = true;
            self.tally.push("database restored");
            self.note(&format!("the rows are those of {at}"));
        }
    }

    /// The earliest instant at which something of ours is due.
    pub(crate) async fn next_due(&self) -> Result<Option<DateTime<Utc>>, Wrong> {
        let now = self.now();
        let sale = self.sale().await?;
        let passed_over = if self.is_calm { [READ_PAYEE, READ_REFUND] } else { [READ_PAYEE, SEND_MAIL] };
        let planned = job::Entity::find()
            .filter(job::Column::State.eq("queued"))
            .filter(job::Column::Kind.is_not_in(passed_over))
            .order_by_asc(job::Column::RunAt)
            .one(self.app().store.connection())
            .await
            .map_err(|error| error.to_string())?;
        let clocks = sale.clocks;
        let mut due = vec![
            planned.map(|job| job.run_at),
            clocks.deadline_at,
            clocks.deadline_at.map(|at| at + TimeDelta::seconds(600)),
            clocks.first_charge_at,
            clocks.short_deadline_at,
            sale.paused_at.map(|at| at + TimeDelta::days(30)).filter(|_| self.is_calm),
        ];
        for order in self.orders().await? {
            due.push(order.next_retry_at);
            due.push(order.grace_from.map(|at| at + TimeDelta::days(7)));
            if order.state == greenlit::domain::preorder::State::Started {
                due.push(Some(order.reserved_until));
            }
        }
        Ok(due.into_iter().flatten().filter(|at| *at > now).min())
    }
}
