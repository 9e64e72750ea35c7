//! Files by the SHA-256 of their content, immutable, on local disk or whatever else `object_store` speaks to.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{Error as StoreError, ObjectStore, ObjectStoreExt as _, PutPayload, WriteMultipart};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt as _;

use crate::domain::artwork::Digest;

/// What is read at once of a file on its way into the store.
const CHUNK_BYTES: usize = 1024 * 1024;
/// Parts of a remote upload that may be under way at once.
const PARTS_MAX: usize = 4;

/// Two kinds of file that must never be mixed up: originals are for the printer's eyes only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    Original,
    Rendition,
}

impl Area {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Rendition => "rendition",
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the file store failed")]
    Store(#[from] StoreError),
    #[error("a file on its way to the store cannot be read")]
    Disk(#[from] std::io::Error),
    #[error("a file's content is not what its digest {digest} says")]
    Mismatch { digest: Digest },
}

/// The store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
}

/// An opened file: its size, and its content in pieces.
pub struct Opened {
    pub size_bytes: u64,
    pub content: BoxStream<'static, Result<Bytes, Error>>,
}

impl Blobs {
    pub fn new(store: Arc<dyn ObjectStore>) -> Self {
        Self { store }
    }

    /// Below a directory, which is made if it is missing. What has been put survives a power cut.
    pub fn on_disk(directory: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(directory)?;
        let store = LocalFileSystem::new_with_prefix(directory)?.with_fsync(true);
        Ok(Self::new(Arc::new(store)))
    }

    /// Whole or not at all. Putting the same file again does nothing.
    pub async fn put(&self, area: Area, digest: Digest, content: Bytes) -> Result<(), Error> {
        if Digest::of(&content) != digest {
            return Err(Error::Mismatch { digest });
        }
        if !self.exists(area, digest).await? {
            self.store.put(&key(area, digest), PutPayload::from_bytes(content)).await?;
        }
        Ok(())
    }

    /// As `put`, for a file on disk that need not fit into memory.
    pub async fn put_file(&self, area: Area, digest: Digest, file: &Path) -> Result<(), Error> {
        if self.exists(area, digest).await? {
            return Ok(());
        }
        let mut upload = WriteMultipart::new(self.store.put_multipart(&key(area, digest)).await?);
        match copy(file, &mut upload).await {
            Ok(copied) if copied == digest => upload.finish().await.map(drop).map_err(Error::from),
            Ok(_) => {
                upload.abort().await?;
                Err(Error::Mismatch { digest })
            }
            Err(error) => {
                upload.abort().await?;
                Err(error)
            }
        }
    }

    /// The whole file; for renditions, which are small.
    pub async fn get(&self, area: Area, digest: Digest) -> Result<Option<Bytes>, Error> {
        match self.store.get(&key(area, digest)).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(StoreError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The file in pieces; for originals.
    pub async fn open(&self, area: Area, digest: Digest) -> Result<Option<Opened>, Error> {
        match self.store.get(&key(area, digest)).await {
            Ok(found) => {
                let size_bytes = found.meta.size;
                let content = found.into_stream().map_err(Error::from).boxed();
                Ok(Some(Opened { size_bytes, content }))
            }
            Err(StoreError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub async fn exists(&self, area: Area, digest: Digest) -> Result<bool, Error> {
        match self.store.head(&key(area, digest)).await {
            Ok(_) => Ok(true),
            Err(StoreError::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// `rendition/ab/cd/abcd...`: two levels, so that no directory grows too long.
fn key(area: Area, digest: Digest) -> Key {
    let [first, second, ..] = digest.bytes();
    Key::from(format!("{}/{first:02x}/{second:02x}/{digest}", area.prefix()))
}

async fn copy(file: &Path, upload: &mut WriteMultipart) -> Result<Digest, Error> {
    let mut file = tokio::fs::File::open(file).await?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; CHUNK_BYTES];
    loop {
        let count = file.read(&mut buffer).await?;
        match buffer.get(..count) {
            None | Some([]) => return Ok(Digest::new(hash.finalize().into())),
            Some(chunk) => {
                upload.wait_for_capacity(PARTS_MAX).await?;
                hash.update(chunk);
                upload.write(chunk);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(directory: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(paths(&path));
            } else {
                found.push(path.display().to_string());
            }
        }
        found
    }

    #[tokio::test]
    async fn a_file_is_found_again_under_its_digest_and_in_its_area_only() {
        let directory = tempfile::tempdir().unwrap();
        let blobs = Blobs::on_disk(&directory.path().join("blobs")).unwrap();
        let (content, digest) = (Bytes::from_static(b"abc"), Digest::of(b"abc"));

        for _ in 0..2 {
            blobs.put(Area::Rendition, digest, content.clone()).await.unwrap();
        }

        assert_eq!(blobs.get(Area::Rendition, digest).await.unwrap(), Some(content));
        assert_eq!(blobs.get(Area::Original, digest).await.unwrap(), None);
        assert!(blobs.open(Area::Original, digest).await.unwrap().is_none());
        let stored = paths(directory.path());
        assert_eq!(stored.len(), 1);
        assert!(stored[0].ends_with(&format!("blobs/rendition/ba/78/{digest}")), "{stored:?}");
    }

    #[tokio::test]
    async fn a_large_file_comes_back_in_pieces() {
        let directory = tempfile::tempdir().unwrap();
        let blobs = Blobs::on_disk(directory.path()).unwrap();
        let content: Vec<u8> = (0..12_000_000_u32).map(|n| n.to_le_bytes()[1]).collect();
        let digest = Digest::of(&content);
        let source = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(source.path(), &content).unwrap();

        for _ in 0..2 {
            blobs.put_file(Area::Original, digest, source.path()).await.unwrap();
        }

        let opened = blobs.open(Area::Original, digest).await.unwrap().unwrap();
        let pieces: Vec<Bytes> = opened.content.try_collect().await.unwrap();
        assert_eq!(opened.size_bytes, 12_000_000);
        assert!(pieces.len() > 1);
        assert_eq!(pieces.concat(), content);
    }

    #[tokio::test]
    async fn content_that_is_not_the_digests_is_refused_and_leaves_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let blobs = Blobs::on_disk(directory.path()).unwrap();
        let source = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(source.path(), b"other").unwrap();
        let digest = Digest::of(b"abc");

        let from_memory = blobs.put(Area::Original, digest, Bytes::from_static(b"other")).await;
        let from_file = blobs.put_file(Area::Original, digest, source.path()).await;

        assert!(matches!(from_memory, Err(Error::Mismatch { .. })));
        assert!(matches!(from_file, Err(Error::Mismatch { .. })));
        assert!(!blobs.exists(Area::Original, digest).await.unwrap());
        assert_eq!(paths(directory.path()), Vec::<String>::new());
    }
}
