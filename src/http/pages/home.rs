//! What is on now.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::Data;

use super::card::{RoundCard, SaleCard};
use crate::app::shown::Now;
use crate::app::{self, App};
use crate::http::site::{Answer, Frame, filters};

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'a> {
    frame: &'a Frame,
    now: &'a Now,
    /// Those to take part in first.
    rounds: Vec<RoundCard>,
    sales: Vec<SaleCard>,
    made: Vec<SaleCard>,
}

/// The first page.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>) -> Answer {
    let now = app::shown::now_on(&app).await?;
    let rounds = now.submissions.iter().chain(&now.scoring).chain(&now.judging);
    frame.page(&Home {
        frame: &frame,
        rounds: rounds.map(RoundCard::from).collect(),
        sales: SaleCard::all(&now.sales, frame.now),
        made: SaleCard::all(&now.made, frame.now),
        now: &now,
    })
}
