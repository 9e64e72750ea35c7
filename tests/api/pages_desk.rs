//! The desk as moderators and admins use it: what waits, designs, people, the audit log.

use poem::http::Method;
use serde_json::json;
use uuid::Uuid;

use crate::support::browser::Sent;
use crate::support::{Person, TestApp, picture};

/// A round that takes designs, and designs in it that wait, each by somebody else.
async fn waiting(app: &TestApp, names: &[&str]) -> (Person, Vec<Uuid>) {
    let admin = app.admin("Ada").await;
    let round = app.round(&admin, |_| {}).await;
    let mut designs = Vec::new();
    for name in names {
        let designer = app.member(name).await;
        designs.push(app.submitted(&designer, &round).await);
    }
    (admin, designs)
}

fn desk(design: Uuid) -> String {
    format!("/desk/designs/{design}")
}

async fn state(app: &TestApp, admin: &Person, design: Uuid) -> String {
    let found = app.get(Some(admin), &format!("/api/v1/designs/{design}")).await.ok();
    found["state"].as_str().unwrap().to_owned()
}

async fn everybody_sees_their_own_part_of_the_desk(app: &TestApp) {
    let (admin, _) = waiting(app, &["Dan", "Eve"]).await;
    let guest = app.browser();
    guest.open("/desk").await.is(200).shows("Mail address");
    assert!(guest.page().path.starts_with("/sign-in?next=%2Fdesk"));
    let member = app.browser_of(&app.member("Mia").await).await;
    for path in ["/desk", "/desk/moderation", "/desk/rounds", "/desk/people", "/desk/audit"] {
        member.open(path).await.is(403).shows("This is not open to you");
    }
    let moderator = app.browser_of(&app.moderator("Mo").await).await;
    moderator.open("/desk").await.is(200).shows("2 Designs to look at").hides("Rounds to close");
    assert!(!moderator.page().has_link("/desk/rounds"));
    for path in ["/desk/rounds", "/desk/rounds/new", "/desk/people", "/desk/audit", "/desk/audit/verify"] {
        moderator.open(path).await.is(403);
    }
    let desk = app.browser_of(&admin).await;
    let page = desk.open("/desk").await;
    page.is(200).shows("2 Designs to look at").shows("0 Rounds to close").links_to("/desk/people");
}

async fn a_moderator_goes_through_the_queue(app: &TestApp) {
    let (admin, designs) = waiting(app, &["Dan", "Eve"]).await;
    let browser = app.browser_of(&app.moderator("Mo").await).await;
    let page = browser.open("/desk/moderation").await;
    page.is(200).links_to(&desk(designs[0])).links_to(&desk(designs[1])).shows("Dan").shows("Eve");
    let page = browser.open(&desk(designs[0])).await;
    page.shows("It does not sleep.").shows("All own work").shows("100 %").shows("Dan");
    assert!(!page.has_link(&format!("{}/original", desk(designs[0]))));
    let begin = page.html.find(&format!("{}/renditions/", desk(designs[0]))).unwrap();
    let picture = page.html[begin..].split('"').next().unwrap();
    assert_eq!(browser.send(&Sent::get(picture)).await.header("content-type"), "image/webp");
    assert_eq!(app.browser().send(&Sent::get(picture)).await.status.as_u16(), 303);

    let next = browser.submit(&format!("{}/clear", desk(designs[0])), &[]).await;
    assert_eq!(next.path, format!("{}?done=design-cleared", desk(designs[1])));
    next.shows("The design is in the round.");
    assert_eq!(state(app, &admin, designs[0]).await, "cleared");

    let refuse = format!("{}/refuse", desk(designs[1]));
    let page = browser.submit(&refuse, &[("why", "other"), ("text", "  ")]).await;
    page.is(422).shows("Say why the design is refused, in 1 to 2000 characters.");
    let typed = [("why", "brief"), ("text", "The brief asks for snow.")];
    browser.submit(&refuse, &typed).await.is(200).shows("Nothing waits.");
    let kept = app.get(Some(&admin), &format!("/api/v1/designs/{}", designs[1])).await.ok();
    assert_eq!(
        kept["refusal_reason"],
        "It is not about what this round asks for.\n\nThe brief asks for snow."
    );
}

