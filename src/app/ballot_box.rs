//! Ballot boxes: sealed when a round closes, open to everybody from then on.

use super::caller::Member;
use super::standing::{self, Counted};
use super::{App, audit, round};
use crate::domain::audit::Head;
use crate::domain::ballot_box::{Contents, Salt, VoterId, seal as sealed_box};
use crate::domain::digest::Digest;
use crate::domain::id::RoundId;
use crate::domain::round::Round;
use crate::store::ballot_box::Sealed;
use crate::store::{self, StoreError, Tx};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("this round was closed before ballot boxes were published")]
    None,
    #[error(transparent)]
    Standing(#[from] standing::Error),
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::Standing(error.into())
    }
}

/// How a round's box is named to somebody who looks for their own ballots.
#[derive(Debug, Clone, Copy)]
pub struct Receipt {
    pub digest: Digest,
    /// The caller's name in the box, whether or not they gave a ballot; none for guests.
    pub voter: Option<VoterId>,
    /// The audit chain's end with the closing; absent for the moment until it is sealed.
    pub audit_head: Option<Head>,
}

/// Seals the box of a round that is being closed, from what was counted.
pub(super) async fn seal(app: &App, tx: &Tx, round: &Round, counted: &Counted) -> Result<Digest, StoreError> {
    let salt: Salt = app.ids.secret();
    let reasons = store::standing::list_set_aside(tx, round.id).await?;
    let contents = Contents {
        round: round.id,
        title: &round.title,
        rules: &round.rules,
        rules_digest: round.rules_digest,
        designs: &counted.titles,
        ballots: &counted.ballots,
        reasons: &reasons,
        own: &counted.own,
        closed: &counted.closed,
    };
    let document = sealed_box(&contents, &salt).map_err(round::unwritable)?;
    let text = document.text().map_err(round::unwritable)?;
    let sealed = Sealed { digest: document.digest, salt };
    store::ballot_box::insert(tx, round.id, &sealed, (text, app.now())).await?;
    Ok(sealed.digest)
}

/// The box of a closed round, as it is downloaded.
pub async fn document(app: &App, who: Option<&Member>, id: RoundId) -> Result<String, Error> {
    standing::closed(app, who, id).await?;
    store::ballot_box::find_document(&app.store, id).await?.ok_or(Error::None)
}

/// The box's digest, and the caller's own name in it.
pub async fn receipt(app: &App, who: Option<&Member>, id: RoundId) -> Result<Receipt, Error> {
    standing::closed(app, who, id).await?;
    let sealed = store::ballot_box::find(&app.store, id).await?.ok_or(Error::None)?;
    let voter = who.map(|member| VoterId::of(&sealed.salt, member.id()));
    Ok(Receipt { digest: sealed.digest, voter, audit_head: audit::head_at_close(app, id).await? })
}
