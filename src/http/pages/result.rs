//! A closed round's result: who has which place and why, with everything that is needed to check it.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path, Query};
use uuid::Uuid;

use super::card::DesignCard;
use super::list::{After, Listed};
use crate::app::shown::{self, Results};
use crate::app::{self, App};
use crate::domain::id::{DesignId, RoundId};
use crate::domain::money::Money;
use crate::domain::standing::{Beside, Decider, Unranked, interval};
use crate::http::site::{Answer, Frame, filters};

const SHOWN: u64 = 50;
const ROWS_READ: usize = 51;
/// Millionths in a unit of the bars, which are a thousand wide.
const BAR_UNIT: u32 = 1_000;

#[derive(Template)]
#[template(path = "result/show.html")]
struct One<'a> {
    frame: &'a Frame,
    results: &'a Results,
    winners: Vec<Winner>,
    rows: Listed<Row>,
}

/// A place's prize; without a design where nobody took the place.
struct Winner {
    place: u32,
    amount: Money,
    design: Option<DesignCard>,
}

struct Row {
    design: DesignCard,
    place: Option<u32>,
    unranked: Option<(u64, u32)>,
    /// Millionths.
    standing: u32,
    ballots: u64,
    would_buys: u64,
    bar: Option<Bar>,
    /// Key of the sentence that says what decided between this design and the next one.
    tie: Option<&'static str>,
    prize: Option<Money>,
    /// Its sale's page, once it was opened.
    sale: Option<Uuid>,
    goes_on_sale: bool,
    overlaps_next: bool,
    beside: Option<Beside>,
}

/// The 95 % interval: both ends in millionths, and on a bar of a thousand.
struct Bar {
    low: u32,
    high: u32,
    begin: u32,
    width: u32,
    mark: u32,
}

/// The rows after a cursor.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, id: Path<Uuid>, query: Query<After>) -> Answer {
    let (id, after) = (RoundId::new(*id), query.after.map(DesignId::new));
    let results = app::shown::results(&app, frame.member.as_ref(), id, after, ROWS_READ).await?;
    let currency = results.outcome.currency;
    let winners = results.winners.iter().map(|winner| Winner {
        place: winner.award.place,
        amount: Money::new(winner.award.amount_minor, currency),
        design: winner.design.as_ref().map(DesignCard::from),
    });
    let rows = results.lines.iter().map(|line| Row::new(line, |minor| Money::new(minor, currency)));
    let rows = Listed::new(rows.collect(), SHOWN, |row: &Row| row.design.id);
    frame.page(&One { frame: &frame, winners: winners.collect(), results: &results, rows })
}

impl Row {
    /// Its place with every ballot, where something was set aside and that changed its figures.
    fn other(&self) -> Option<&Beside> {
        let beside = self.beside.as_ref()?;
        let is_same = beside.standing_with_all == self.standing && beside.place_with_all == self.place;
        (!is_same).then_some(beside)
    }

    fn new(line: &shown::Line, money: impl Fn(i64) -> Money) -> Self {
        let row = &line.standing;
        Self {
            design: DesignCard::from(&line.design),
            place: row.place,
            unranked: row.unranked.map(|Unranked::TooFewBallots { counted, needed }| (counted, needed)),
            standing: row.standing,
            ballots: row.n,
            would_buys: row.would_buys,
            bar: row.half_width.map(|half| Bar::new(row.standing, half)),
            tie: line.tie.and_then(tie),
            prize: line.award.map(|award| money(award.amount_minor)),
            sale: line.campaign.as_ref().map(|campaign| campaign.id.uuid()),
            goes_on_sale: line.goes_on_sale,
            overlaps_next: line.overlaps_next,
            beside: line.beside,
        }
    }
}

impl Bar {
    fn new(standing: u32, half_width: u32) -> Self {
        let (low, high) = interval(standing, half_width);
        let unit = |millionths: u32| millionths.div_euclid(BAR_UNIT);
        let width = unit(high).saturating_sub(unit(low)).max(2);
        Self { low, high, begin: unit(low), width, mark: unit(standing) }
    }
}

fn tie(decider: Decider) -> Option<&'static str> {
    match decider {
        Decider::Standing => None,
        Decider::WouldBuys => Some("result-tie-would-buys"),
        Decider::Ballots => Some("result-tie-ballots"),
        Decider::Lot => Some("result-tie-lot"),
    }
}
