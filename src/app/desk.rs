//! What waits for a moderator or an admin, in numbers.

use super::caller::{Admin, Moderator};
use super::{App, StoreError};
use crate::domain::id::RoundId;
use crate::domain::{campaign, design, round};
use crate::store;

/// What only admins decide. Each number is of things that this admin can do something about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminWork {
    pub rounds_draft: u64,
    pub rounds_to_close: u64,
    /// Rounds whose bank money somebody else asked for, oldest first.
    pub fundings_to_confirm: Vec<RoundId>,
    pub campaigns_to_open: u64,
    pub campaigns_short: u64,
    pub campaigns_to_produce: u64,
    pub payouts_to_approve: u64,
    pub jobs_failed: u64,
}

/// Designs that no moderator has decided on.
pub async fn designs_to_decide(app: &App, _moderator: &Moderator) -> Result<u64, StoreError> {
    store::desk::count_designs(&app.store, design::State::Submitted).await
}

pub async fn admin_work(app: &App, admin: &Admin) -> Result<AdminWork, StoreError> {
    let reads = &app.store;
    Ok(AdminWork {
        rounds_draft: store::desk::count_rounds(reads, round::State::Draft).await?,
        rounds_to_close: store::desk::count_rounds(reads, round::State::Judging).await?,
        fundings_to_confirm: store::desk::list_unconfirmed(reads, admin.id()).await?,
        campaigns_to_open: store::desk::count_campaigns(reads, campaign::State::Draft).await?,
        campaigns_short: store::desk::count_campaigns(reads, campaign::State::Short).await?,
        campaigns_to_produce: store::desk::count_campaigns(reads, campaign::State::Funded).await?,
        payouts_to_approve: store::desk::count_unapproved(reads, admin.id()).await?,
        jobs_failed: store::job::count_open(reads).await?.1,
    })
}
