//! Scoring on pages: one design at a time, late and double answers, and those who may not score.

use chrono::Duration;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::browser::Sent;
use crate::support::design::OpenRound;
use crate::support::{Person, TestApp};

/// A round in scoring with one cleared design of each of so many designers, and a member who may score.
struct Scoring {
    round: OpenRound,
    designers: Vec<Person>,
    member: Person,
}

impl Scoring {
    fn path(&self) -> String {
        format!("/rounds/{}/score", self.round.id)
    }
}

async fn start(app: &TestApp, designs: usize) -> Scoring {
    start_with(app, designs, |_| {}).await
}

async fn start_with(app: &TestApp, designs: usize, change: impl FnOnce(&mut Value)) -> Scoring {
    let (root, max) = (app.admin("Root").await, app.moderator("Max").await);
    let member = app.member("Mia").await;
    let mut designers = Vec::new();
    for number in 0..designs {
        designers.push(app.member(&format!("Dan{number}")).await);
    }
    app.clock.advance(Duration::minutes(1));
    let round = app.round(&root, change).await;
    for designer in &designers {
        app.cleared(designer, &max, &round).await;
    }
    app.until_scoring().await;
    Scoring { round, designers, member }
}

async fn ballots(app: &TestApp, who: &Person, round: &OpenRound) -> Vec<Value> {
    let path = format!("/api/v1/me/rounds/{}/ballots", round.id);
    app.get(Some(who), &path).await.ok()["items"].as_array().unwrap().clone()
}

async fn a_member_scores_one_design_after_the_other(app: &TestApp) {
    let scoring = start(app, 2).await;
    let (path, browser) = (scoring.path(), app.browser_of(&scoring.member).await);
    let page = browser.open(&path).await;
    let first = page.field("design");
    page.is(200).shows("I’d buy it").hides("You gave");
    assert!(page.html.contains("class=\"score-next\""), "the next picture is fetched: {}", page.html);
    let page = browser.submit(&path, &[("score", "4"), ("would_buy", "yes")]).await;
    page.is(200).shows("4 and would buy it.");
    assert_eq!(page.path, path);
    let second = page.field("design");
    assert_ne!(first, second);
    let page = browser.submit(&path, &[("score", "0")]).await;
    page.is(200).shows("You have seen them all").links_to(&format!("{path}/mine"));
    let given = ballots(app, &scoring.member, &scoring.round).await;
    let value =
        |ballot: &Value| (ballot["design"].clone(), ballot["score"].clone(), ballot["would_buy"].clone());
    let expected = [(json!(first), json!(4), json!(true)), (json!(second), json!(0), json!(false))];
    assert_eq!(given.iter().map(value).collect::<Vec<_>>(), expected);
}

async fn the_last_score_can_be_undone(app: &TestApp) {
    let scoring = start(app, 2).await;
    let (path, browser) = (scoring.path(), app.browser_of(&scoring.member).await);
    let first = browser.open(&path).await.field("design");
    let page = browser.submit(&path, &[("score", "4"), ("would_buy", "yes")]).await;
    let (second, undo) = (page.field("design"), format!("{path}/{first}"));
    page.links_to(&undo);
    let page = browser.open(&undo).await;
    page.is(200).shows("You gave this 4 and would buy it.");
    assert_eq!(page.field("would_buy"), "yes", "the box is ticked as it was");
    let wrong = browser.submit(&undo, &[("score", "6")]).await;
    wrong.is(422).shows("You gave this 4");
    let page = browser.submit(&undo, &[("score", "2")]).await;
    assert_eq!((page.path.as_str(), page.field("design")), (path.as_str(), second));
    page.shows("2 and would buy it.");
    let given = ballots(app, &scoring.member, &scoring.round).await;
    assert_eq!((given.len(), &given[0]["score"]), (1, &json!(2)));
}

async fn an_answer_sent_twice_counts_once_and_a_late_one_leads_to_the_present_card(app: &TestApp) {
    let scoring = start(app, 2).await;
    let (path, browser) = (scoring.path(), app.browser_of(&scoring.member).await);
    let page = browser.open(&path).await;
    let mut fields = page.form(&path);
    fields.push(("score".to_owned(), "3".to_owned()));
    assert_eq!(browser.send(&Sent::form(&path, &fields)).await.status, 303);
    assert_eq!(browser.send(&Sent::form(&path, &fields)).await.status, 303, "the same once more");
    let design = page.field("design");
    let page = browser.post(&path, &[("design", &design), ("score", "5")]).await;
    page.is(200).shows("That design had its answer already");
    assert_ne!(page.field("design"), design, "the present card");
    let page = browser.post(&format!("{path}/skip"), &[("design", &design)]).await;
    page.is(200).shows("That design had its answer already");
    let page = browser.post(&path, &[("design", &Uuid::nil().to_string()), ("score", "5")]).await;
    page.is(200).shows("That design had its answer already");
    let given = ballots(app, &scoring.member, &scoring.round).await;
    assert_eq!((given.len(), &given[0]["score"]), (1, &json!(3)));
}

