//! Whole campaigns in a world where everything that can fail does, as a seed says.
//!
//! `FAULT_SEED=0x.. cargo test --test faults` replays one seed, `FAULT_SEEDS=N` runs N of them, however
//! long it takes; both together run N from that one.

#[cfg(test)]
mod actor;
#[cfg(test)]
mod chance;
#[cfg(test)]
mod check;
#[cfg(test)]
mod clock;
#[cfg(test)]
#[path = "../api/support/database.rs"]
mod database;
#[cfg(test)]
mod end;
#[cfg(test)]
mod front;
#[cfg(test)]
mod hint;
#[cfg(test)]
mod line;
#[cfg(test)]
mod people;
#[cfg(test)]
mod place;
#[cfg(test)]
mod plan;
#[cfg(test)]
mod run;
#[cfg(all(test, feature = "sabotage"))]
mod sabotage;
#[cfg(test)]
mod stage;
#[cfg(test)]
mod world;