async fn the_second_moderator_is_told_what_happened(app: &TestApp) {
    let (admin, designs) = waiting(app, &["Dan"]).await;
    let first = app.browser_of(&app.moderator("Mo").await).await;
    let second = app.browser_of(&app.moderator("Nan").await).await;
    first.open(&desk(designs[0])).await;
    let form = first.page().form(&format!("{}/refuse", desk(designs[0])));
    second.open(&desk(designs[0])).await;

    let typed = [("why".to_owned(), "rights".to_owned())];
    let fields: Vec<_> = form.into_iter().filter(|(name, _)| name != "why").chain(typed).collect();
    let sent = Sent::form(&format!("{}/refuse", desk(designs[0])), &fields);
    for _ in 0..2 {
        let answer = first.send(&sent).await;
        assert_eq!(answer.header("location"), "/desk/moderation?done=design-refused");
    }
    let page = second.submit(&format!("{}/clear", desk(designs[0])), &[]).await;
    page.is(409).shows("Somebody has decided meanwhile: the design is refused now.").shows("Mo");
    page.shows("The work, or a part of it, does not seem to be yours.");
    assert_eq!(state(app, &admin, designs[0]).await, "refused");
    // The page is now of a refused design: who has read why may still let it in.
    second.submit(&format!("{}/clear", desk(designs[0])), &[]).await.is(200);
    assert_eq!(state(app, &admin, designs[0]).await, "cleared");
}

async fn nobody_decides_on_their_own_design(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let round = app.round(&admin, |_| {}).await;
    let moderator = app.moderator("Mo").await;
    let own = app.submitted(&moderator, &round).await;
    let browser = app.browser_of(&moderator).await;
    browser.open("/desk/moderation").await.shows("Yours: somebody else decides");
    let page = browser.open(&desk(own)).await;
    page.shows("You had a part in this design").hides("Let this design in");
    let forced = [("key", "forced"), ("state", "submitted"), ("revision", "1")];
    browser.post(&format!("{}/clear", desk(own)), &forced).await.is(403);
    browser.post(&format!("{}/refuse", desk(own)), &[("key", "forced"), ("why", "rights")]).await.is(403);
    assert_eq!(state(app, &admin, own).await, "submitted");
}

async fn the_very_same_picture_is_pointed_out(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let round = app.round(&admin, |_| {}).await;
    let mut designs = Vec::new();
    for name in ["Dan", "Eve"] {
        let designer = app.member(name).await;
        let design = app.draft_design(&designer, &round).await;
        app.upload(Some(&designer), design, "owl.png", &picture::png(7, 60, 60)).await.ok();
        app.submit(&designer, design, &round).await.ok();
        designs.push(design);
    }
    let browser = app.browser_of(&admin).await;
    let page = browser.open(&desk(designs[1])).await;
    page.shows("The very same picture is in another design:").links_to(&desk(designs[0]));
    let original = format!("{}/original", desk(designs[1]));
    page.links_to(&original);
    let file = browser.send(&Sent::get(&original)).await;
    assert_eq!(file.bytes, picture::png(7, 60, 60));
    assert_eq!(file.header("content-disposition"), format!("attachment; filename=\"{}.png\"", designs[1]));
    browser.open(&desk(Uuid::nil())).await.is(404);
}

async fn people_are_found_page_by_page_and_by_name(app: &TestApp) {
    let admin = app.admin("Ada").await;
    for number in 0..22 {
        app.member(&format!("Member{number}")).await;
    }
    app.member("Percy_100%").await;
    let browser = app.browser_of(&admin).await;
    let first = browser.open("/desk/people").await;
    first.is(200).shows("Ada").shows("Member18").hides("Member19");
    let begin = first.html.find("/desk/people?after=").unwrap();
    let next = first.html[begin..].split('"').next().unwrap();
    browser.open(next).await.shows("Member19").shows("Percy_100%").hides("Member18");
    browser.open("/desk/people?q=MEMBER2").await.shows("Member20").shows("Member2").hides("Member19");
    browser.open("/desk/people?q=member21%40example").await.shows("Member21").hides("Member20");
    browser.open("/desk/people?q=y_1").await.shows("Percy_100%").hides("Member1");
    browser.open("/desk/people?q=%25").await.shows("Percy_100%").hides("Member1");
    browser.open("/desk/people?q=nobody%20there").await.shows("Nobody is found.");
}

