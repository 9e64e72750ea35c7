//! Handing a design in on pages: words, picture, rules; and what its makers see of it afterwards.

use serde_json::json;
use uuid::Uuid;

use crate::support::browser::{Browser, Sent};
use crate::support::design::{OpenRound, texts};
use crate::support::picture::{animated_webp, png};
use crate::support::{Person, TestApp};

const STORY: &str = "It does not sleep.";

/// A design begun on the page; gives its own page's address.
async fn begun(browser: &Browser<'_>, round: &OpenRound, title: &str) -> String {
    let path = format!("/rounds/{}/submit", round.id);
    browser.open(&path).await;
    let page = browser.submit(&path, &[("title", title), ("story", STORY), ("origin", "own")]).await;
    page.is(200).shows("Your words are kept as a draft");
    page.path.split("/edit").next().unwrap().to_owned()
}

fn id(own: &str) -> Uuid {
    own.rsplit('/').next().unwrap().parse().unwrap()
}

async fn a_design_is_handed_in_step_by_step(app: &TestApp) {
    let (root, dan) = (app.admin("Root").await, app.member("Dan").await);
    let round = app.round(&root, |_| {}).await;
    let browser = app.browser_of(&dan).await;
    let own = begun(&browser, &round, "Owl").await;
    let [edit, picture, submit] = ["edit", "picture", "submit"].map(|what| format!("{own}/{what}"));
    browser.open(&edit).await.shows("at least 40 × 50 pixels").shows("Upload a picture before you submit");
    let page = browser.attach(&picture, "owl.png", &png(1, 60, 60)).await;
    page.is(200).shows("Your picture is stored.").shows("You keep your rights and let us print.");
    let digest = round.accept["rules_digest"].as_str().unwrap();
    page.shows(digest);
    assert_eq!(page.field("rules_digest"), digest);
    let page = browser.submit(&submit, &[]).await;
    page.is(422).shows("Read and accept the round's rules");
    let page = browser.submit(&submit, &[("accept", "yes")]).await;
    page.is(200).shows("Handed in.").shows("with the moderators").shows("100 %").shows("version 1");
    assert_eq!(page.path.split('?').next(), Some(own.as_str()));
    let read = app.get(Some(&dan), &format!("/api/v1/designs/{}", id(&own))).await.ok();
    assert_eq!((&read["state"], &read["rules_version"]), (&json!("submitted"), &json!(1)));
    browser.open("/me/designs").await.shows("Owl").shows("with the moderators").links_to(&own);
}

async fn every_mistake_is_named_and_what_was_typed_stays(app: &TestApp) {
    let (root, dan) = (app.admin("Root").await, app.member("Dan").await);
    let round = app.round(&root, |_| {}).await;
    let browser = app.browser_of(&dan).await;
    let path = format!("/rounds/{}/submit", round.id);
    browser.open(&path).await;
    let page = browser.post(&path, &[("story", STORY), ("who", ""), ("share", "a lot")]).await;
    page.is(422).shows("Say whether all of it is your own work").shows("A share is a percentage");
    page.shows("Say by mail address whose share this is").links_to("#title").links_to("#share-0");
    assert_eq!((page.field("story"), page.field("share")), (STORY.to_owned(), "a lot".to_owned()));
    let typed = [("title", "Owl"), ("story", STORY), ("origin", "licensed"), ("licensed_parts", "")];
    browser.post(&path, &typed).await.is(422).links_to("#licensed_parts");
    let typed =
        [("title", "Owl"), ("story", STORY), ("origin", "own"), ("who", "no@one.example"), ("share", "5")];
    let page = browser.post(&path, &typed).await;
    page.is(422).shows("Nobody has an account with this mail address").links_to("#who-0");
    assert_eq!(page.field("who"), "no@one.example");
    browser.open("/me/designs").await.shows("You have not made a design yet");
}

