//! Watching sales: one poller in a process reads the watched ones once a second, and ends when nobody watches.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::App;
use super::caller::Member;
use super::campaign::{self, find};
use crate::domain::campaign::Campaign;
use crate::domain::id::CampaignId;
use crate::store;

/// In one process; each holds a connection open.
const WATCHERS_MAX: usize = 2_000;
const READ_EVERY: Duration = Duration::from_secs(1);

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "too many people watch sales at this moment; the page shows the present numbers when it is reloaded"
    )]
    Full,
    #[error("the server is stopping")]
    Stopping,
    #[error(transparent)]
    Campaign(#[from] campaign::Error),
}

/// Who watches what in this process.
#[derive(Debug)]
pub struct Live {
    watched: Mutex<Watched>,
    is_polling: watch::Sender<bool>,
    pollers_begun: AtomicU64,
}

#[derive(Debug, Default)]
struct Watched {
    campaigns: HashMap<CampaignId, watch::Sender<Campaign>>,
    is_stopping: bool,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            watched: Mutex::default(),
            is_polling: watch::Sender::new(false),
            pollers_begun: AtomicU64::new(0),
        }
    }
}

impl Live {
    /// Ends every watching and takes no new one: the server stops.
    pub fn stop(&self) {
        self.with(|watched| {
            watched.is_stopping = true;
            watched.campaigns.clear();
        });
    }

    /// How many watch now.
    pub fn watchers(&self) -> usize {
        self.with(|watched| watched.count())
    }

    /// Whether sales are read at this moment, and its changes.
    pub fn polling(&self) -> watch::Receiver<bool> {
        self.is_polling.subscribe()
    }

    /// How often reading began since the start.
    pub fn pollers_begun(&self) -> u64 {
        self.pollers_begun.load(Ordering::Relaxed)
    }

    /// Watches a campaign that was read just now. Whether a poller has to be started for it.
    fn join(&self, campaign: Campaign) -> Result<(watch::Receiver<Campaign>, bool), Error> {
        self.with(|watched| {
            if watched.is_stopping {
                return Err(Error::Stopping);
            }
            if watched.count() >= WATCHERS_MAX {
                return Err(Error::Full);
            }
            let sender = watched.campaigns.entry(campaign.id);
            let receiver = sender.or_insert_with(|| watch::Sender::new(campaign)).subscribe();
            let is_first = !self.is_polling.send_replace(true);
            if is_first {
                self.pollers_begun.fetch_add(1, Ordering::Relaxed);
            }
            Ok((receiver, is_first))
        })
    }

    /// What is still watched; where nothing is, the poller has ended with this answer.
    fn remaining(&self) -> Vec<CampaignId> {
        self.with(|watched| {
            watched.campaigns.retain(|_, sender| sender.receiver_count() > 0);
            if watched.campaigns.is_empty() {
                self.is_polling.send_replace(false);
            }
            watched.campaigns.keys().copied().collect()
        })
    }

    fn tell(&self, campaigns: Vec<Campaign>) {
        self.with(|watched| {
            for campaign in campaigns {
                if let Some(sender) = watched.campaigns.get(&campaign.id) {
                    sender.send_if_modified(|known| {
                        let is_new = *known != campaign;
                        *known = campaign;
                        is_new
                    });
                }
            }
        });
    }

    fn with<T>(&self, look: impl FnOnce(&mut Watched) -> T) -> T {
        look(&mut self.watched.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Watched {
    fn count(&self) -> usize {
        self.campaigns.values().map(watch::Sender::receiver_count).fold(0, usize::saturating_add)
    }
}

/// Follows a campaign from now on: it holds what was read last. It ends with its sender, when the server stops.
pub async fn watch(
    app: &Arc<App>,
    viewer: Option<&Member>,
    id: CampaignId,
) -> Result<watch::Receiver<Campaign>, Error> {
    let campaign = find(app, viewer, id).await?;
    let (receiver, is_first) = app.live.join(campaign)?;
    if is_first {
        tokio::spawn(poll(app.clone()));
    }
    Ok(receiver)
}

async fn poll(app: Arc<App>) {
    loop {
        tokio::time::sleep(READ_EVERY).await;
        let watched = app.live.remaining();
        if watched.is_empty() {
            return;
        }
        match store::campaign::list_by_ids(&app.store, &watched).await {
            Ok(found) => app.live.tell(found),
            Err(error) => tracing::error!(error = %super::chain(&error), "watched sales could not be read"),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::id::{DesignId, RoundId};
    use crate::domain::rules::support::rules;

    fn campaign(number: u128) -> Campaign {
        let id = Uuid::from_u128(number);
        let terms = (rules().currency, rules().gate);
        let now = chrono::DateTime::UNIX_EPOCH;
        Campaign::draft(CampaignId::new(id), RoundId::new(id), DesignId::new(id), terms, now)
    }

    #[test]
    fn one_poller_reads_for_all_and_ends_with_the_last_watcher() {
        let live = Live::default();
        let (first, is_first) = live.join(campaign(1)).unwrap();
        let (second, is_second_first) = live.join(campaign(1)).unwrap();
        let (third, _) = live.join(campaign(2)).unwrap();
        assert_eq!((is_first, is_second_first, live.watchers()), (true, false, 3));
        drop((first, second));
        assert_eq!(live.remaining(), [campaign(2).id]);
        drop(third);
        assert!(live.remaining().is_empty() && !*live.polling().borrow());
        assert!(live.join(campaign(1)).unwrap().1, "a next poller begins");
        assert_eq!(live.pollers_begun(), 2);
    }

    #[test]
    fn only_what_is_new_is_told() {
        let live = Live::default();
        let (mut receiver, _) = live.join(campaign(1)).unwrap();
        live.tell(vec![campaign(1)]);
        assert!(!receiver.has_changed().unwrap());
        let mut sold = campaign(1);
        sold.units.committed = 7;
        live.tell(vec![sold]);
        assert!(receiver.has_changed().unwrap());
        assert_eq!(receiver.borrow_and_update().units.committed, 7);
    }

    #[test]
    fn there_is_a_limit_and_an_end() {
        let live = Live::default();
        let all: Vec<_> = (0..WATCHERS_MAX).map(|_| live.join(campaign(1)).unwrap().0).collect();
        assert!(matches!(live.join(campaign(2)), Err(Error::Full)));
        live.stop();
        assert!(all[0].has_changed().is_err(), "whoever watched is let go");
        assert!(matches!(live.join(campaign(1)), Err(Error::Stopping)));
    }
}
