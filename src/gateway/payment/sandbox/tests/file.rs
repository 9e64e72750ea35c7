//! The file: shared, cut off, damaged, and refused.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

use super::*;

fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.jsonl");
    (folder, path)
}

#[test]
fn production_is_refused_and_leaves_no_file() {
    let (_folder, path) = place();
    for environment in ["production", "Production", " PRODUCTION "] {
        let settings = Settings { environment: environment.to_owned(), ..Settings::default() };
        let opened = Sandbox::open(Some(&path), SetClock::new(), Arc::new(SystemIds), settings);
        assert!(matches!(opened, Err(Error::Production)));
    }
    assert!(!path.exists());
}

#[tokio::test]
async fn two_on_one_file_see_each_other() {
    let (_folder, path) = place();
    let clock = SetClock::new();
    let (web, worker) = (open(Some(&path), &clock), open(Some(&path), &clock));
    let (preorder, intent, method) = intent(&web, &clock, "4242424242424242").await;
    let confirm = off(&intent, &method);
    let charged = worker.confirm_intent(&key("c"), &confirm).await.unwrap();

    assert_eq!(charged.status, IntentStatus::Succeeded);
    assert_eq!(web.confirm_intent(&key("c"), &confirm).await, Ok(charged));
    assert_eq!(web.book().unwrap().charges(preorder).len(), 1);
    assert_eq!(web.book().unwrap(), worker.book().unwrap());
}

