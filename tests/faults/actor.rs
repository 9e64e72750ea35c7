//! Whoever is in the middle of something: a worker with a job, a reconciler, a person whose request waits.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use chrono::{DateTime, Utc};
use greenlit::app::App;
use greenlit::app::job::{self, Fault, Step};
use greenlit::domain::job::Lane;
use greenlit::store::job::Leased;

use crate::world::{World, Wrong};

type Running = Pin<Box<dyn Future<Output = Ended> + Send>>;

/// How an actor's work ended.
pub(crate) enum Ended {
    Job(Result<Step, Fault>),
    Told(String),
}

enum Work {
    Running(Running),
    /// Done, and not written down yet.
    Performed(Result<Step, Fault>),
}

pub(crate) struct Actor {
    pub(crate) node: usize,
    pub(crate) what: String,
    /// A zombie: it hangs until then, whatever became of its lease.
    pub(crate) hangs_until: Option<DateTime<Utc>>,
    work: Work,
    held: Option<Leased>,
}

impl Actor {
    pub(crate) fn request(
        node: usize,
        what: String,
        work: impl Future<Output = String> + Send + 'static,
    ) -> Self {
        let running: Running = Box::pin(async move { Ended::Told(work.await) });
        Self { node, what, hangs_until: None, work: Work::Running(running), held: None }
    }

    fn job(node: usize, app: &Arc<App>, held: Leased) -> Self {
        let (app, job) = (app.clone(), held.job.clone());
        let what = job.unique_key();
        let running: Running = Box::pin(async move { Ended::Job(job::perform(&app, &job).await) });
        Self { node, what, hangs_until: None, work: Work::Running(running), held: Some(held) }
    }

    pub(crate) const fn is_job(&self) -> bool {
        self.held.is_some()
    }

    pub(crate) fn is_reconciler(&self) -> bool {
        self.what == RECONCILER
    }
}

const RECONCILER: &str = "reconcile";

impl World {
    /// A worker takes what is due.
    pub(crate) async fn claim(&mut self, node: usize, limit: u64) -> Result<usize, Wrong> {
        let app = self.nodes[node].app.clone();
        let owner = format!("worker {node}.{}", self.nodes[node].life);
        let held = job::claim(&app, &owner, Lane::Main, limit).await.map_err(|error| error.to_string())?;
        let count = held.len();
        for one in held {
            self.note(&format!("worker {node} takes {}", one.job.unique_key()));
            self.actors.push(Actor::job(node, &app, one));
        }
        Ok(count)
    }

    pub(crate) fn reconcile(&mut self, node: usize) {
        let is_at_it = self.actors.iter().any(|actor| actor.node == node && actor.is_reconciler());
        if is_at_it {
            return;
        }
        let app = self.nodes[node].app.clone();
        let work = async move {
            greenlit::worker::reconcile(&app).await;
            String::new()
        };
        self.actors.push(Actor::request(node, RECONCILER.to_owned(), work));
    }

    /// Lets one actor go on to its next seam, or to its end.
    pub(crate) async fn go_on(&mut self, index: usize) -> Result<(), Wrong> {
        let mut actor = self.actors.swap_remove(index);
        let who = format!("{}.{}", actor.node, actor.what);
        match actor.work {
            Work::Performed(outcome) => {
                let held = actor.held.take().unwrap();
                let app = &self.nodes[actor.node].app.clone();
                self.note(&format!("{who} writes down {}", told(&outcome)));
                if let Err(Fault::Fail(why)) = &outcome {
                    self.seen.parked.push(format!("{}: {why}", actor.what));
                }
                job::write_down(app, &held, outcome).await.map_err(|error| error.to_string())?;
            }
            Work::Running(mut running) => match self.drive(&mut running).await {
                None => {
                    self.is_changed |= !self.front.is_on_its_way_back();
                    let last = self.front.last();
                    self.note(&format!("{who} at {last}"));
                    self.actors.push(Actor { work: Work::Running(running), ..actor });
                }
                Some(Ended::Job(outcome)) => {
                    self.is_changed = true;
                    self.note(&format!("{who} is done: {}", told(&outcome)));
                    self.actors.push(Actor { work: Work::Performed(outcome), ..actor });
                }
                Some(Ended::Told(text)) => {
                    self.is_changed = true;
                    self.note(&format!("{who} ends {text}"));
                }
            },
        }
        Ok(())
    }

    /// Until it stops at a seam (none), or ends.
    async fn drive(&self, running: &mut Running) -> Option<Ended> {
        poll_fn(|context| match running.as_mut().poll(context) {
            Poll::Ready(ended) => Poll::Ready(Some(ended)),
            Poll::Pending if self.front.has_stopped() => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        })
        .await
    }

    /// The next step of this actor never comes.
    pub(crate) fn crash(&mut self, index: usize) {
        let actor = self.actors.swap_remove(index);
        self.note(&format!("{}.{} dies", actor.node, actor.what));
    }

    /// A commit of unknown outcome: the worker sees an error, and cannot tell that everything was written.
    pub(crate) fn lose_commit(&mut self, index: usize) {
        if !self.actors[index].is_job() {
            return;
        }
        let mut actor = self.actors.swap_remove(index);
        self.note(&format!("{}.{} does not know whether it committed", actor.node, actor.what));
        actor.work = Work::Performed(Err(Fault::Retry("the connection broke in a commit".to_owned())));
        self.actors.push(actor);
    }

    pub(crate) fn crash_node(&mut self, node: usize) {
        self.actors.retain(|actor| actor.node != node);
        self.nodes[node].life += 1;
        self.note(&format!("node {node} dies and starts again"));
    }

    /// Runs all that is under way to its end.
    pub(crate) async fn finish_all(&mut self) -> Result<(), Wrong> {
        while !self.actors.is_empty() {
            self.go_on(self.actors.len() - 1).await?;
            self.check().await?;
        }
        Ok(())
    }
}

fn told(outcome: &Result<Step, Fault>) -> String {
    match outcome {
        Ok(step) => format!("{step:?}"),
        Err(fault) => format!("{fault:?}"),
    }
}
