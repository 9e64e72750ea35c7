//! The inbox: where mail goes that no server takes. A file of its own beside the data; the newest can be looked at.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use super::{Failure, Mail, Message};
use crate::gateway::is_production;
use crate::gateway::lines::{self, Lines};

/// Older ones stay in the file, and are not listed.
const KEPT_MAX: usize = 1_000;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "mail into an inbox reaches nobody and refuses to run where the environment is production; set mail.url"
    )]
    Production,
    #[error(transparent)]
    File(#[from] lines::Error),
    #[error("the inbox was stopped at its work")]
    Stopped,
}

/// A mail as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// From 1, in the order they came.
    pub number: u64,
    pub message: Arc<Message>,
}

pub struct Inbox {
    shared: Arc<Mutex<Shelf>>,
}

#[derive(Default)]
struct Shelf {
    file: Option<Lines>,
    /// The newest last.
    kept: VecDeque<Received>,
    count: u64,
}

impl Inbox {
    /// Reads the file in, making it where there is none; without a path everything stays in memory.
    ///
    /// # Errors
    /// In production, where the file cannot be used, and where one of its lines cannot be read.
    pub fn open(path: Option<&Path>, environment: &str) -> Result<Self, Error> {
        if is_production(environment) {
            return Err(Error::Production);
        }
        let mut shelf = Shelf { file: path.map(Lines::open).transpose()?, ..Shelf::default() };
        shelf.sync(&[])?;
        Ok(Self { shared: Arc::new(Mutex::new(shelf)) })
    }

    /// Up to `limit` mails that came before that number, newest first; of one recipient where `to` is not empty.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn list(&self, to: &str, before: u64, limit: usize) -> Result<Vec<Received>, Error> {
        let to = to.to_lowercase();
        self.with(move |shelf| {
            let newest_first = shelf.kept.iter().rev();
            let wanted = newest_first.filter(|mail| mail.number < before && is_to(mail, &to));
            wanted.take(limit).cloned().collect()
        })
        .await
    }

    /// One of those that are kept.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn find(&self, number: u64) -> Result<Option<Received>, Error> {
        self.with(move |shelf| shelf.kept.iter().find(|mail| mail.number == number).cloned()).await
    }

    /// Looks after reading in what other processes added.
    async fn with<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Shelf) -> T + Send + 'static,
    ) -> Result<T, Error> {
        self.blocking(move |shelf| shelf.sync(&[]).map(|()| look(shelf))).await
    }

    /// Works off the async threads: the disk and other processes are waited for.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Shelf) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let shared = Arc::clone(&self.shared);
        let done = move || work(&mut shared.lock().unwrap_or_else(PoisonError::into_inner));
        tokio::task::spawn_blocking(done).await.unwrap_or(Err(Error::Stopped))
    }
}

#[async_trait]
impl Mail for Inbox {
    async fn send(&self, message: &Message) -> Result<(), Failure> {
        let message = Arc::new(message.clone());
        self.blocking(move |shelf| shelf.sync(&[message])).await.map_err(|error| {
            tracing::error!(error = ?error, "the inbox could not use its file");
            Failure::Passing("the inbox could not use its file".to_owned())
        })
    }
}

impl Shelf {
    /// Reads in what others added, then adds these, all under the file's lock.
    fn sync(&mut self, new: &[Arc<Message>]) -> Result<(), Error> {
        let Some(mut file) = self.file.take() else {
            for message in new {
                self.keep(Arc::clone(message));
            }
            return Ok(());
        };
        let written = self.sync_with(&mut file, new);
        self.file = Some(file);
        Ok(written?)
    }

    fn sync_with(&mut self, file: &mut Lines, new: &[Arc<Message>]) -> Result<(), lines::Error> {
        let mut locked = file.lock()?;
        locked.read_new(|message| self.keep(Arc::new(message)))?;
        for message in new {
            locked.append(&**message)?;
            self.keep(Arc::clone(message));
        }
        Ok(())
    }

    fn keep(&mut self, message: Arc<Message>) {
        self.count = self.count.saturating_add(1);
        self.kept.push_back(Received { number: self.count, message });
        if self.kept.len() > KEPT_MAX {
            self.kept.pop_front();
        }
    }
}

fn is_to(mail: &Received, to: &str) -> bool {
    to.is_empty() || mail.message.to.contains(to)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    fn mail(to: &str, subject: &str) -> Message {
        Message {
            id: Uuid::nil(),
            to: to.to_owned(),
            name: String::new(),
            subject: subject.to_owned(),
            text: "text\nof two lines".to_owned(),
            html: "<p>".to_owned(),
            at: DateTime::UNIX_EPOCH,
        }
    }

    async fn subjects(inbox: &Inbox, to: &str, before: u64, limit: usize) -> Vec<String> {
        let found = inbox.list(to, before, limit).await.unwrap();
        found.iter().map(|mail| mail.message.subject.clone()).collect()
    }

    #[tokio::test]
    async fn the_newest_come_first_by_page_and_by_recipient() {
        let inbox = Inbox::open(None, "development").unwrap();
        for (to, subject) in
            [("ada@example.org", "one"), ("bob@example.org", "two"), ("ada@example.org", "three")]
        {
            inbox.send(&mail(to, subject)).await.unwrap();
        }
        assert_eq!(subjects(&inbox, "", u64::MAX, 2).await, ["three", "two"]);
        assert_eq!(subjects(&inbox, "", 2, 2).await, ["one"]);
        assert_eq!(subjects(&inbox, "ADA@", u64::MAX, 9).await, ["three", "one"]);
        assert_eq!(inbox.find(2).await.unwrap().unwrap().message.subject, "two");
        assert_eq!(inbox.find(4).await.unwrap(), None);
    }

    #[tokio::test]
    async fn two_processes_share_the_file_and_a_later_one_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("inbox.jsonl");
        let (worker, server) = (
            Inbox::open(Some(&path), "development").unwrap(),
            Inbox::open(Some(&path), "development").unwrap(),
        );
        worker.send(&mail("ada@example.org", "one")).await.unwrap();
        server.send(&mail("ada@example.org", "two")).await.unwrap();
        worker.send(&mail("ada@example.org", "three")).await.unwrap();
        assert_eq!(subjects(&server, "", u64::MAX, 9).await, ["three", "two", "one"]);
        drop((worker, server));
        let again = Inbox::open(Some(&path), "development").unwrap();
        assert_eq!(*again.find(2).await.unwrap().unwrap().message, mail("ada@example.org", "two"));
    }

    #[tokio::test]
    async fn only_so_many_stay_in_memory() {
        let inbox = Inbox::open(None, "development").unwrap();
        for number in 0..=KEPT_MAX {
            inbox.send(&mail("ada@example.org", &number.to_string())).await.unwrap();
        }
        assert_eq!(inbox.list("", u64::MAX, usize::MAX).await.unwrap().len(), KEPT_MAX);
        assert_eq!(inbox.find(1).await.unwrap(), None, "the oldest is gone");
        assert_eq!(inbox.find(2).await.unwrap().unwrap().message.subject, "1");
    }

    #[test]
    fn production_is_refused_and_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("inbox.jsonl");
        let opened = Inbox::open(Some(&path), " Production ");
        assert!(matches!(opened, Err(Error::Production)) && !path.exists());
    }
}
