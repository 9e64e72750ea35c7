//! `greenlit audit`: follows the audit log's chain from its beginning.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Failure, start};
use crate::app::audit::{Report, verify_with};
use crate::config::Config;
use crate::domain::audit::Head;

#[derive(Args)]
pub(super) struct Audit {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Follow the chain, name the first row that is not as it was sealed, and fail if there is one.
    Verify {
        /// An end of the chain that was kept elsewhere, as NUMBER:HASH; may be given several times.
        #[arg(long = "head", value_name = "NUMBER:HASH")]
        heads: Vec<Head>,
        /// Print one JSON document, for a script.
        #[arg(long)]
        json: bool,
    },
}

impl Audit {
    pub(super) async fn run(&self, config: &Config) -> Result<ExitCode, Failure> {
        let AuditCommand::Verify { heads, json } = &self.command;
        let app = start::app(config, config.public_url.clone().unwrap_or_default()).await?;
        let report = verify_with(&app, heads).await?;
        if *json {
            println!("{}", serde_json::to_string_pretty(&document(&report))?);
        } else {
            print(&report);
        }
        Ok(if report.broken.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn document(report: &Report) -> serde_json::Value {
    json!({
        "is_whole": report.broken.is_none(),
        "broken": report.broken.map(|broken| broken.to_string()),
        "sequence": report.head.sequence,
        "hash": report.head.hash,
        "unsealed": report.unsealed,
    })
}

fn print(report: &Report) {
    match report.broken {
        Some(broken) => println!("wrong: {broken}. Sound up to {}", report.head),
        None => println!("The chain is whole: {} rows. Its end is {}", report.head.sequence, report.head),
    }
    if report.unsealed > 0 {
        println!("{} rows have no place in it yet.", report.unsealed);
    }
}
