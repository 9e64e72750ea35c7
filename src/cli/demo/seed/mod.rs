//! The samples: rounds, designs, scores and sales, made through the use cases on a clock that starts weeks ago.

mod cast;
mod play;
mod rules;
mod sale;
mod script;
mod stage;
mod timeline;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::clock::DemoClock;
use crate::app::App;
use crate::cli::Failure;
use crate::domain::id::RoundId;
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

/// Where the walk goes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Stops {
    pub(super) round_taking_designs: Uuid,
    pub(super) round_being_scored: Uuid,
    pub(super) round_being_judged: Uuid,
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
    Ok(Kept { password, people: stage.cast.shown(app).await?, walk: stops(&play)? })
}

fn stops(play: &Play<'_>) -> Result<Stops, Failure> {
    let round = |index| play.round(index).map(RoundId::uuid);
    Ok(Stops {
        round_taking_designs: round(script::TAKES_DESIGNS)?,
        round_being_scored: round(script::IS_SCORED)?,
        round_being_judged: round(script::IS_JUDGED)?,
    })
}

/// The picture for the walk, which nobody has uploaded yet.
pub(super) fn unused_sample() -> Result<Vec<u8>, Failure> {
    let sample = super::art::SAMPLES.get(script::UNUSED_SAMPLE).ok_or("a sample is missing")?;
    Ok(sample.png_at(super::art::WIDTH_PX)?)
}
