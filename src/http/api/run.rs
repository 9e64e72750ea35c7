//! Production runs: started once, followed, and given to the printer as sheets.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::{Json, PlainText};
use poem_openapi::{ApiResponse, Enum, Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use crate::app::run::{Asked, Progress};
use crate::app::{self, App};
use crate::domain;
use crate::domain::id::{CampaignId, VariantId};
use crate::domain::run::PaidLine;
use crate::domain::shipment::State as ParcelState;
use crate::http::caller::AsAdmin;
use crate::http::problem::Problem;

type Answer<T> = Result<Json<T>, Problem>;

pub struct RunApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Production")]
impl RunApi {
    /// Start production: quantities are frozen from what is paid, and a parcel is packed for each order.
    #[oai(path = "/campaigns/:id/run", method = "post", operation_id = "start_run")]
    async fn start(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        #[oai(name = "Idempotency-Key")] key: Header<String>,
        body: Json<StartRun>,
    ) -> Answer<Run> {
        let house_units = body.0.house_units.into_iter().map(PaidLine::from).collect();
        let asked = Asked { campaign: CampaignId::new(id.0), house_units };
        app::run::start(&app, &caller.0, &asked, &key).await?;
        Ok(Json(app::run::progress(&app, &caller.0, asked.campaign).await?.into()))
    }

    /// What is made, and how far it is.
    #[oai(path = "/campaigns/:id/run", method = "get", operation_id = "read_run")]
    async fn read(&self, app: Data<&Arc<App>>, caller: AsAdmin, id: Path<Uuid>) -> Answer<Run> {
        Ok(Json(app::run::progress(&app, &caller.0, CampaignId::new(id.0)).await?.into()))
    }

    /// A sheet for the printer, as CSV.
    #[oai(path = "/campaigns/:id/run.csv", method = "get", operation_id = "read_run_sheet")]
    async fn sheet(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        kind: Query<Sheet>,
    ) -> Result<SheetAnswer, Problem> {
        let text = app::run::sheet(&app, &caller.0, CampaignId::new(id.0), kind.0.into()).await?;
        let name = match kind.0 {
            Sheet::Quantities => "quantities",
            Sheet::Addresses => "addresses",
        };
        let disposition = format!("attachment; filename=\"{name}-{}.csv\"", id.0);
        Ok(SheetAnswer::Csv(PlainText(text), disposition))
    }
}

#[derive(ApiResponse)]
enum SheetAnswer {
    /// UTF-8, fields by comma, lines by CR LF, the first line names the columns.
    #[oai(status = 200, content_type = "text/csv; charset=utf-8")]
    Csv(PlainText<String>, #[oai(header = "Content-Disposition")] String),
}

#[derive(Enum, Clone, Copy)]
#[oai(rename_all = "snake_case")]
enum Sheet {
    Quantities,
    /// Of parcels that may leave: packed, their order paid and not disputed.
    Addresses,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct StartRun {
    /// What the brand has made for itself besides; it is stock, and no sale.
    #[oai(default)]
    house_units: Vec<Units>,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct Units {
    variant: Uuid,
    quantity: u32,
}

#[derive(Object)]
struct Run {
    id: Uuid,
    campaign: Uuid,
    /// `frozen` or `done`.
    state: String,
    frozen_at: DateTime<Utc>,
    frozen_by: Uuid,
    #[oai(skip_serializing_if_is_none)]
    done_at: Option<DateTime<Utc>>,
    /// Contained in the lines.
    house_units: u32,
    lines: Vec<RunLine>,
    parcels: Parcels,
}

#[derive(Object)]
struct RunLine {
    variant: Uuid,
    sku: String,
    size: String,
    colour: String,
    quantity: u32,
}

/// Parcels by state.
#[derive(Object)]
struct Parcels {
    packed: u64,
    /// Of the packed ones.
    printed: u64,
    shipped: u64,
    delivered: u64,
    returned: u64,
    lost: u64,
}

impl From<Progress> for Run {
    fn from(progress: Progress) -> Self {
        let Progress { run, variants, printed, parcels } = progress;
        let count = |state| parcels.get(&state).copied().unwrap_or(0);
        let lines = run.lines.iter().map(|line| {
            let found = variants.iter().find(|variant| variant.id == line.variant);
            line_of(*line, found)
        });
        Self {
            id: run.id.uuid(),
            campaign: run.campaign.uuid(),
            state: run.state.to_string(),
            frozen_at: run.frozen_at,
            frozen_by: run.frozen_by.uuid(),
            done_at: run.done_at,
            house_units: run.house_units,
            lines: lines.collect(),
            parcels: Parcels {
                packed: count(ParcelState::Packed),
                printed,
                shipped: count(ParcelState::Shipped),
                delivered: count(ParcelState::Delivered),
                returned: count(ParcelState::Returned),
                lost: count(ParcelState::Lost),
            },
        }
    }
}

fn line_of(line: PaidLine, variant: Option<&domain::rules::Variant>) -> RunLine {
    RunLine {
        variant: line.variant.uuid(),
        sku: variant.map(|variant| variant.sku.clone()).unwrap_or_default(),
        size: variant.map(|variant| variant.size.clone()).unwrap_or_default(),
        colour: variant.map(|variant| variant.colour.clone()).unwrap_or_default(),
        quantity: line.quantity,
    }
}

impl From<Units> for PaidLine {
    fn from(units: Units) -> Self {
        Self { variant: VariantId::new(units.variant), quantity: units.quantity }
    }
}

impl From<Sheet> for app::run::Sheet {
    fn from(sheet: Sheet) -> Self {
        match sheet {
            Sheet::Quantities => Self::Quantities,
            Sheet::Addresses => Self::Addresses,
        }
    }
}
