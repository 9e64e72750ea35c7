//! The sales' part of the script: orders with test cards, runs, parcels, refunds, and prizes.

use super::play::{MISSING, Play};
use super::script::{ASKING_ORDER, Event, IS_SETTLING, SALES};
use crate::app;
use crate::app::sandbox::{Answer, Card, Next};
use crate::cli::Failure;
use crate::domain::id::{CampaignId, PreorderId};
use crate::domain::payout::State as PayoutState;
use crate::domain::preorder::{AddressForm, Line, Order};
use crate::domain::shipment::State as ParcelState;

const CARRIER: &str = "Sample Post";
const REFUND_REASON: &str =
    "Four cards had no money, so the run would be too small. Everybody gets all of it back.";
const PARCELS_MAX: u64 = 100;
/// A card that does not expire before anything of the samples.
const EXPIRY: (u8, u16) = (12, 2099);

const STREETS: [(&str, &str, &str, &str); 4] = [
    ("Lindenallee 4", "Hamburg", "20095", "DE"),
    ("12 rue des Tanneurs", "Lyon", "69001", "FR"),
    ("Mapo-daero 20", "Seoul", "04175", "KR"),
    ("77 Canal Street", "Portland", "97201", "US"),
];

impl Play<'_> {
    /// Opens the sale of the design that came to this place.
    pub(super) async fn open_sale(&self, sale: usize) -> Result<CampaignId, Failure> {
        let (app, admin) = (&self.stage.app, &self.stage.cast.admin);
        let plan = SALES.get(sale).ok_or(MISSING)?;
        let round = self.round(plan.round)?;
        let result = app::standing::published(app, None, round).await?;
        let place = u32::try_from(plan.rank)?.checked_add(1);
        let design = result.outcome.rows.iter().find(|row| row.place == place).ok_or(MISSING)?.design;
        let found = app::campaign::list(app, Some(admin.member()), Some(round), None, PARCELS_MAX).await?;
        let campaign = found.iter().find(|campaign| campaign.design == design).ok_or(MISSING)?;
        app::campaign::open(app, admin, campaign.id).await?;
        Ok(campaign.id)
    }

    pub(super) async fn order(&self, sale: usize, number: usize, card: &str) -> Result<(), Failure> {
        let app = &self.stage.app;
        let members = &self.stage.cast.members;
        let buyer = members.get(buyer_of(sale, number, members.len())).ok_or(MISSING)?;
        let campaign = self.sale(sale)?;
        let round = app::round::find(app, None, self.round(SALES.get(sale).ok_or(MISSING)?.round)?).await?;
        let variants = &round.rules.product.variants;
        let variant = variants.get(number % variants.len()).ok_or(MISSING)?.id;
        let order =
            Order { lines: vec![Line { variant, quantity: 1 }], address: address(buyer.name(), number)? };
        let key = format!("demo-order-{sale}-{number}");
        let placed = app::preorder::place(app, buyer, campaign, &key, &order).await?;
        self.save_card(placed.id, card).await
    }

    /// What a buyer does on the card page: type the card, answer the bank if it asks, come back.
    async fn save_card(&self, id: PreorderId, number: &str) -> Result<(), Failure> {
        let app = &self.stage.app;
        app::preorder::visit(app, id).await?;
        let order = app::preorder::glance(app, None, id).await?.order;
        let session = order.session().ok_or("an order has no card page")?;
        let (exp_month, exp_year) = EXPIRY;
        let card = Card { number, exp_month, exp_year, cvc: "123" };
        match app::sandbox::submit_card(app, session, card).await? {
            Next::Stay => {
                app::sandbox::answer_for_card(app, session, Answer::Pass).await?;
            }
            Next::Return(_) => {}
        }
        app::preorder::read_session(app, id).await?;
        Ok(())
    }

    pub(super) async fn happen(&self, sale: usize, event: Event) -> Result<(), Failure> {
        let (app, admin, campaign) = (&self.stage.app, &self.stage.cast.admin, self.sale(sale)?);
        match event {
            Event::StartRun => {
                let asked = app::run::Asked { campaign, house_units: Vec::new() };
                app::run::start(app, admin, &asked, &format!("demo-run-{sale}")).await?;
            }
            Event::Ship(count) => self.ship(campaign, count).await?,
            Event::Deliver => {
                for parcel in self.parcels(campaign).await? {
                    if parcel.state == ParcelState::Shipped {
                        app::shipment::deliver(app, admin, parcel.id).await?;
                    }
                }
            }
            Event::RefundAll => {
                app::settlement::refund_all(app, admin, campaign, REFUND_REASON).await?;
            }
        }
        Ok(())
    }

    async fn ship(&self, campaign: CampaignId, count: usize) -> Result<(), Failure> {
        let (app, admin) = (&self.stage.app, &self.stage.cast.admin);
        let waiting = self.parcels(campaign).await?.into_iter();
        let waiting = waiting.filter(|parcel| parcel.state == ParcelState::Packed).take(count);
        for (number, parcel) in waiting.enumerate() {
            app::shipment::print(app, admin, parcel.id).await?;
            let handed = app::shipment::Handover {
                shipment: parcel.id,
                carrier: CARRIER.to_owned(),
                tracking_code: format!("SP{}{number:03}", self.stage.app.now().timestamp()),
            };
            app::shipment::ship(app, admin, &handed, &format!("demo-ship-{}", parcel.id)).await?;
        }
        Ok(())
    }

    async fn parcels(&self, campaign: CampaignId) -> Result<Vec<crate::domain::shipment::Shipment>, Failure> {
        let (app, admin) = (&self.stage.app, &self.stage.cast.admin);
        Ok(app::shipment::list(app, admin, campaign, None, PARCELS_MAX).await?)
    }

    /// The winners' accounts at the provider, and the admins' word on what they won.
    pub(super) async fn approve(&self, round: usize, by_both: bool) -> Result<(), Failure> {
        let (app, cast) = (&self.stage.app, &self.stage.cast);
        let mut admins = vec![&cast.admin];
        if by_both {
            admins.push(&cast.second_admin);
        }
        for designer in &cast.designers {
            let own = app::payout::list_own(app, designer, None, PARCELS_MAX).await?;
            for payout in own.iter().filter(|payout| payout.state == PayoutState::Owed) {
                app::payout::create_payee(app, designer).await?;
                for admin in &admins {
                    let key = format!("demo-approve-{round}-{}", payout.id);
                    app::payout::approve(app, admin, payout.id, &key).await?;
                }
            }
        }
        Ok(())
    }
}

/// Each sale begins with another member, and one of them with the one whose order the walk repairs.
fn buyer_of(sale: usize, number: usize, members: usize) -> usize {
    let first = if sale == IS_SETTLING { members - ASKING_ORDER } else { sale * 5 };
    (first + number) % members
}

fn address(name: &str, number: usize) -> Result<AddressForm, Failure> {
    let (line1, city, postal_code, country) = STREETS.get(number % STREETS.len()).ok_or(MISSING)?;
    Ok(AddressForm {
        name: name.to_owned(),
        line1: (*line1).to_owned(),
        line2: None,
        city: (*city).to_owned(),
        region: None,
        postal_code: (*postal_code).to_owned(),
        country: (*country).to_owned(),
    })
}
