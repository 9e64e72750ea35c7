//! Rounds on the desk: made by the long form, funded, opened, cancelled, closed.

use chrono::Duration;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::browser::{Browser, Sent};
use crate::support::page::Page;
use crate::support::{Person, TestApp};

const NEW: &str = "/desk/rounds/new";

/// All that a small round needs, as somebody types it.
fn typed(app: &TestApp) -> Vec<(&'static str, String)> {
    let at = |days| (app.now() + Duration::days(days)).format("%Y-%m-%dT%H:%M").to_string();
    let texts = [
        ("title", "Winter 2030"),
        ("brief", "Snow, in two colours."),
        ("product.name", "Winter tee"),
        ("product.description", "Heavy cotton.\r\nPrinted in Berlin."),
        ("product.print_width_px_min", "3000"),
        ("product.print_height_px_min", "3600"),
        ("currency", "EUR"),
        ("product.variants[0].sku", "TEE-M"),
        ("product.variants[0].size", "M"),
        ("product.variants[0].colour", "white"),
        ("product.variants[0].price_minor", "25"),
        ("shipping[0].country", "de"),
        ("shipping[0].fee_minor", "4.9"),
        ("tax.basis_points", "19"),
        ("tax.included", "yes"),
        ("prizes[0].place", "1"),
        ("prizes[0].amount_minor", "500.00"),
        ("royalty_basis_points", "7.5"),
        ("campaigns_max", "2"),
        ("gate.threshold_units", "20"),
        ("gate.sale_seconds", "14 d"),
        ("cooperation", "You keep your rights and let us print."),
        ("eligibility", "Everybody of age."),
        ("designs_per_designer_max", "3"),
    ];
    let mut typed: Vec<_> = texts.map(|(name, value)| (name, value.to_owned())).to_vec();
    typed.push(("windows.submissions_open_at", at(1)));
    typed.push(("windows.scoring_open_at", at(8)));
    typed.push(("windows.scoring_close_at", at(15)));
    typed
}

/// The same with some of it changed.
fn but(app: &TestApp, changes: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let mut fields = typed(app);
    fields.retain(|(name, _)| changes.iter().all(|(known, _)| known != name));
    fields.extend(changes.iter().map(|(name, value)| (*name, (*value).to_owned())));
    fields
}

async fn send(browser: &Browser<'_>, action: &str, fields: &[(&'static str, String)]) -> Page {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.submit(action, &fields).await
}

/// A browser on the empty form, in a contest made by its own form.
async fn on_form<'a>(app: &'a TestApp, admin: &Person) -> Browser<'a> {
    let browser = app.browser_of(admin).await;
    browser.open(NEW).await.shows("A contest is a standing programme");
    let texts = [("title", "Winter tees"), ("description", "Two rounds a year.")];
    browser.submit("/desk/contests/new", &texts).await.is(200).shows("This is the form of its first round.");
    browser
}

/// The id at the end of the page's path.
fn id(page: &Page) -> Uuid {
    let path = page.path.split('?').next().unwrap();
    path.rsplit('/').next().unwrap().parse().unwrap()
}

async fn read(app: &TestApp, admin: &Person, round: Uuid) -> Value {
    app.get(Some(admin), &format!("/api/v1/rounds/{round}")).await.ok()
}

fn wrong(page: &Page, field: &str) -> bool {
    page.html.contains(&format!("id=\"{field}-wrong\""))
}

