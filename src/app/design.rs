//! Designs: drafts, submission, withdrawal, and what each person may see of them.

use super::caller::{Member, Moderator};
use super::{App, idempotency};
use crate::domain::artwork::Artwork;
use crate::domain::design::{self, Creator, Design, Draft, Event, Facts, State, transition};
use crate::domain::digest::Digest;
use crate::domain::field::FieldError;
use crate::domain::id::{DesignId, RoundId};
use crate::domain::round::Round;
use crate::domain::score::Relation;
use crate::store::{self, Reads, StoreError, Tx};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such design")]
    Unknown,
    #[error("there is no such round")]
    RoundUnknown,
    #[error("confirm your mail address before you submit designs")]
    MailUnverified,
    #[error("some fields are not acceptable")]
    Fields(Vec<FieldError>),
    #[error("only its designer can do this")]
    NotDesigner,
    #[error("the design is submitted, so its texts can no longer change; withdraw it and make another")]
    NotDraft,
    #[error(
        "these are not the rules of the round: it has version {version} with digest {digest}; read them again and accept those"
    )]
    OtherRules { version: u32, digest: Digest },
    #[error("nobody decides on a design that they had a part in")]
    OwnDesign,
    #[error("say why the design is refused, in 1 to 2000 characters")]
    Reason,
    #[error("the picture has changed: revision {0} is the latest now; look at it first")]
    NewerRevision(u32),
    #[error("somebody has decided meanwhile: the design is {0} now")]
    DecidedMeanwhile(State),
    #[error(transparent)]
    Refused(#[from] design::Refusal),
    #[error(transparent)]
    Key(#[from] idempotency::Error),
    #[error("the designs could not be read or written")]
    Store(#[from] StoreError),
}

/// A design with its pictures, as far as somebody may see it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub design: Design,
    /// Latest first; those who may not see all have the latest alone.
    pub artworks: Vec<Artwork>,
    /// Whether the person made it or moderates, and so sees all of it.
    pub is_open: bool,
    /// Whether it is not for this person to know who made it, as long as the round is not closed.
    pub is_masked: bool,
}

/// Makes a draft in a round that takes designs.
pub async fn create(app: &App, who: &Member, round: RoundId, draft: &Draft) -> Result<Design, Error> {
    let creators = check_new(app, who, draft).await?;
    let tx = app.store.begin_write().await?;
    let made = begin(app, &tx, who, round, (draft, creators)).await?;
    tx.commit().await?;
    Ok(made)
}

/// The same for a form that carries a key: sent twice, it is one draft.
pub async fn create_once(
    app: &App,
    who: &Member,
    round: RoundId,
    draft: &Draft,
    key: &str,
) -> Result<DesignId, Error> {
    let once = idempotency::Request::new(who, key, "design.create", &(round, draft))?;
    let creators = check_new(app, who, draft).await?;
    let tx = app.store.begin_write().await?;
    if let Some(made) = once.claim(app, &tx).await? {
        return Ok(made);
    }
    let made = begin(app, &tx, who, round, (draft, creators)).await?;
    once.save(&tx, &made.id).await?;
    tx.commit().await?;
    Ok(made.id)
}

async fn check_new(app: &App, who: &Member, draft: &Draft) -> Result<Vec<Creator>, Error> {
    if !who.is_mail_verified() {
        return Err(Error::MailUnverified);
    }
    check(app, who, draft).await
}

async fn begin(
    app: &App,
    tx: &Tx,
    who: &Member,
    round: RoundId,
    (draft, creators): (&Draft, Vec<Creator>),
) -> Result<Design, Error> {
    let round = hold_round(tx, round).await?;
    // Two drafts at once must not pass the limit together.
    store::exposure::lock_member(tx, who.id()).await?;
    let others = store::design::list_states(tx, round.id, who.id(), None).await?;
    may_begin(app, &round, &others)?;
    let made = unsaved(app, who, round.id, draft, creators);
    store::design::insert(tx, &made).await?;
    Ok(made)
}

/// Whether one more draft may be begun, beside a designer's other designs in the round.
pub(super) fn may_begin(app: &App, round: &Round, others: &[State]) -> Result<(), design::Refusal> {
    if !round.is_taking_designs(app.now()) {
        return Err(design::Refusal::NotSubmissions);
    }
    // Drafts count here, so that nobody fills the disk with pictures that could never be submitted.
    let most = round.rules.designs_per_designer_max;
    if count(others, |state| state != State::Withdrawn) >= most {
        return Err(design::Refusal::TooMany(most));
    }
    Ok(())
}

/// Changes the texts and shares of a draft.
pub async fn edit(app: &App, who: &Member, id: DesignId, draft: &Draft) -> Result<Design, Error> {
    let creators = check(app, who, draft).await?;
    let tx = app.store.begin_write().await?;
    let found = lock_own(&tx, who, id).await?.1;
    if found.state != State::Draft {
        return Err(Error::NotDraft);
    }
    let edited = Design {
        title: draft.title.trim().to_owned(),
        story: draft.story.clone(),
        origin: draft.origin,
        licensed_parts: draft.licensed_parts.clone(),
        creators,
        ..found
    };
    store::design::set_draft(&tx, &edited).await?;
    tx.commit().await?;
    Ok(edited)
}

/// Hands a draft in for moderation; its designer accepts the round's rules, named by version and digest.
pub async fn submit(app: &App, who: &Member, id: DesignId, accepted: (u32, Digest)) -> Result<Design, Error> {
    let tx = app.store.begin_write().await?;
    let (round, found) = lock_own(&tx, who, id).await?;
    let now = app.now();
    let rules = (round.rules.version, round.rules_digest);
    let facts = Facts { rules_are_accepted: accepted == rules, ..facts(&tx, &round, &found).await? };
    let to = match transition(found.state, Event::Submit, &facts) {
        Ok(decided) if round.is_taking_designs(now) => decided.to,
        Ok(_) => return Err(design::Refusal::NotSubmissions.into()),
        Err(design::Refusal::RulesNotAccepted) => {
            return Err(Error::OtherRules { version: rules.0, digest: rules.1 });
        }
        Err(refusal) => return Err(refusal.into()),
    };
    store::design::transition(&tx, id, found.state, to).await?;
    store::design::set_submitted(&tx, id, rules, now).await?;
    tx.commit().await?;
    Ok(Design {
        state: to,
        rules_version: Some(rules.0),
        rules_digest: Some(rules.1),
        submitted_at: Some(now),
        ..found
    })
}

/// Takes a design out of the round, by its designer, until judging.
pub async fn withdraw(app: &App, who: &Member, id: DesignId) -> Result<Design, Error> {
    let tx = app.store.begin_write().await?;
    let (round, found) = lock_own(&tx, who, id).await?;
    let now = app.now();
    let to = transition(found.state, Event::Withdraw, &facts(&tx, &round, &found).await?)?.to;
    store::design::transition(&tx, id, found.state, to).await?;
    store::design::set_withdrawn(&tx, id, now).await?;
    tx.commit().await?;
    Ok(Design { state: to, withdrawn_at: Some(now), ..found })
}

/// One design, if this person may see it.
pub async fn find(app: &App, viewer: Option<&Member>, id: DesignId) -> Result<Seen, Error> {
    let viewer = viewer.map(|member| (member.id(), member.role()));
    let found = store::design::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    if !found.is_visible_to(viewer) {
        return Err(Error::Unknown);
    }
    let is_open = found.is_open_to(viewer);
    let is_masked = !is_open && is_masking_names(app, found.round).await?;
    let mut artworks = store::artwork::list(&app.store, id).await?;
    if !is_open {
        artworks.truncate(1);
    }
    Ok(Seen { design: found, artworks, is_open, is_masked })
}

/// The designs of a round that everybody may see, oldest first.
pub async fn list_of_round(
    app: &App,
    round: RoundId,
    after: Option<DesignId>,
    limit: u64,
) -> Result<Vec<Seen>, Error> {
    let found = store::round::find(&app.store, round).await?;
    let found = found.filter(Round::is_public).ok_or(Error::RoundUnknown)?;
    let public: Vec<State> = State::ALL.iter().copied().filter(|state| state.is_public()).collect();
    let filter =
        store::design::Filter { round: Some(round), states: Some(&public), after, ..Default::default() };
    let mut seen = list(app, filter, limit, false).await?;
    for each in &mut seen {
        each.is_masked = found.is_masking_names();
    }
    Ok(seen)
}

/// The designs that the member had a part in, oldest first.
pub async fn list_own(
    app: &App,
    who: &Member,
    after: Option<DesignId>,
    limit: u64,
) -> Result<Vec<Seen>, Error> {
    let filter = store::design::Filter { creator: Some(who.id()), after, ..Default::default() };
    list(app, filter, limit, true).await
}

/// The designs that wait for a moderator, oldest first.
pub async fn list_submitted(
    app: &App,
    _moderator: &Moderator,
    after: Option<DesignId>,
    limit: u64,
) -> Result<Vec<Seen>, Error> {
    let filter = store::design::Filter { states: Some(&[State::Submitted]), after, ..Default::default() };
    list(app, filter, limit, true).await
}

async fn is_masking_names(app: &App, round: RoundId) -> Result<bool, StoreError> {
    let found = store::round::find(&app.store, round).await?;
    Ok(found.is_some_and(|round| round.is_masking_names()))
}

async fn list(
    app: &App,
    filter: store::design::Filter<'_>,
    limit: u64,
    is_open: bool,
) -> Result<Vec<Seen>, Error> {
    let designs = store::design::list(&app.store, filter, limit).await?;
    let ids: Vec<DesignId> = designs.iter().map(|design| design.id).collect();
    let mut artworks = store::artwork::latest(&app.store, &ids).await?;
    let seen = designs.into_iter().map(|design| {
        let artworks = artworks.remove(&design.id).into_iter().collect();
        Seen { design, artworks, is_open, is_masked: false }
    });
    Ok(seen.collect())
}

/// Reads the round of a design and the design, and holds both, for its designer.
pub(super) async fn lock_own(tx: &Tx, who: &Member, id: DesignId) -> Result<(Round, Design), Error> {
    let (round, found) = lock(tx, id).await?;
    match found.relation(who.id()) {
        Relation::Designer => Ok((round, found)),
        Relation::CoCreator => Err(Error::NotDesigner),
        Relation::None if found.state.is_public() => Err(Error::NotDesigner),
        Relation::None => Err(Error::Unknown),
    }
}

/// Reads the round of a design and the design, and holds both: the round first, as everywhere.
pub(super) async fn lock(tx: &Tx, id: DesignId) -> Result<(Round, Design), Error> {
    let round = store::design::find(tx, id).await?.ok_or(Error::Unknown)?.round;
    let round = hold_round(tx, round).await?;
    let found = store::design::lock(tx, id).await?.ok_or(Error::Unknown)?;
    Ok((round, found))
}

/// What the rules ask about a design; whether its round's rules are accepted is said by who accepts them.
pub(super) async fn facts(reads: &impl Reads, round: &Round, found: &Design) -> Result<Facts, StoreError> {
    let others = store::design::list_states(reads, round.id, found.designer, Some(found.id)).await?;
    Ok(Facts {
        round: round.state,
        has_artwork: store::artwork::latest_revision(reads, found.id).await? > 0,
        rules_are_accepted: found.rules_digest == Some(round.rules_digest),
        origin_is_declared: found.is_origin_declared(),
        others_in_round: count(&others, State::is_entered),
        designs_per_designer_max: round.rules.designs_per_designer_max,
    })
}

fn count(states: &[State], is_counted: impl Fn(State) -> bool) -> u32 {
    u32::try_from(states.iter().filter(|state| is_counted(**state)).count()).unwrap_or(u32::MAX)
}

async fn hold_round(tx: &Tx, id: RoundId) -> Result<Round, Error> {
    let round = store::round::lock_shared(tx, id).await?;
    round.filter(Round::is_public).ok_or(Error::RoundUnknown)
}

async fn check(app: &App, who: &Member, draft: &Draft) -> Result<Vec<Creator>, Error> {
    let mut mistakes = draft.check(who.id());
    for (index, each) in draft.co_creators.iter().enumerate().take(design::CO_CREATORS_MAX) {
        if store::account::find(&app.store, each.account).await?.is_none() {
            mistakes
                .push(FieldError::new(format!("co_creators[{index}].account"), "there is no such account"));
        }
    }
    if mistakes.is_empty() { Ok(draft.creators(who.id())) } else { Err(Error::Fields(mistakes)) }
}

fn unsaved(app: &App, who: &Member, round: RoundId, draft: &Draft, creators: Vec<Creator>) -> Design {
    Design {
        id: app.id(),
        round,
        designer: who.id(),
        title: draft.title.trim().to_owned(),
        story: draft.story.clone(),
        origin: draft.origin,
        licensed_parts: draft.licensed_parts.clone(),
        state: State::Draft,
        creators,
        rules_version: None,
        rules_digest: None,
        submitted_at: None,
        decided_at: None,
        decided_by: None,
        refusal_reason: None,
        withdrawn_at: None,
        showings: 0,
        created_at: app.now(),
    }
}
