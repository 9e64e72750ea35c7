//! The sandbox provider: the model in this process, with a file of its own beside the data.
//!
//! Several processes may share the file; each reads in what the others appended before it acts.

mod buyer;
mod fault;
mod payment;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

pub use self::buyer::{ActionPage, CardPage, Refusal, Typed};
pub use self::fault::{Fault, Operation};
use self::fault::{Faults, Strike};
use super::model::{Act, Book, Command, Fate, Line, Model, Reply, Request, Terms};
use super::{Answer, Failure, Key};
use crate::gateway::clock::{Clock, Ids};
use crate::gateway::is_production;
use crate::gateway::lines::{self, Lines};

#[derive(Debug, Clone)]
pub struct Settings {
    /// As in the configuration: `production` is refused.
    pub environment: String,
    /// Put before the addresses of the card page and the bank's page, without a slash at its end. May be empty.
    pub base_url: String,
    /// How long each call takes: half of it before it acts, half after.
    pub delay: Duration,
    pub terms: Terms,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            environment: "development".to_owned(),
            base_url: String::new(),
            delay: Duration::ZERO,
            terms: Terms::default(),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "the sandbox payment provider charges nobody and refuses to run where the environment is production"
    )]
    Production,
    #[error(transparent)]
    Log(#[from] lines::Error),
}

pub struct Sandbox {
    shared: Arc<Shared>,
    faults: Faults,
    base_url: String,
    has_file: bool,
}

struct Shared {
    state: Mutex<State>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

struct State {
    model: Model,
    log: Option<Lines>,
}

impl Sandbox {
    /// Reads the file in, making it where there is none; without a path everything stays in memory.
    ///
    /// # Errors
    /// In production, where the file cannot be used, and where one of its lines cannot be read.
    pub fn open(
        path: Option<&Path>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        settings: Settings,
    ) -> Result<Self, Error> {
        if is_production(&settings.environment) {
            return Err(Error::Production);
        }
        let log = path.map(Lines::open).transpose()?;
        let has_file = log.is_some();
        let state = Mutex::new(State { model: Model::default(), log });
        let shared = Arc::new(Shared { state, clock, ids });
        let Settings { base_url, delay, terms, .. } = settings;
        // A new file names its terms too: a later version with other defaults must replay it the same.
        let differs = |model: &Model| model.is_new() || model.terms() != terms;
        shared.step(|model| differs(model).then_some(Command::Configure(terms)))?;
        Ok(Self { shared, faults: Faults::new(delay), base_url, has_file })
    }

    /// The next call of this kind goes wrong like this; several faults queue up.
    pub fn inject(&self, operation: Operation, fault: Fault) {
        self.faults.order(operation, fault);
    }

    /// What was ordered to go wrong with this kind of call, and did not yet, will not.
    pub fn recover(&self, operation: Operation) {
        self.faults.forget(operation);
    }

    /// How long each call takes from here on.
    pub fn set_delay(&self, delay: Duration) {
        self.faults.set_delay(delay);
    }

    /// All the provider knows now. Waits for the file's lock; meant for tests and checks.
    pub fn book(&self) -> Result<Book, Error> {
        Ok(self.shared.read(|model, _| model.book().clone())?)
    }

    async fn keyed(&self, operation: Operation, key: &Key, request: Request) -> Answer<Reply> {
        let _working = self.faults.begin(key)?;
        let strike = self.faults.strike(operation)?;
        let fate = match strike {
            Strike::None | Strike::LoseAnswer => Fate::Answered,
            Strike::BreakBefore => Fate::BrokenBefore,
            Strike::BreakAfter => Fate::BrokenAfter,
        };
        let command = Command::Keyed { key: key.clone(), request, fate };
        self.faults.wait_half().await;
        let answer = self.write(command).await;
        self.faults.wait_half().await;
        if strike == Strike::LoseAnswer { Err(Failure::NoAnswer) } else { answer }
    }

    async fn direct(&self, operation: Operation, act: Act) -> Answer<Reply> {
        let strike = self.faults.strike(operation)?;
        if strike == Strike::BreakBefore {
            return Err(Failure::Broken { status: 500 });
        }
        self.faults.wait_half().await;
        let answer = self.write(Command::Direct(act)).await;
        self.faults.wait_half().await;
        spoil(strike, answer)
    }

    async fn read<T, F>(&self, operation: Operation, look: F) -> Answer<T>
    where
        T: Send + 'static,
        F: FnOnce(&Model, DateTime<Utc>) -> Answer<T> + Send + 'static,
    {
        let strike = self.faults.strike(operation)?;
        self.faults.wait_half().await;
        let answer = self.blocking(|shared| shared.read(look)).await.and_then(|answer| answer);
        self.faults.wait_half().await;
        spoil(strike, answer)
    }

    async fn write(&self, command: Command) -> Answer<Reply> {
        self.blocking(|shared| shared.write(command)).await.and_then(|answer| answer)
    }

    /// Runs off the async threads where there is a file to wait for.
    async fn blocking<T, F>(&self, work: F) -> Answer<T>
    where
        T: Send + 'static,
        F: FnOnce(&Shared) -> Result<T, lines::Error> + Send + 'static,
    {
        let done = if self.has_file {
            let shared = Arc::clone(&self.shared);
            tokio::task::spawn_blocking(move || work(&shared)).await.map_err(|_| Failure::NoAnswer)?
        } else {
            work(&self.shared)
        };
        done.map_err(|error| {
            // As when a connection breaks: the line may be on disk, and the same key finds out.
            tracing::error!(error = ?error, "the sandbox provider could not use its file");
            Failure::NoAnswer
        })
    }
}

/// The answer of a call without a key, after what was ordered to go wrong with it.
fn spoil<T>(strike: Strike, answer: Answer<T>) -> Answer<T> {
    match strike {
        Strike::None => answer,
        Strike::LoseAnswer => Err(Failure::NoAnswer),
        Strike::BreakBefore | Strike::BreakAfter => Err(Failure::Broken { status: 500 }),
    }
}

impl Shared {
    fn write(&self, command: Command) -> Result<Answer<Reply>, lines::Error> {
        let answer = self.step(|_| Some(command))?;
        Ok(answer.unwrap_or(Err(Failure::NoAnswer)))
    }

    fn read<T>(&self, look: impl FnOnce(&Model, DateTime<Utc>) -> T) -> Result<T, lines::Error> {
        let now = self.clock.now();
        self.step(|model| model.is_due(now).then_some(Command::Tick))?;
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(look(&state.model, now))
    }

    /// Reads in what others appended, then writes the command that is chosen, if any, and lets it happen.
    fn step(
        &self,
        choose: impl FnOnce(&Model) -> Option<Command>,
    ) -> Result<Option<Answer<Reply>>, lines::Error> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State { model, log } = &mut *state;
        let mut locked = log.as_mut().map(Lines::lock).transpose()?;
        if let Some(locked) = &mut locked {
            locked.read_new(|line: Line| {
                // What the other process was answered does not matter here.
                let _answered_there = model.apply(&line);
            })?;
        }
        let Some(command) = choose(model) else { return Ok(None) };
        let line = Line { now: self.clock.now(), fresh: self.ids.id(), command };
        if let Some(locked) = &mut locked {
            locked.append(&line)?;
        }
        Ok(Some(model.apply(&line)))
    }
}
