//! Parcels, as admins report them and buyers follow them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use crate::app::shipment::Handover;
use crate::app::{self, App};
use crate::domain;
use crate::domain::id::{CampaignId, PreorderId, ShipmentId};
use crate::http::caller::{AsAdmin, AsMember};
use crate::http::page::{Page, limit, page};
use crate::http::problem::Problem;

type Answer<T> = Result<Json<T>, Problem>;

pub struct ShipmentApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Production")]
impl ShipmentApi {
    /// A campaign's parcels, oldest first.
    #[oai(path = "/campaigns/:id/shipments", method = "get", operation_id = "list_shipments")]
    async fn list(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        after: Query<Option<Uuid>>,
        #[oai(name = "limit")] asked: Query<Option<u64>>,
    ) -> Answer<Page<Shipment>> {
        let limit = limit(asked.0);
        let after = after.0.map(ShipmentId::new);
        let found = app::shipment::list(&app, &caller.0, CampaignId::new(id.0), after, limit + 1).await?;
        Ok(Json(page(found, limit, |parcel| parcel.id.uuid())))
    }

    /// The parcels of one's own order.
    #[oai(path = "/preorders/:id/shipments", method = "get", operation_id = "list_preorder_shipments")]
    async fn list_of_order(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        id: Path<Uuid>,
    ) -> Answer<Vec<Shipment>> {
        let found = app::shipment::list_of_order(&app, &caller.0, PreorderId::new(id.0)).await?;
        Ok(Json(found.into_iter().map(Shipment::from).collect()))
    }

    /// Record that its goods are printed.
    #[oai(path = "/shipments/:id/printed", method = "post", operation_id = "print_shipment")]
    async fn print(&self, app: Data<&Arc<App>>, caller: AsAdmin, id: Path<Uuid>) -> Answer<Shipment> {
        Ok(Json(app::shipment::print(&app, &caller.0, ShipmentId::new(id.0)).await?.into()))
    }

    /// Record that it went to the carrier: its goods are sold, and the buyer is told.
    #[oai(path = "/shipments/:id/shipped", method = "post", operation_id = "ship_shipment")]
    async fn ship(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        id: Path<Uuid>,
        #[oai(name = "Idempotency-Key")] key: Header<String>,
        body: Json<Ship>,
    ) -> Answer<Shipment> {
        let handed = Handover {
            shipment: ShipmentId::new(id.0),
            carrier: body.0.carrier,
            tracking_code: body.0.tracking_code,
        };
        Ok(Json(app::shipment::ship(&app, &caller.0, &handed, &key).await?.into()))
    }

    /// Record that it arrived.
    #[oai(path = "/shipments/:id/delivered", method = "post", operation_id = "deliver_shipment")]
    async fn deliver(&self, app: Data<&Arc<App>>, caller: AsAdmin, id: Path<Uuid>) -> Answer<Shipment> {
        Ok(Json(app::shipment::deliver(&app, &caller.0, ShipmentId::new(id.0)).await?.into()))
    }

    /// Record that it came back to the sender.
    #[oai(path = "/shipments/:id/returned", method = "post", operation_id = "return_shipment")]
    async fn take_back(&self, app: Data<&Arc<App>>, caller: AsAdmin, id: Path<Uuid>) -> Answer<Shipment> {
        Ok(Json(app::shipment::take_back(&app, &caller.0, ShipmentId::new(id.0)).await?.into()))
    }

    /// Record that the carrier cannot find it.
    #[oai(path = "/shipments/:id/lost", method = "post", operation_id = "lose_shipment")]
    async fn lose(&self, app: Data<&Arc<App>>, caller: AsAdmin, id: Path<Uuid>) -> Answer<Shipment> {
        Ok(Json(app::shipment::lose(&app, &caller.0, ShipmentId::new(id.0)).await?.into()))
    }
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct Ship {
    /// 1 to 80 characters.
    carrier: String,
    /// 1 to 64 letters, digits, spaces and dashes.
    tracking_code: String,
}

#[derive(Object)]
struct Shipment {
    id: Uuid,
    preorder: Uuid,
    /// Of the order's parcels, from 1.
    number: u32,
    /// `packed`, `shipped`, `delivered`, `returned` or `lost`.
    state: String,
    lines: Vec<ParcelLine>,
    #[oai(skip_serializing_if_is_none)]
    printed_at: Option<DateTime<Utc>>,
    #[oai(skip_serializing_if_is_none)]
    shipped_at: Option<DateTime<Utc>>,
    #[oai(skip_serializing_if_is_none)]
    delivered_at: Option<DateTime<Utc>>,
    #[oai(skip_serializing_if_is_none)]
    carrier: Option<String>,
    #[oai(skip_serializing_if_is_none)]
    tracking_code: Option<String>,
}

#[derive(Object)]
struct ParcelLine {
    variant: Uuid,
    quantity: u32,
}

impl From<domain::shipment::Shipment> for Shipment {
    fn from(parcel: domain::shipment::Shipment) -> Self {
        let line = |line: &domain::run::PaidLine| ParcelLine {
            variant: line.variant.uuid(),
            quantity: line.quantity,
        };
        Self {
            id: parcel.id.uuid(),
            preorder: parcel.preorder.uuid(),
            number: parcel.number,
            state: parcel.state.to_string(),
            lines: parcel.lines.iter().map(line).collect(),
            printed_at: parcel.printed_at,
            shipped_at: parcel.shipped_at,
            delivered_at: parcel.delivered_at,
            carrier: parcel.carrier,
            tracking_code: parcel.tracking_code,
        }
    }
}