async fn a_round_is_made_as_it_was_typed(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let browser = on_form(app, &admin).await;
    let mut fields = typed(app);
    fields.push(("scoring.extension_seconds", "3 d".to_owned()));
    fields.push(("scoring.names_masked", "yes".to_owned()));
    let page = send(&browser, NEW, &fields).await;
    page.is(200).shows("The draft is saved.").shows("Winter 2030").shows("Winter tees");
    page.shows("Fund all prizes before the round opens.");
    let round = read(app, &admin, id(&page)).await;
    let rules = &round["rules"];
    assert_eq!(round["state"], "draft");
    assert_eq!(rules["product"]["variants"][0]["price_minor"], 2_500);
    assert_eq!(rules["product"]["description"], "Heavy cotton.\nPrinted in Berlin.");
    assert_eq!(rules["shipping"], json!([{ "country": "DE", "fee_minor": 490 }]));
    assert_eq!(rules["tax"], json!({ "basis_points": 1_900, "included": true }));
    assert_eq!(rules["prizes"], json!([{ "place": 1, "amount_minor": 50_000 }]));
    assert_eq!(rules["royalty_basis_points"], 750);
    assert_eq!(rules["gate"]["sale_seconds"], 1_209_600);
    assert_eq!(rules["gate"].get("cap_units"), None);
    let scoring = json!({
        "weight_percent": 70, "prior_ballots": 10, "scores_min": 20, "count_from": 10, "counted_max": 100,
        "skips_free": 10, "joined_before_open": true, "extension_seconds": 259_200, "names_masked": true,
    });
    assert_eq!(rules["scoring"], scoring);
}

async fn a_double_click_makes_one_round(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let browser = on_form(app, &admin).await;
    let mut fields = browser.page().form(NEW);
    let typed = typed(app);
    fields.retain(|(name, _)| typed.iter().all(|(known, _)| known != name));
    fields.extend(typed.into_iter().map(|(name, value)| (name.to_owned(), value)));
    let first = browser.send(&Sent::form(NEW, &fields)).await;
    let second = browser.send(&Sent::form(NEW, &fields)).await;
    assert_eq!(first.status.as_u16(), 303, "{}", String::from_utf8_lossy(&first.bytes));
    assert_eq!(first.header("location"), second.header("location"));
    let all = app.get(Some(&admin), "/api/v1/rounds").await.ok();
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
}

async fn rows_come_and_go_and_everything_typed_stays(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let browser = on_form(app, &admin).await;
    let mut fields = but(app, &[("title", "")]);
    fields.push(("add", "product.variants".to_owned()));
    let page = send(&browser, NEW, &fields).await;
    page.is(200).hides("Must not be empty");
    assert_eq!(page.field("product.variants[0].sku"), "TEE-M");
    assert!(page.html.contains("name=\"product.variants[1].sku\""));
    assert_eq!(page.field("windows.scoring_open_at"), but(app, &[])[25].1);
    assert_eq!(page.field("cooperation"), "You keep your rights and let us print.");
    let second = [("product.variants[1].sku", "TEE-L"), ("drop", "product.variants[0]")];
    let page = browser.submit(NEW, &second).await;
    assert_eq!(page.field("product.variants[0].sku"), "TEE-L");
    assert!(!page.html.contains("name=\"product.variants[1].sku\""));
    assert_eq!(app.get(Some(&admin), "/api/v1/rounds").await.ok()["items"], json!([]));
}

async fn every_mistake_stands_beside_its_field(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let browser = on_form(app, &admin).await;
    let unread = but(
        app,
        &[
            ("title", ""),
            ("product.variants[0].price_minor", "25,50"),
            ("gate.sale_seconds", "two weeks"),
            ("windows.scoring_open_at", ""),
        ],
    );
    let page = send(&browser, NEW, &unread).await;
    page.is(422).shows("Price 1 : This is an amount with a point before its digits, as 25.50.");
    page.shows("Title : Must not be empty.");
    for field in ["title", "product.variants[0].price_minor", "gate.sale_seconds", "windows.scoring_open_at"]
    {
        assert!(wrong(&page, field), "{field}: {}", page.words());
    }
    assert_eq!(page.field("gate.sale_seconds"), "two weeks");
    let refused = but(
        app,
        &[
            ("gate.threshold_units", "0"),
            ("scoring.count_from", "200"),
            ("prizes[0].amount_minor", "0"),
            ("windows.scoring_close_at", "2000-01-01T00:00"),
        ],
    );
    let page = send(&browser, NEW, &refused).await;
    page.is(422).shows("counted in the currency's smallest unit");
    for field in
        ["gate.threshold_units", "scoring.count_from", "prizes[0].amount_minor", "windows.scoring_close_at"]
    {
        assert!(wrong(&page, field), "{field}: {}", page.words());
    }
    let page = send(&browser, NEW, &but(app, &[("currency", "IRR"), ("scoring.count_from", "10")])).await;
    page.is(422);
    assert!(wrong(&page, "currency"), "{}", page.words());
}

