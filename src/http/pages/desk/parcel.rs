//! A run's parcels: by shelf, ticked, and reported many at once.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path};
use serde::Deserialize;
use uuid::Uuid;

use super::deed::address;
use super::{asked, paged, sure};
use crate::app::caller::Admin;
use crate::app::campaign::Listed;
use crate::app::run::Progress;
use crate::app::shipment::{Deed, Handover, OnDesk};
use crate::app::{self, App};
use crate::domain::id::{CampaignId, ShipmentId};
use crate::domain::shipment::{Shelf, State};
use crate::http::problem::Problem;
use crate::http::site::{Answer, AsAdmin, Form, Frame, filters, form, see_done};

/// Carried by the second step of what is final.
const CONFIRMED: &str = "confirmed";

#[derive(Deserialize)]
pub(crate) struct Shown {
    /// A word of the shelf; without it, the first one that is not empty.
    #[serde(default)]
    shelf: String,
    after: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "desk/run.html")]
struct Run<'a> {
    frame: &'a Frame,
    form: &'a Form,
    sale: &'a Listed,
    progress: &'a Progress,
    shelf: Shelf,
    listed: &'a [OnDesk],
    next: Option<Uuid>,
    /// Parcels that a report did not go through for, and why.
    refused: &'a [(String, String)],
}

/// The run's page with one shelf of its parcels.
pub(super) async fn page(
    frame: &Frame,
    app: &App,
    admin: &Admin,
    (id, shown, form, refused): (CampaignId, &Shown, &Form, &[(String, String)]),
) -> Answer {
    let sale = app::campaign::find_for_desk(app, admin, id).await?;
    let progress = app::run::progress(app, admin, id).await?;
    let filled = Shelf::ALL.iter().copied().find(|shelf| count(&progress, *shelf) > 0);
    let shelf = shown.shelf.parse().ok().or(filled).unwrap_or(Shelf::ToPrint);
    let after = shown.after.map(ShipmentId::new);
    let found = app::shipment::list_for_desk(app, admin, (id, shelf), after, asked()).await?;
    let (listed, next) = paged(found, |one| one.parcel.id.uuid());
    let (progress, sale) = (&progress, &sale);
    frame.page_at(form.status(), &Run { frame, form, sale, progress, shelf, listed: &listed, next, refused })
}

/// Reports on all ticked parcels; what is final is asked once more.
#[handler]
pub(crate) async fn report(
    frame: Frame,
    app: Data<&Arc<App>>,
    admin: AsAdmin,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let id = CampaignId::new(*id);
    let shown = Shown { shelf: form.text("shelf").to_owned(), after: None };
    let deeds = match deeds(&form) {
        Ok(deeds) => deeds,
        Err(problem) => {
            return page(&frame, &app, &admin.0, (id, &shown, &form.refused(problem), &[])).await;
        }
    };
    if is_final(&form) && !form.has(CONFIRMED) {
        return sure::ask(&frame, &Form::default(), &final_deed(&frame, id, &form));
    }
    let outcomes = app::shipment::report_many(&app, &admin.0, &deeds).await;
    let refused: Vec<(String, String)> = outcomes
        .into_iter()
        .filter_map(|outcome| Some((outcome.shipment.to_string(), sentence(outcome.refused?))))
        .collect();
    if refused.is_empty() {
        let back = format!("{}/run?shelf={}", address(id), shown.shelf);
        return Ok(see_done(&back, "desk-parcel-reported"));
    }
    let form = form.refused(Problem::conflict("parcels-refused", "refusal-parcels-left"));
    page(&frame, &app, &admin.0, (id, &shown, &form, &refused)).await
}

fn sentence(error: app::shipment::Error) -> String {
    form::sentence(Problem::from(error).detail())
}

fn is_final(form: &Form) -> bool {
    matches!(form.text("act"), "return" | "lose")
}