async fn a_role_is_given_after_a_second_question(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let member = app.member("Mia").await;
    let browser = app.browser_of(&admin).await;
    let path = format!("/desk/people/{}", member.id);
    browser.open(&path).await.shows("mia@example.org").shows("Member");
    let ask = browser.open(&format!("{path}/role?to=moderator")).await;
    ask.shows("Change the role of Mia?").shows("A moderator also lets designs in");
    let done = browser.submit(&format!("{path}/role"), &[]).await;
    done.is(200).shows("The role is changed.").shows("Moderator");
    app.get(Some(&member), "/api/v1/moderation/queue").await.ok();
    browser.open(&format!("{path}/role?to=moderator")).await.shows("This is the person's role already.");
    browser.open(&format!("{path}/role?to=king")).await.is(404);

    let own = format!("/desk/people/{}", admin.id);
    browser.open(&format!("{own}/role?to=member")).await;
    let page = browser.submit(&format!("{own}/role"), &[]).await;
    page.is(409).shows("An admin cannot take their own admin role away");
    browser.open("/desk/people").await.is(200);
    let log = app.get(Some(&admin), "/api/v1/audit").await.ok();
    let row = &log["items"][0];
    assert_eq!(
        (&row["action"], &row["facts"]),
        (&json!("account.role_set"), &json!({ "from": "member", "to": "moderator" }))
    );
}

async fn an_admin_vouches_for_a_mail_address_once(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let member = app.unverified("Una").await;
    let browser = app.browser_of(&admin).await;
    let path = format!("/desk/people/{}", member.id);
    browser.open("/desk/people").await.shows("Not verified");
    browser.open(&path).await.shows("You record that una@example.org belongs to this person");
    let form = browser.page().form(&format!("{path}/verify"));
    for _ in 0..2 {
        let answer = browser.send(&Sent::form(&format!("{path}/verify"), &form)).await;
        assert_eq!(answer.header("location"), format!("{path}?done=mail-vouched"));
    }
    browser.open(&path).await.hides("Not verified");
    let log = app.get(Some(&admin), "/api/v1/audit").await.ok();
    let vouched =
        log["items"].as_array().unwrap().iter().filter(|row| row["action"] == "account.mail_verified");
    assert_eq!(vouched.count(), 1);
}

async fn a_form_without_its_guard_changes_nothing_on_the_desk(app: &TestApp) {
    let (admin, designs) = waiting(app, &["Dan"]).await;
    let member = app.member("Mia").await;
    let browser = app.browser_of(&admin).await;
    let role = format!("/desk/people/{}/role", member.id);
    let to = |value: &str| vec![("to".to_owned(), value.to_owned())];
    assert_eq!(browser.send(&Sent::form(&role, &to("admin"))).await.status.as_u16(), 403);
    let clear = format!("{}/clear", desk(designs[0]));
    assert_eq!(browser.send(&Sent::form(&clear, &[])).await.status.as_u16(), 403);
    assert_eq!(browser.send(&Sent::get(&clear).by(Method::GET)).await.status.as_u16(), 405);
    assert_eq!(state(app, &admin, designs[0]).await, "submitted");
}

async fn the_audit_log_is_read_page_by_page_and_its_chain_is_proved(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let member = app.member("Mia").await;
    let path = format!("/api/v1/accounts/{}/role", member.id);
    for role in ["moderator", "member"].repeat(12) {
        app.put(Some(&admin), &path, &json!({ "role": role })).await.ok();
    }
    app.settle_down().await;
    let browser = app.browser_of(&admin).await;
    let first = browser.open("/desk/audit").await;
    first.is(200).shows("account.role_set").shows("to: member").shows("Ada").shows(" 24 ").hides(" 4 ");
    first.links_to(&format!("/desk/people/{}", member.id));
    let begin = first.html.find("/desk/audit?after=").unwrap();
    let next = first.html[begin..].split('"').next().unwrap();
    browser.open(next).await.shows(" 4 ").hides(" 24 ");
    browser
        .open("/desk/audit/verify")
        .await
        .shows("The chain is whole: each of its 24 rows is as it was sealed.");
    app.tamper(&["UPDATE audit SET reason = 'none' WHERE written = (SELECT MIN(written) FROM audit) + 2"])
        .await;
    let page = browser.open("/desk/audit/verify").await;
    page.shows("The chain is broken").shows("Audit row 3 is not what was sealed.");
}

on_both!(
    everybody_sees_their_own_part_of_the_desk,
    a_moderator_goes_through_the_queue,
    the_second_moderator_is_told_what_happened,
    nobody_decides_on_their_own_design,
    the_very_same_picture_is_pointed_out,
    people_are_found_page_by_page_and_by_name,
    a_role_is_given_after_a_second_question,
    an_admin_vouches_for_a_mail_address_once,
    a_form_without_its_guard_changes_nothing_on_the_desk,
    the_audit_log_is_read_page_by_page_and_its_chain_is_proved,
);