async fn a_draft_is_edited_by_one_at_a_time(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let browser = on_form(app, &admin).await;
    let round = id(&send(&browser, NEW, &typed(app)).await);
    let path = format!("/desk/rounds/{round}/edit");
    let other = app.browser_of(&app.admin("Bob").await).await;
    let page = other.open(&path).await;
    assert_eq!(page.field("product.variants[0].price_minor"), "25.00");
    assert_eq!(page.field("royalty_basis_points"), "7.5");
    browser.open(&path).await;
    let edited = browser.submit(&path, &[("title", "Winter 2031"), ("gate.cap_units", "80")]).await;
    edited.is(200).shows("The draft is changed.").shows("Winter 2031");
    let late = other.submit(&path, &[("title", "Winter 2032")]).await;
    late.is(409).shows("Somebody has edited the draft meanwhile");
    assert_eq!(late.field("title"), "Winter 2032");
    let kept = read(app, &admin, round).await;
    assert_eq!((&kept["title"], &kept["rules"]["gate"]["cap_units"]), (&json!("Winter 2031"), &json!(80)));
    assert_eq!((&kept["brief"], &kept["rules"]["version"]), (&json!("Snow, in two colours."), &json!(2)));
    let like = browser.open(&format!("{NEW}?from={round}")).await;
    assert_eq!((like.field("title"), like.field("gate.cap_units")), (String::new(), "80".to_owned()));
}

async fn a_funded_draft_is_opened_after_a_second_question(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let round = app.draft(&admin, &app.rules()).await;
    let browser = app.browser_of(&admin).await;
    let path = format!("/desk/rounds/{round}");
    let early = browser.open(&format!("{path}/open")).await;
    early.shows("Fund all prizes before the round opens.").hides("Open the round");
    browser.post(&format!("{path}/open"), &[("key", "forced")]).await.is(409);
    let page = browser.open(&format!("{path}/funding")).await;
    page.shows("€600.01 Needed").shows("€0.00 Set apart").shows("Bring €600.01");
    let asked = browser.submit(&format!("{path}/funding"), &[("source", "top_up")]).await;
    asked.is(200).shows("The money is asked for.").shows("The payment provider is being asked.");
    app.settle_down().await;
    let page = browser.open(&format!("{path}/funding")).await;
    page.shows("€600.01 Set apart").hides("Bring €").hides("is being asked");

    let ask = browser.open(&format!("{path}/open")).await;
    ask.shows("Version 1 of the rules").shows("2 prizes are promised, €600.01 in all");
    let form = ask.form(&format!("{path}/open"));
    for _ in 0..2 {
        let answer = browser.send(&Sent::form(&format!("{path}/open"), &form)).await;
        assert_eq!(answer.header("location"), format!("{path}?done=round-opened"));
    }
    browser.open(&path).await.shows("Takes designs").hides("Edit the draft");
    browser.open(&format!("{path}/open")).await.shows("The round is open already.");
}

