//! Campaigns: opened, shown, paused, cancelled; decided and let go by the engine.

mod apply;
mod command;
mod desk;
mod due;
mod fan_out;
mod pause;
mod shown;

pub(in crate::app) use apply::{apply, apply_because, is_decidable};
pub use command::{cancel, open};
pub use desk::{Dossier, Listed, Second, dossier, find_for_desk, list_for_desk};
pub use due::{decide, decide_due, paused_too_long};
pub(in crate::app) use fan_out::{release, tell_buyers};
pub use pause::{pause, resume};
pub(in crate::app) use shown::by_ids;
pub use shown::{Shown, shelf, show};

use super::App;
use super::caller::Member;
use crate::domain::account::Role;
use crate::domain::campaign::{Campaign, Refusal};
use crate::domain::id::{CampaignId, RoundId};
use crate::store::{self, StoreError};

const REASON_CHARS_MAX: usize = 2_000;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such campaign")]
    Unknown,
    #[error("give a reason of 1 to 2,000 characters; buyers will read it")]
    Reason,
    #[error("this is asked for already; an admin other than the one who asked has to confirm it")]
    OtherAdminNeeded,
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the campaigns could not be read or written")]
    Store(#[from] StoreError),
}

/// One campaign; before its opening it is there for admins only.
pub async fn find(app: &App, viewer: Option<&Member>, id: CampaignId) -> Result<Campaign, Error> {
    let found = store::campaign::find(&app.store, id).await?;
    found.filter(|campaign| campaign.is_public() || is_admin(viewer)).ok_or(Error::Unknown)
}

/// Campaigns, newest first; those not yet opened for admins only.
pub async fn list(
    app: &App,
    viewer: Option<&Member>,
    round: Option<RoundId>,
    before: Option<CampaignId>,
    limit: u64,
) -> Result<Vec<Campaign>, Error> {
    let filter = store::campaign::Filter { round, state: None, with_unopened: is_admin(viewer) };
    Ok(store::campaign::list(&app.store, filter, before, limit).await?)
}

fn is_admin(viewer: Option<&Member>) -> bool {
    viewer.is_some_and(|member| member.role().is_at_least(Role::Admin))
}

/// A reason that others will read, without the space around it.
fn reason(text: &str) -> Result<&str, Error> {
    let text = text.trim();
    let is_given = !text.is_empty() && text.chars().count() <= REASON_CHARS_MAX;
    is_given.then_some(text).ok_or(Error::Reason)
}
