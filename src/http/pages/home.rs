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
    submissions: Vec<RoundCard>,
    scoring: Vec<RoundCard>,
    judging: Vec<RoundCard>,
    sales: Vec<SaleCard>,
    made: Vec<SaleCard>,
}

/// The first page.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>) -> Answer {
    let now = app::shown::now_on(&app).await?;
    frame.page(&Home {
        frame: &frame,
        submissions: RoundCard::all(&now.submissions),
        scoring: RoundCard::all(&now.scoring),
        judging: RoundCard::all(&now.judging),
        sales: SaleCard::all(&now.sales),
        made: SaleCard::all(&now.made),
        now: &now,
    })
}
