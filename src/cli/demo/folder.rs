//! The demo's folder: marked as its own, used by one demo at a time, and emptied of nothing but what the demo made.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Written first. A folder without it is somebody else's.
const MARK: &str = "greenlit-demo";
const MARK_TEXT: &str = "This folder belongs to `greenlit demo`, which makes and deletes files here.\n";
/// Written last: where it is, the samples are complete.
const KEPT: &str = "accounts.json";
/// All that the demo and the server make here. Whatever else lies in the folder is left alone.
const FILES: [&str; 9] = [
    KEPT,
    "accounts.json.new",
    "greenlit.db",
    "greenlit.db-shm",
    "greenlit.db-wal",
    "inbox.jsonl",
    "sandbox.jsonl",
    SAMPLE,
    SECRET,
];
const FOLDERS: [&str; 3] = ["blobs", LEGAL, "uploads"];
/// The legal pages, as an operator would write them.
const LEGAL: &str = "legal";
/// A picture that nobody has uploaded yet.
const SAMPLE: &str = "sample.png";
/// The key that signs links in mails, so that they lead somewhere after the next start too.
const SECRET: &str = "secret.key";
const OWNER_ONLY: u32 = 0o600;
const LEGAL_PAGES: [(&str, &str); 4] = [
    ("imprint.md", include_str!("../../../assets/demo/legal/imprint.md")),
    ("terms.md", include_str!("../../../assets/demo/legal/terms.md")),
    ("refunds.md", include_str!("../../../assets/demo/legal/refunds.md")),
    ("privacy.md", include_str!("../../../assets/demo/legal/privacy.md")),
];

#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("{0} holds other things and was not made by the demo; choose another folder with --dir")]
    NotOurs(PathBuf),
    #[error("another demo runs in {0}; stop it first, or choose another folder with --dir")]
    InUse(PathBuf),
    #[error("{0} cannot be used")]
    File(PathBuf, #[source] io::Error),
    #[error("{0} cannot be read; `--reset` makes the samples anew")]
    Malformed(PathBuf, #[source] serde_json::Error),
}

/// Ours until it is dropped or the process dies.
pub(super) struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Makes the folder, or takes over one that a demo made before.
    pub(super) fn take(path: &Path) -> Result<Self, Error> {
        fs::create_dir_all(path).map_err(|error| Error::File(path.to_owned(), error))?;
        let mark = path.join(MARK);
        if !mark.is_file() && !is_empty(path)? {
            return Err(Error::NotOurs(path.to_owned()));
        }
        let failed = |error| Error::File(mark.clone(), error);
        let mut lock = OpenOptions::new().append(true).create(true).open(&mark).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::InUse(path.to_owned())),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        if lock.metadata().map_err(failed)?.len() == 0 {
            lock.write_all(MARK_TEXT.as_bytes()).and_then(|()| lock.sync_all()).map_err(failed)?;
        }
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The demo's legal pages, written where they are not yet: whoever changes them keeps the change.
    pub(super) fn legal(&self) -> Result<PathBuf, Error> {
        let folder = self.path.join(LEGAL);
        let failed = |error| Error::File(folder.clone(), error);
        fs::create_dir_all(&folder).map_err(failed)?;
        for (name, text) in LEGAL_PAGES {
            let page = folder.join(name);
            if !page.exists() {
                fs::write(&page, text).map_err(failed)?;
            }
        }
        Ok(folder)
    }

    pub(super) fn sample(&self) -> PathBuf {
        self.path.join(SAMPLE)
    }

    /// The key kept here, or this new one, kept from now on.
    pub(super) fn secret(&self, new: &str) -> Result<String, Error> {
        let file = self.path.join(SECRET);
        match fs::read_to_string(&file) {
            Ok(kept) => Ok(kept),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                write_new(&file, new.as_bytes()).map_err(|error| Error::File(file, error))?;
                Ok(new.to_owned())
            }
            Err(error) => Err(Error::File(file, error)),
        }
    }

    /// What the last complete seeding left; nothing where there was none, or where it was cut short.
    pub(super) fn kept<T: DeserializeOwned>(&self) -> Result<Option<T>, Error> {
        let file = self.path.join(KEPT);
        match fs::read(&file) {
            Ok(bytes) => {
                serde_json::from_slice(&bytes).map(Some).map_err(|error| Error::Malformed(file, error))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::File(file, error)),
        }
    }

    /// Marks the samples as complete. It holds passwords and tokens, so nobody else may read it.
    pub(super) fn keep(&self, what: &impl Serialize) -> Result<(), Error> {
        let (file, new) = (self.path.join(KEPT), self.path.join("accounts.json.new"));
        let text = serde_json::to_vec_pretty(what).map_err(|error| Error::Malformed(file.clone(), error))?;
        let written = || -> io::Result<()> {
            write_new(&new, &text)?;
            fs::rename(&new, &file)?;
            File::open(&self.path)?.sync_all()
        };
        written().map_err(|error| Error::File(file.clone(), error))
    }

    /// Whether a seeding began here and left something behind.
    pub(super) fn has_leftovers(&self) -> bool {
        FILES.iter().chain(&FOLDERS).any(|name| self.path.join(name).exists())
    }

    /// Deletes what the demo made. The sign of completeness goes first, so that a crash leaves no half that
    /// looks whole.
    pub(super) fn empty(&self) -> Result<(), Error> {
        for name in FILES {
            gone(&self.path.join(name), |path| fs::remove_file(path))?;
        }
        for name in FOLDERS {
            gone(&self.path.join(name), |path| fs::remove_dir_all(path))?;
        }
        Ok(())
    }
}

