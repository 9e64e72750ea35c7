//! What waits for a moderator, and all that helps to decide on one design.

use std::collections::BTreeMap;

use crate::app::App;
use crate::app::caller::Moderator;
use crate::app::design::{self, Error, Seen};
use crate::domain::artwork::RenditionSize;
use crate::domain::design::{Creator, Event, transition};
use crate::domain::id::{AccountId, DesignId, RoundId};
use crate::domain::round;
use crate::domain::score::Relation;
use crate::store::{self, StoreError};

/// How far the next design is looked for behind those that this moderator had a part in.
const AHEAD: u64 = 100;

/// Somebody who made a design.
#[derive(Debug, Clone)]
pub struct Maker {
    pub id: AccountId,
    pub name: String,
    pub share_basis_points: u32,
}

/// A submitted design in the queue.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub seen: Seen,
    pub round: String,
    /// The designer first.
    pub makers: Vec<Maker>,
    /// Somebody else has to decide: this moderator had a part in it.
    pub is_own: bool,
}

/// One design with its round, its people, and what may be decided.
#[derive(Debug, Clone)]
pub struct Dossier {
    pub seen: Seen,
    pub round_id: RoundId,
    pub round: String,
    pub round_state: round::State,
    pub makers: Vec<Maker>,
    pub decided_by: Option<String>,
    pub is_own: bool,
    pub may_clear: bool,
    pub may_refuse: bool,
    /// Other designs that have had the very same picture, with their titles.
    pub same_picture: Vec<(DesignId, String)>,
}

/// Submitted designs after that one, oldest first.
pub async fn waiting(
    app: &App,
    who: &Moderator,
    after: Option<DesignId>,
    limit: u64,
) -> Result<Vec<Waiting>, Error> {
    let found = design::list_submitted(app, who, after, limit).await?;
    let makers: Vec<AccountId> =
        found.iter().flat_map(|seen| seen.design.creators.iter().map(|creator| creator.account)).collect();
    let names = store::name::people(&app.store, makers).await?;
    let rounds = store::name::rounds(&app.store, found.iter().map(|seen| seen.design.round)).await?;
    let one = |seen: Seen| Waiting {
        round: rounds.get(&seen.design.round).cloned().unwrap_or_default(),
        makers: makers_of(&seen, &names),
        is_own: seen.design.relation(who.id()) != Relation::None,
        seen,
    };
    Ok(found.into_iter().map(one).collect())
}

/// The design to look at after that one: the next that this moderator may decide on, from the front again at the end.
pub async fn next(app: &App, who: &Moderator, after: DesignId) -> Result<Option<DesignId>, Error> {
    for from in [Some(after), None] {
        let found = design::list_submitted(app, who, from, AHEAD).await?;
        let others = found.into_iter().filter(|seen| seen.design.relation(who.id()) == Relation::None);
        let next = others.map(|seen| seen.design.id).find(|id| *id != after);
        if next.is_some() {
            return Ok(next);
        }
    }
    Ok(None)
}

/// All about one design, in whatever state.
pub async fn dossier(app: &App, who: &Moderator, id: DesignId) -> Result<Dossier, Error> {
    let seen = design::find(app, Some(who.member()), id).await?;
    let found = &seen.design;
    let round = store::round::find(&app.store, found.round).await?.ok_or(Error::RoundUnknown)?;
    let people: Vec<AccountId> =
        found.creators.iter().map(|creator| creator.account).chain(found.decided_by).collect();
    let names = store::name::people(&app.store, people).await?;
    let facts = design::facts(&app.store, &round, found).await?;
    let is_own = found.relation(who.id()) != Relation::None;
    let may = |event| !is_own && transition(found.state, event, &facts).is_ok();
    Ok(Dossier {
        round_id: round.id,
        round_state: round.state,
        makers: makers_of(&seen, &names),
        decided_by: found.decided_by.and_then(|account| names.get(&account).cloned()),
        is_own,
        may_clear: may(Event::Clear),
        may_refuse: may(Event::Refuse),
        same_picture: same_picture(app, &seen).await?,
        round: round.title,
        seen,
    })
}

/// The large rendition is made of the pixels alone, so another file of the same picture is found too.
async fn same_picture(app: &App, seen: &Seen) -> Result<Vec<(DesignId, String)>, StoreError> {
    let renditions = seen.artworks.first().map(|latest| latest.renditions.as_slice()).unwrap_or_default();
    let Some(large) = renditions.iter().find(|each| each.size == RenditionSize::Large) else {
        return Ok(Vec::new());
    };
    let same = store::artwork::list_same(&app.store, seen.design.id, large.digest).await?;
    Ok(store::name::designs(&app.store, same).await?.into_iter().collect())
}

fn makers_of(seen: &Seen, names: &BTreeMap<AccountId, String>) -> Vec<Maker> {
    let maker = |creator: &Creator| Maker {
        id: creator.account,
        name: names.get(&creator.account).cloned().unwrap_or_default(),
        share_basis_points: creator.share_basis_points,
    };
    seen.design.creators.iter().map(maker).collect()
}