async fn bank_money_is_confirmed_by_somebody_else(app: &TestApp) {
    let [ada, bob] = [app.admin("Ada").await, app.admin("Bob").await];
    let round = app.draft(&ada, &app.rules()).await;
    let path = format!("/desk/rounds/{round}/funding");
    let asking = app.browser_of(&ada).await;
    asking.open(&path).await;
    let page = asking.submit(&path, &[("source", "bank"), ("announced", "WIRE 77")]).await;
    page.shows("so another admin has to confirm it: Bob.").hides("The money is there");
    let confirming = app.browser_of(&bob).await;
    confirming.open("/desk").await.shows("1 Prize money to confirm").links_to(&path);
    let page = confirming.open(&path).await;
    page.shows("Ada asked for this.").shows("€600.01 in the bank");
    let begin = page.html.find("/desk/fundings/").unwrap();
    let confirm = page.html[begin..].split('"').next().unwrap().to_owned();
    let page = confirming.submit(&confirm, &[("reference", "WIRE 78")]).await;
    page.is(422).shows("The transfer was announced with another reference");
    assert_eq!(page.field("reference"), "WIRE 78");
    confirming.submit(&confirm, &[("reference", "WIRE 77")]).await.is(200).shows("The money is set apart.");
    confirming.open("/desk").await.shows("0 Prize money to confirm");
    asking.open(&path).await.shows("confirmed by Bob");
    asking.post(&path, &[("source", "free_money")]).await.is(422).shows("Choose one of the two ways.");
}

async fn a_request_is_taken_back_with_a_reason(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let round = app.draft(&admin, &app.rules()).await;
    let path = format!("/desk/rounds/{round}/funding");
    let browser = app.browser_of(&admin).await;
    browser.open(&path).await;
    let page = browser.submit(&path, &[("source", "bank")]).await;
    page.shows("and there is none yet").links_to("/desk/people");
    let begin = page.html.find("/desk/fundings/").unwrap();
    let take_back = page.html[begin..].split('"').next().unwrap().to_owned();
    assert!(take_back.ends_with("/take-back"));
    browser
        .submit(&take_back, &[("reason", " ")])
        .await
        .is(422)
        .shows("Give a reason of 1 to 2000 characters.");
    let page = browser.submit(&take_back, &[("reason", "A top-up is quicker.")]).await;
    page.is(200).shows("The request is taken back.").shows("Did not come").shows("Bring €600.01");
}

async fn cancelling_says_what_ends_and_asks_for_the_reason(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let round = app.opened(&admin, &app.rules()).await;
    let [dan, vic] = [app.member("Dan").await, app.member("Vic").await];
    let design = app.plant_design(&round, "cleared", &[(&dan, 10_000)]).await;
    app.advance(Duration::days(7)).await;
    app.plant_ballot(&round, design, &vic, 4, 1).await;
    let browser = app.browser_of(&admin).await;
    let path = format!("/desk/rounds/{round}/cancel");
    let ask = browser.open(&path).await;
    ask.shows("One design loses its round").shows("One ballot counts for nothing.");
    ask.shows("€600.01 of prize money goes back to the organiser.");
    let page = browser.submit(&path, &[("reason", "")]).await;
    page.is(422).shows("Give a reason of 1 to 2000 characters");
    assert!(wrong(&page, "reason"));
    let done = browser.submit(&path, &[("reason", "The printer closed down.")]).await;
    done.is(200).shows("The round is cancelled").shows("The printer closed down.");
    browser.open(&path).await.shows("The round is cancelled, and that is final.").hides("Cancel the round");
}

/// Three designs, two of them scored by three members; the third by nobody.
async fn judged(app: &TestApp, admin: &Person) -> (String, Vec<Uuid>) {
    let round = app.opened(admin, &app.rules()).await;
    let mut designs = Vec::new();
    for name in ["Dan", "Eve", "Fay"] {
        let designer = app.member(name).await;
        designs.push(app.plant_design(&round, "cleared", &[(&designer, 10_000)]).await);
    }
    app.advance(Duration::days(7)).await;
    let mut sequence = 0;
    for name in ["Vic", "Wes", "Xia"] {
        let voter = app.member(name).await;
        for (design, score) in designs.iter().zip([5, 2]) {
            sequence += 1;
            app.plant_ballot(&round, *design, &voter, score, sequence).await;
        }
    }
    app.advance(Duration::days(7)).await;
    (round, designs)
}

