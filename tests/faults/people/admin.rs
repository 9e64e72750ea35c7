//! Admins: they pause and resume, cover and refund, make and ship, and pay by hand what no card takes.

use greenlit::app::caller::Admin;
use greenlit::app::refund::Gift;
use greenlit::app::settlement::Cover;
use greenlit::app::{App, campaign, refund, run, settlement, shipment};
use greenlit::domain::campaign::{Campaign, State};
use greenlit::domain::id::CampaignId;
use greenlit::domain::money::Money;
use greenlit::domain::preorder::State as OrderState;
use greenlit::domain::refund::State as RefundState;
use greenlit::domain::shipment::State as ParcelState;
use greenlit::store::{self, Reads};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::stage;
use crate::world::{World, Wrong};

const PARCELS: u64 = 50;
const WHY: &str = "the seed says so";

#[derive(Clone, Copy)]
enum Does {
    Pauses,
    Resumes,
    Cancels,
    Covers,
    CoversWithMoney,
    RefundsAll,
    GivesGoodwill,
    Refunds,
    StartsRun,
    Ships,
}

impl World {
    pub(crate) async fn sale(&self) -> Result<Campaign, Wrong> {
        let found = store::campaign::find(&self.app().store, stage::campaign()).await;
        found.map_err(|error| error.to_string())?.ok_or_else(|| "the campaign is gone".to_owned())
    }

    pub(crate) async fn admin_act(&mut self) -> Result<(), Wrong> {
        if self.seen.is_stopped && self.chance.permille(300) {
            let node = self.chance.index(self.nodes.len());
            self.proves(node);
            return Ok(());
        }
        let sale = self.sale().await?;
        let does = if sale.is_paused() {
            self.chance.weighted(&[(8, Does::Resumes), (1, Does::RefundsAll), (1, Does::GivesGoodwill)])
        } else {
            match sale.state {
                State::Draft | State::Failed | State::Cancelled | State::Refunded => return Ok(()),
                State::Open => self.chance.weighted(&[(20, Does::Pauses), (1, Does::Cancels)]),
                State::Settling => self.chance.weighted(&[
                    (8, Does::Pauses),
                    (1, Does::Cancels),
                    (10, Does::GivesGoodwill),
                    (4, Does::Refunds),
                ]),
                State::Short => self.chance.weighted(&[
                    (2, Does::Pauses),
                    (3, Does::Covers),
                    (3, Does::CoversWithMoney),
                    (3, Does::RefundsAll),
                    (2, Does::GivesGoodwill),
                ]),
                State::Funded => self.chance.weighted(&[
                    (2, Does::Pauses),
                    (2, Does::RefundsAll),
                    (8, Does::GivesGoodwill),
                    (3, Does::Refunds),
                    (3, Does::StartsRun),
                ]),
                State::InProduction => self.chance.weighted(&[
                    (1, Does::Pauses),
                    (3, Does::GivesGoodwill),
                    (3, Does::Refunds),
                    (8, Does::Ships),
                ]),
                State::Refunding | State::Fulfilled => {
                    self.chance.weighted(&[(2, Does::GivesGoodwill), (2, Does::Refunds)])
                }
            }
        };
        self.admin_does(does, &sale).await
    }

    async fn admin_does(&mut self, does: Does, sale: &Campaign) -> Result<(), Wrong> {
        match does {
            Does::GivesGoodwill | Does::Refunds => self.gives(matches!(does, Does::Refunds)).await,
            Does::Ships => self.ships().await,
            Does::Pauses
            | Does::Resumes
            | Does::Cancels
            | Does::Covers
            | Does::CoversWithMoney
            | Does::RefundsAll
            | Does::StartsRun => {
                self.commands(does, sale);
                Ok(())
            }
        }
    }

    fn commands(&mut self, does: Does, sale: &Campaign) {
        let node = self.chance.index(self.nodes.len());
        let admin = self.chance.pick(&self.admins).clone();
        let (id, key, currency) = (sale.id, self.next_key(), sale.currency);
        self.ask(name_of(does).to_owned(), node, move |app| {
            let (admin, key) = (admin.clone(), key.clone());
            async move { command(&app, &admin, (does, id), (&key, Money::new(10_000, currency))).await }
        });
    }

