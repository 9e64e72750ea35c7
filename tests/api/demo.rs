//! The demo as a newcomer meets it: seeded once, walked by its own printed commands, killed, started again.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};

use crate::support::process::{Process, files, get, greenlit, run, wait_until};

const WALK: &str = "# The walk:";
const WALK_END: &str = "# The walk ends here.";

/// What a demo printed when it was ready.
struct Printed {
    url: String,
    lines: Vec<String>,
}

fn demo(folder: &Path) -> Command {
    let mut command = greenlit(&["demo", "--listen", "127.0.0.1:0", "--dir"]);
    command.arg(folder);
    command
}

fn ready(process: &mut Process) -> Printed {
    let lines = process.read_to(WALK_END);
    let url = lines.iter().find_map(|line| line.strip_prefix("Greenlit demo: ")).unwrap().to_owned();
    Printed { url, lines }
}

impl Printed {
    fn accounts(&self) -> Vec<&String> {
        self.lines.iter().filter(|line| line.contains("@demo.example") || line.contains("password")).collect()
    }

    /// Exactly what is to be pasted.
    fn walk(&self) -> String {
        let walk = self.lines.iter().skip_while(|line| !line.starts_with(WALK));
        walk.flat_map(|line| [line, "\n"]).collect()
    }
}

/// Pastes text into a shell that stops at the first command that fails, and gives what it wrote.
fn paste(text: &str) -> String {
    let mut shell = Command::new("sh")
        .args(["-e", "-u"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = shell.stdin.take().unwrap();
    input.write_all(text.as_bytes()).unwrap();
    drop(input);
    let output = shell.wait_with_output().unwrap();
    let written = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{written}\n{}", String::from_utf8_lossy(&output.stderr));
    written
}

/// Checks that these come one after the other in what was written.
#[track_caller]
fn in_order(written: &str, expected: &[&str]) {
    let mut rest = written;
    for each in expected {
        let at = rest.find(each).unwrap_or_else(|| panic!("{each:?} is missing in:\n{rest}"));
        rest = &rest[at + each.len()..];
    }
}

/// Rows of every table.
fn rows(folder: &Path) -> BTreeMap<String, i64> {
    let url = format!("sqlite://{}?mode=ro", folder.join("greenlit.db").display());
    let count = async {
        let database = Database::connect(&url).await.unwrap();
        let all = |sql: String| database.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql));
        let mut counts = BTreeMap::new();
        let tables = "SELECT name FROM sqlite_master WHERE type = 'table'".to_owned();
        for table in all(tables).await.unwrap() {
            let name: String = table.try_get("", "name").unwrap();
            let counted = all(format!("SELECT count(*) AS n FROM \"{name}\"")).await.unwrap();
            counts.insert(name, counted[0].try_get("", "n").unwrap());
        }
        database.close().await.unwrap();
        counts
    };
    tokio::runtime::Runtime::new().unwrap().block_on(count)
}

fn is_quiet(url: &str) -> bool {
    get(&format!("{url}/readyz")).is_some_and(|ready| ready["audit_unsealed"] == 0)
}

#[test]
fn a_newcomer_walks_the_demo_and_nothing_is_lost_when_it_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("demo");

    // A seeding that is cut short is begun again.
    let mut cut_short = Process::start(&mut demo(&folder));
    cut_short.read_to("Making the samples");
    wait_until("there is something to cut short", || folder.join("blobs").is_dir());
    cut_short.kill();
    let mut first = Process::start(&mut demo(&folder));
    let printed = ready(&mut first);
    assert!(printed.lines[0].starts_with("The last seeding was cut short"), "{:#?}", printed.lines);
    assert_eq!(printed.accounts().len(), 7, "{:#?}", printed.lines);

    // A second demo leaves it alone.
    let (status, _, errors) = run(&mut demo(&folder));
    assert!(!status.success() && errors.contains("another demo runs in"), "{errors}");

    let written = paste(&printed.walk());
    walk_went_well(&written);
    let campaigns = get(&format!("{}/api/v1/campaigns?limit=50", printed.url)).unwrap();
    for state in ["open", "settling", "short", "in_production", "fulfilled", "failed", "refunded"] {
        assert!(campaigns.to_string().contains(&format!("\"state\":\"{state}\"")), "no campaign is {state}");
    }

    wait_until("the audit chain is sealed", || is_quiet(&printed.url));
    first.kill();
    let (rows_before, blobs_before) = (rows(&folder), files(&folder.join("blobs")));
    let book_before = std::fs::read(folder.join("sandbox.jsonl")).unwrap();
    assert!(rows_before["design"] >= 24 && blobs_before.len() >= 72, "{rows_before:?}");

    let mut second = Process::start(&mut demo(&folder));
    let again = ready(&mut second);
    assert_eq!(printed.accounts(), again.accounts());
    wait_until("it is at rest again", || is_quiet(&again.url));
    let (rows_after, book_after) = (rows(&folder), std::fs::read(folder.join("sandbox.jsonl")).unwrap());
    for (table, count) in &rows_before {
        assert!(rows_after[table] >= *count, "{table}: {count} rows before, {} after", rows_after[table]);
    }
    assert_eq!(files(&folder.join("blobs")), blobs_before);
    assert!(book_after.starts_with(&book_before), "the provider's file was rewritten");
    assert!(second.terminate().status.success());
    a_script_is_told_the_same(&folder, &printed);
}

/// One line, with the address and the accounts that people read.
fn a_script_is_told_the_same(folder: &Path, printed: &Printed) {
    let mut third = Process::start(demo(folder).arg("--json"));
    let line = third.read_to("{").pop().unwrap();
    let told: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert!(get(&format!("{}/readyz", told["url"].as_str().unwrap())).is_some(), "{line}");
    let accounts = printed.accounts();
    for person in told["people"].as_array().unwrap() {
        let token = person["token"].as_str().unwrap();
        assert!(accounts.iter().any(|account| account.contains(token)), "{person}");
    }
}

fn walk_went_well(written: &str) {
    in_order(
        written,
        &[
            "png\nsubmitted\n",
            "\"title\":\"Static Heart\"",
            "cleared\n",
            "\"score\":4",
            "\"ballots_all\":",
            "\"state\":\"closed\"",
            "\"place\":1",
            "You are in, and it will be made",
            "\"state\":\"committed\"",
            "\"committed_units\":8",
            "\"state\":\"settling\"",
            "\"needs_action\":1",
            "Paid. Thank you!",
            "\"state\":\"paid\"",
            "\"frozen_at\":",
            "sku,size,colour,quantity",
            "\"printed_at\":",
            "\"state\":\"shipped\"",
            "\"state\":\"delivered\"",
            "\"approvals\":2",
            "\"state\":\"sent\"",
            "\"is_clean\":true",
        ],
    );
}

#[test]
fn a_folder_that_is_not_a_demos_is_left_alone_even_by_reset() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("thesis.txt"), "years of work").unwrap();

    for arguments in [&[][..], &["--reset"]] {
        let (status, _, errors) = run(demo(folder.path()).args(arguments));
        assert!(!status.success());
        assert!(errors.contains("was not made by the demo"), "{errors}");
    }

    assert_eq!(files(folder.path()).len(), 1);
}
