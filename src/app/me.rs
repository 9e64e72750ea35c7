//! A member's own account as they see it.

use super::App;
use super::account::{self, Error};
use super::caller::Member;
use crate::domain::account::{Account, Token};

#[derive(Debug, Clone)]
pub struct Me {
    pub account: Account,
    /// Live ones, oldest first.
    pub tokens: Vec<Token>,
}

pub async fn look(app: &App, who: &Member) -> Result<Me, Error> {
    let account = account::find(app, who.id()).await?;
    Ok(Me { account, tokens: account::list_tokens(app, who).await? })
}
