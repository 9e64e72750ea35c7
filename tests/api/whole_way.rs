//! A design's whole way over the API: from real pictures to a designer who is paid, to the minor unit.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::Duration;
use greenlit::domain::id::PreorderId;
use greenlit::gateway::payment::{MovementKind, PayeeRef, PayeeStatus};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::settle::{GOOD, POOR, TOTAL_MINOR};
use crate::support::{Person, TestApp, design, picture};

const DESIGNERS: usize = 8;
const MEMBERS: usize = 30;
const BUYERS: usize = 25;
const PAID: i64 = 24;
const PRIZE_MINOR: i64 = 50_000;
/// The buyers whose cards are declined when they are charged.
const REPAIRED: usize = 3;
const DROPPED: usize = 17;

struct People {
    admin: Person,
    second: Person,
    moderator: Person,
    designers: Vec<Person>,
    members: Vec<Person>,
}

pub(crate) async fn a_design_goes_from_upload_to_paid_designer(app: &TestApp) {
    let people = people(app).await;
    app.advance(Duration::minutes(1)).await;
    let round = open_round(app, &people).await;
    let designs = upload_and_clear(app, &people, &round).await;
    score(app, &people, &round, &designs).await;
    let campaign = close(app, &people, &round, designs[0]).await;
    let orders = commit(app, &people, &round, &campaign).await;
    settle(app, &people, &campaign, &orders).await;
    produce(app, &people, &campaign).await;
    pay_prize(app, &people).await;
    compare_books(app, &people, &orders).await;
}

async fn people(app: &TestApp) -> People {
    let mut people = People {
        admin: app.admin("Grace").await,
        second: app.admin("Hedy").await,
        moderator: app.moderator("Mary").await,
        designers: Vec::new(),
        members: Vec::new(),
    };
    for number in 0..DESIGNERS {
        people.designers.push(app.member(&format!("Designer{number}")).await);
    }
    for number in 0..MEMBERS {
        people.members.push(app.member(&format!("Member{number}")).await);
    }
    people
}

async fn open_round(app: &TestApp, people: &People) -> design::OpenRound {
    let mut rules = app.rules();
    rules["prizes"] = json!([{ "place": 1, "amount_minor": PRIZE_MINOR }]);
    rules["campaigns_max"] = json!(1);
    rules["scoring"] = json!({ "scores_min": 20, "count_from": 10, "extension_seconds": 0 });
    rules["gate"] = json!({ "threshold_units": 20, "sale_seconds": 86_400 });
    let id = app.opened(&people.admin, &rules).await;
    let found = app.get(None, &format!("/api/v1/rounds/{id}")).await.ok();
    let accept = json!({ "rules_version": found["rules"]["version"], "rules_digest": found["rules_digest"] });
    design::OpenRound { id: id.parse().unwrap(), accept }
}

/// A photograph, a drawing with transparency, and six made by code.
async fn upload_and_clear(app: &TestApp, people: &People, round: &design::OpenRound) -> Vec<Uuid> {
    let photo = PathBuf::from(std::env::var("GREENLIT_TEST_PHOTO").expect(
        "set GREENLIT_TEST_PHOTO to the photograph that tests/run installs (matplotlib's grace_hopper.jpg)",
    ));
    let drawing = photo.with_file_name("Minduka_Present_Blue_Pack.png");
    let mut designs = Vec::new();
    for (number, designer) in people.designers.iter().enumerate() {
        let path = format!("/api/v1/rounds/{}/designs", round.id);
        let texts = design::texts(&format!("Design {number}"));
        let id = design::id(&app.post(Some(designer), &path, &texts).await.ok());
        let (name, bytes) = match number {
            0 => ("hopper.jpg", std::fs::read(&photo).unwrap()),
            1 => ("present.png", std::fs::read(&drawing).unwrap()),
            _ => ("drawn.png", picture::png(u8::try_from(number).unwrap(), 120, 140)),
        };
        app.upload(Some(designer), id, name, &bytes).await.ok();
        app.submit(designer, id, round).await.ok();
        app.post(Some(&people.moderator), &format!("/api/v1/designs/{id}/clear"), &json!({})).await.ok();
        designs.push(id);
    }
    designs
}

