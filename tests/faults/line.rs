//! The line to the database: it breaks in a commit where the seed says so, before it happened or after.

use std::sync::{Arc, Mutex};

use greenlit::store::{Fate, Fates};

use crate::chance::Chance;

/// Commits of one step of an actor, counted from its first, among which one is struck.
const COMMITS_COUNTED: u64 = 3;

/// Struck at most once each time that it is armed.
#[derive(Default)]
pub(crate) struct Line(Mutex<State>);

#[derive(Default)]
struct State {
    /// What becomes of a commit after so many others.
    armed: Option<(u64, Fate)>,
    struck: Option<Fate>,
}

impl Line {
    pub(crate) fn fates(self: &Arc<Self>) -> Fates {
        let line = self.clone();
        Arc::new(move || line.next())
    }

    /// One of the next commits does not happen, or happens and is not heard of.
    pub(crate) fn arm(&self, chance: &mut Chance) {
        let fate = *chance.pick(&[Fate::Lost, Fate::Unheard]);
        self.0.lock().unwrap().armed = Some((chance.below(COMMITS_COUNTED), fate));
    }

    /// From here on all commits are kept. Says what struck since it was armed.
    pub(crate) fn disarm(&self) -> Option<Fate> {
        let mut state = self.0.lock().unwrap();
        state.armed = None;
        state.struck.take()
    }

    fn next(&self) -> Fate {
        let mut state = self.0.lock().unwrap();
        match state.armed {
            None => Fate::Kept,
            Some((0, fate)) => {
                *state = State { armed: None, struck: Some(fate) };
                fate
            }
            Some((left, fate)) => {
                state.armed = Some((left - 1, fate));
                Fate::Kept
            }
        }
    }
}
