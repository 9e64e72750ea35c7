//! Hostile files in, safe renditions out: decoding is bounded in bytes, pixels, memory, time and number at once.

mod colour;
mod container;
mod jpeg;
mod reader;
mod render;
mod spool;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::io::AsyncRead;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::domain::artwork::{Digest, Format, Limits, Refusal, RenditionSize};

pub use spool::{Spool, Spooled, sweep};

/// How long an upload waits for its turn before the service says that it is busy.
const QUEUE_SECONDS_MAX: u64 = 60;
/// How long one picture may take from its first byte read to its last rendition written.
const RENDER_SECONDS_MAX: u64 = 60;

/// Turns files on disk into renditions, as many at once as there are cores.
#[derive(Debug, Clone)]
pub struct Pictures {
    limits: Limits,
    turns: Arc<Semaphore>,
}

/// A checked picture: facts of the original, and what the pages show of it.
#[derive(Debug, Clone)]
pub struct Rendered {
    pub format: Format,
    /// Pixels of the original as seen, after the camera's orientation.
    pub width: u32,
    pub height: u32,
    pub size_bytes: u64,
    /// Of the original's bytes, as they were sent.
    pub digest: Digest,
    /// One of each size, largest first; equal files where the original is small.
    pub renditions: Vec<Rendition>,
    /// A `data:` address of a picture of some 16 pixels, under 400 characters.
    pub placeholder: String,
}

#[derive(Debug, Clone)]
pub struct Rendition {
    pub size: RenditionSize,
    pub width: u32,
    pub height: u32,
    pub digest: Digest,
    /// A WebP file in sRGB without any metadata.
    pub webp: Bytes,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file's fault; the sentence is for whoever sent it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("too many pictures are being read")]
    Busy,
    #[error("an upload's file cannot be read or written")]
    Disk(#[from] std::io::Error),
    #[error("a picture cannot be resized or written: {0}")]
    Render(String),
}

impl Pictures {
    /// `cores`: how many pictures are decoded at once, one at least.
    pub fn new(limits: Limits, cores: usize) -> Self {
        Self { limits, turns: Arc::new(Semaphore::new(cores.max(1))) }
    }

    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Writes an upload to a temporary file as it arrives, up to the size limit.
    pub async fn spool(&self, directory: &Path, upload: impl AsyncRead + Unpin) -> Result<Spooled, Error> {
        Spool::open(directory, self.limits.size_bytes_max).await?.fill(upload).await
    }

    /// Checks the file and draws its renditions, off the async threads. A decoder cannot be interrupted: one that
    /// is over its time is given up, and keeps its turn until it ends.
    pub async fn check_and_render(&self, file: &Path) -> Result<Rendered, Error> {
        let waited = timeout(Duration::from_secs(QUEUE_SECONDS_MAX), Arc::clone(&self.turns).acquire_owned());
        let turn = waited.await.map_err(|_| Error::Busy)?.map_err(|_| Error::Busy)?;
        let (limits, file) = (self.limits, file.to_owned());
        let drawing = tokio::task::spawn_blocking(move || {
            let rendered = read_and_render(&file, limits);
            drop(turn);
            rendered
        });
        match timeout(Duration::from_secs(RENDER_SECONDS_MAX), drawing).await {
            Err(_) => Err(Refusal::TooSlow.into()),
            Ok(Err(panicked)) => {
                tracing::error!(error = %panicked, "a picture made its decoder panic");
                Err(Refusal::Broken.into())
            }
            Ok(Ok(rendered)) => rendered,
        }
    }
}

fn read_and_render(file: &PathBuf, limits: Limits) -> Result<Rendered, Error> {
    let size_bytes = std::fs::metadata(file)?.len();
    if size_bytes > limits.size_bytes_max {
        return Err(Refusal::TooLarge { size_bytes_max: limits.size_bytes_max }.into());
    }
    let bytes = std::fs::read(file)?;
    let format = container::check(&bytes)?;
    let original = render::decode(&bytes, format, limits)?;
    let (width, height) = original.seen_size();
    let digest = Digest::of(&bytes);
    drop(bytes);
    let (renditions, placeholder) = render::draw(original)?;
    Ok(Rendered { format, width, height, size_bytes, digest, renditions, placeholder })
}
