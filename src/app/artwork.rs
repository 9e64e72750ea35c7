//! Artwork: uploads checked and kept before the database hears of them, and files given to those who may have them.

use bytes::Bytes;
use futures::StreamExt as _;
use futures::stream::BoxStream;
use tokio::io::AsyncRead;

use super::App;
use super::caller::{Admin, Member};
use super::design;
use crate::domain::artwork::{self, Artwork, Digest, Refusal, Rendition, Review};
use crate::domain::design::{Design, Event, transition};
use crate::domain::id::DesignId;
use crate::domain::round::Round;
use crate::domain::score::Relation;
use crate::gateway::blob::{self, Area};
use crate::gateway::picture::{self, Rendered, Spooled};
use crate::store::{self, Reads, StoreError};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Design(#[from] design::Error),
    #[error("there is no such picture")]
    Unknown,
    #[error("too many pictures are being read now; try again in a minute")]
    Busy,
    #[error("the upload broke off before its end; send it again")]
    BrokenOff,
    #[error("a picture could not be read or drawn")]
    Picture(#[source] picture::Error),
    #[error("a file could not be kept or found")]
    Blob(#[from] blob::Error),
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::Design(error.into())
    }
}

impl From<picture::Error> for Error {
    fn from(error: picture::Error) -> Self {
        match error {
            picture::Error::Refused(refusal) => Self::Refused(refusal),
            picture::Error::Busy => Self::Busy,
            picture::Error::Disk(cause) if is_broken_off(&cause) => Self::BrokenOff,
            error @ (picture::Error::Disk(_) | picture::Error::Render(_)) => Self::Picture(error),
        }
    }
}

/// The sender's fault and not the disk's: the request's body ended too early or was no form.
fn is_broken_off(cause: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(
        cause.kind(),
        ErrorKind::UnexpectedEof
            | ErrorKind::InvalidData
            | ErrorKind::ConnectionReset
            | ErrorKind::BrokenPipe
    )
}

/// An original on its way to an admin.
pub struct Original {
    pub artwork: Artwork,
    pub size_bytes: u64,
    pub content: BoxStream<'static, Result<Bytes, std::io::Error>>,
}

/// Takes a new picture for a design: checked, drawn and kept first, then made its latest revision.
pub async fn upload(
    app: &App,
    who: &Member,
    id: DesignId,
    file_name: Option<&str>,
    upload: impl AsyncRead + Unpin,
) -> Result<Artwork, Error> {
    let round = may_upload(app, who, id).await?;
    let spooled = app.outside.picture.spool(&app.settings.upload_directory, upload).await?;
    let rendered = app.outside.picture.check_and_render(spooled.path()).await?;
    if let Some(name) = file_name {
        artwork::check_name(name, rendered.format)?;
    }
    let product = &round.rules.product;
    let least = (product.print_width_px_min, product.print_height_px_min);
    artwork::check_print_size((rendered.width, rendered.height), least)?;
    keep(app, &spooled, &rendered).await?;
    record(app, who, id, rendered).await
}

/// Asked before anything of the upload is read, so that what cannot be taken costs nothing.
async fn may_upload(app: &App, who: &Member, id: DesignId) -> Result<Round, Error> {
    let found = store::design::find(&app.store, id).await?.ok_or(design::Error::Unknown)?;
    match found.relation(who.id()) {
        Relation::Designer => {}
        Relation::CoCreator => return Err(design::Error::NotDesigner.into()),
        Relation::None if found.state.is_public() => return Err(design::Error::NotDesigner.into()),
        Relation::None => return Err(design::Error::Unknown.into()),
    }
    let round = store::round::find(&app.store, found.round).await?.ok_or(design::Error::RoundUnknown)?;
    next_revision(&app.store, &round, &found).await?;
    Ok(round)
}

/// The number of the design's next picture, if it may get one now.
async fn next_revision(reads: &impl Reads, round: &Round, found: &Design) -> Result<u32, Error> {
    let facts = design::facts(reads, round, found).await?;
    transition(found.state, Event::Revise, &facts).map_err(design::Error::from)?;
    let latest = store::artwork::latest_revision(reads, found.id).await?;
    Ok(artwork::next_revision(latest, Review::Open)?)
}

async fn keep(app: &App, spooled: &Spooled, rendered: &Rendered) -> Result<(), Error> {
    app.outside.blob.put_file(Area::Original, rendered.digest, spooled.path()).await?;
    for each in &rendered.renditions {
        app.outside.blob.put(Area::Rendition, each.digest, each.webp.clone()).await?;
    }
    Ok(())
}

async fn record(app: &App, who: &Member, id: DesignId, rendered: Rendered) -> Result<Artwork, Error> {
    let tx = app.store.begin_write().await?;
    let (round, found) = design::lock_own(&tx, who, id).await?;
    let revision = next_revision(&tx, &round, &found).await?;
    let made = unsaved(app, id, revision, rendered);
    store::artwork::insert(&tx, &made).await?;
    tx.commit().await?;
    Ok(made)
}

fn unsaved(app: &App, design: DesignId, revision: u32, rendered: Rendered) -> Artwork {
    let size = |bytes: &Bytes| u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let renditions = rendered.renditions.iter().map(|each| Rendition {
        size: each.size,
        digest: each.digest,
        width: each.width,
        height: each.height,
        size_bytes: size(&each.webp),
    });
    Artwork {
        id: app.id(),
        design,
        revision,
        format: rendered.format,
        digest: rendered.digest,
        width: rendered.width,
        height: rendered.height,
        size_bytes: rendered.size_bytes,
        renditions: renditions.collect(),
        placeholder: rendered.placeholder,
        created_at: app.now(),
    }
}

/// A rendition of a design that everybody may see.
pub async fn public_rendition(app: &App, digest: Digest) -> Result<Bytes, Error> {
    if !store::artwork::is_rendition_public(&app.store, digest).await? {
        return Err(Error::Unknown);
    }
    app.outside.blob.get(Area::Rendition, digest).await?.ok_or(Error::Unknown)
}

/// A rendition of any revision, for those who made the design and for moderators.
pub async fn rendition(app: &App, who: &Member, id: DesignId, digest: Digest) -> Result<Bytes, Error> {
    let found = store::design::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    if !found.is_open_to(Some((who.id(), who.role()))) {
        return Err(Error::Unknown);
    }
    if !store::artwork::has_rendition(&app.store, id, digest).await? {
        return Err(Error::Unknown);
    }
    app.outside.blob.get(Area::Rendition, digest).await?.ok_or(Error::Unknown)
}

/// The latest original of a design, for the printer's eyes.
pub async fn original(app: &App, _admin: &Admin, id: DesignId) -> Result<Original, Error> {
    let latest = store::artwork::list(&app.store, id).await?.into_iter().next();
    let artwork = latest.ok_or(Error::Unknown)?;
    let opened = app.outside.blob.open(Area::Original, artwork.digest).await?.ok_or(Error::Unknown)?;
    let content = opened.content.map(|piece| piece.map_err(std::io::Error::other)).boxed();
    Ok(Original { artwork, size_bytes: opened.size_bytes, content })
}
