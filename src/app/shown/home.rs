//! What is on now: rounds that take designs, scores or wait for their judges, sales, and what was made.

use super::{App, Offered, StoreError, offered, sales_in, store};
use crate::domain::campaign;
use crate::domain::round::{Round, State};

/// Of each kind; the rest is among the contests and sales.
const SHOWN_MAX: u64 = 12;
const MADE_MAX: usize = 6;

/// What the first page shows.
#[derive(Debug, Clone)]
pub struct Now {
    pub submissions: Vec<Round>,
    pub scoring: Vec<Round>,
    pub judging: Vec<Round>,
    /// Newest first.
    pub sales: Vec<Offered>,
    /// Being made or made, newest first.
    pub made: Vec<Offered>,
    /// Whether there is any contest at all.
    pub has_contests: bool,
}

/// What is on now, for everybody alike.
pub async fn now_on(app: &App) -> Result<Now, StoreError> {
    let open = sales_in(app, campaign::State::Open, SHOWN_MAX).await?;
    let mut made = sales_in(app, campaign::State::InProduction, SHOWN_MAX).await?;
    made.extend(sales_in(app, campaign::State::Fulfilled, SHOWN_MAX).await?);
    made.sort_by_key(|each| std::cmp::Reverse(each.funded_at));
    made.truncate(MADE_MAX);
    Ok(Now {
        submissions: rounds_in(app, State::Submissions).await?,
        scoring: rounds_in(app, State::Scoring).await?,
        judging: rounds_in(app, State::Judging).await?,
        sales: offered(app, open).await?,
        made: offered(app, made).await?,
        has_contests: !store::contest::list(&app.store, None, 1).await?.is_empty(),
    })
}

impl Now {
    /// Whether nothing at all is on.
    pub fn is_quiet(&self) -> bool {
        let rounds = [&self.submissions, &self.scoring, &self.judging];
        rounds.iter().all(|rounds| rounds.is_empty()) && self.sales.is_empty()
    }
}

async fn rounds_in(app: &App, state: State) -> Result<Vec<Round>, StoreError> {
    let filter = store::round::Filter { state: Some(state), ..Default::default() };
    store::round::list(&app.store, filter, None, SHOWN_MAX).await
}