#[tokio::test]
async fn late_lines_have_the_same_ids_for_all_readers() {
    let (_folder, path) = place();
    let clock = SetClock::new();
    let (web, worker) = (open(Some(&path), &clock), open(Some(&path), &clock));
    let (_, intent, method) = intent(&web, &clock, "4242424242424242").await;
    web.confirm_intent(&key("c"), &off(&intent, &method)).await.unwrap();
    clock.wait(60 * 60);

    let seen = web.list_movements(None, 100).await.unwrap();
    worker.top_up(&key("t"), euros(500)).await.unwrap();
    let after = seen.last().map(|line| line.id.as_str());
    let rest = worker.list_movements(after, 100).await.unwrap();
    let kinds = |lines: &[super::super::super::Movement]| lines.iter().map(|l| l.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&seen), [MovementKind::Charge, MovementKind::Fee]);
    assert_eq!(kinds(&rest), [MovementKind::TopUp]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_key_from_two_processes_at_once_does_one_thing() {
    let (_folder, path) = place();
    let clock = SetClock::new();
    let nodes = [Arc::new(open(Some(&path), &clock)), Arc::new(open(Some(&path), &clock))];
    let calls = (0..16_usize).map(|number| {
        let node = Arc::clone(&nodes[number % 2]);
        tokio::spawn(async move { node.top_up(&key("t"), euros(500)).await })
    });
    let mut made = Vec::new();
    for answer in futures::future::join_all(calls).await {
        match answer.unwrap() {
            Ok(id) => made.push(id),
            Err(failure) => assert_eq!(failure, Failure::InFlight),
        }
    }
    made.dedup();
    assert_eq!(made.len(), 1);
    assert_eq!(nodes[0].list_movements(None, 100).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_was_answered_is_there_after_a_restart() {
    let (_folder, path) = place();
    let clock = SetClock::new();
    let before = open(Some(&path), &clock);
    let (_, intent, method) = intent(&before, &clock, "4000000000009995").await;
    let declined = before.confirm_intent(&key("c"), &off(&intent, &method)).await.unwrap();
    let book = before.book().unwrap();
    drop(before);

    let after = open(Some(&path), &clock);
    assert_eq!(after.book().unwrap(), book);
    assert_eq!(after.confirm_intent(&key("c"), &off(&intent, &method)).await, Ok(declined));
}

#[tokio::test]
async fn a_torn_last_line_is_cut_off_and_the_same_key_does_it_again() {
    let (_folder, path) = place();
    let clock = SetClock::new();
    let before = open(Some(&path), &clock);
    before.top_up(&key("a"), euros(100)).await.unwrap();
    let whole = std::fs::read(&path).unwrap();
    before.top_up(&key("b"), euros(200)).await.unwrap();
    drop(before);
    let size = std::fs::metadata(&path).unwrap().len();
    OpenOptions::new().write(true).open(&path).unwrap().set_len(size - 1).unwrap();

    let after = open(Some(&path), &clock);
    assert_eq!(std::fs::read(&path).unwrap(), whole);
    after.top_up(&key("a"), euros(100)).await.unwrap();
    after.top_up(&key("b"), euros(200)).await.unwrap();
    assert_eq!(after.list_movements(None, 100).await.unwrap().len(), 2);
}

#[tokio::test]
async fn another_process_that_died_while_writing_is_no_harm() {
    let (_folder, path) = place();
    let clock = SetClock::new();
    let sandbox = open(Some(&path), &clock);
    sandbox.top_up(&key("a"), euros(100)).await.unwrap();
    OpenOptions::new().append(true).open(&path).unwrap().write_all(b"{\"now\":\"2026").unwrap();

    sandbox.top_up(&key("b"), euros(200)).await.unwrap();
    assert_eq!(open(Some(&path), &clock).list_movements(None, 100).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_broken_line_in_the_middle_is_named() {
    let (_folder, path) = place();
    let clock = SetClock::new();
    let sandbox = open(Some(&path), &clock);
    for name in ["a", "b", "c"] {
        sandbox.top_up(&key(name), euros(100)).await.unwrap();
    }
    drop(sandbox);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("\"b\"", "\"b", 1)).unwrap();

    let clock: Arc<dyn Clock> = clock;
    let opened = Sandbox::open(Some(&path), clock, Arc::new(SystemIds), Settings::default());
    assert!(matches!(opened, Err(Error::Log(lines::Error::Line { line: 3, .. }))));
}

#[tokio::test]
async fn a_file_that_shrinks_while_in_use_stops_the_sandbox() {
    let (_folder, path) = place();
    let clock = SetClock::new();
    let sandbox = open(Some(&path), &clock);
    sandbox.top_up(&key("a"), euros(100)).await.unwrap();
    std::fs::write(&path, "").unwrap();
    assert!(matches!(sandbox.book(), Err(Error::Log(lines::Error::Shrunk { .. }))));
    assert_eq!(sandbox.balances().await, Err(Failure::NoAnswer));
}

#[tokio::test]
async fn other_terms_hold_from_the_restart_on() {
    let (_folder, path) = place();
    let clock = SetClock::new();
    open(Some(&path), &clock).top_up(&key("a"), euros(100)).await.unwrap();
    let terms = Terms { fee_after_seconds: 0, ..Terms::default() };
    let settings = || Settings { terms, ..Settings::default() };
    let sandbox = Sandbox::open(Some(&path), clock.clone(), Arc::new(SystemIds), settings()).unwrap();
    let (_, intent, method) = intent(&sandbox, &clock, "4242424242424242").await;
    sandbox.confirm_intent(&key("c"), &off(&intent, &method)).await.unwrap();
    assert_eq!(sandbox.list_movements(None, 100).await.unwrap().len(), 3);

    let size = std::fs::metadata(&path).unwrap().len();
    drop(Sandbox::open(Some(&path), clock.clone(), Arc::new(SystemIds), settings()).unwrap());
    assert_eq!(std::fs::metadata(&path).unwrap().len(), size);
}

#[tokio::test]
async fn a_number_that_is_no_test_card_is_never_written_down() {
    let (_folder, path) = place();
    let clock = SetClock::new();
    let sandbox = open(Some(&path), &clock);
    let (_, session) = session(&sandbox, &clock, new_preorder()).await;
    assert!(sandbox.submit_card(&session, Typed::valid("5105105105105100")).await.is_err());
    sandbox.save_card(&session, "4242424242424242").await.unwrap();

    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("5105105105105100") && !text.contains("4242424242424242"));
}
