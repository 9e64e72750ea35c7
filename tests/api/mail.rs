//! Mail: every notice once, nothing lost while a server is down, and the same mail again after a crash.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration as Pause;

use chrono::Duration;
use greenlit::app::{self, App};
use greenlit::domain::id::NoticeId;
use greenlit::domain::job::Lane;
use greenlit::gateway::mail::smtp::Smtp;
use greenlit::gateway::mail::{Failure, Mail, Message};
use greenlit::store;
use serde_json::json;

use crate::support::settle::{GOOD, POOR};
use crate::support::{Person, TestApp};

/// How often each mail of a person came, by its id.
async fn received(app: &TestApp, person: &Person) -> BTreeMap<uuid::Uuid, usize> {
    let mut counts = BTreeMap::new();
    for mail in app.mails(person).await {
        *counts.entry(mail.id).or_default() += 1;
    }
    counts
}

/// A node whose mail goes to this server.
fn with_server(app: &TestApp, url: &str) -> Arc<App> {
    let smtp = Smtp::new(url, "Greenlit <mail@shop.example>", Pause::from_secs(20)).unwrap();
    let mut node = app.second_node();
    (node.outside.mail, node.outside.inbox) = (Arc::new(smtp), None);
    Arc::new(node)
}

/// A node in front of a mail server that nobody reaches.
pub(crate) fn without_inbox(app: &TestApp) -> Arc<App> {
    with_server(app, "smtp://127.0.0.1:1")
}

/// Runs the mails that are due on that node, and says how many there were.
async fn mail_by(node: &App) -> usize {
    let held = app::job::claim(node, "a mailing node", Lane::Mail, 100).await.unwrap();
    for one in &held {
        app::job::run(node, one).await.unwrap();
    }
    held.len()
}

async fn every_notice_is_one_mail(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, POOR]).await;
    app.advance(Duration::days(3)).await;
    for (buyer, _) in &sale.orders {
        let notices = store::notice::list(&app.app.store, buyer.id.into(), None, 100).await.unwrap();
        assert!(notices.len() >= 3, "{notices:?}");
        assert!(notices.iter().all(|notice| notice.mailed_at.is_some()), "{notices:?}");
        let told: BTreeMap<_, usize> = notices.iter().map(|notice| (notice.id.uuid(), 1)).collect();
        assert_eq!(received(app, buyer).await, told);
    }
}

async fn a_crash_after_sending_sends_the_same_mail_again(app: &TestApp) {
    let admin = app.admin("Grace").await;
    let notice = NoticeId::new(app.sign_up("ada@example.org").await);
    let message = app::mail::begin(&app.app, notice).await.unwrap().unwrap();
    app::mail::call(&app.app, &message).await.unwrap();

    // What would have been written down is lost, and the job is run again.
    app.settle_down().await;

    let mails = app.mails_to("ada@example.org").await;
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.id == notice.uuid() && mail.text == message.text), "{mails:?}");
    assert_eq!(app::mail::begin(&app.app, notice).await.unwrap(), None, "it is on record now");
    app.settle_down().await;
    assert_eq!(app.mails_to("ada@example.org").await.len(), 2);
    assert!(app.mails(&admin).await.is_empty());
}

async fn nothing_is_lost_while_the_mail_server_is_down(app: &TestApp) {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let broken = with_server(app, &format!("smtp://{nobody}"));
    app.sign_up("ada@example.org").await;
    for _ in 0..4 {
        assert_eq!(mail_by(&broken).await, 1, "it is tried again and again");
        app.clock.advance(Duration::minutes(1));
    }
    assert!(app.mails_to("ada@example.org").await.is_empty());
    app.settle_down().await;
    assert_eq!(app.mails_to("ada@example.org").await.len(), 1);
}

async fn an_address_that_takes_no_mail_holds_nobody_up(app: &TestApp) {
    let notice = NoticeId::new(app.sign_up("ada@example.org").await);
    let why = "the mail server said 550 5.1.1".to_owned();
    app::mail::record(&app.app, notice, Err(Failure::Refused(why))).await.unwrap();
    let kept = store::notice::find(&app.app.store, notice).await.unwrap().unwrap();
    assert_eq!(kept.mailed_at, None);
    let passing = app::mail::record(&app.app, notice, Err(Failure::Passing("busy".to_owned()))).await;
    assert!(passing.is_err(), "a passing failure is no end");
}

