//! What people were mailed, as the inbox has it.

use greenlit::app::{self, mail::Entry};
use serde_json::json;
use uuid::Uuid;

use super::{PASSWORD, Person, TestApp};

const MAILS_MAX: usize = 1_000;

impl TestApp {
    /// The mails to an address, oldest first.
    pub(crate) async fn mails_to(&self, email: &str) -> Vec<Entry> {
        let mut found = app::mail::list(&self.app, email, u64::MAX, MAILS_MAX).await.unwrap();
        found.reverse();
        found
    }

    pub(crate) async fn mails(&self, person: &Person) -> Vec<Entry> {
        self.mails_to(&person.email).await
    }

    /// The newest mail to a person whose subject begins like this.
    pub(crate) async fn mail(&self, person: &Person, subject: &str) -> Entry {
        let mails = self.mails(person).await;
        let found = mails.iter().rev().find(|mail| mail.subject.starts_with(subject));
        let subjects: Vec<_> = mails.iter().map(|mail| mail.subject.as_str()).collect();
        found.unwrap_or_else(|| panic!("no mail {subject:?} among {subjects:?}")).clone()
    }

    /// Makes an account as anybody can, and gives the notice that asks for its address to be confirmed.
    pub(crate) async fn sign_up(&self, email: &str) -> Uuid {
        let body = json!({ "email": email, "name": "Ada", "password": PASSWORD });
        let made = self.post(None, "/api/v1/accounts", &body).await.ok();
        let account: Uuid = made["id"].as_str().unwrap().parse().unwrap();
        let notices = greenlit::store::notice::list(&self.app.store, account.into(), None, 1).await.unwrap();
        notices[0].id.uuid()
    }
}

/// The path of the first link in a mail's text that begins like this.
#[track_caller]
pub(crate) fn path(mail: &Entry, start: &str) -> String {
    let start = format!("http://greenlit.test{start}");
    let found = mail.text.split_whitespace().find(|word| word.starts_with(&start));
    let found = found.unwrap_or_else(|| panic!("no {start} in {}", mail.text));
    found.trim_start_matches("http://greenlit.test").to_owned()
}