async fn words_sent_twice_are_one_draft(app: &TestApp) {
    let (root, dan) = (app.admin("Root").await, app.member("Dan").await);
    let round = app.round(&root, |_| {}).await;
    let browser = app.browser_of(&dan).await;
    let path = format!("/rounds/{}/submit", round.id);
    let mut fields = browser.open(&path).await.form(&path);
    fields.retain(|(name, _)| ["token", "key"].contains(&name.as_str()));
    let typed = [("title", "Owl"), ("story", STORY), ("origin", "own")];
    fields.extend(typed.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let first = browser.send(&Sent::form(&path, &fields)).await;
    let second = browser.send(&Sent::form(&path, &fields)).await;
    assert_eq!((first.status, second.status), (303_u16.try_into().unwrap(), 303_u16.try_into().unwrap()));
    assert_eq!(first.header("location"), second.header("location"));
    let listed = app.get(Some(&dan), "/api/v1/me/designs").await.ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
}

async fn a_picture_that_is_not_taken_is_answered_in_words_and_the_draft_stays(app: &TestApp) {
    let (root, dan) = (app.admin("Root").await, app.member("Dan").await);
    let round = app.round(&root, |_| {}).await;
    let browser = app.browser_of(&dan).await;
    let own = begun(&browser, &round, "Owl").await;
    let path = format!("{own}/picture");
    let cases: [(&str, &[u8], &str); 5] = [
        ("owl.png", &png(1, 30, 60), "needs at least 40 x 50"),
        ("owl.png", b"not a picture", "This is not a picture that can be read"),
        ("owl.jpg", &png(1, 60, 60), "it holds a PNG picture"),
        ("owl.webp", &animated_webp(), "save one frame of it"),
        ("", b"", "The file is empty"),
    ];
    for (name, bytes, words) in cases {
        let page = browser.attach(&path, name, bytes).await;
        page.is(422).shows(words).shows("Edit “Owl”");
        assert_eq!(page.field("story"), STORY);
    }
    browser.attach(&path, "owl.png", &png(1, 60, 60)).await.shows("Your picture is stored.");
    let page = browser.attach(&path, "owl.png", &png(1, 30, 60)).await;
    page.is(422).shows("This picture is stored.");
}

async fn a_picture_needs_the_forms_guard(app: &TestApp) {
    let (root, dan) = (app.admin("Root").await, app.member("Dan").await);
    let round = app.round(&root, |_| {}).await;
    let browser = app.browser_of(&dan).await;
    let path = format!("{}/picture", begun(&browser, &round, "Owl").await);
    let kept = app.files();
    let foreign = [("token".to_owned(), "0".repeat(64))];
    for fields in [&[][..], &foreign] {
        let sent = Sent::with_file(&path, fields, "owl.png", &png(1, 60, 60)).sent_elsewhere();
        assert_eq!(browser.send(&sent).await.status, 403);
    }
    assert_eq!(app.files(), kept);
    let sent = Sent::with_file(&path, &foreign, "owl.png", &png(1, 60, 60));
    let answer = app.browser().send(&sent).await;
    assert!(answer.header("location").starts_with("/sign-in"), "{}", answer.status);
}

async fn people_share_in_a_design_by_their_mail_address(app: &TestApp) {
    let (root, dan, kim) = (app.admin("Root").await, app.member("Dan").await, app.member("Kim").await);
    let round = app.round(&root, |_| {}).await;
    let browser = app.browser_of(&dan).await;
    let own = begun(&browser, &round, "Owl").await;
    let edit = format!("{own}/edit");
    browser.open(&edit).await;
    let page = browser.submit(&edit, &[("who", "KIM@example.org"), ("share", "12,5")]).await;
    page.is(200).shows("Your words are saved.").shows("Kim");
    assert!(
        !page.html.contains("kim@example.org"),
        "whoever has an account's number does not learn its address"
    );
    browser.open(&own).await.shows("Dan 87.5 %").shows("Kim 12.5 %");
    let page = browser.open(&edit).await;
    browser
        .submit(&edit, &[("who", &page.field("who")), ("share", "100")])
        .await
        .is(422)
        .links_to("#share-0");
    let theirs = app.browser_of(&kim).await;
    let page = theirs.open(&own).await;
    page.is(200).shows("Kim 12.5 %");
    assert!(!page.has_link(&edit) && !page.has_link(&format!("{own}/withdraw")));
    let typed = [("title", "Mine"), ("story", STORY), ("origin", "own")];
    theirs.post(&edit, &typed).await.is(403);
    browser.open(&edit).await;
    browser.submit(&edit, &[("who", &kim.id.to_string()), ("share", "")]).await.is(200);
    browser.open(&own).await.shows("Dan 100 %").hides("Kim");
    theirs.open(&own).await.is(404);
}

async fn withdrawing_asks_once_more(app: &TestApp) {
    let (root, dan) = (app.admin("Root").await, app.member("Dan").await);
    let round = app.round(&root, |_| {}).await;
    let browser = app.browser_of(&dan).await;
    let own = begun(&browser, &round, "Owl").await;
    let path = format!("{own}/withdraw");
    browser.open(&own).await.links_to(&path);
    browser.open(&path).await.is(200).shows("Withdraw “Owl”?").shows("for good");
    browser.open(&own).await.shows("draft");
    browser.open(&path).await;
    browser.submit(&path, &[]).await.shows("The design is withdrawn.").shows("Withdrawn by its designer");
    browser.post(&path, &[]).await.is(200).shows("The design is withdrawn.");
    browser.open(&path).await.shows("can no longer be withdrawn");
}

async fn a_design_not_yet_public_is_its_makers_alone(app: &TestApp) {
    let (root, dan, eve) = (app.admin("Root").await, app.member("Dan").await, app.member("Eve").await);
    let max = app.moderator("Max").await;
    let round = app.round(&root, |_| {}).await;
    let browser = app.browser_of(&dan).await;
    let own = begun(&browser, &round, "Owl").await;
    let page = browser.attach(&format!("{own}/picture"), "owl.png", &png(1, 60, 60)).await;
    let from = page.html.find("src=\"/designs/").unwrap() + 5;
    let address = page.html[from..].split('"').next().unwrap().to_owned();
    for (person, status) in [(&dan, 200_u16), (&max, 200), (&eve, 404)] {
        let answer = app.browser_of(person).await.send(&Sent::get(&address)).await;
        assert_eq!(answer.status.as_u16(), status, "{address}");
    }
    let stranger = app.browser_of(&eve).await;
    for path in [own.clone(), format!("{own}/edit"), format!("{own}/withdraw")] {
        stranger.open(&path).await.is(404);
    }
    stranger.post(&format!("{own}/withdraw"), &[]).await.is(404);
    assert!(app.browser().open(&own).await.path.starts_with("/sign-in"));
}

async fn the_way_of_a_design_is_told_with_the_moderators_reason(app: &TestApp) {
    let (root, dan, max) = (app.admin("Root").await, app.member("Dan").await, app.moderator("Max").await);
    let round = app.round(&root, |_| {}).await;
    let [refused, cleared] = [app.submitted(&dan, &round).await, app.submitted(&dan, &round).await];
    let path = |design: Uuid, what: &str| format!("/api/v1/designs/{design}/{what}");
    app.post(Some(&max), &path(refused, "refuse"), &json!({ "reason": "It is a logo." })).await.ok();
    app.post(Some(&max), &path(cleared, "clear"), &json!({})).await.ok();
    let browser = app.browser_of(&dan).await;
    let page = browser.open(&format!("/me/designs/{refused}")).await;
    page.shows("refused").shows("It is a logo.").shows("Refused by a moderator");
    app.until_scoring().await;
    let page = browser.open(&format!("/me/designs/{cleared}")).await;
    page.shows("Let into the round by a moderator").shows("Being scored by members");
    page.links_to(&format!("/designs/{cleared}"));
    let edit = browser.open(&format!("/me/designs/{cleared}/edit")).await;
    edit.is(200).shows("Nothing of this design can be changed any more.");
}

async fn why_no_design_can_be_begun_is_said(app: &TestApp) {
    let (root, dan, una) = (app.admin("Root").await, app.member("Dan").await, app.unverified("Una").await);
    let round = app.round(&root, |rules| rules["designs_per_designer_max"] = json!(1)).await;
    let path = format!("/rounds/{}/submit", round.id);
    app.browser_of(&una).await.open(&path).await.is(200).shows("Confirm your mail address").links_to("/me");
    let browser = app.browser_of(&dan).await;
    let own = begun(&browser, &round, "Owl").await;
    browser.open(&path).await.is(200).shows("At most 1 of your designs").links_to(&own);
    app.until_scoring().await;
    let eve = app.member("Eve").await;
    app.browser_of(&eve).await.open(&path).await.is(200).shows("The round takes no submissions now.");
    browser.open("/rounds/00000000-0000-7000-8000-000000000000/submit").await.is(404);
}

async fn the_list_has_a_second_page(app: &TestApp) {
    let (root, dan) = (app.admin("Root").await, app.member("Dan").await);
    let round = app.round(&root, |rules| rules["designs_per_designer_max"] = json!(30)).await;
    for number in 0..25 {
        draft(app, &dan, &round, number).await;
    }
    let browser = app.browser_of(&dan).await;
    let page = browser.open("/me/designs").await;
    page.shows("Number 23").hides("Number 24").shows("Show more");
    let from = page.html.find("/me/designs?after=").unwrap();
    let next = page.html[from..].split('"').next().unwrap().to_owned();
    browser.open(&next).await.shows("Number 24").hides("Number 23").hides("Show more");
}

async fn draft(app: &TestApp, who: &Person, round: &OpenRound, number: u32) {
    let path = format!("/api/v1/rounds/{}/designs", round.id);
    app.post(Some(who), &path, &texts(&format!("Number {number}"))).await.ok();
}

on_both!(
    a_design_is_handed_in_step_by_step,
    every_mistake_is_named_and_what_was_typed_stays,
    words_sent_twice_are_one_draft,
    a_picture_that_is_not_taken_is_answered_in_words_and_the_draft_stays,
    a_picture_needs_the_forms_guard,
    people_share_in_a_design_by_their_mail_address,
    withdrawing_asks_once_more,
    a_design_not_yet_public_is_its_makers_alone,
    the_way_of_a_design_is_told_with_the_moderators_reason,
    why_no_design_can_be_begun_is_said,
    the_list_has_a_second_page,
);
