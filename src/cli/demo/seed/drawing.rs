//! The samples' pictures, drawn beside everything else in the order in which they are entered.

use tokio::sync::mpsc::{Receiver, channel};

use super::super::art::{self, Sample};
use crate::cli::Failure;

/// Pixels across of a sample as its designer uploads it: enough for the largest rendition, and less in a debug
/// build, which takes seconds for each such drawing.
const UPLOAD_PX: u32 = if cfg!(debug_assertions) { 400 } else { art::WIDTH_PX };
/// Drawn ahead of need; each is under a megabyte.
const AHEAD: usize = 4;

/// Pictures that arrive one after the other.
pub(super) struct Drawings(Receiver<Result<Vec<u8>, image::ImageError>>);

impl Drawings {
    /// Begins to draw on a thread of its own, which ends when nobody wants more.
    pub(super) fn begin(samples: Vec<&'static Sample>) -> Self {
        let (finished, pictures) = channel(AHEAD);
        tokio::task::spawn_blocking(move || {
            for sample in samples {
                if finished.blocking_send(sample.png_at(UPLOAD_PX)).is_err() {
                    return;
                }
            }
        });
        Self(pictures)
    }

    /// The next picture, as a PNG file.
    pub(super) async fn next(&mut self) -> Result<Vec<u8>, Failure> {
        Ok(self.0.recv().await.ok_or("there are fewer drawings than designs")??)
    }
}
