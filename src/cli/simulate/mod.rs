//! `greenlit simulate`: rounds of honest members and of attackers, through the real queue, counting and detectors.

mod attack;
mod chance;
mod clock;
mod outcome;
mod round;
mod table;
#[cfg(test)]
mod tests;
mod world;

use std::process::ExitCode;

use clap::Args;

use super::Failure;
use attack::Attack;
use outcome::{Outcome, measure};
use round::play;
use table::Row;

const SHARES_PERCENT: [u32; 3] = [1, 5, 10];

const DESIGNS: std::ops::RangeInclusive<usize> = 30..=10_000;
const MEMBERS: std::ops::RangeInclusive<usize> = 100..=50_000;
const WORLDS: std::ops::RangeInclusive<u32> = 1..=100;
/// What a member has seen of each design is kept in memory.
const MEMBERS_BY_DESIGNS_MAX: usize = 50_000_000;

/// Plays rounds with and without attacks, and prints what each measure is worth.
#[derive(Args, Debug, Clone)]
pub(super) struct Simulate {
    /// Designs in the round.
    #[arg(long, default_value_t = 500)]
    designs: usize,
    /// Honest members; attackers come on top.
    #[arg(long, default_value_t = 2_000)]
    members: usize,
    /// Designs that a member looks at, on average.
    #[arg(long, default_value_t = 40)]
    ballots: u32,
    /// Rounds for each line of the table; places are the middle one of them.
    #[arg(long, default_value_t = 3)]
    worlds: u32,
    /// The same seed plays the same rounds.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print one JSON document, for a script.
    #[arg(long)]
    json: bool,
}

/// How large a round is.
#[derive(Debug, Clone, Copy)]
struct Setting {
    designs: usize,
    members: usize,
    ballots: u32,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
enum Error {
    #[error("--{name} is a number from {least} to {most}, and {found} is not")]
    OutOfRange { name: &'static str, least: usize, most: usize, found: usize },
    #[error("--ballots is at least 1 and at most the number of designs ({designs}), and {found} is not")]
    Ballots { designs: usize, found: u32 },
    #[error("--designs needs so many members to have made them, and {members} is fewer than {designs}")]
    TooFewMakers { designs: usize, members: usize },
    #[error(
        "{members} members times {designs} designs is more than this computer is asked to remember: {most}"
    )]
    TooLarge { designs: usize, members: usize, most: usize },
}

impl Simulate {
    pub(super) fn run(&self) -> Result<ExitCode, Failure> {
        let setting = self.setting()?;
        let rows = self.rows(&setting);
        if self.json {
            println!("{}", serde_json::to_string_pretty(&rows)?);
        } else {
            table::print(&rows, &setting, self.worlds);
        }
        Ok(ExitCode::SUCCESS)
    }

    fn setting(&self) -> Result<Setting, Error> {
        within("designs", self.designs, DESIGNS)?;
        within("members", self.members, MEMBERS)?;
        let worlds = usize::try_from(self.worlds).unwrap_or(usize::MAX);
        let [least, most] =
            [WORLDS.start(), WORLDS.end()].map(|end| usize::try_from(*end).unwrap_or(usize::MAX));
        within("worlds", worlds, least..=most)?;
        let Self { designs, members, ballots, .. } = *self;
        if ballots == 0 || usize::try_from(ballots).is_ok_and(|ballots| ballots > designs) {
            return Err(Error::Ballots { designs, found: ballots });
        }
        if members < designs {
            return Err(Error::TooFewMakers { designs, members });
        }
        let most = MEMBERS_BY_DESIGNS_MAX;
        if members.saturating_mul(designs) > most {
            return Err(Error::TooLarge { designs, members, most });
        }
        Ok(Setting { designs, members, ballots })
    }

    fn rows(&self, setting: &Setting) -> Vec<Row> {
        let mut rows = Vec::new();
        for attack in Attack::ALL.iter().copied() {
            let shares = if attack.has_share() { SHARES_PERCENT.as_slice() } else { &[0] };
            for percent in shares.iter().copied() {
                if !self.json {
                    eprintln!("playing: {attack}, {percent} %");
                }
                let outcomes = self.outcomes(setting, attack, percent);
                rows.push(Row::of(attack, percent, &outcomes));
            }
        }
        rows
    }

    /// One for each world, with the same people and designs for every attack.
    fn outcomes(&self, setting: &Setting, attack: Attack, percent: u32) -> Vec<Outcome> {
        let seeds =
            (0..self.worlds).map(|world| self.seed.wrapping_mul(1_000).wrapping_add(u64::from(world)));
        seeds.map(|seed| measure(&play(setting, attack, percent, seed))).collect()
    }
}

fn within(name: &'static str, found: usize, range: std::ops::RangeInclusive<usize>) -> Result<(), Error> {
    let (least, most) = (*range.start(), *range.end());
    if range.contains(&found) { Ok(()) } else { Err(Error::OutOfRange { name, least, most, found }) }
}
