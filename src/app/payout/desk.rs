//! Payouts as admins look at them: whose, for what, who agreed, and whether this admin may.

use std::collections::BTreeMap;

use super::{Error, approved};
use crate::app::App;
use crate::app::caller::Admin;
use crate::domain::id::{AccountId, PayoutId, RoundId};
use crate::domain::payout::{APPROVALS_NEEDED, Payout, State};
use crate::store::{self, StoreError, payout::Filter};

/// A payout with its names.
#[derive(Debug)]
pub struct OnDesk {
    pub payout: Payout,
    /// The designer's name.
    pub to: String,
    /// The names of the admins who agreed.
    pub agreed: Vec<String>,
    /// The round of the prize, with its title.
    pub round: Option<(RoundId, String)>,
    /// Why this admin may not agree to it, if that is so.
    pub may_approve: Result<(), Error>,
}

impl OnDesk {
    pub fn may_retry(&self) -> bool {
        self.payout.state == State::Owed && self.payout.was_refused()
    }

    pub fn may_pay_by_hand(&self) -> bool {
        self.payout.state == State::Owed && self.payout.approvals() >= APPROVALS_NEEDED
    }
}

/// All payouts, or those in one state, oldest first.
pub async fn list_for_desk(
    app: &App,
    admin: &Admin,
    state: Option<State>,
    after: Option<PayoutId>,
    limit: u64,
) -> Result<Vec<OnDesk>, Error> {
    let filter = Filter { account: None, state, after };
    let found = store::payout::list(&app.store, filter, limit).await?;
    Ok(with_names(app, admin, found).await?)
}

pub async fn find_for_desk(app: &App, admin: &Admin, id: PayoutId) -> Result<OnDesk, Error> {
    let found = super::find(app, admin, id).await?;
    with_names(app, admin, vec![found]).await?.pop().ok_or(Error::Unknown)
}

async fn with_names(app: &App, admin: &Admin, found: Vec<Payout>) -> Result<Vec<OnDesk>, StoreError> {
    let agreed = |payout: &Payout| [payout.first_approved_by, payout.second_approved_by];
    let people = found.iter().flat_map(|payout| agreed(payout).into_iter().flatten().chain([payout.account]));
    let people: BTreeMap<AccountId, String> = store::name::people(&app.store, people).await?;
    let name = |id: AccountId| people.get(&id).cloned().unwrap_or_default();
    let mut all = Vec::with_capacity(found.len());
    for payout in found {
        all.push(OnDesk {
            to: name(payout.account),
            agreed: agreed(&payout).into_iter().flatten().map(name).collect(),
            round: round(app, &payout).await?,
            may_approve: approved(payout.clone(), admin.id()).map(|_| ()),
            payout,
        });
    }
    Ok(all)
}

async fn round(app: &App, payout: &Payout) -> Result<Option<(RoundId, String)>, StoreError> {
    let Some(prize) = payout.prize else { return Ok(None) };
    let Some(origin) = store::payout::origin(&app.store, prize).await? else { return Ok(None) };
    let title = store::name::rounds(&app.store, [origin.round]).await?.remove(&origin.round);
    Ok(title.map(|title| (origin.round, title)))
}