fn deeds(form: &Form) -> Result<Vec<Deed>, Problem> {
    let mut deeds = Vec::new();
    for ticked in form.all("parcel") {
        let unknown = |_| Problem::fields([("parcel", "refusal-no-parcel".to_owned())]);
        let id = ShipmentId::new(ticked.parse().map_err(unknown)?);
        deeds.push(match form.text("act") {
            "print" => Deed::Print(id),
            "ship" => {
                let carrier = form.text("carrier").to_owned();
                let tracking_code = form.text(&format!("code-{id}")).to_owned();
                let handed = Handover { shipment: id, carrier, tracking_code };
                Deed::Ship(handed, format!("{}:{id}", form.key()))
            }
            "deliver" => Deed::Deliver(id),
            "return" => Deed::TakeBack(id),
            "lose" => Deed::Lose(id),
            _ => return Err(Problem::fields([("act", "refusal-parcel-act".to_owned())])),
        });
    }
    if deeds.is_empty() {
        return Err(Problem::fields([("parcel", "refusal-parcel-which".to_owned())]));
    }
    Ok(deeds)
}

fn final_deed(frame: &Frame, id: CampaignId, form: &Form) -> sure::Deed {
    let locale = &frame.locale;
    let count = form.all("parcel").len();
    let is_lost = form.text("act") == "lose";
    let (title, button) = if is_lost {
        ("desk-parcel-ask-lose", "desk-parcel-lose")
    } else {
        ("desk-parcel-ask-return", "desk-parcel-return")
    };
    let kept = |name: &str| matches!(name, "parcel" | "act" | "shelf");
    let carried = form.fields().iter().filter(|(name, _)| kept(name)).cloned();
    sure::Deed {
        title: locale.say(&(title, "count", count)),
        says: ["desk-parcel-final", "desk-parcel-final-money"].map(|key| locale.text(key)).to_vec(),
        inputs: &[],
        carried: carried.chain([(CONFIRMED.to_owned(), "yes".to_owned())]).collect(),
        button,
        is_danger: true,
        is_blocked: false,
        action: format!("{}/parcels", address(id)),
        back: format!("{}/run?shelf={}", address(id), form.text("shelf")),
    }
}

fn count(progress: &Progress, shelf: Shelf) -> u64 {
    let of_state = progress.parcels.get(&shelf.state()).copied().unwrap_or(0);
    match shelf {
        Shelf::ToPrint => of_state.saturating_sub(progress.printed),
        Shelf::ToShip => progress.printed,
        Shelf::Shipped | Shelf::Delivered | Shelf::Returned | Shelf::Lost => of_state,
    }
}

impl Run<'_> {
    fn shelves(&self) -> Vec<(Shelf, String, u64)> {
        let shelves = Shelf::ALL.iter().copied();
        shelves.map(|shelf| (shelf, format!("desk-shelf-{shelf}"), count(self.progress, shelf))).collect()
    }

    fn parcels(&self) -> u64 {
        self.progress.parcels.values().copied().fold(0, u64::saturating_add)
    }

    fn gone(&self) -> u64 {
        let here = self.progress.parcels.get(&State::Packed).copied().unwrap_or(0);
        self.parcels().saturating_sub(here)
    }

    fn gone_percent(&self) -> u64 {
        self.gone().saturating_mul(100).checked_div(self.parcels()).unwrap_or(0)
    }

    /// The run's lines as they are named.
    fn lines(&self) -> Vec<(String, u32)> {
        let name = |line: &crate::domain::run::PaidLine| {
            let found = self.progress.variants.iter().find(|variant| variant.id == line.variant);
            let name = found.map(|one| format!("{} {} ({})", one.size, one.colour, one.sku));
            (name.unwrap_or_else(|| line.variant.to_string()), line.quantity)
        };
        self.progress.run.lines.iter().map(name).collect()
    }

    /// Name and key of the buttons that this shelf offers, and whether they are dangerous.
    fn acts(&self) -> &'static [(&'static str, &'static str, bool)] {
        match self.shelf {
            Shelf::ToPrint => &[("print", "desk-parcel-print", false)],
            Shelf::ToShip => &[("ship", "desk-parcel-ship", false)],
            Shelf::Shipped => &[
                ("deliver", "desk-parcel-deliver", false),
                ("return", "desk-parcel-return", true),
                ("lose", "desk-parcel-lose", true),
            ],
            Shelf::Delivered | Shelf::Returned | Shelf::Lost => &[],
        }
    }

    fn is_ticked(&self, one: &OnDesk) -> bool {
        self.form.is("parcel", &one.parcel.id.to_string())
    }

    fn why_refused(&self, one: &OnDesk) -> Option<&str> {
        let id = one.parcel.id.to_string();
        self.refused.iter().find(|(of, _)| *of == id).map(|(_, why)| why.as_str())
    }

    fn code(&self, one: &OnDesk) -> String {
        format!("code-{}", one.parcel.id)
    }
}