/// Everybody scores everything that the queue hands out: the photograph best, then the others in turn.
async fn score(app: &TestApp, people: &People, round: &design::OpenRound, designs: &[Uuid]) {
    app.advance(Duration::days(7)).await;
    for member in &people.members {
        let mut given = 0;
        while let Some(shown) = app.current(member, round).await {
            let place = designs.iter().position(|design| *design == shown).unwrap();
            let score = i64::try_from(5 - place.min(5)).unwrap();
            app.score(member, round, shown, score).await.ok();
            given += 1;
        }
        assert_eq!(given, DESIGNERS);
    }
}

/// Closes what the preview showed, and gives the one campaign it makes.
async fn close(app: &TestApp, people: &People, round: &design::OpenRound, winner: Uuid) -> String {
    app.advance(Duration::days(7)).await;
    let path = |what: &str| format!("/api/v1/rounds/{}/{what}", round.id);
    app.get(None, &path("standings")).await.refused(404, "standings-not-published");
    app.get(Some(&people.admin), &path("close-preview")).await.ok();
    app.post(Some(&people.admin), &path("close"), &json!({})).await.ok();
    let standings = app.get(None, &path("standings")).await.ok();
    let first = &standings["items"][0];
    assert_eq!(first["design"], winner.to_string());
    assert_eq!(first["place"], 1);
    assert_eq!(first["ballots"], MEMBERS);
    let campaigns = app.get(Some(&people.admin), "/api/v1/campaigns").await.ok();
    let campaigns = campaigns["items"].as_array().unwrap();
    assert_eq!(campaigns.len(), 1);
    assert_eq!(campaigns[0]["design"], winner.to_string());
    campaigns[0]["id"].as_str().unwrap().to_owned()
}

async fn commit(
    app: &TestApp,
    people: &People,
    round: &design::OpenRound,
    campaign: &str,
) -> Vec<(Person, PreorderId)> {
    app.post(Some(&people.admin), &format!("/api/v1/campaigns/{campaign}/open"), &json!({})).await.ok();
    let found = app.get(None, &format!("/api/v1/rounds/{}", round.id)).await.ok();
    let body = json!({
        "lines": [{ "variant": found["rules"]["product"]["variants"][0]["id"], "quantity": 1 }],
        "address": {
            "name": "A Buyer", "line1": "Main Street 1", "city": "Berlin", "postal_code": "10115", "country": "DE",
        },
    });
    let mut orders = Vec::new();
    for number in 0..BUYERS {
        let buyer = app.member(&format!("Buyer{number}")).await;
        let path = format!("/api/v1/campaigns/{campaign}/preorders");
        let placed = app.post_once(&buyer, &path, &body).await.ok();
        assert_eq!(placed["total"], json!({ "minor": TOTAL_MINOR, "currency": "EUR" }));
        let order = PreorderId::new(design::id(&placed));
        let declines = [REPAIRED, DROPPED].contains(&number);
        app.commit_card(order, if declines { POOR } else { GOOD }).await;
        orders.push((buyer, order));
    }
    let shown = app.get(None, &format!("/api/v1/campaigns/{campaign}")).await.ok();
    assert_eq!(shown["committed_units"], BUYERS);
    assert!(app.book().intents.is_empty(), "charged before the gate");
    orders
}

async fn settle(app: &TestApp, people: &People, campaign: &str, orders: &[(Person, PreorderId)]) {
    app.charge().await;
    assert_eq!(state(app, &orders[REPAIRED]).await, "declined");
    assert_eq!(state(app, &orders[DROPPED]).await, "declined");
    let (buyer, order) = &orders[REPAIRED];
    app.change_card(*order, GOOD).await;
    app.repair(buyer, *order).await.ok();
    app.settle_down().await;
    assert_eq!(state(app, &orders[REPAIRED]).await, "paid");
    for _ in 0..8 {
        app.advance(Duration::days(1)).await;
    }
    assert_eq!(state(app, &orders[DROPPED]).await, "dropped");
    let shown = app.get(Some(&people.admin), &format!("/api/v1/campaigns/{campaign}")).await.ok();
    assert_eq!(shown["state"], "funded");
}

