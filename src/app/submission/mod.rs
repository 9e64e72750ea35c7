//! Handing a design in, as its designer goes about it: what may be done now, with whom, and what became of it.

mod timeline;

use super::caller::Member;
use super::design::{self, Error};
use super::{App, StoreError};
use crate::domain::artwork::{Artwork, Limits};
use crate::domain::design::{
    CoCreator, Creator, Design, Draft, Event, Facts, Origin, Refusal, State, transition,
};
use crate::domain::field::FieldError;
use crate::domain::id::{AccountId, DesignId, RoundId};
use crate::domain::round::Round;
use crate::domain::score::Relation;
use crate::store;

pub use timeline::Happened;

/// More than any round allows one designer.
const DESIGNS_MAX: u64 = 200;

/// A round before its designer-to-be.
#[derive(Debug)]
pub struct Opening {
    pub round: Round,
    /// Or why no design can be begun now.
    pub may_begin: Result<(), Error>,
    /// The member's own designs in it, oldest first.
    pub designs: Vec<Design>,
}

/// What a designer writes; the people beside them are named by mail address or by account.
#[derive(Debug, Clone)]
pub struct Sheet {
    pub title: String,
    pub story: String,
    pub origin: Origin,
    pub licensed_parts: String,
    pub partners: Vec<Partner>,
}

#[derive(Debug, Clone)]
pub struct Partner {
    pub who: String,
    pub share_basis_points: u32,
}

/// A design as those see it who made it.
#[derive(Debug, Clone)]
pub struct Submission {
    pub design: Design,
    pub round: Round,
    /// Latest first.
    pub artworks: Vec<Artwork>,
    /// What a new picture may be at most.
    pub limits: Limits,
    /// The designer first.
    pub people: Vec<Person>,
    pub may: May,
    /// Oldest first.
    pub timeline: Vec<Happened>,
}

/// Somebody with a share in the design.
#[derive(Debug, Clone)]
pub struct Person {
    pub account: AccountId,
    pub name: String,
    pub share_basis_points: u32,
}

/// What the one who looks may do now.
#[derive(Debug, Clone, Copy)]
pub struct May {
    pub edit: bool,
    pub revise: bool,
    /// None where there is nothing to hand in.
    pub submit: Option<Result<(), Refusal>>,
    pub withdraw: bool,
}

/// Whether the member may begin a design in this round, and what they have in it.
pub async fn open(app: &App, who: &Member, round: RoundId) -> Result<Opening, Error> {
    let found = store::round::find(&app.store, round).await?;
    let found = found.filter(Round::is_public).ok_or(Error::RoundUnknown)?;
    let filter = store::design::Filter { round: Some(round), creator: Some(who.id()), ..Default::default() };
    let designs = store::design::list(&app.store, filter, DESIGNS_MAX).await?;
    let states = store::design::list_states(&app.store, round, who.id(), None).await?;
    let may_begin = if who.is_mail_verified() {
        design::may_begin(app, &found, &states).map_err(Error::from)
    } else {
        Err(Error::MailUnverified)
    };
    Ok(Opening { round: found, may_begin, designs })
}

/// Makes a draft; sent twice with one key it is one draft.
pub async fn begin(
    app: &App,
    who: &Member,
    round: RoundId,
    sheet: Sheet,
    key: &str,
) -> Result<DesignId, Error> {
    let draft = draft(app, sheet).await?;
    design::create_once(app, who, round, &draft, key).await
}

/// Changes the texts and shares of a draft.
pub async fn edit(app: &App, who: &Member, id: DesignId, sheet: Sheet) -> Result<Design, Error> {
    let draft = draft(app, sheet).await?;
    design::edit(app, who, id, &draft).await
}

/// A design for one who made it or had a part in it.
pub async fn look(app: &App, who: &Member, id: DesignId) -> Result<Submission, Error> {
    let found = store::design::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    let relation = found.relation(who.id());
    if relation == Relation::None {
        return Err(Error::Unknown);
    }
    let round = store::round::find(&app.store, found.round).await?.ok_or(Error::RoundUnknown)?;
    let facts = Facts { rules_are_accepted: true, ..design::facts(&app.store, &round, &found).await? };
    let may = if relation == Relation::Designer { may(app, &round, &found, &facts) } else { May::NOTHING };
    Ok(Submission {
        artworks: store::artwork::list(&app.store, id).await?,
        limits: app.outside.picture.limits(),
        people: people(app, &found).await?,
        timeline: timeline::read(app, who, &round, &found).await?,
        may,
        round,
        design: found,
    })
}

impl May {
    const NOTHING: Self = Self { edit: false, revise: false, submit: None, withdraw: false };
}

fn may(app: &App, round: &Round, found: &Design, facts: &Facts) -> May {
    let is_draft = found.state == State::Draft;
    let submit = transition(found.state, Event::Submit, facts).map(|_| ());
    let submit = submit.and_then(|()| {
        if round.is_taking_designs(app.now()) { Ok(()) } else { Err(Refusal::NotSubmissions) }
    });
    May {
        edit: is_draft,
        revise: transition(found.state, Event::Revise, facts).is_ok(),
        submit: is_draft.then_some(submit),
        withdraw: transition(found.state, Event::Withdraw, facts).is_ok(),
    }
}

async fn people(app: &App, found: &Design) -> Result<Vec<Person>, StoreError> {
    let mut people = Vec::with_capacity(found.creators.len());
    for Creator { account, share_basis_points } in found.creators.iter().copied() {
        let name = store::account::find(&app.store, account).await?.map(|account| account.name);
        people.push(Person { account, name: name.unwrap_or_default(), share_basis_points });
    }
    Ok(people)
}

/// The sheet with its people looked up.
async fn draft(app: &App, sheet: Sheet) -> Result<Draft, Error> {
    let mut unknown = Vec::new();
    let mut co_creators = Vec::with_capacity(sheet.partners.len());
    for (index, partner) in sheet.partners.iter().enumerate() {
        match account(app, &partner.who).await? {
            Some(account) => {
                co_creators.push(CoCreator { account, share_basis_points: partner.share_basis_points });
            }
            None => unknown.push(FieldError::new(
                format!("co_creators[{index}].account"),
                "nobody has an account with this mail address; ask them to sign up first",
            )),
        }
    }
    if !unknown.is_empty() {
        return Err(Error::Fields(unknown));
    }
    let Sheet { title, story, origin, licensed_parts, partners: _ } = sheet;
    Ok(Draft { title, story, origin, licensed_parts, co_creators })
}

async fn account(app: &App, who: &str) -> Result<Option<AccountId>, StoreError> {
    if let Ok(id) = who.parse::<uuid::Uuid>() {
        return Ok(Some(AccountId::new(id)));
    }
    let found = store::account::find_by_email(&app.store, &who.to_lowercase()).await?;
    Ok(found.map(|account| account.id))
}
