//! What everybody sees: what is on, contests, rounds with their rules, designs.

use chrono::Duration;
use serde_json::json;

use crate::support::TestApp;
use crate::support::sale::GOOD_CARD;

async fn an_empty_installation_says_what_to_do(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let browser = app.browser();
    browser.open("/").await.is(200).shows("Nothing has begun here yet.").hides("Take part");
    browser.open("/contests").await.is(200).shows("There is no contest yet.");
    app.browser_of(&admin).await.open("/").await.shows("Make a contest").links_to("/desk");
}

async fn the_first_page_shows_what_is_on(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let round = app.opened(&admin, &app.rules()).await;
    let sale = app.sale_of("Sam", &json!({ "threshold_units": 4 })).await;
    let buyer = app.member("Bea").await;
    app.commit(&sale, &buyer, 3, GOOD_CARD).await;
    let browser = app.browser();
    let page = browser.open("/").await;
    page.is(200).links_to(&format!("/rounds/{round}")).shows("Takes designs").shows("Winter 2030");
    page.shows("Designs are taken for another 7 days").shows("2 prizes");
    page.links_to(&format!("/campaigns/{}", sale.campaign)).shows("3 of 4 committed").shows("from €25.00");
    app.advance(Duration::days(7)).await;
    browser.open("/").await.shows("Being scored").hides("Takes designs");
    app.advance(Duration::days(7) + Duration::minutes(10)).await;
    let page = browser.open("/").await;
    page.shows("Being judged").hides("On sale");
}

