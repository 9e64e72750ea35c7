//! `greenlit settlement`: how far the charging of a sale is, and what it would do.

use clap::{Args, Subcommand};
use uuid::Uuid;

use super::{Failure, start};
use crate::config::Config;
use crate::domain::id::CampaignId;

mod dry_run;
mod watch;

#[derive(Args)]
pub(super) struct Settlement {
    #[command(subcommand)]
    command: SettlementCommand,
}

#[derive(Subcommand)]
enum SettlementCommand {
    /// Follow the charging until it is over: counts, amounts, pace and time left.
    Watch {
        /// The campaign's id, as in the address of its page.
        campaign: Uuid,
    },
    /// Say what would be charged and when; nothing is written.
    DryRun {
        /// The campaign's id, as in the address of its page.
        campaign: Uuid,
    },
}

impl Settlement {
    pub(super) async fn run(&self, config: &Config) -> Result<(), Failure> {
        let app = start::app(config, config.public_url.clone().unwrap_or_default()).await?;
        match self.command {
            SettlementCommand::Watch { campaign } => watch::run(&app, CampaignId::new(campaign)).await,
            SettlementCommand::DryRun { campaign } => dry_run::run(&app, CampaignId::new(campaign)).await,
        }
    }
}