async fn mail_never_keeps_other_jobs_waiting(app: &TestApp) {
    app.sign_up("ada@example.org").await;
    let money = app::job::claim(&app.app, "worker", Lane::Main, 100).await.unwrap();
    assert!(money.iter().all(|held| held.job.kind() != "send_mail"), "{money:?}");
    let letters = app::job::claim(&app.app, "worker", Lane::Mail, 100).await.unwrap();
    assert!(!letters.is_empty() && letters.iter().all(|held| held.job.kind() == "send_mail"), "{letters:?}");
    for held in money.iter().chain(&letters) {
        app::job::run(&app.app, held).await.unwrap();
    }
}

async fn a_mail_server_gets_text_and_html_with_whole_names(app: &TestApp) {
    let (url, folder) = server();
    let node = with_server(app, &url);
    // Nobody else is mailed under this address: the server keeps what all tests send.
    let email = format!("{}@example.org", app.app.ids.id().simple());
    let body = json!({
        "email": email, "name": "Ådä \u{202e}«Ĝrace», Dr. <x@evil.example>", "password": "seven quiet rivers",
    });
    app.post(None, "/api/v1/accounts", &body).await.ok();
    assert_eq!(mail_by(&node).await, 1);

    let kept = kept_mail(&folder, &email);
    let header = |name: &str| {
        let start = format!("{name}: ");
        let found =
            kept.lines().take_while(|line| !line.is_empty()).find_map(|line| line.strip_prefix(&start));
        found.unwrap_or_else(|| panic!("{name} is missing in {kept}")).to_owned()
    };
    assert_eq!(header("From"), "Greenlit <mail@shop.example>");
    assert!(header("To").contains(&format!("<{email}>")), "{}", header("To"));
    assert_eq!(header("Subject"), "Is this your mail address?");
    assert_eq!(header("Auto-Submitted"), "auto-generated");
    assert!(header("Message-ID").ends_with("@shop.example>"), "{}", header("Message-ID"));
    assert_eq!(header("X-RcptTo"), email, "one recipient, and nobody by the name");
    assert!(header("Content-Type").starts_with("multipart/alternative"), "{}", header("Content-Type"));
    for part in ["Content-Type: text/plain; charset=utf-8", "Content-Type: text/html; charset=utf-8"] {
        assert!(kept.contains(part), "{part} is missing in {kept}");
    }
    assert!(app.mails_to(&email).await.is_empty(), "it went to the server alone");
}

#[tokio::test]
async fn a_servers_refusal_is_for_good_only_where_it_is_about_the_address_or_the_message() {
    let (url, _) = server();
    let smtp = Smtp::new(&url, "Greenlit <mail@shop.example>", Pause::from_secs(20)).unwrap();
    let good = |said: &str| Failure::Refused(format!("the mail server said {said}"));
    let passing = |said: &str| Failure::Passing(format!("the mail server said {said}"));
    for (name, expected) in [
        ("nobody", good("550 5.1.1")),
        ("spammed", good("554")),
        ("policy", passing("550 5.7.1")),
        ("busy", passing("451 4.3.2")),
    ] {
        let message = Message {
            id: uuid::Uuid::nil(),
            to: format!("{name}@example.org"),
            name: name.to_owned(),
            subject: "Hello".to_owned(),
            text: "text".to_owned(),
            html: "<p>html</p>".to_owned(),
            at: chrono::DateTime::UNIX_EPOCH,
        };
        assert_eq!(smtp.send(&message).await, Err(expected));
    }
}

/// The test mail server's URL, and its Maildir.
fn server() -> (String, PathBuf) {
    let both = std::env::var("GREENLIT_TEST_SMTP").expect(
        "set GREENLIT_TEST_SMTP to the URL of a mail server with ?maildir= where it keeps what it gets",
    );
    let (url, folder) = both.split_once("?maildir=").expect("GREENLIT_TEST_SMTP names a Maildir");
    (url.to_owned(), PathBuf::from(folder))
}

/// The one mail to this address in a Maildir, with the folded lines of its headers joined.
fn kept_mail(folder: &Path, email: &str) -> String {
    let files = std::fs::read_dir(folder.join("new")).unwrap();
    let texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let mut found: Vec<_> = texts.filter(|text| text.contains(email)).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0).replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ")
}

on_both!(
    every_notice_is_one_mail,
    a_crash_after_sending_sends_the_same_mail_again,
    nothing_is_lost_while_the_mail_server_is_down,
    an_address_that_takes_no_mail_holds_nobody_up,
    mail_never_keeps_other_jobs_waiting,
    a_mail_server_gets_text_and_html_with_whole_names,
);
