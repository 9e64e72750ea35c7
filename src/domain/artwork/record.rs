//! Artwork as it is kept: facts of an original, and of the pictures derived from it.

use chrono::{DateTime, Utc};

use super::{Digest, Format, RenditionSize};
use crate::domain::id::{ArtworkId, DesignId};

/// One revision of a design's picture; the bytes lie under their digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artwork {
    pub id: ArtworkId,
    pub design: DesignId,
    /// From 1.
    pub revision: u32,
    pub format: Format,
    /// Of the original.
    pub digest: Digest,
    /// Pixels as seen, after the camera's orientation.
    pub width: u32,
    pub height: u32,
    pub size_bytes: u64,
    /// A tiny picture as a data URL, shown until a rendition has loaded.
    pub placeholder: String,
    /// Largest first.
    pub renditions: Vec<Rendition>,
    pub created_at: DateTime<Utc>,
}

/// A WebP picture derived from an artwork.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rendition {
    pub size: RenditionSize,
    pub digest: Digest,
    /// Pixels.
    pub width: u32,
    pub height: u32,
    pub size_bytes: u64,
}