async fn closing_shows_what_follows_and_asks_once_more(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let (round, designs) = judged(app, &admin).await;
    let browser = app.browser_of(&admin).await;
    let path = format!("/desk/rounds/{round}");
    browser.open("/desk").await.shows("1 Rounds to close");
    browser.open(&path).await.links_to(&format!("{path}/close"));
    let page = browser.open(&format!("{path}/close")).await;
    page.shows("6 Ballots").shows("2 Designs with a place").shows("1 Designs without one");
    page.shows("0 ballots count for it, and a place needs 3.").shows("Nobody: the money goes back");
    page.links_to(&format!("{path}/close/confirm")).shows("Goes on sale");
    let ask = browser.open(&format!("{path}/close/confirm")).await;
    ask.shows("2 designs get a place, 1 do not.").shows("One prize is given: €500.00 is owed");
    ask.shows("€100.01 goes back to the organiser").shows("2 sales are made as drafts");

    // Something changes between the question and the answer.
    app.tamper(&[&format!("UPDATE design SET state = 'taken_down' WHERE title = 'Flake {}'", designs[1])])
        .await;
    let stale = browser.submit(&format!("{path}/close"), &[]).await;
    stale.is(409).shows("What closing comes to has changed since you looked at it").shows("One sale is made");
    assert_eq!(read(app, &admin, round.parse().unwrap()).await["state"], "judging");
    let form = browser.page().form(&format!("{path}/close"));
    for _ in 0..2 {
        let answer = browser.send(&Sent::form(&format!("{path}/close"), &form)).await;
        assert_eq!(answer.header("location"), format!("{path}?done=round-closed"));
    }
    browser.open(&path).await.shows("Closed").links_to(&format!("/rounds/{round}/results"));
    browser.open(&format!("{path}/close")).await.is(200).shows("Closed");
    assert_eq!(browser.page().path, path);
}

async fn a_round_with_undecided_designs_cannot_be_closed(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let (round, _) = judged(app, &admin).await;
    let late = app.member("Gus").await;
    app.plant_design(&round, "submitted", &[(&late, 10_000)]).await;
    let browser = app.browser_of(&admin).await;
    let path = format!("/desk/rounds/{round}/close");
    let page = browser.open(&path).await;
    page.shows("1 designs are neither cleared nor refused").links_to("/desk/moderation");
    assert!(!page.has_link(&format!("{path}/confirm")));
    browser.open(&format!("{path}/confirm")).await.shows("1 designs are neither").hides("Close the round");
    browser.post(&path, &[("digest", "no digest")]).await.is(409);
}

async fn rounds_are_listed_by_state_and_page_by_page(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let browser = app.browser_of(&admin).await;
    browser.open("/desk/rounds").await.is(200).shows("There is no such round yet.");
    for _ in 0..21 {
        app.draft(&admin, &app.rules()).await;
    }
    let round = app.round(&admin, |_| {}).await;
    let first = browser.open("/desk/rounds?state=draft").await;
    assert_eq!(first.words().matches("Winter 2030").count(), 20);
    let begin = first.html.find("/desk/rounds?state=draft&amp;after=").unwrap();
    let next = first.html[begin..].split('"').next().unwrap().replace("&amp;", "&");
    let second = browser.open(&next).await;
    assert_eq!(second.words().matches("Winter 2030").count(), 1);
    assert!(!second.html.contains("rel=\"next\""));
    let open = browser.open("/desk/rounds?state=submissions").await;
    open.links_to(&format!("/desk/rounds/{}", round.id)).shows("Takes designs");
    assert_eq!(open.words().matches("Winter 2030").count(), 1);
}

on_both!(
    a_round_is_made_as_it_was_typed,
    a_double_click_makes_one_round,
    rows_come_and_go_and_everything_typed_stays,
    every_mistake_stands_beside_its_field,
    a_draft_is_edited_by_one_at_a_time,
    a_funded_draft_is_opened_after_a_second_question,
    bank_money_is_confirmed_by_somebody_else,
    a_request_is_taken_back_with_a_reason,
    cancelling_says_what_ends_and_asks_for_the_reason,
    closing_shows_what_follows_and_asks_once_more,
    a_round_with_undecided_designs_cannot_be_closed,
    rounds_are_listed_by_state_and_page_by_page,
);