    /// A part of one order's money, or all that is not shipped of it.
    async fn gives(&mut self, is_whole: bool) -> Result<(), Wrong> {
        let paid = self.orders().await?;
        let paid: Vec<_> = paid.into_iter().filter(|order| order.state == OrderState::Paid).collect();
        if paid.is_empty() {
            return Ok(());
        }
        let order = self.chance.pick(&paid).clone();
        let node = self.chance.index(self.nodes.len());
        let (admin, key) = (self.admins[0].clone(), self.next_key());
        let amount = Money::new(i64::try_from(self.chance.between(1, 900)).unwrap(), order.total.currency);
        self.gifts_asked_minor += if is_whole { 0 } else { amount.minor };
        let gift = if is_whole { Gift::Unshipped } else { Gift::Goodwill(amount) };
        let what = format!("refund {gift:?} of {}", order.id);
        self.ask(what, node, move |app| {
            let (admin, gift, key) = (admin.clone(), gift.clone(), key.clone());
            async move {
                let given = refund::give(&app, &admin, order.id, (&gift, WHY), &key).await;
                given.map_or_else(|error| error.to_string(), |refunds| format!("{} refunds", refunds.len()))
            }
        });
        Ok(())
    }

    /// Every parcel that is still here.
    pub(crate) async fn ships(&mut self) -> Result<(), Wrong> {
        let app = self.app().clone();
        let admin = self.admins[0].clone();
        let parcels = shipment::list(&app, &admin, stage::campaign(), None, PARCELS).await;
        for parcel in parcels.map_err(|error| error.to_string())? {
            if parcel.state != ParcelState::Packed {
                continue;
            }
            let handed = shipment::Handover {
                shipment: parcel.id,
                carrier: "Post".to_owned(),
                tracking_code: "AB 1".to_owned(),
            };
            let (admin, key) = (admin.clone(), self.next_key());
            self.ask(format!("ship {}", parcel.id), 0, move |app| {
                let (admin, handed, key) = (admin.clone(), handed.clone(), key.clone());
                async move {
                    if let Err(error) = shipment::print(&app, &admin, handed.shipment).await {
                        return error.to_string();
                    }
                    let shipped = shipment::ship(&app, &admin, &handed, &key).await;
                    shipped.map_or_else(|error| error.to_string(), |parcel| parcel.state.to_string())
                }
            });
        }
        Ok(())
    }

    /// What the desk is for: refunds that no card takes are paid by hand, and noted.
    pub(crate) async fn pays_by_hand(&mut self) -> Result<(), Wrong> {
        let app = self.app().clone();
        let admin = self.admins[1].clone();
        let failed = entity::refund::Entity::find()
            .filter(entity::refund::Column::State.eq(RefundState::Failed.as_str()))
            .all(app.store.connection())
            .await
            .map_err(|error| error.to_string())?;
        for one in failed {
            self.note(&format!("refund {} is paid by hand", one.id));
            let paid = refund::pay_by_hand(&app, &admin, one.id.into(), "bank 7").await;
            paid.map_err(|error| format!("a refund cannot be paid by hand: {error}"))?;
            self.is_changed = true;
        }
        Ok(())
    }
}

async fn command(
    app: &App,
    admin: &Admin,
    (does, id): (Does, CampaignId),
    (key, amount): (&str, Money),
) -> String {
    let done = match does {
        Does::Pauses => campaign::pause(app, admin, id, WHY).await.map_err(|e| e.to_string()),
        Does::Resumes => campaign::resume(app, admin, id).await.map_err(|e| e.to_string()),
        Does::Cancels => campaign::cancel(app, admin, id, WHY).await.map_err(|e| e.to_string()),
        Does::Covers => settlement::cover(app, admin, id, Cover::HouseUnits).await.map_err(|e| e.to_string()),
        Does::CoversWithMoney => {
            let money = Cover::Money { amount, reference: format!("bank {key}") };
            settlement::cover(app, admin, id, money).await.map_err(|e| e.to_string())
        }
        Does::RefundsAll => settlement::refund_all(app, admin, id, WHY).await.map_err(|e| e.to_string()),
        Does::StartsRun | Does::GivesGoodwill | Does::Refunds | Does::Ships => {
            let asked = run::Asked { campaign: id, house_units: Vec::new() };
            let run = run::start(app, admin, &asked, key).await;
            return run.map_or_else(|error| error.to_string(), |_| "made".to_owned());
        }
    };
    done.map_or_else(|error| error, |sale| sale.state.to_string())
}

const fn name_of(does: Does) -> &'static str {
    match does {
        Does::Pauses => "pause",
        Does::Resumes => "resume",
        Does::Cancels => "cancel the sale",
        Does::Covers => "cover",
        Does::CoversWithMoney => "cover with money",
        Does::RefundsAll => "refund all",
        Does::GivesGoodwill => "goodwill",
        Does::Refunds => "refund",
        Does::StartsRun => "start run",
        Does::Ships => "ship",
    }
}
