//! The organiser: money that refunds wait for is brought, and stopped money goes on once the books are proven.

use chrono::TimeDelta;
use greenlit::app::funding::Asked;
use greenlit::app::round::Draft;
use greenlit::app::{funding, round, stop};
use greenlit::domain::ledger::prize::FundingSource;
use greenlit::domain::rules::PrizeTerm;
use greenlit::store::Reads;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::stage;
use crate::world::{World, Wrong};

/// More than any sale of these worlds is worth.
const BROUGHT_MINOR: i64 = 1_000_000;

impl World {
    /// The provider keeps its fees, so that the last refunds wait until somebody brings what is missing.
    pub(crate) async fn brings_money(&mut self) -> Result<(), Wrong> {
        let app = self.app().clone();
        let waiting = entity::refund::Entity::find()
            .filter(entity::refund::Column::WaitsFor.is_not_null())
            .count(app.store.connection())
            .await
            .map_err(|error| error.to_string())?;
        if waiting == 0 || self.is_money_brought {
            return Ok(());
        }
        self.is_money_brought = true;
        self.note("the organiser brings money");
        let admin = self.admins[0].clone();
        let mut rules = stage::rules(self.now() + TimeDelta::days(1));
        rules.prizes = vec![PrizeTerm { place: 1, amount_minor: BROUGHT_MINOR }];
        let draft = Draft { title: "Next winter".to_owned(), brief: "More snow.".to_owned(), rules };
        let made = round::create(&app, &admin, stage::contest(), draft).await;
        let round = made.map_err(|error| format!("{error:?}"))?.id;
        let asked = Asked { round, source: FundingSource::TopUp, reference: None };
        let key = self.next_key();
        self.ask("bring money".to_owned(), 0, move |app| {
            let (admin, asked, key) = (admin.clone(), asked.clone(), key.clone());
            async move {
                let brought = funding::request(&app, &admin, &asked, &key).await;
                brought.map_or_else(|error| error.to_string(), |funding| funding.state.to_string())
            }
        });
        self.finish_all().await
    }

    /// A restored database stops all money, until the check of the books is clean.
    pub(crate) fn proves(&mut self, node: usize) {
        self.ask("prove the books".to_owned(), node, |app| async move {
            match stop::prove(&app).await {
                Ok((report, is_lifted)) => format!("money goes on: {is_lifted}, {:?}", report.findings),
                Err(error) => error.to_string(),
            }
        });
    }

    pub(crate) async fn proves_if_stopped(&mut self) -> Result<(), Wrong> {
        if stop::find(self.app()).await.map_err(|error| error.to_string())?.is_some() {
            self.tally.push("money stopped to the end");
            self.proves(0);
            self.finish_all().await?;
        }
        Ok(())
    }
}
