//! What the demo says when it is ready: its address, its accounts, and a walk to paste.

use super::folder::Folder;
use super::seed::Kept;
use super::walk;

pub(super) fn everything(url: &str, folder: &Folder, kept: &Kept) {
    println!("Greenlit demo: {url}");
    println!("The API, to read and to try: {url}/api/docs");
    println!("Everything is kept in {}; --reset begins anew.", folder.path().display());
    println!();
    println!("Accounts (each with the password {}):", kept.password);
    for person in &kept.people {
        println!("  {:<13} {:<24} {}", person.part, person.email, person.token);
    }
    println!();
    println!("{}", walk::text(url, folder, kept));
}
