//! Campaigns as admins look at them: what each is of, what may be done with it, and who has to agree.

use super::command::is_money_in;
use super::{Error, store};
use crate::app::caller::Admin;
use crate::app::settlement::{self, Settlement};
use crate::app::{App, preorder};
use crate::domain::campaign::{Campaign, Command, State, offers, refunding_needs_two};
use crate::domain::id::{AccountId, CampaignId};
use crate::domain::preorder::State as OrderState;
use crate::store::StoreError;
use crate::store::campaign::Filter;

const FAILED_SHOWN: u64 = 10;

/// A campaign with what it is of.
#[derive(Debug, Clone)]
pub struct Listed {
    pub campaign: Campaign,
    /// Of the design.
    pub title: String,
    pub round: String,
}

/// What ending a sale needs besides the admin who looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Second {
    NotNeeded,
    /// This admin asks, another one confirms.
    Needed,
    /// This one of the others has asked; this admin's word does it.
    AskedBy(String),
    /// This admin has asked; another one confirms.
    OwnRequest,
}

/// All that an admin sees of one campaign.
#[derive(Debug, Clone)]
pub struct Dossier {
    pub campaign: Campaign,
    pub title: String,
    pub round: String,
    pub designers: Vec<String>,
    pub offers: Vec<Command>,
    /// For cancelling or refunding all, whichever is offered.
    pub second: Second,
    pub has_run: bool,
    /// Once the gate has decided for it.
    pub settlement: Option<Settlement>,
    /// The first orders whose payment failed, while buyers may still mend them.
    pub failed: Vec<preorder::OnDesk>,
}

impl Dossier {
    pub fn may(&self, command: Command) -> bool {
        self.offers.contains(&command)
    }
}

/// Campaigns, newest first, drafts too.
pub async fn list_for_desk(
    app: &App,
    _admin: &Admin,
    state: Option<State>,
    before: Option<CampaignId>,
    limit: u64,
) -> Result<Vec<Listed>, Error> {
    let filter = Filter { round: None, state, with_unopened: true };
    let found = store::campaign::list(&app.store, filter, before, limit).await?;
    let titles = store::name::designs(&app.store, found.iter().map(|campaign| campaign.design)).await?;
    let rounds = store::name::rounds(&app.store, found.iter().map(|campaign| campaign.round)).await?;
    let listed = |campaign: Campaign| Listed {
        title: titles.get(&campaign.design).cloned().unwrap_or_default(),
        round: rounds.get(&campaign.round).cloned().unwrap_or_default(),
        campaign,
    };
    Ok(found.into_iter().map(listed).collect())
}

/// One of them, by its id.
pub async fn find_for_desk(app: &App, admin: &Admin, id: CampaignId) -> Result<Listed, Error> {
    let campaign = super::find(app, Some(admin.member()), id).await?;
    let titles = store::name::designs(&app.store, [campaign.design]).await?;
    let rounds = store::name::rounds(&app.store, [campaign.round]).await?;
    Ok(Listed {
        title: titles.get(&campaign.design).cloned().unwrap_or_default(),
        round: rounds.get(&campaign.round).cloned().unwrap_or_default(),
        campaign,
    })
}

/// One campaign, whatever its state.
pub async fn dossier(app: &App, admin: &Admin, id: CampaignId) -> Result<Dossier, settlement::Error> {
    let failed = (id, [OrderState::Declined, OrderState::NeedsAction].as_slice());
    let campaign = store::campaign::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    let design = store::design::find(&app.store, campaign.design).await?.ok_or(Error::Unknown)?;
    let creators: Vec<AccountId> = design.creators.iter().map(|creator| creator.account).collect();
    let names = store::name::people(&app.store, creators.iter().copied()).await?;
    let round = store::name::rounds(&app.store, [campaign.round]).await?.remove(&campaign.round);
    Ok(Dossier {
        title: design.title,
        round: round.unwrap_or_default(),
        designers: creators.iter().filter_map(|creator| names.get(creator).cloned()).collect(),
        offers: offers(&campaign, app.now()),
        second: second(app, admin, &campaign).await?,
        has_run: store::run::find_of_campaign(&app.store, id).await?.is_some(),
        settlement: match campaign.decided_at {
            Some(_) if campaign.state != State::Failed => Some(settlement::progress(app, admin, id).await?),
            Some(_) | None => None,
        },
        failed: preorder::list_for_desk(app, admin, failed, None, FAILED_SHOWN).await?,
        campaign,
    })
}

async fn second(app: &App, admin: &Admin, campaign: &Campaign) -> Result<Second, StoreError> {
    let is_needed = if offers(campaign, app.now()).contains(&Command::Cancel) {
        is_money_in(&app.store, campaign).await?
    } else {
        refunding_needs_two(campaign.state)
    };
    match campaign.refund_requested_by {
        _ if !is_needed => Ok(Second::NotNeeded),
        None => Ok(Second::Needed),
        Some(first) if first == admin.id() => Ok(Second::OwnRequest),
        Some(first) => {
            let name = store::name::people(&app.store, [first]).await?.remove(&first);
            Ok(Second::AskedBy(name.unwrap_or_default()))
        }
    }
}
