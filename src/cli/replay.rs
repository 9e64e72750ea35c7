//! `greenlit replay`: a past ballot box under other rules of scoring, side by side with what it came to.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Failure;
use super::verify::points;
use crate::domain::ballot_box::{Change, replay};
use crate::domain::rules::ScoringTerms;

#[derive(Args)]
pub(super) struct Replay {
    /// The ballot box, as it is downloaded from the results page.
    file: PathBuf,
    /// A JSON file: whole rules, or the member `scoring` of them alone.
    #[arg(long)]
    rules: PathBuf,
    /// Print one JSON document, for a script.
    #[arg(long)]
    json: bool,
}

impl Replay {
    pub(super) fn run(&self) -> Result<ExitCode, Failure> {
        let terms = terms(&super::read(&self.rules)?)?;
        let changes = replay(&super::read(&self.file)?, &terms)?;
        if self.json {
            println!("{}", serde_json::to_string_pretty(&changes)?);
        } else {
            print(&changes);
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn terms(text: &str) -> Result<ScoringTerms, Failure> {
    let value: serde_json::Value = serde_json::from_str(text)?;
    let scoring = value.get("scoring").cloned().unwrap_or(value);
    let found = serde_json::from_value(scoring);
    found.map_err(|error| format!("the rules' terms of scoring cannot be read: {error}").into())
}

fn print(changes: &[Change]) {
    println!("{:>6} {:>6}  {:>8} {:>8}  design", "was", "is", "was", "is");
    let place = |place: Option<u32>| place.map_or("-".to_owned(), |place| place.to_string());
    for change in changes {
        println!(
            "{:>6} {:>6}  {:>8} {:>8}  {} {}",
            place(change.place_was),
            place(change.place),
            points(change.standing_was),
            points(change.standing),
            change.design,
            change.title
        );
    }
    let moved = changes.iter().filter(|change| change.place_was != change.place).count();
    println!("{moved} of {} designs have another place.", changes.len());
}
