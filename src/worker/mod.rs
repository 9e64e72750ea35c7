//! The worker: claims jobs and runs them side by side, lane by lane; beside it reconcilers compare what is with what should be.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::{self, App};
use crate::domain::job::Lane;

mod reconcile;

pub use reconcile::all as reconcile;

const JOBS_AT_ONCE: usize = 8;
const MAILS_AT_ONCE: usize = 4;
const PAUSE_IDLE: Duration = Duration::from_millis(200);
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(2);
const RECONCILE_EVERY: Duration = Duration::from_secs(1);

/// Runs until `stop` turns true; jobs begun are finished first.
pub async fn run(app: Arc<App>, stop: watch::Receiver<bool>) {
    let jobs = tokio::spawn(work(app.clone(), (Lane::Main, JOBS_AT_ONCE), stop.clone()));
    let mails = tokio::spawn(work(app.clone(), (Lane::Mail, MAILS_AT_ONCE), stop.clone()));
    let checks = tokio::spawn(check(app, stop));
    let _ = tokio::join!(jobs, mails, checks);
}

async fn work(app: Arc<App>, (lane, at_once): (Lane, usize), mut stop: watch::Receiver<bool>) {
    let owner = app.ids.id().to_string();
    let mut running = JoinSet::new();
    while !*stop.borrow() {
        while running.try_join_next().is_some() {}
        let free = at_once.saturating_sub(running.len());
        if free == 0 {
            running.join_next().await;
            continue;
        }
        let limit = u64::try_from(free).unwrap_or(1);
        let held = match app::job::claim(&app, &owner, lane, limit).await {
            Ok(held) => held,
            Err(error) => {
                tracing::error!(%error, "jobs could not be claimed");
                pause(&mut stop, PAUSE_AFTER_ERROR).await;
                continue;
            }
        };
        if held.is_empty() {
            pause(&mut stop, PAUSE_IDLE).await;
        }
        for one in held {
            let app = app.clone();
            running.spawn(async move {
                if let Err(error) = app::job::run(&app, &one).await {
                    tracing::error!(job.id = %one.id, %error, "the end of a job could not be written");
                }
            });
        }
    }
    while running.join_next().await.is_some() {}
}

async fn check(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        reconcile::all(&app).await;
        pause(&mut stop, RECONCILE_EVERY).await;
    }
}

async fn pause(stop: &mut watch::Receiver<bool>, length: Duration) {
    let _ = tokio::time::timeout(length, stop.wait_for(|stopped| *stopped)).await;
}
