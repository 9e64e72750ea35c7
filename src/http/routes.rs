//! Every address of the server.

use std::sync::Arc;

use poem::middleware::{CatchPanic, Compression, CookieJarManager};
use poem::web::Data;
use poem::{Endpoint, EndpointExt, IntoResponse, Response, Route, get, handler, post};
use poem_openapi::OpenApiService;

use super::api::account::AccountApi;
use super::api::artwork::{self, ArtworkApi};
use super::api::audit::AuditApi;
use super::api::ballot::BallotApi;
use super::api::ballot_box::BallotBoxApi;
use super::api::campaign::CampaignApi;
use super::api::contest::ContestApi;
use super::api::design::DesignApi;
use super::api::event::EventApi;
use super::api::exposure::ExposureApi;
use super::api::finding::FindingApi;
use super::api::funding::FundingApi;
use super::api::ledger::LedgerApi;
use super::api::moderation::ModerationApi;
use super::api::notice::NoticeApi;
use super::api::payout::PayoutApi;
use super::api::preorder::PreorderApi;
use super::api::refund::RefundApi;
use super::api::round::RoundApi;
use super::api::run::RunApi;
use super::api::settlement::SettlementApi;
use super::api::shipment::ShipmentApi;
use super::api::signal::SignalApi;
use super::api::standing::StandingApi;
use super::layer::{BodyLimit, ETags};
use super::log::RequestLog;
use super::pages::{self, inbox, sandbox};
use super::problem;
use super::site::asset;
use super::site::layer::Site;
use super::webhook;
use crate::app::{self, App};

/// What leads to a ranking, and what follows from it: one tuple can hold sixteen.
type Apis = (Contests, Sales);
type Contests = (
    AccountApi,
    ArtworkApi,
    BallotApi,
    BallotBoxApi,
    ContestApi,
    DesignApi,
    ExposureApi,
    FindingApi,
    FundingApi,
    ModerationApi,
    NoticeApi,
    RoundApi,
    StandingApi,
);
type Sales = (
    AuditApi,
    CampaignApi,
    EventApi,
    LedgerApi,
    PayoutApi,
    PreorderApi,
    RefundApi,
    RunApi,
    SettlementApi,
    ShipmentApi,
    SignalApi,
);

/// The whole server over one `App`.
pub fn routes(app: Arc<App>) -> impl Endpoint<Output = Response> + 'static {
    let api = service();
    let log = app.clone();
    let document = api.spec_endpoint();
    let reference = api.swagger_ui();
    let pages = pages(&app).with(Site(app.clone()));
    Route::new()
        .at("/healthz", get(healthz))
        .at("/readyz", get(readyz))
        .at("/webhooks/stripe", post(webhook::receive).with(BodyLimit))
        .at("/artworks/:name", get(artwork::public_rendition))
        .at("/favicon.ico", get(asset::favicon))
        .at("/offline-worker.js", get(asset::offline_worker))
        .at("/static/:digest/:name", get(asset::read).with(Compression::new()))
        .at("/api/v1/openapi.json", document)
        .nest("/api/docs", reference)
        .nest_no_strip("/api/v1", api.with(ETags).with(BodyLimit))
        .nest("/", pages)
        .with(CookieJarManager::new())
        .with(CatchPanic::new())
        .data(app)
        .catch_all_error(problem::from_poem)
        .with(RequestLog(log))
}

/// What browsers open. The sandbox provider's pages are there only where it is the provider, the inbox only where
/// no server takes the mail.
fn pages(app: &App) -> Route {
    let mut routes = pages::routes();
    if app::sandbox::is_there(app) {
        routes = routes.nest("/sandbox", sandbox::routes().with(BodyLimit));
    }
    if app::mail::has_inbox(app) {
        routes = routes.nest("/inbox", inbox::routes());
    }
    routes
}

/// The OpenAPI document as JSON.
pub fn specification() -> String {
    service().spec()
}

fn service() -> OpenApiService<Apis, ()> {
    let contests: Contests = (
        AccountApi,
        ArtworkApi,
        BallotApi,
        BallotBoxApi,
        ContestApi,
        DesignApi,
        ExposureApi,
        FindingApi,
        FundingApi,
        ModerationApi,
        NoticeApi,
        RoundApi,
        StandingApi,
    );
    let sales: Sales = (
        AuditApi,
        CampaignApi,
        EventApi,
        LedgerApi,
        PayoutApi,
        PreorderApi,
        RefundApi,
        RunApi,
        SettlementApi,
        ShipmentApi,
        SignalApi,
    );

    OpenApiService::new((contests, sales), "Greenlit", env!("CARGO_PKG_VERSION"))
        .description("Rounds, designs, scores, campaigns, pre-orders, settlement and payouts.")
        .url_prefix("")
}

/// The process is alive.
#[handler]
fn healthz() -> &'static str {
    "ok\n"
}

/// The process can do its work: the database answers and the audit chain is sealed.
#[handler]
async fn readyz(app: Data<&Arc<App>>) -> Response {
    match app::readiness(&app).await {
        Ok(report) => poem::web::Json(report).into_response(),
        Err(error) => super::problem::Problem::from(error).into_response(),
    }
}
