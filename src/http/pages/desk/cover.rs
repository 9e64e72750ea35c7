//! Covering a short sale, with money or by taking the missing units; shown in numbers, and asked once more.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path};
use uuid::Uuid;

use super::decimal;
use super::deed::address;
use super::sure::{self, Deed};
use crate::app::caller::Admin;
use crate::app::campaign::Listed;
use crate::app::settlement::{Cover, Gap};
use crate::app::{self, App};
use crate::domain::campaign::{Command, may};
use crate::domain::id::CampaignId;
use crate::http::problem::Problem;
use crate::http::site::{Answer, AsAdmin, Form, Frame, filters, see_done};

/// Carried by the second step alone.
const CONFIRMED: &str = "confirmed";

#[derive(Template)]
#[template(path = "desk/cover.html")]
struct Choose<'a> {
    frame: &'a Frame,
    form: &'a Form,
    sale: &'a Listed,
    gap: Gap,
}

/// What is missing, and with what it may be covered.
#[handler]
pub(crate) async fn choose(frame: Frame, app: Data<&Arc<App>>, admin: AsAdmin, id: Path<Uuid>) -> Answer {
    again(&frame, &app, &admin.0, (CampaignId::new(*id), &Form::filled([("with", "money")]))).await
}

/// First says what it does; once that is confirmed, does it.
#[handler]
pub(crate) async fn cover(
    frame: Frame,
    app: Data<&Arc<App>>,
    admin: AsAdmin,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let id = CampaignId::new(*id);
    match step(&frame, &app, &admin.0, (id, &form)).await {
        Ok(Some(deed)) => sure::ask(&frame, &Form::default(), &deed),
        Ok(None) => Ok(see_done(&address(id), "desk-sale-covered")),
        Err(problem) => again(&frame, &app, &admin.0, (id, &form.refused(problem))).await,
    }
}

async fn again(frame: &Frame, app: &App, admin: &Admin, (id, form): (CampaignId, &Form)) -> Answer {
    let sale = app::campaign::find_for_desk(app, admin, id).await?;
    let gap = app::settlement::gap(app, admin, id).await?;
    frame.page_at(form.status(), &Choose { frame, form, sale: &sale, gap })
}

async fn step(
    frame: &Frame,
    app: &App,
    admin: &Admin,
    (id, form): (CampaignId, &Form),
) -> Result<Option<Deed>, Problem> {
    let sale = app::campaign::find_for_desk(app, admin, id).await?;
    let with = cover_of(form, &sale)?;
    if form.has(CONFIRMED) {
        app::settlement::cover(app, admin, id, with).await?;
        return Ok(None);
    }
    may(Command::Cover, &sale.campaign, frame.now)?;
    app::settlement::check_cover(&with, &sale.campaign)?;
    let gap = app::settlement::gap(app, admin, id).await?;
    Ok(Some(deed(frame, (&sale, form), &with, gap)))
}

fn cover_of(form: &Form, sale: &Listed) -> Result<Cover, Problem> {
    match form.text("with") {
        "house_units" => Ok(Cover::HouseUnits),
        "money" => Ok(Cover::Money {
            amount: decimal::money(form, "amount", sale.campaign.currency)?,
            reference: form.text("reference").to_owned(),
        }),
        _ => Err(Problem::fields([("with", "refusal-cover-with".to_owned())])),
    }
}

fn deed(frame: &Frame, (sale, form): (&Listed, &Form), with: &Cover, gap: Gap) -> Deed {
    let locale = &frame.locale;
    let id = sale.campaign.id;
    let mut says = match with {
        Cover::HouseUnits => vec![locale.say(&("desk-cover-house-says", "count", gap.missing_units))],
        Cover::Money { amount, reference } => vec![
            locale.say(&("desk-cover-money-says", "amount", *amount, "reference", reference)),
            locale.say(&("desk-cover-money-book", "amount", *amount)),
        ],
    };
    says.push(locale.say(&("desk-cover-funded", "count", gap.units_in_hand)));
    says.push(locale.text("desk-sale-end-final"));
    let kept = |name: &str| matches!(name, "with" | "amount" | "reference");
    let mut carried: Vec<_> = form.fields().iter().filter(|(name, _)| kept(name)).cloned().collect();
    carried.push((CONFIRMED.to_owned(), "yes".to_owned()));
    Deed {
        title: locale.say(&("desk-sale-ask-cover", "title", &sale.title)),
        says,
        inputs: &[],
        carried,
        button: "desk-sale-button-cover",
        is_danger: false,
        is_blocked: false,
        action: format!("{}/cover", address(id)),
        back: format!("{}/cover", address(id)),
    }
}
