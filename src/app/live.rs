//! Watching sales: one poller in a process reads the watched ones once a second, and ends when nobody watches.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::App;
use super::caller::{Admin, Member};
use super::campaign::{self, find};
use super::settlement::{self, Settlement};
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
    #[error(transparent)]
    Settlement(#[from] settlement::Error),
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
    campaigns: Senders<Campaign>,
    settlements: Senders<Settlement>,
    is_stopping: bool,
}

type Senders<T> = HashMap<CampaignId, watch::Sender<T>>;
/// A receiver of what was read last, and whether a poller has to be started for it.
type Joined<T> = Result<(watch::Receiver<T>, bool), Error>;

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
            watched.settlements.clear();
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

    /// Watches a campaign that was read just now.
    fn join(&self, campaign: Campaign) -> Joined<Campaign> {
        self.join_in(|watched| &mut watched.campaigns, campaign.id, campaign)
    }

    fn join_settlement(&self, settlement: Settlement) -> Joined<Settlement> {
        self.join_in(|watched| &mut watched.settlements, settlement.campaign.id, settlement)
    }

    fn join_in<T>(&self, senders: fn(&mut Watched) -> &mut Senders<T>, id: CampaignId, read: T) -> Joined<T> {
        self.with(|watched| {
            if watched.is_stopping {
                return Err(Error::Stopping);
            }
            if watched.count() >= WATCHERS_MAX {
                return Err(Error::Full);
            }
            let sender = senders(watched).entry(id);
            let receiver = sender.or_insert_with(|| watch::Sender::new(read)).subscribe();
            let is_first = !self.is_polling.send_replace(true);
            if is_first {
                self.pollers_begun.fetch_add(1, Ordering::Relaxed);
            }
            Ok((receiver, is_first))
        })
    }

    /// The campaigns and settlements still watched; where nothing is, the poller has ended with this answer.
    fn remaining(&self) -> (Vec<CampaignId>, Vec<CampaignId>) {
        self.with(|watched| {
            watched.campaigns.retain(|_, sender| sender.receiver_count() > 0);
            watched.settlements.retain(|_, sender| sender.receiver_count() > 0);
            if watched.campaigns.is_empty() && watched.settlements.is_empty() {
                self.is_polling.send_replace(false);
            }
            (watched.campaigns.keys().copied().collect(), watched.settlements.keys().copied().collect())
        })
    }

    fn tell(&self, campaigns: Vec<Campaign>) {
        self.with(|watched| {
            for campaign in campaigns {
                tell_one(&watched.campaigns, campaign.id, campaign);
            }
        });
    }

    fn tell_settlement(&self, settlement: Settlement) {
        self.with(|watched| tell_one(&watched.settlements, settlement.campaign.id, settlement));
    }

    fn with<T>(&self, look: impl FnOnce(&mut Watched) -> T) -> T {
        look(&mut self.watched.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Watched {
    fn count(&self) -> usize {
        let campaigns = self.campaigns.values().map(watch::Sender::receiver_count);
        let settlements = self.settlements.values().map(watch::Sender::receiver_count);
        campaigns.chain(settlements).fold(0, usize::saturating_add)
    }
}

fn tell_one<T: PartialEq>(senders: &Senders<T>, id: CampaignId, read: T) {
    let Some(sender) = senders.get(&id) else { return };
    sender.send_if_modified(|known| {
        let is_new = *known != read;
        *known = read;
        is_new
    });
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

/// Follows the charging of a campaign in the same way.
pub async fn watch_settlement(
    app: &Arc<App>,
    _admin: &Admin,
    id: CampaignId,
) -> Result<watch::Receiver<Settlement>, Error> {
    let settlement = settlement::read(app, id).await?;
    let (receiver, is_first) = app.live.join_settlement(settlement)?;
    if is_first {
        tokio::spawn(poll(app.clone()));
    }
    Ok(receiver)
}

async fn poll(app: Arc<App>) {
    loop {
        tokio::time::sleep(READ_EVERY).await;
        let (campaigns, settlements) = app.live.remaining();
        if campaigns.is_empty() && settlements.is_empty() {
            return;
        }
        if let Err(error) = look(&app, &campaigns, &settlements).await {
            tracing::error!(error = %super::chain(&error), "watched sales could not be read");
        }
    }
}

async fn look(app: &App, campaigns: &[CampaignId], settlements: &[CampaignId]) -> Result<(), Error> {
    if !campaigns.is_empty() {
        let found = store::campaign::list_by_ids(&app.store, campaigns).await;
        app.live.tell(found.map_err(campaign::Error::from)?);
    }
    for id in settlements {
        app.live.tell_settlement(settlement::read(app, *id).await?);
    }
    Ok(())
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
        assert_eq!(live.remaining(), (vec![campaign(2).id], Vec::new()));
        drop(third);
        assert_eq!(live.remaining(), (Vec::new(), Vec::new()));
        assert!(!*live.polling().borrow());
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
