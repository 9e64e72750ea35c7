//! Production on the desk: what waits, what is made, and starting it.

use std::sync::Arc;

use askama::Template;
use poem::http::header;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;
use uuid::Uuid;

use super::deed::address;
use super::sure::{self, Deed};
use super::{After, asked, paged, parcel};
use crate::app::caller::Admin;
use crate::app::run::{Asked, OnDesk, Plan, Sheet};
use crate::app::{self, App};
use crate::domain::id::CampaignId;
use crate::domain::run::PaidLine;
use crate::http::problem::Problem;
use crate::http::site::{Answer, AsAdmin, Form, Frame, filters, see_done};

/// Carried by the second step alone.
const CONFIRMED: &str = "confirmed";
const HOUSE: &str = "house-";

#[derive(Deserialize)]
pub(crate) struct Kind {
    #[serde(default)]
    kind: String,
}

#[derive(Template)]
#[template(path = "desk/runs.html")]
struct Runs<'a> {
    frame: &'a Frame,
    waiting: &'a [app::campaign::Listed],
    running: &'a [OnDesk],
    done: &'a [OnDesk],
    next: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "desk/start.html")]
struct Start<'a> {
    frame: &'a Frame,
    form: &'a Form,
    plan: &'a Plan,
}

/// All of production.
#[handler]
pub(crate) async fn list(frame: Frame, app: Data<&Arc<App>>, admin: AsAdmin, query: Query<After>) -> Answer {
    let before = query.after.map(CampaignId::new);
    let tables = app::run::tables(&app, &admin.0, before, asked()).await?;
    let (done, next) = paged(tables.done, |one| one.sale.campaign.id.uuid());
    let (waiting, running) = (&tables.waiting, &tables.running);
    frame.page(&Runs { frame: &frame, waiting, running, done: &done, next })
}

/// A campaign's run with its parcels; before it is started, what starting it would freeze.
#[handler]
pub(crate) async fn show(
    frame: Frame,
    app: Data<&Arc<App>>,
    admin: AsAdmin,
    id: Path<Uuid>,
    query: Query<parcel::Shown>,
) -> Answer {
    let id = CampaignId::new(*id);
    if app::campaign::dossier(&app, &admin.0, id).await?.has_run {
        return parcel::page(&frame, &app, &admin.0, (id, &query, &Form::default(), &[])).await;
    }
    again(&frame, &app, &admin.0, (id, &Form::default())).await
}

/// First says what it freezes; once that is confirmed, starts it.
#[handler]
pub(crate) async fn start(
    frame: Frame,
    app: Data<&Arc<App>>,
    admin: AsAdmin,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let id = CampaignId::new(*id);
    match step(&frame, &app, &admin.0, (id, &form)).await {
        Ok(Some(deed)) => sure::ask(&frame, &Form::default(), &deed),
        Ok(None) => Ok(see_done(&format!("{}/run", address(id)), "desk-run-started")),
        Err(problem) => again(&frame, &app, &admin.0, (id, &form.refused(problem))).await,
    }
}

/// A sheet for the printer, as CSV.
#[handler]
pub(crate) async fn sheet(
    app: Data<&Arc<App>>,
    admin: AsAdmin,
    id: Path<Uuid>,
    query: Query<Kind>,
) -> Answer {
    let (kind, name) = match query.kind.as_str() {
        "addresses" => (Sheet::Addresses, "addresses"),
        _ => (Sheet::Quantities, "quantities"),
    };
    let text = app::run::sheet(&app, &admin.0, CampaignId::new(*id), kind).await?;
    Ok(Response::builder()
        .content_type("text/csv; charset=utf-8")
        .header(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}-{}.csv\"", *id))
        .header(header::CACHE_CONTROL, "no-store")
        .body(text))
}

async fn again(frame: &Frame, app: &App, admin: &Admin, (id, form): (CampaignId, &Form)) -> Answer {
    let plan = app::run::plan(app, admin, id).await?;
    frame.page_at(form.status(), &Start { frame, form, plan: &plan })
}

async fn step(
    frame: &Frame,
    app: &App,
    admin: &Admin,
    (id, form): (CampaignId, &Form),
) -> Result<Option<Deed>, Problem> {
    if form.has(CONFIRMED) {
        let asked = Asked { campaign: id, house_units: carried_house(form)? };
        app::run::start(app, admin, &asked, form.key()).await?;
        return Ok(None);
    }
    let plan = app::run::plan(app, admin, id).await?;
    let house = carried_house(form)?;
    Ok(Some(deed(frame, &plan, (form, &house))))
}

/// The brand's own units, as they were typed.
fn carried_house(form: &Form) -> Result<Vec<PaidLine>, Problem> {
    let mut lines = Vec::new();
    for (name, _) in form.fields() {
        let Some(variant) = name.strip_prefix(HOUSE).and_then(|id| id.parse::<Uuid>().ok()) else { continue };
        let quantity: Option<u32> = form.parse_optional(name)?;
        if let Some(quantity) = quantity.filter(|quantity| *quantity > 0) {
            lines.push(PaidLine { variant: variant.into(), quantity });
        }
    }
    Ok(lines)
}

fn deed(frame: &Frame, plan: &Plan, (form, house): (&Form, &[PaidLine])) -> Deed {
    let locale = &frame.locale;
    let id = plan.sale.campaign.id;
    let own = |variant| house.iter().find(|line| line.variant == variant).map_or(0, |line| line.quantity);
    let of_house = house.iter().fold(0_u32, |sum, line| sum.saturating_add(line.quantity));
    let mut says = vec![locale.say(&("desk-run-units", "count", plan.units.saturating_add(of_house)))];
    for (variant, paid) in &plan.lines {
        let units = paid.saturating_add(own(variant.id));
        if units > 0 {
            let name = format!("{} {} ({})", variant.size, variant.colour, variant.sku);
            says.push(locale.say(&("desk-run-line", "count", units, "name", name, "own", own(variant.id))));
        }
    }
    says.push(locale.say(&("desk-run-parcels", "count", plan.parcels)));
    says.push(locale.text("desk-run-freezes"));
    says.push(locale.text("desk-run-stock"));
    let kept = form.fields().iter().filter(|(name, _)| name.starts_with(HOUSE)).cloned();
    Deed {
        title: locale.say(&("desk-sale-ask-run", "title", &plan.sale.title)),
        says,
        inputs: &[],
        carried: kept.chain([(CONFIRMED.to_owned(), "yes".to_owned())]).collect(),
        button: "desk-sale-button-run",
        is_danger: false,
        is_blocked: false,
        action: format!("{}/run", address(id)),
        back: format!("{}/run", address(id)),
    }
}

impl Start<'_> {
    /// The name of a variant's field.
    fn house(&self, variant: &crate::domain::rules::Variant) -> String {
        format!("{HOUSE}{}", variant.id)
    }
}