async fn a_score_that_is_none_is_refused_on_the_same_card(app: &TestApp) {
    let scoring = start(app, 1).await;
    let (path, browser) = (scoring.path(), app.browser_of(&scoring.member).await);
    let design = browser.open(&path).await.field("design");
    for score in ["6", "-1", "four", ""] {
        let page = browser.submit(&path, &[("score", score)]).await;
        page.is(422);
        assert_eq!(page.field("design"), design);
    }
    assert_eq!(ballots(app, &scoring.member, &scoring.round).await.len(), 0);
}

async fn skips_run_out_and_the_page_says_how_many_are_left(app: &TestApp) {
    let scoring = start(app, 4).await;
    let (path, browser) = (scoring.path(), app.browser_of(&scoring.member).await);
    let skip = format!("{path}/skip");
    browser.open(&path).await.shows("(2 left)");
    browser.submit(&skip, &[]).await.shows("(1 left)");
    let page = browser.submit(&skip, &[]).await;
    page.shows("No skips left");
    let design = page.field("design");
    let page = browser.post(&skip, &[("design", &design)]).await;
    page.is(409).shows("Score a few more designs before you skip the next");
    assert_eq!(page.field("design"), design);
    browser.submit(&path, &[("score", "1")]).await.shows("(1 left)");
}

async fn who_may_not_score_is_told_why(app: &TestApp) {
    let scoring = start_with(app, 1, |rules| rules["scoring"]["joined_before_open"] = json!(true)).await;
    let path = scoring.path();
    let page = app.browser().open(&path).await;
    assert!(page.path.starts_with("/sign-in?next="), "{}", page.path);
    let late = app.member("Late").await;
    let words = "Only members who joined before this round opened";
    app.browser_of(&late).await.open(&path).await.is(200).shows(words);
    let unverified = app.unverified("Una").await;
    let page = app.browser_of(&unverified).await.open(&path).await;
    page.is(200).shows("Confirm your mail address first").links_to("/me");
    let designer = app.browser_of(&scoring.designers[0]).await;
    designer.open(&path).await.is(200).shows("You have seen them all");
    let browser = app.browser_of(&scoring.member).await;
    browser.open("/rounds/00000000-0000-7000-8000-000000000000/score").await.is(404);
    let design = browser.open(&path).await.field("design");
    app.advance(Duration::days(7)).await;
    browser.open(&path).await.is(200).shows("Scoring ended on");
    browser.post(&path, &[("design", &design), ("score", "5")]).await.shows("Scoring ended on");
    assert_eq!(ballots(app, &scoring.member, &scoring.round).await.len(), 0);
}

async fn before_scoring_the_page_says_when_it_opens(app: &TestApp) {
    let (root, member) = (app.admin("Root").await, app.member("Mia").await);
    let round = app.round(&root, |_| {}).await;
    let page = app.browser_of(&member).await.open(&format!("/rounds/{}/score", round.id)).await;
    page.is(200).shows("Scoring opens on").hides("I’d buy it");
}

async fn own_scores_are_listed_and_changed_until_the_window_ends(app: &TestApp) {
    let scoring = start(app, 2).await;
    let (path, browser) = (scoring.path(), app.browser_of(&scoring.member).await);
    let mine = format!("{path}/mine");
    browser.open(&mine).await.is(200).shows("You have not scored any design");
    let design = browser.open(&path).await.field("design");
    browser.submit(&path, &[("score", "1")]).await;
    let change = format!("{path}/{design}");
    browser.open(&mine).await.shows("1 of 5").links_to(&format!("{change}?back=mine"));
    browser.open(&format!("{change}?back=mine")).await;
    let page = browser.submit(&change, &[("score", "5"), ("would_buy", "yes")]).await;
    page.shows("Your score is changed.").shows("5 of 5").shows("I’d buy it");
    let other = app.browser_of(&scoring.designers[0]).await;
    other.open(&change).await.is(404);
    app.advance(Duration::days(7)).await;
    let page = browser.open(&mine).await;
    page.shows("they can no longer be changed").shows("5 of 5");
    assert!(!page.has_link(&format!("{change}?back=mine")));
    browser.open(&change).await.shows("Scoring ended on");
    browser.post(&change, &[("score", "0")]).await.shows("Scoring ended on");
    assert_eq!(ballots(app, &scoring.member, &scoring.round).await[0]["score"], 5);
}

async fn a_form_of_another_site_gives_no_score(app: &TestApp) {
    let scoring = start(app, 1).await;
    let (path, browser) = (scoring.path(), app.browser_of(&scoring.member).await);
    let design = browser.open(&path).await.field("design");
    let fields = [("design", design.as_str()), ("score", "5")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let answer = browser.send(&Sent::form(&path, &fields).sent_elsewhere()).await;
    assert_eq!(answer.status, 403);
    assert_eq!(ballots(app, &scoring.member, &scoring.round).await.len(), 0);
}

on_both!(
    a_member_scores_one_design_after_the_other,
    the_last_score_can_be_undone,
    an_answer_sent_twice_counts_once_and_a_late_one_leads_to_the_present_card,
    a_score_that_is_none_is_refused_on_the_same_card,
    skips_run_out_and_the_page_says_how_many_are_left,
    who_may_not_score_is_told_why,
    before_scoring_the_page_says_when_it_opens,
    own_scores_are_listed_and_changed_until_the_window_ends,
    a_form_of_another_site_gives_no_score,
);
