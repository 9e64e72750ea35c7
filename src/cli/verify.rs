//! `greenlit verify`: recomputes a round's result from its ballot box alone, without any server.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Failure;
use crate::domain::ballot_box::{Report, verify};
use crate::domain::digest::Digest;
use crate::domain::standing::MILLION;

/// A hundred points are a whole standing.
const MILLIONTHS_A_POINT: u32 = MILLION / 100;
/// A thousandth of a point.
const MILLIONTHS_A_THOUSANDTH: u32 = 10;

#[derive(Args)]
pub(super) struct Verify {
    /// The ballot box, as it is downloaded from the results page.
    file: PathBuf,
    /// The box's SHA-256 on the results page: without it, only the file itself is checked.
    #[arg(long)]
    digest: Option<Digest>,
    /// Print one JSON document, for a script.
    #[arg(long)]
    json: bool,
}

impl Verify {
    /// Succeeds only where nothing differs.
    pub(super) fn run(&self) -> Result<ExitCode, Failure> {
        let text = super::read(&self.file)?;
        let report = verify(&text, self.digest);
        if self.json {
            println!("{}", serde_json::to_string_pretty(&report)?);
        } else {
            print(&report);
        }
        Ok(if report.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn print(report: &Report) {
    if let Some((round, digest)) = report.round.zip(report.digest) {
        println!("{} ({round})", report.title);
        println!("SHA-256 of the box: {digest}");
        let counts = &report.counts;
        println!(
            "{} designs, {} voters, {} ballots: {} count, {} are set aside; {} designs were ordered by the lot.",
            counts.designs, counts.voters, counts.ballots, counts.counted, counts.set_aside, counts.by_lot
        );
    }
    for row in report.result.iter().flat_map(|count| &count.standings) {
        let place = row.place.map_or("-".to_owned(), |place| place.to_string());
        println!("{place:>6}  {}  {} of {} ballots", row.design, points(row.standing), row.n);
    }
    for finding in &report.findings {
        println!("wrong: {finding}");
    }
    match report.findings.len() {
        0 => println!("The result follows from the ballots and the rules, to the last digit."),
        1 => println!("1 difference."),
        several => println!("{several} differences."),
    }
}

/// Millionths as the pages show them, of a hundred.
pub(super) fn points(standing: u32) -> String {
    let whole = standing.checked_div(MILLIONTHS_A_POINT).unwrap_or_default();
    let rest = standing.checked_rem(MILLIONTHS_A_POINT).unwrap_or_default();
    format!("{whole}.{:03}", rest.checked_div(MILLIONTHS_A_THOUSANDTH).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn millionths_are_points_of_a_hundred() {
        assert_eq!([0, 515_128, 1_000_000, 9].map(points), ["0.000", "51.512", "100.000", "0.000"]);
    }
}
