//! The commands as an operator types them, each a process of its own.

use std::path::Path;
use std::process::Command;

use crate::support::process::{files, greenlit, run, run_with};

const PASSWORD: &str = "three green bottles\n";
const EMAIL: [&str; 2] = ["--email", "ada@example.org"];

fn at(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = greenlit(arguments);
    command.current_dir(folder);
    command
}

#[test]
fn an_admin_is_made_vouched_for_and_given_another_password() {
    let folder = tempfile::tempdir().unwrap();
    let admin = |word: &str| at(folder.path(), &["admin", word, EMAIL[0], EMAIL[1]]);

    let (status, _, errors) = run(&mut admin("verify-mail"));
    assert!(!status.success() && errors.contains("there is no such account"), "{errors}");
    let (status, said, errors) = run_with(admin("create").args(["--name", "Ada"]), PASSWORD);
    assert!(status.success() && said.contains("ada@example.org is an admin now"), "{said}{errors}");
    let (status, _, errors) = run_with(admin("create").args(["--name", "Ada"]), PASSWORD);
    assert!(!status.success() && errors.contains("there is an account with this mail address"), "{errors}");
    let (status, said, errors) = run(&mut admin("verify-mail"));
    assert!(status.success() && said.contains("Ada (ada@example.org) is verified"), "{said}{errors}");
    let (status, _, errors) = run_with(&mut admin("password"), "short\n");
    assert!(!status.success() && errors.contains("password"), "{errors}");
    let (status, said, errors) = run_with(&mut admin("password"), "another fine sentence\n");
    assert!(status.success() && said.contains("sessions are ended"), "{said}{errors}");
}

#[test]
fn an_empty_ledger_is_clean_for_people_and_for_scripts() {
    let folder = tempfile::tempdir().unwrap();
    assert!(run(&mut at(folder.path(), &["migrate"])).0.success());

    let (status, said, errors) = run(&mut at(folder.path(), &["ledger", "check"]));
    assert!(status.success() && said.contains("The ledger is clean"), "{said}{errors}");
    let (status, said, errors) = run(&mut at(folder.path(), &["ledger", "check", "--json"]));
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert!(status.success() && report["findings"] == serde_json::json!([]), "{said}{errors}");
}

#[test]
fn nobody_runs_the_sandbox_in_production() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["serve"][..], &["worker"], &["demo", "--dir", "demo", "--listen", "127.0.0.1:0"]] {
        let mut command = greenlit(arguments);
        command
            .current_dir(folder.path())
            .env("GREENLIT__ENVIRONMENT", "production")
            .env("GREENLIT__SECRET_KEY", "thirty-two-characters-are-enough");
        let (status, _, errors) = run(command.env("GREENLIT__LISTEN", "127.0.0.1:0"));
        assert!(!status.success(), "{arguments:?}");
        assert!(errors.contains("refuses to run where the environment is production"), "{errors}");
    }
}

#[test]
fn every_wrong_setting_is_named_at_once_before_anything_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = greenlit(&["serve"]);
    command
        .current_dir(folder.path())
        .env("GREENLIT__LISTEN", "everywhere")
        .env("GREENLIT__WORKER__LEASE_SECONDS", "1")
        .env("GREENLIT__PAYMENT__PROVIDER", "cash")
        .env("GREENLIT__COLOUR", "blue");

    let (status, _, errors) = run(&mut command);

    assert!(!status.success());
    for name in ["listen", "worker.lease_seconds", "payment.provider", "colour is no setting"] {
        assert!(errors.contains(name), "{name} is missing in {errors}");
    }
    assert_eq!(files(folder.path()).len(), 0);
}
