//! An upload on its way to disk: counted and hashed as it arrives, gone when it is dropped.

use std::path::Path;

use sha2::{Digest as _, Sha256};
use tempfile::TempPath;
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};

use super::Error;
use crate::domain::artwork::{Digest, Refusal};

const PREFIX: &str = "upload-";
const CHUNK_BYTES: usize = 64 * 1024;

/// A temporary file that takes at most a given number of bytes.
pub struct Spool {
    file: File,
    path: TempPath,
    hash: Sha256,
    size_bytes: u64,
    size_bytes_max: u64,
}

/// A complete upload on disk. Dropping it deletes the file.
#[derive(Debug)]
pub struct Spooled {
    path: TempPath,
    pub digest: Digest,
    pub size_bytes: u64,
}

impl Spool {
    /// `directory` must exist and should be on the disk of the blobs, not in memory.
    pub async fn open(directory: &Path, size_bytes_max: u64) -> Result<Self, Error> {
        let directory = directory.to_owned();
        let made = tokio::task::spawn_blocking(move || {
            tempfile::Builder::new().prefix(PREFIX).tempfile_in(directory)
        });
        let (file, path) = made.await.map_err(std::io::Error::other)??.into_parts();
        Ok(Self { file: File::from_std(file), path, hash: Sha256::new(), size_bytes: 0, size_bytes_max })
    }

    /// Refuses the chunk that passes the limit, before it is written; then the spool is of no more use.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<(), Error> {
        let too_large = Refusal::TooLarge { size_bytes_max: self.size_bytes_max };
        let length = u64::try_from(chunk.len()).map_err(|_| too_large.clone())?;
        let size_bytes = self.size_bytes.saturating_add(length);
        if size_bytes > self.size_bytes_max {
            return Err(too_large.into());
        }
        self.file.write_all(chunk).await?;
        self.hash.update(chunk);
        self.size_bytes = size_bytes;
        Ok(())
    }

    /// All that the reader gives, as `write` takes it.
    pub async fn fill(mut self, mut reader: impl AsyncRead + Unpin) -> Result<Spooled, Error> {
        let mut buffer = vec![0; CHUNK_BYTES];
        loop {
            let count = reader.read(&mut buffer).await?;
            match buffer.get(..count) {
                None | Some([]) => return self.finish().await,
                Some(chunk) => self.write(chunk).await?,
            }
        }
    }

    /// Refuses an upload without a byte.
    pub async fn finish(mut self) -> Result<Spooled, Error> {
        if self.size_bytes == 0 {
            return Err(Refusal::Empty.into());
        }
        self.file.flush().await?;
        let digest = Digest::new(self.hash.finalize().into());
        Ok(Spooled { path: self.path, digest, size_bytes: self.size_bytes })
    }
}

impl Spooled {
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Deletes what a killed process left behind. To be called at start by the one process that owns the directory.
/// Answers how many files it deleted.
pub async fn sweep(directory: &Path) -> Result<usize, Error> {
    let mut swept = 0_usize;
    let mut entries = tokio::fs::read_dir(directory).await?;
    while let Some(entry) = entries.next_entry().await? {
        if entry.file_name().to_string_lossy().starts_with(PREFIX) {
            tokio::fs::remove_file(entry.path()).await?;
            swept = swept.saturating_add(1);
        }
    }
    Ok(swept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(directory: &Path) -> usize {
        std::fs::read_dir(directory).unwrap().count()
    }

    #[tokio::test]
    async fn an_upload_is_counted_hashed_and_gone_when_dropped() {
        let directory = tempfile::tempdir().unwrap();

        let spool = Spool::open(directory.path(), 6).await.unwrap();
        let spooled = spool.fill(&b"abcdef"[..]).await.unwrap();

        assert_eq!((spooled.size_bytes, spooled.digest), (6, Digest::of(b"abcdef")));
        assert_eq!(std::fs::read(spooled.path()).unwrap(), b"abcdef");
        drop(spooled);
        assert_eq!(files(directory.path()), 0);
    }

    #[tokio::test]
    async fn one_byte_over_the_limit_is_refused_and_leaves_nothing() {
        let directory = tempfile::tempdir().unwrap();

        let spool = Spool::open(directory.path(), 1_000_000).await.unwrap();
        let refused = spool.fill(&vec![7; 1_000_001][..]).await.unwrap_err();

        assert!(matches!(refused, Error::Refused(Refusal::TooLarge { size_bytes_max: 1_000_000 })));
        assert_eq!(refused.to_string(), "the file is larger than 1 MB, the most that is taken");
        assert_eq!(files(directory.path()), 0);
    }

    #[tokio::test]
    async fn an_upload_without_a_byte_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let spool = Spool::open(directory.path(), 6).await.unwrap();
        assert!(matches!(spool.finish().await, Err(Error::Refused(Refusal::Empty))));
    }

    #[tokio::test]
    async fn left_overs_are_swept_and_other_files_stay() {
        let directory = tempfile::tempdir().unwrap();
        for name in ["upload-a", "upload-b", "keep"] {
            std::fs::write(directory.path().join(name), b"x").unwrap();
        }

        assert_eq!(sweep(directory.path()).await.unwrap(), 2);
        assert_eq!(files(directory.path()), 1);
    }
}
