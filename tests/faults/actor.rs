//! Whoever is in the middle of something: a worker with a job, a reconciler, a person whose request waits.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use chrono::{DateTime, Utc};
use greenlit::app::App;
use greenlit::app::job::{self, Fault, Step};
use greenlit::domain::job::{Lane, SEND_MAIL};
use greenlit::store::Fate;
use greenlit::store::job::Leased;

use crate::front::Hint;
use crate::world::{World, Wrong};

type Running = Pin<Box<dyn Future<Output = Ended> + Send>>;

/// What a person asks, to be asked again of any node under the same key.
pub(crate) type Ask = Arc<dyn Fn(Arc<App>) -> Pin<Box<dyn Future<Output = String> + Send>> + Send + Sync>;

/// How many people ask again what they got no answer to.
const PATIENT_PERMILLE: u64 = 800;

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
    /// The event that it brings, which is sent again unless it is taken.
    hint: Option<Hint>,
    /// What its person asks again where no answer comes.
    ask: Option<Ask>,
    /// Whether one of its commits broke.
    is_struck: bool,
}

impl Actor {
    pub(crate) fn request(
        node: usize,
        what: String,
        work: impl Future<Output = String> + Send + 'static,
    ) -> Self {
        let running: Running = Box::pin(async move { Ended::Told(work.await) });
        Self::new(node, what, running)
    }

    fn new(node: usize, what: String, running: Running) -> Self {
        let work = Work::Running(running);
        Self { node, what, hangs_until: None, work, held: None, hint: None, ask: None, is_struck: false }
    }

    pub(crate) fn carrying(self, hint: Option<Hint>) -> Self {
        Self { hint, ..self }
    }

    pub(crate) fn asking(self, ask: Ask) -> Self {
        Self { ask: Some(ask), ..self }
    }

    fn job(node: usize, app: &Arc<App>, held: Leased) -> Self {
        let (app, job) = (app.clone(), held.job.clone());
        let what = job.unique_key();
        let running: Running = Box::pin(async move { Ended::Job(job::perform(&app, &job).await) });
        Self { held: Some(held), ..Self::new(node, what, running) }
    }

    /// Without its work: its process is gone, and its database.
    pub(crate) fn forgotten(self) -> Self {
        let gone: Running = Box::pin(async { Ended::Told(String::new()) });
        Self { work: Work::Running(gone), ..self }
    }

    /// Mail, and an event that is only kept, change no row that is checked.
    fn is_about_money(&self) -> bool {
        let is_mail = self.held.as_ref().is_some_and(|held| held.job.kind() == SEND_MAIL);
        !is_mail && !self.what.starts_with(EVENT)
    }

    pub(crate) fn is_reconciler(&self) -> bool {
        self.what == RECONCILER
    }
}

const RECONCILER: &str = "reconcile";
/// How the work begins that brings an event.
pub(crate) const EVENT: &str = "event";

impl World {
    /// A worker takes what is due in a lane.
    pub(crate) async fn claim(&mut self, node: usize, lane: Lane, limit: u64) -> Result<usize, Wrong> {
        let app = self.nodes[node].app.clone();
        let owner = format!("worker {node}.{}", self.nodes[node].life);
        let held = job::claim(&app, &owner, lane, limit).await.map_err(|error| error.to_string())?;
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
                let why = if let Err(Fault::Fail(why)) = &outcome { Some(why.clone()) } else { None };
                let written = job::write_down(app, &held, outcome).await;
                // Where that broke, another worker takes the job when the lease is over.
                if self.end_drive(&who).is_none() {
                    written.map_err(|error| error.to_string())?;
                }
                self.seen.parked.extend(why.map(|why| format!("{}: {why}", actor.what)));
            }
            Work::Running(mut running) => {
                let ended = self.drive(&mut running).await;
                actor.is_struck |= self.end_drive(&who).is_some();
                self.went_on(Actor { work: Work::Running(running), ..actor }, ended);
            }
        }
        Ok(())
    }

    fn went_on(&mut self, mut actor: Actor, ended: Option<Ended>) {
        let who = format!("{}.{}", actor.node, actor.what);
        match ended {
            None => {
                self.is_changed |=
                    actor.is_about_money() && !self.front.is_on_its_way_back() || actor.is_struck;
                let last = self.front.last();
                self.note(&format!("{who} at {last}"));
                self.actors.push(actor);
            }
            Some(Ended::Job(outcome)) => {
                self.is_changed |= actor.is_about_money();
                self.note(&format!("{who} is done: {}", told(&outcome)));
                self.actors.push(Actor { work: Work::Performed(outcome), ..actor });
            }
            Some(Ended::Told(text)) => {
                self.is_changed |= actor.is_about_money();
                self.note(&format!("{who} ends {text}"));
                if let Some(hint) = actor.hint.take() {
                    self.delivered(hint, &text);
                }
                if actor.is_struck {
                    self.ask_again(actor);
                }
            }
        }
    }

    /// Says whether a commit broke in the step that is over now.
    fn end_drive(&mut self, who: &str) -> Option<Fate> {
        let struck = self.line.disarm();
        if let Some(fate) = struck {
            self.note(&format!("{who}: a commit breaks, {fate:?}"));
            self.tally.push(if fate == Fate::Lost { "commit lost" } else { "commit unheard" });
        }
        self.front.end_step(struck.is_some());
        struck
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
        self.ask_again(actor);
    }

    /// A commit of unknown outcome in the actor's next step: it sees an error, whether all was written or nothing.
    pub(crate) async fn lose_commit(&mut self, index: usize) -> Result<(), Wrong> {
        self.line.arm(&mut self.chance);
        self.go_on(index).await
    }

    pub(crate) fn crash_node(&mut self, node: usize) {
        self.nodes[node].life += 1;
        self.note(&format!("node {node} dies and starts again"));
        for actor in self.actors.extract_if(.., |actor| actor.node == node).collect::<Vec<_>>() {
            self.ask_again(actor);
        }
    }

    /// Whoever got no answer asks any node again, under the same key; so does the provider with an event.
    pub(crate) fn ask_again(&mut self, actor: Actor) {
        if let Some(hint) = actor.hint {
            self.front.put_back(hint);
        }
        let Some(ask) = actor.ask else { return };
        if self.chance.permille(PATIENT_PERMILLE) {
            let node = self.chance.index(self.nodes.len());
            self.note(&format!("asked again of node {node}: {}", actor.what));
            self.tally.push("asked again");
            let work = ask(self.nodes[node].app.clone());
            self.actors.push(Actor::request(node, actor.what, work).asking(ask));
        }
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