async fn produce(app: &TestApp, people: &People, campaign: &str) {
    let admin = &people.admin;
    let run = app.post_once(admin, &format!("/api/v1/campaigns/{campaign}/run"), &json!({})).await.ok();
    assert_eq!(run["lines"][0]["quantity"], PAID);
    let csv = app.get(Some(admin), &format!("/api/v1/campaigns/{campaign}/run.csv?kind=addresses")).await;
    assert_eq!(csv.header("content-type").split(';').next(), Some("text/csv"));
    let addressed = String::from_utf8_lossy(&csv.bytes).matches("Main Street 1").count();
    assert_eq!(i64::try_from(addressed).unwrap(), PAID);
    let parcels =
        app.get(Some(admin), &format!("/api/v1/campaigns/{campaign}/shipments?limit=100")).await.ok();
    for parcel in parcels["items"].as_array().unwrap() {
        let path = |what: &str| format!("/api/v1/shipments/{}/{what}", parcel["id"].as_str().unwrap());
        app.post(Some(admin), &path("printed"), &json!({})).await.ok();
        let handed = json!({ "carrier": "DHL", "tracking_code": "JD014600000000000001" });
        app.post_once(admin, &path("shipped"), &handed).await.ok();
        app.post(Some(admin), &path("delivered"), &json!({})).await.ok();
    }
    app.settle_down().await;
    let shown = app.get(None, &format!("/api/v1/campaigns/{campaign}")).await.ok();
    assert_eq!(shown["state"], "fulfilled");
}

/// Two admins approve; the designer's account at the provider is completed; the prize is sent once.
async fn pay_prize(app: &TestApp, people: &People) {
    let designer = &people.designers[0];
    app.post_once(designer, "/api/v1/me/payee", &json!({})).await.ok();
    let book = app.book();
    let payees: Vec<PayeeRef> = book.payees.keys().cloned().collect();
    assert_eq!(payees.len(), 1);
    app.set_payee(&payees[0], PayeeStatus::Active).await;
    app.get(Some(designer), "/api/v1/me/payee").await.ok();
    let payouts = app.get(Some(&people.admin), "/api/v1/payouts").await.ok();
    let payout = payouts["items"][0]["id"].as_str().unwrap().to_owned();
    for admin in [&people.admin, &people.second] {
        app.post_once(admin, &format!("/api/v1/payouts/{payout}/approve"), &json!({})).await.ok();
    }
    app.advance(Duration::days(15)).await;
    let paid = app.get(Some(designer), "/api/v1/me/payouts").await.ok();
    assert_eq!(paid["items"][0]["state"], "sent", "{paid}");
    assert_eq!(paid["items"][0]["amount"]["minor"], PRIZE_MINOR);
}

/// Every amount of the journal against the provider's own records.
async fn compare_books(app: &TestApp, people: &People, orders: &[(Person, PreorderId)]) {
    app.advance(Duration::hours(2)).await;
    let book = app.book();
    for (number, (_, order)) in orders.iter().enumerate() {
        let charges = book.charges(*order);
        let expected = usize::from(number != DROPPED);
        assert_eq!(charges.len(), expected, "buyer {number}");
        assert!(charges.iter().all(|intent| intent.received_minor == TOTAL_MINOR));
    }
    assert!(book.methods.values().all(|method| method.is_detached), "a card can still be charged");
    let sum = |kind| {
        book.movements.iter().filter(|line| line.kind == kind).map(|line| line.amount.minor).sum::<i64>()
    };
    let fees = sum(MovementKind::Fee);
    let (net, tax) = (TOTAL_MINOR / 11 * 10, TOTAL_MINOR / 11);
    let royalty = 250 * PAID;
    let expected: BTreeMap<&str, i64> = [
        (
            "provider",
            sum(MovementKind::TopUp) + sum(MovementKind::Charge) + sum(MovementKind::Transfer) + fees,
        ),
        ("deposits", 0),
        ("refunds_due", 0),
        ("tax", -tax * PAID),
        ("sales", -net * PAID),
        ("provider_fees", -fees),
        ("prize_reserve", 0),
        ("prizes_due", 0),
        ("prize_expense", PRIZE_MINOR),
        ("royalties_due", -royalty),
        ("royalty_expense", royalty),
        ("suspense", 0),
    ]
    .into();
    for (account, balance) in expected {
        assert_eq!(app.balance(account).await, balance, "{account}");
    }
    assert_eq!(sum(MovementKind::Charge), TOTAL_MINOR * PAID);
    assert_eq!(sum(MovementKind::Transfer), -PRIZE_MINOR);
    assert!(fees < 0);
    let report = app.get(Some(&people.admin), "/api/v1/ledger/check").await.ok();
    assert_eq!(report["is_clean"], true, "{}", report["findings"]);
}

async fn state(app: &TestApp, (buyer, order): &(Person, PreorderId)) -> Value {
    app.get(Some(buyer), &format!("/api/v1/preorders/{order}")).await.ok()["state"].clone()
}

on_both!(a_design_goes_from_upload_to_paid_designer);
