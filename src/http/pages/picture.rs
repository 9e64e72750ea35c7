//! A design's picture as pages show it: the addresses of its renditions, open to all or to its makers alone.

use std::sync::Arc;

use poem::http::header;
use poem::web::{Data, Path};
use poem::{Response, handler};
use uuid::Uuid;

use crate::app::{self, App};
use crate::domain::artwork::{Artwork, Rendition};
use crate::domain::design::Design;
use crate::domain::id::DesignId;
use crate::http::site::{Answer, AsMember};

const FOR_ONE: &str = "private, max-age=31536000, immutable";
const WEBP: &str = "image/webp";

/// What an `<img>` needs. The widths are those of the renditions themselves.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    pub(crate) src: String,
    pub(crate) srcset: String,
    pub(crate) small: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Picture {
    /// The latest picture, at addresses that fit who may see the design: nothing without one.
    pub(crate) fn of(design: &Design, artwork: Option<&Artwork>) -> Option<Self> {
        let artwork = artwork?;
        if design.state.is_public() { Self::open(artwork) } else { Self::own(artwork) }
    }

    /// Of a design that everybody may see.
    pub(crate) fn open(artwork: &Artwork) -> Option<Self> {
        Self::at(artwork, |each| format!("/artworks/{}.webp", each.digest))
    }

    /// Of any revision, for those who made the design and for moderators.
    pub(crate) fn own(artwork: &Artwork) -> Option<Self> {
        Self::at(artwork, |each| format!("/designs/{}/renditions/{}", artwork.design, each.digest))
    }

    fn at(artwork: &Artwork, address: impl Fn(&Rendition) -> String) -> Option<Self> {
        let largest = artwork.renditions.first()?;
        let set = artwork.renditions.iter().map(|each| format!("{} {}w", address(each), each.width));
        Some(Self {
            src: address(largest),
            srcset: set.collect::<Vec<_>>().join(", "),
            small: address(artwork.renditions.last()?),
            width: largest.width,
            height: largest.height,
        })
    }
}

/// The file of a design that is not public, for those who made it and for moderators.
#[handler]
pub(crate) async fn own(app: Data<&Arc<App>>, who: AsMember, path: Path<(Uuid, String)>) -> Answer {
    let Path((design, digest)) = path;
    let digest = digest.parse().map_err(|_| app::artwork::Error::Unknown)?;
    let webp = app::artwork::rendition(&app, &who.0, DesignId::new(design), digest).await?;
    Ok(Response::builder().content_type(WEBP).header(header::CACHE_CONTROL, FOR_ONE).body(webp))
}
