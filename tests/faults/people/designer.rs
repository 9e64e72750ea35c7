//! Designers and their prizes: accounts at the provider, the admins' word, and money that leaves once.

use greenlit::app::parked::{self, Verdict};
use greenlit::app::payout::{self, ByHand};
use greenlit::domain::job::Job;
use greenlit::domain::ledger::Purse;
use greenlit::domain::payout::{Payout, Reason, State};
use greenlit::gateway::payment::PayeeStatus;
use greenlit::gateway::payment::model::Act;
use greenlit::store::{self, payout::Filter};

use crate::world::{World, Wrong};

const PAYOUTS: u64 = 50;
/// Reasons that go when somebody does something.
pub(crate) const FOR_PEOPLE: [Reason; 5] = [
    Reason::AccountMissing,
    Reason::AccountPending,
    Reason::AccountRestricted,
    Reason::ApprovalMissing,
    Reason::ProviderRefused,
];

#[derive(Clone, Copy)]
enum Does {
    Asks,
    Completes,
    Approves,
    Retries,
    PaysByHand,
}

impl World {
    pub(crate) async fn payouts(&self) -> Result<Vec<Payout>, Wrong> {
        let found = store::payout::list(&self.app().store, Filter::default(), PAYOUTS).await;
        found.map_err(|error| error.to_string())
    }

    pub(crate) async fn payout_act(&mut self) -> Result<(), Wrong> {
        let payouts = self.payouts().await?;
        let payout = self.chance.pick(&payouts).clone();
        let is_new = self.front.book(|book| book.payees.len()) < payouts.len();
        let does = self.chance.weighted(&[
            (if is_new { 8 } else { 1 }, Does::Asks),
            (4, Does::Completes),
            (if payout.approvals() < 2 { 8 } else { 0 }, Does::Approves),
            (if payout.was_refused() { 4 } else { 0 }, Does::Retries),
            (u64::from(payout.state == State::Owed && self.is_rough), Does::PaysByHand),
        ]);
        let node = self.chance.index(self.nodes.len());
        self.about_payout(does, &payout, node);
        Ok(())
    }

    /// In the end both admins agree, every account is complete, and refusals were looked into.
    pub(crate) async fn pays_prizes(&mut self) -> Result<(), Wrong> {
        self.looks_into_parked().await?;
        for payout in self.payouts().await? {
            let is_for_people = payout.reasons.iter().any(|reason| FOR_PEOPLE.contains(reason));
            if payout.state != State::Owed || !is_for_people {
                continue;
            }
            for does in [Does::Asks, Does::Completes, Does::Asks, Does::Approves, Does::Retries] {
                self.about_payout(does, &payout, 0);
                self.finish_all().await?;
            }
            self.approves(&payout, 1, 0);
            self.finish_all().await?;
        }
        Ok(())
    }

    /// What nobody answered for a day waits for a person, who finds that it never left.
    async fn looks_into_parked(&mut self) -> Result<(), Wrong> {
        let (app, admin) = (self.app().clone(), self.admins[0].clone());
        let found = parked::list(&app, &admin, None, PAYOUTS).await.map_err(|error| error.to_string())?;
        for job in found.into_iter().filter(|job| matches!(job.job, Job::ReadPayout { .. })) {
            self.note(&format!("looked into: {}", job.error));
            let settled = parked::settle(&app, &admin, job.id, (&Verdict::Never, "looked into")).await;
            settled.map_err(|error| format!("a payout that waits for a person: {error}"))?;
            self.is_changed = true;
        }
        Ok(())
    }

    fn about_payout(&mut self, does: Does, payout: &Payout, node: usize) {
        let (id, key) = (payout.id, self.next_key());
        match does {
            Does::Completes => self.completes_accounts(),
            Does::Approves => {
                let admin = self.chance.index(self.admins.len());
                self.approves(payout, if self.is_calm { 0 } else { admin }, node);
            }
            Does::Asks => {
                let designer = self.designers.iter().find(|one| one.id() == payout.account).unwrap().clone();
                self.ask("make a payee".to_owned(), node, move |app| {
                    let designer = designer.clone();
                    async move {
                        let made = payout::create_payee(&app, &designer).await;
                        made.map_or_else(|error| error.to_string(), |payee| payee.status.to_string())
                    }
                });
            }
            Does::Retries => {
                let admin = self.admins[0].clone();
                self.ask(format!("let {id} go again"), node, move |app| {
                    let admin = admin.clone();
                    async move { told(payout::retry(&app, &admin, id, "looked into").await) }
                });
            }
            Does::PaysByHand => {
                let admin = self.admins[0].clone();
                let paid = ByHand { payout: id, from: Purse::Bank, reference: format!("bank {key}") };
                self.ask(format!("pay {id} by hand"), node, move |app| {
                    let (admin, paid, key) = (admin.clone(), paid.clone(), key.clone());
                    async move { told(payout::pay_by_hand(&app, &admin, &paid, &key).await) }
                });
            }
        }
    }

    fn approves(&mut self, payout: &Payout, admin: usize, node: usize) {
        let (id, key) = (payout.id, self.next_key());
        let admin = self.admins[admin].clone();
        self.ask(format!("approve {id}"), node, move |app| {
            let (admin, key) = (admin.clone(), key.clone());
            async move { told(payout::approve(&app, &admin, id, &key).await) }
        });
    }

    /// On the provider's page; now and then it restricts an account again.
    fn completes_accounts(&mut self) {
        let payees = self.front.book(|book| book.payees.keys().cloned().collect::<Vec<_>>());
        for payee in payees {
            let is_kept = self.is_calm || self.chance.permille(800);
            let status = if is_kept { PayeeStatus::Active } else { PayeeStatus::Restricted };
            self.note(&format!("account {payee} is {status:?}"));
            self.front.act(&Act::SetPayee { payee, status }).unwrap();
        }
    }

    /// In the dashboard: a transfer comes back.
    pub(super) fn reverses_transfer(&mut self) {
        let transfers = self.front.book(|book| {
            let transfers = book.transfers.values().map(|record| record.transfer.clone());
            transfers.filter(|transfer| transfer.reversed_minor == 0).collect::<Vec<_>>()
        });
        if transfers.is_empty() {
            return;
        }
        let transfer = self.chance.pick(&transfers).clone();
        self.note(&format!("dashboard reverses {}", transfer.id));
        self.front.act(&Act::ReverseTransfer { transfer: transfer.id, amount: transfer.amount }).unwrap();
    }
}

fn told(answer: Result<Payout, payout::Error>) -> String {
    answer.map_or_else(
        |error| error.to_string(),
        |payout| format!("{} approved {}", payout.state, payout.approvals()),
    )
}