/// A file for its owner's eyes, on the disk.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    let mut output = options.write(true).create(true).truncate(true).mode(OWNER_ONLY).open(path)?;
    output.write_all(bytes)?;
    output.sync_all()
}

fn is_empty(path: &Path) -> Result<bool, Error> {
    let mut entries = fs::read_dir(path).map_err(|error| Error::File(path.to_owned(), error))?;
    Ok(entries.next().is_none())
}

fn gone(path: &Path, remove: impl FnOnce(&Path) -> io::Result<()>) -> Result<(), Error> {
    match remove(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::File(path.to_owned(), error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_folder_of_somebody_else_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("thesis.txt"), "years").unwrap();

        let taken = Folder::take(folder.path());

        assert!(matches!(taken, Err(Error::NotOurs(_))));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_second_demo_waits_outside_and_a_later_one_finds_what_was_kept() {
        let folder = tempfile::tempdir().unwrap();
        let first = Folder::take(folder.path()).unwrap();
        assert!(matches!(Folder::take(folder.path()), Err(Error::InUse(_))));
        assert_eq!(first.kept::<String>().unwrap(), None);
        first.keep(&"tokens").unwrap();
        drop(first);

        let second = Folder::take(folder.path()).unwrap();

        assert_eq!(second.kept::<String>().unwrap().as_deref(), Some("tokens"));
        let mode = fs::metadata(folder.path().join(KEPT)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, OWNER_ONLY);
    }

    #[test]
    fn a_key_is_made_once_and_goes_with_everything_else() {
        let folder = tempfile::tempdir().unwrap();
        let demo = Folder::take(folder.path()).unwrap();

        assert_eq!(demo.secret("first").unwrap(), "first");
        assert_eq!(demo.secret("second").unwrap(), "first");
        demo.empty().unwrap();

        assert_eq!(demo.secret("third").unwrap(), "third");
    }

    #[test]
    fn emptying_takes_only_what_the_demo_made() {
        let folder = tempfile::tempdir().unwrap();
        let demo = Folder::take(folder.path()).unwrap();
        demo.keep(&"tokens").unwrap();
        fs::create_dir_all(folder.path().join("blobs/ab")).unwrap();
        fs::write(folder.path().join("greenlit.db"), "rows").unwrap();
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        assert!(demo.has_leftovers());

        demo.empty().unwrap();
        demo.empty().unwrap();

        assert!(!demo.has_leftovers());
        let mut left: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, [MARK, "notes.txt"]);
    }
}
