//! `greenlit admin`: the first admin, forgotten passwords, mail addresses that somebody vouches for.

use clap::{Args, Subcommand};

use super::{Failure, ask, start};
use crate::app;
use crate::config::Config;
use crate::domain::account::{Email, Name, Password};

#[derive(Args)]
pub(super) struct Admin {
    #[command(subcommand)]
    command: AdminCommand,
}

#[derive(Subcommand)]
enum AdminCommand {
    /// Make an admin; the password is read from standard input.
    Create {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
    },
    /// Set an account's password, read from standard input, and end its sessions.
    Password {
        #[arg(long)]
        email: String,
    },
    /// Record that an account's mail address is verified.
    VerifyMail {
        #[arg(long)]
        email: String,
    },
}

impl Admin {
    pub(super) async fn run(&self, config: &Config) -> Result<(), Failure> {
        let app = start::app(config, config.public_url.clone().unwrap_or_default()).await?;
        match &self.command {
            AdminCommand::Create { email, name } => {
                let email: Email = email.parse()?;
                let name: Name = name.parse()?;
                let password = Password::choose(&ask::password()?, &email)?;
                let account = app::account::create_admin(&app, email, name, password).await?;
                println!("{} is an admin now ({}).", account.email, account.id);
            }
            AdminCommand::Password { email } => {
                let email: Email = email.parse()?;
                let password = Password::choose(&ask::password()?, &email)?;
                app::account::reset_password(&app, &email, password).await?;
                println!("The password of {} is changed, and its sessions are ended.", email.as_str());
            }
            AdminCommand::VerifyMail { email } => {
                let email: Email = email.parse()?;
                let account = app::account::vouch_for_mail(&app, &email).await?;
                println!("The mail address of {} ({}) is verified.", account.name, account.email);
            }
        }
        Ok(())
    }
}
