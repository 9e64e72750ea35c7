//! `greenlit ledger`: proves the journal against the provider's book and the rows of orders.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{Failure, start};
use crate::app::ledger::Report;
use crate::app::stop;
use crate::config::Config;

#[derive(Args)]
pub(super) struct Ledger {
    #[command(subcommand)]
    command: LedgerCommand,
}

#[derive(Subcommand)]
enum LedgerCommand {
    /// Check everything, name each row that is not right, and fail if there is one.
    Check {
        /// Print one JSON document, for a script.
        #[arg(long)]
        json: bool,
    },
}

impl Ledger {
    pub(super) async fn run(&self, config: &Config) -> Result<ExitCode, Failure> {
        let app = start::app(config, config.public_url.clone().unwrap_or_default()).await?;
        let LedgerCommand::Check { json } = self.command;
        let (report, is_lifted) = stop::prove(&app).await?;
        if json {
            println!("{}", serde_json::to_string_pretty(&report)?);
        } else {
            print(&report);
            if is_lifted {
                println!("Money was stopped, and goes on now.");
            } else if let Some(stopped) = stop::find(&app).await? {
                println!("Money is stopped since {}: {}.", stopped.at, stopped.why);
            }
        }
        Ok(if report.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn print(report: &Report) {
    println!(
        "{} entries, {} movements of the provider and {} orders are compared.",
        report.entries, report.movements, report.orders
    );
    for balance in &report.balances {
        println!("{}: free money {}", balance.currency, balance.free);
        for (account, amount) in &balance.accounts {
            println!("  {account:<50} {:>16}", amount.to_string());
        }
    }
    for finding in &report.findings {
        println!("wrong: {finding}");
    }
    match report.findings.len() {
        0 => println!("The ledger is clean."),
        1 => println!("1 finding."),
        several => println!("{several} findings."),
    }
}
