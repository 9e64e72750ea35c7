//! The command line: one file for each subcommand.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;

mod admin;
mod ask;
mod audit;
mod demo;
mod ledger;
mod migrate;
mod replay;
mod serve;
mod settlement;
mod simulate;
mod start;
mod verify;
mod worker;

/// Any failure of a command, for the person who typed it.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

#[derive(Parser)]
#[command(name = "greenlit", version, about)]
struct Arguments {
    /// A TOML file of settings; the environment (`GREENLIT__...`) wins over it.
    #[arg(long, global = true, env = "GREENLIT_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve an installation to look at: SQLite, a sandbox provider, samples in every state.
    Demo(demo::Demo),
    /// Serve the API and pages, and run the worker beside them.
    Serve(serve::Serve),
    /// Run the worker alone.
    Worker,
    /// Bring the database's schema up to date.
    Migrate,
    /// Make admins, reset passwords, vouch for mail addresses.
    Admin(admin::Admin),
    /// Prove the books.
    Ledger(ledger::Ledger),
    /// Prove that no row of the audit log was changed, removed, added or moved.
    Audit(audit::Audit),
    /// Recompute a round's result from its ballot box, offline.
    Verify(verify::Verify),
    /// Count a past ballot box by other rules, side by side.
    Replay(replay::Replay),
    /// Play rounds with and without attackers, and see what each measure is worth.
    Simulate(simulate::Simulate),
    /// Follow the charging of a sale, or say what it would do.
    Settlement(settlement::Settlement),
}

/// Runs the command that was typed.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.into()),
    };
    match runtime.block_on(run(arguments)) {
        Ok(code) => code,
        Err(failure) => fail(&failure),
    }
}

async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let config = Config::load(arguments.config.as_deref())?;
    crate::telemetry::start(config.log_format, &config.log_filter);
    match arguments.command {
        Command::Demo(demo) => Box::pin(demo.run(config)).await?,
        Command::Serve(serve) => serve.run(&config).await?,
        Command::Worker => worker::run(&config).await?,
        Command::Migrate => migrate::run(&config).await?,
        Command::Admin(admin) => admin.run(&config).await?,
        Command::Ledger(ledger) => return ledger.run(&config).await,
        Command::Audit(audit) => return audit.run(&config).await,
        Command::Verify(verify) => return verify.run(),
        Command::Replay(replay) => return replay.run(),
        Command::Simulate(simulate) => return simulate.run(),
        Command::Settlement(settlement) => settlement.run(&config).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// A file's text, or an error that names the file.
fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()).into())
}

fn fail(failure: &Failure) -> ExitCode {
    eprintln!("greenlit: {}", crate::app::chain(failure.as_ref()));
    ExitCode::FAILURE
}
