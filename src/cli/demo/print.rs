//! What the demo says when it is ready: its address, its accounts, and a walk to paste; or the same as data.

use serde::Serialize;

use super::folder::Folder;
use super::seed::Kept;
use super::walk;

/// Who reads what is printed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reader {
    Person,
    Script,
}

#[derive(Serialize)]
struct Ready<'a> {
    url: &'a str,
    #[serde(flatten)]
    kept: &'a Kept,
}

/// A sentence on the way, which is for people only: a script gets one line in all.
pub(super) fn progress(reader: Reader, sentence: &str) {
    match reader {
        Reader::Person => println!("{sentence}"),
        Reader::Script => {}
    }
}

pub(super) fn everything(
    reader: Reader,
    url: &str,
    folder: &Folder,
    kept: &Kept,
) -> Result<(), serde_json::Error> {
    match reader {
        Reader::Person => text(url, folder, kept),
        Reader::Script => println!("{}", serde_json::to_string(&Ready { url, kept })?),
    }
    Ok(())
}

fn text(url: &str, folder: &Folder, kept: &Kept) {
    println!("Greenlit demo: {url}");
    println!("The API, to read and to try: {url}/api/docs");
    println!("The mail it sends, to read here: {url}/inbox");
    println!("Everything is kept in {}; --reset begins anew.", folder.path().display());
    println!();
    println!("Accounts (each with the password {}):", kept.password);
    for person in &kept.people {
        println!("  {:<13} {:<24} {}", person.part, person.email, person.token);
    }
    println!();
    println!("{}", walk::text(url, folder, kept));
}
