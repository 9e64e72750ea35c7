//! The samples: rounds, designs, scores and sales, made through the use cases on a clock that starts weeks ago.

mod cast;
mod drawing;
mod play;
mod rules;
mod sale;
mod script;
mod stage;
mod stops;
mod timeline;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::clock::DemoClock;
use crate::app::App;
use crate::app::demo::{self, Card};
use crate::cli::Failure;
use cast::Cast;
use play::Play;
use stage::Stage;

pub(super) use cast::Person;

/// When the story begins, in hours before the demo is first started.
pub(super) const HOURS: i64 = 72 * 24;

/// What the demo prints, and keeps for the next time it is started.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) password: String,
    pub(super) people: Vec<Person>,
    pub(super) walk: Stops,
}

impl Kept {
    /// What the first page says of it.
    pub(super) fn card(&self) -> Card {
        let person = |person: &Person| demo::Person {
            part: person.part.clone(),
            name: person.name.clone(),
            email: person.email.clone(),
        };
        Card { password: self.password.clone(), people: self.people.iter().map(person).collect() }
    }
}

/// Where the walk goes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Stops {
    pub(super) round_taking_designs: Uuid,
    pub(super) rules_version: u32,
    pub(super) rules_digest: String,
    pub(super) round_being_scored: Uuid,
    pub(super) round_being_judged: Uuid,
    pub(super) sale_one_short: Uuid,
    /// Of that sale's product.
    pub(super) variant: Uuid,
    pub(super) sale_settling: Uuid,
    pub(super) order_at_bank: Uuid,
    pub(super) sale_funded: Uuid,
    /// Approved by one admin.
    pub(super) payout: Uuid,
}

/// Makes all samples. The clock shows `HOURS` ago, and the machine's time when it is done.
pub(super) async fn run(app: &Arc<App>, clock: &Arc<DemoClock>) -> Result<Kept, Failure> {
    let end = app.now() + chrono::Duration::hours(HOURS);
    let password = cast::password(app);
    let cast = Cast::enrol(app, &password).await?;
    let stage = Stage { app: app.clone(), clock: clock.clone(), cast, end };
    let mut play = Play::begin(&stage).await?;
    play.all().await?;
    clock.catch_up();
    stage.settle_down().await?;
    let failed = crate::app::readiness(app).await?.jobs_failed;
    if failed > 0 {
        return Err(format!("{failed} jobs of the samples failed; this is a fault in Greenlit").into());
    }
    Ok(Kept { password, people: stage.cast.shown(app).await?, walk: stops::find(&play).await? })
}

/// The picture for the walk, which nobody has uploaded yet.
pub(super) fn unused_sample() -> Result<Vec<u8>, Failure> {
    let sample = super::art::SAMPLES.get(script::UNUSED_SAMPLE).ok_or("a sample is missing")?;
    Ok(sample.png_at(super::art::WIDTH_PX)?)
}