async fn contests_and_rounds_are_listed_page_by_page(app: &TestApp) {
    let admin = app.admin("Ada").await;
    for number in 0..25 {
        let body = json!({ "title": format!("Contest {number:02}"), "description": "Tees & <b>more</b>." });
        app.post(Some(&admin), "/api/v1/contests", &body).await.ok();
    }
    let browser = app.browser();
    let page = browser.open("/contests").await;
    page.is(200).shows("Contest 00").shows("Contest 23").hides("Contest 24").shows("Tees & <b>more</b>.");
    let next = page.html.split("/contests?after=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = browser.open(&format!("/contests?after={next}")).await;
    page.shows("Contest 24").hides("Contest 23").hides("Show more");
    browser.open("/contests/00000000-0000-7000-8000-000000000000").await.is(404);
    browser.open("/contests/no-id").await.is(404);
}

async fn a_draft_is_shown_to_admins_alone(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let moderator = app.moderator("Max").await;
    let round = app.draft(&admin, &app.rules()).await;
    let paths = [format!("/rounds/{round}"), format!("/rounds/{round}/rules")];
    for path in &paths {
        app.browser().open(path).await.is(404).hides("Winter 2030");
        app.browser_of(&moderator).await.open(path).await.is(404);
        app.browser_of(&admin).await.open(path).await.is(200).shows("Winter 2030");
    }
    let contest = app.get(Some(&admin), &format!("/api/v1/rounds/{round}")).await.ok();
    let contest = format!("/contests/{}", contest["contest"].as_str().unwrap());
    app.browser().open(&contest).await.is(200).shows("No round of this contest is open yet.");
    app.browser_of(&admin).await.open(&contest).await.links_to(&paths[0]).shows("Draft");
}

async fn a_round_says_what_this_visitor_can_do_now(app: &TestApp) {
    let (early, unverified) = (app.member("Eve").await, app.unverified("Una").await);
    let admin = app.admin("Ada").await;
    app.clock.advance(Duration::seconds(1));
    let mut rules = app.rules();
    rules["designs_per_designer_max"] = json!(1);
    rules["scoring"]["joined_before_open"] = json!(true);
    rules["windows"]["submissions_open_at"] = json!(app.now() + Duration::days(1));
    let round = app.opened(&admin, &rules).await;
    let path = format!("/rounds/{round}");
    let (stranger, eve) = (app.browser(), app.browser_of(&early).await);
    stranger.open(&path).await.shows("Designs are taken from").shows("24 hours").hides("Submit a design");
    app.advance(Duration::days(1)).await;
    let late = app.member("Lea").await;
    let (una, lea) = (app.browser_of(&unverified).await, app.browser_of(&late).await);
    stranger.open(&path).await.links_to(&format!("/sign-in?next={path}/submit"));
    una.open(&path).await.shows("Confirm your mail address first.").hides("Submit a design");
    eve.open(&path).await.links_to(&format!("{path}/submit")).links_to(&format!("{path}/rules"));
    app.plant_design(&round, "draft", &[(&early, 10_000)]).await;
    eve.open(&path).await.shows("You have a design in this round").links_to("/me/designs");
    app.advance(Duration::days(6)).await;
    stranger.open(&path).await.links_to(&format!("/sign-in?next={path}/score"));
    eve.open(&path).await.links_to(&format!("{path}/score")).shows("Scores are taken until");
    lea.open(&path).await.shows("Only members who joined before the round opened");
    una.open(&path).await.shows("Confirm your mail address first.");
    app.advance(Duration::days(7)).await;
    eve.open(&path).await.shows("Scoring is over.").hides("Score the designs");
    app.post(Some(&admin), &format!("/api/v1/rounds/{round}/close"), &json!({})).await.ok();
    stranger.open(&path).await.links_to(&format!("{path}/results"));
}

async fn a_cancelled_round_says_why(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let designer = app.member("Dan").await;
    let round = app.opened(&admin, &app.rules()).await;
    app.plant_design(&round, "cleared", &[(&designer, 10_000)]).await;
    let why = json!({ "reason": "The printer closed <down>." });
    app.post(Some(&admin), &format!("/api/v1/rounds/{round}/cancel"), &why).await.ok();
    let page = app.browser().open(&format!("/rounds/{round}")).await;
    page.is(200).shows("The round was cancelled:").shows("The printer closed <down>.").hides("Flake");
}

async fn a_round_shows_money_product_and_gate_in_words(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let round = app.opened(&admin, &app.rules()).await;
    let page = app.browser().open(&format!("/rounds/{round}")).await;
    page.is(200).shows("Winter tees").shows("Snow, in two colours.");
    page.shows("1 €500.00").shows("3 €100.01").shows("Together €600.01");
    page.shows("€600.01 lies ready at the payment provider for this round alone.");
    page.shows("M white €25.00").shows("XL white €27.00").shows("Germany €5.00").shows("South Korea €15.00");
    page.shows("10% tax is added").shows("designers get 10%").shows("at least 100 by 100 pixels");
    page.shows("if 20 units of it are committed").shows("14 days after its sale opens, and not before");
    page.shows("200 units are sold at most. Up to 5 for each buyer.").shows("charged 1 hour later");
    page.shows("Places are published, and the best 2 designs go on sale.");
    page.shows("7 January 2030, 12:00 UTC to 14 January 2030, 12:00 UTC");
}

async fn bank_money_is_said_to_be_seen_by_a_second_person(app: &TestApp) {
    let (admin, second) = (app.admin("Ada").await, app.admin("Bo").await);
    let round = app.draft(&admin, &app.rules()).await;
    let asked = json!({ "source": "bank", "reference": "GL-1" });
    let made = app.post_once(&admin, &format!("/api/v1/rounds/{round}/fundings"), &asked).await.ok();
    let page = app.browser_of(&admin).await.open(&format!("/rounds/{round}")).await;
    page.hides("lies in a bank");
    let confirm = format!("/api/v1/fundings/{}/confirm", made["id"].as_str().unwrap());
    app.post_once(&second, &confirm, &json!({ "reference": "GL-1" })).await.ok();
    let page = app.browser_of(&admin).await.open(&format!("/rounds/{round}")).await;
    page.shows("€600.01 lies in a bank for this round; a second person has seen it there.").hides("GL-1");
}

async fn only_cleared_designs_are_shown_and_none_of_their_figures(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let (designer, voter) = (app.member("Dan").await, app.member("Vic").await);
    let round = app.round(&admin, |rules| rules["scoring"]["joined_before_open"] = json!(false)).await;
    let shown = app.cleared(&designer, &admin, &round).await;
    let waiting = app.submitted(&designer, &round).await;
    let path = format!("/rounds/{}", round.id);
    let page = app.browser().open(&path).await;
    page.links_to(&format!("/designs/{shown}"));
    assert!(!page.has_link(&format!("/designs/{waiting}")));
    let picture = page.html.split("srcset=\"").nth(1).unwrap().split(' ').next().unwrap();
    assert_eq!(app.get(None, picture).await.header("content-type"), "image/webp");
    assert!(page.html.contains("alt=\"Artwork of “Owl”\"") && page.html.contains("width=\"60\""));
    app.post(Some(&admin), &format!("/api/v1/designs/{waiting}/clear"), &json!({})).await.ok();
    app.until_scoring().await;
    let before = app.browser().open(&path).await.words();
    app.plant_ballot(&round.id.to_string(), shown, &voter, 5, 1).await;
    app.next(&voter, &round).await.ok();
    assert_eq!(app.browser().open(&path).await.words(), before);
    let page = app.browser().open(&format!("/designs/{shown}")).await;
    page.is(200).shows("A design’s own page takes no score.").links_to(&path);
    for word in ["ballot", "points", "average", "shown 1"] {
        page.hides(word);
    }
}

async fn a_long_gallery_has_a_second_page(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let designer = app.member("Dan").await;
    let round = app.opened(&admin, &app.rules()).await;
    let mut designs = Vec::new();
    for _ in 0..25 {
        designs.push(app.plant_design(&round, "cleared", &[(&designer, 10_000)]).await);
    }
    let browser = app.browser();
    let first = browser.open(&format!("/rounds/{round}")).await;
    first.links_to(&format!("/designs/{}", designs[23])).shows("No picture");
    assert!(!first.has_link(&format!("/designs/{}", designs[24])));
    let next = format!("/rounds/{round}?after={}", designs[23]);
    let second = {
        first.links_to(&next);
        browser.open(&next).await
    };
    second.links_to(&format!("/designs/{}", designs[24])).hides("Show more");
    assert!(!second.has_link(&format!("/designs/{}", designs[0])));
}

async fn the_rules_say_everything_that_decides(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let mut rules = app.rules();
    rules["gate"]["on_threshold"] = json!(true);
    rules["gate"]["grace_seconds"] = json!(540_000);
    rules["scoring"] = json!({
        "weight_percent": 65, "prior_ballots": 11, "scores_min": 21, "count_from": 12, "counted_max": 101,
        "skips_free": 13, "joined_before_open": false,
    });
    let round = app.opened(&admin, &rules).await;
    let browser = app.browser();
    let page = browser.open(&format!("/rounds/{round}/rules")).await;
    let kept = app.get(None, &format!("/api/v1/rounds/{round}/rules")).await.ok();
    page.is(200).shows(kept["digest"].as_str().unwrap()).shows("Not yet:");
    page.links_to(&format!("/rounds/{round}/submit"));
    for said in [
        "You keep your rights and let us print.",
        "Everybody of age.",
        "Up to 3 designs of each designer",
        "Everybody with a confirmed mail address may score.",
        "What is made: Winter tee",
        "TEE-XL XL white €27.00",
        "All prices, fees and prizes are in EUR.",
        "South Korea €15.00",
        "3 €100.01",
        "Designers get 10% of the net sales",
        "weighs 65%, the answer “I’d buy it” 35%",
        "brings 13% of the most",
        "with 11 ballots at the average",
        "needs 21 counted ballots",
        "count once there are 12 of them",
        "the first 101 ballots count",
        "may skip 13 designs",
        "as soon as it is reached, at the latest 14 days",
        "put right for 6 days 6 hours",
        "may finish for 10 minutes",
        "The best 2 designs get a sale each.",
        "a lot that is drawn",
        "about two thirds of a point",
    ] {
        page.shows(said);
    }
    app.advance(Duration::days(7)).await;
    let page = browser.open(&format!("/rounds/{round}/rules")).await;
    assert!(!page.has_link(&format!("/rounds/{round}/submit")));
}

on_both!(
    an_empty_installation_says_what_to_do,
    the_first_page_shows_what_is_on,
    contests_and_rounds_are_listed_page_by_page,
    a_draft_is_shown_to_admins_alone,
    a_round_says_what_this_visitor_can_do_now,
    a_cancelled_round_says_why,
    a_round_shows_money_product_and_gate_in_words,
    bank_money_is_said_to_be_seen_by_a_second_person,
    only_cleared_designs_are_shown_and_none_of_their_figures,
    a_long_gallery_has_a_second_page,
    the_rules_say_everything_that_decides,
);
