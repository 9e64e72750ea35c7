//! A design's picture in a page, in the sizes that there are.

use crate::domain::artwork::{Artwork, RenditionSize};

/// What an image needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) address: String,
    /// Each size with its width, for browsers to choose from.
    pub(crate) sizes: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// The picture of a design that everybody may see, `size` where the browser does not choose.
pub(crate) fn picture(artwork: Option<&Artwork>, size: RenditionSize) -> Option<Picture> {
    let renditions = &artwork?.renditions;
    let chosen = renditions.iter().find(|each| each.size == size).or_else(|| renditions.first())?;
    let sizes: Vec<String> =
        renditions.iter().map(|each| format!("/artworks/{}.webp {}w", each.digest, each.width)).collect();
    Some(Picture {
        address: format!("/artworks/{}.webp", chosen.digest),
        sizes: sizes.join(", "),
        width: chosen.width,
        height: chosen.height,
    })
}
