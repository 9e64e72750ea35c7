//! An append-only file of JSON lines that several processes share; a line is on disk before its writer goes on.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{path} cannot be used")]
    File { path: PathBuf, source: io::Error },
    #[error("line {line} of {path} cannot be read")]
    Line { path: PathBuf, line: u64, source: serde_json::Error },
    #[error("{path} became shorter while it was in use")]
    Shrunk { path: PathBuf },
}

#[derive(Debug)]
pub(super) struct Lines {
    file: File,
    path: PathBuf,
    /// Bytes read in so far; always the start of a line.
    offset: u64,
    count: u64,
}

/// The file's lock, which keeps other processes (and other handles in this one) out until it goes.
pub(super) struct Locked<'a> {
    log: &'a mut Lines,
}

impl Lines {
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let failed = |source| Error::File { path: path.to_owned(), source };
        let is_new = !path.exists();
        let file = OpenOptions::new().read(true).append(true).create(true).open(path).map_err(failed)?;
        if is_new && let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            // Without this a power cut could lose the file's name, and with it everything synced into it.
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
        }
        Ok(Self { file, path: path.to_owned(), offset: 0, count: 0 })
    }

    /// Waits for the file's lock.
    pub(super) fn lock(&mut self) -> Result<Locked<'_>, Error> {
        self.file.lock().map_err(|source| self.failed(source))?;
        Ok(Locked { log: self })
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::File { path: self.path.clone(), source }
    }

    fn read_to_end(&mut self) -> Result<Vec<u8>, Error> {
        let size = self.file.metadata().map_err(|source| self.failed(source))?.len();
        if size < self.offset {
            return Err(Error::Shrunk { path: self.path.clone() });
        }
        let mut bytes = Vec::new();
        if size > self.offset {
            self.file
                .seek(SeekFrom::Start(self.offset))
                .and_then(|_| self.file.read_to_end(&mut bytes))
                .map_err(|source| self.failed(source))?;
        }
        Ok(bytes)
    }
}

impl Locked<'_> {
    /// Passes on the lines appended since the last look, by whomever. A last line that was cut off by a crash
    /// was never answered: it is taken off.
    pub(super) fn read_new<T: DeserializeOwned>(&mut self, mut apply: impl FnMut(T)) -> Result<(), Error> {
        let bytes = self.log.read_to_end()?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last.saturating_add(1));
        let (whole, torn) = bytes.split_at(whole);
        for text in whole.split_inclusive(|byte| *byte == b'\n') {
            let number = self.log.count.saturating_add(1);
            let line = serde_json::from_slice(text).map_err(|source| Error::Line {
                path: self.log.path.clone(),
                line: number,
                source,
            })?;
            apply(line);
            self.advance(text.len());
        }
        if !torn.is_empty() {
            tracing::warn!(path = %self.log.path.display(), bytes = torn.len(), "a torn last line was cut off");
            self.log.file.set_len(self.log.offset).map_err(|source| self.log.failed(source))?;
        }
        Ok(())
    }

    /// Writes one line and waits for the disk. After an error the line may be there or not: `read_new` tells.
    pub(super) fn append(&mut self, line: &impl Serialize) -> Result<(), Error> {
        let failed = |log: &Lines, source| Error::File { path: log.path.clone(), source };
        let mut text = serde_json::to_vec(line).map_err(|source| failed(self.log, source.into()))?;
        text.push(b'\n');
        self.log
            .file
            .write_all(&text)
            .and_then(|()| self.log.file.sync_data())
            .map_err(|source| failed(self.log, source))?;
        self.advance(text.len());
        Ok(())
    }

    fn advance(&mut self, bytes: usize) {
        self.log.offset = self.log.offset.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        self.log.count = self.log.count.saturating_add(1);
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.log.file.unlock() {
            tracing::error!(path = %self.log.path.display(), %error, "a file stays locked");
        }
    }
}
