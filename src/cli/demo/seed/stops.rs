//! The things that the walk visits, looked up once the samples are made.

use super::Stops;
use super::play::{MISSING, Play};
use super::script::{IS_FUNDED, IS_JUDGED, IS_ONE_SHORT, IS_SCORED, IS_SETTLING, SALES, TAKES_DESIGNS};
use crate::app;
use crate::cli::Failure;
use crate::domain::payout::State as PayoutState;

/// More than one member has of anything.
const ALL: u64 = 100;

pub(super) async fn find(play: &Play<'_>) -> Result<Stops, Failure> {
    let (app, cast) = (&play.stage.app, &play.stage.cast);
    let taking = app::round::find(app, None, play.round(TAKES_DESIGNS)?).await?;
    let selling = SALES.get(IS_ONE_SHORT).ok_or(MISSING)?.round;
    let sold = app::round::find(app, None, play.round(selling)?).await?;
    let settling = play.sale(IS_SETTLING)?;
    let member = cast.members.first().ok_or(MISSING)?;
    let orders = app::preorder::list(app, member, None, ALL).await?;
    let order = orders.iter().find(|order| order.campaign == settling).ok_or(MISSING)?;
    let owed = app::payout::list(app, &cast.admin, Some(PayoutState::Owed), None, ALL).await?;
    Ok(Stops {
        round_taking_designs: taking.id.uuid(),
        rules_version: taking.rules.version,
        rules_digest: taking.rules_digest.to_string(),
        round_being_scored: play.round(IS_SCORED)?.uuid(),
        round_being_judged: play.round(IS_JUDGED)?.uuid(),
        sale_one_short: play.sale(IS_ONE_SHORT)?.uuid(),
        variant: sold.rules.product.variants.first().ok_or(MISSING)?.id.uuid(),
        sale_settling: settling.uuid(),
        order_at_bank: order.id.uuid(),
        sale_funded: play.sale(IS_FUNDED)?.uuid(),
        payout: owed.first().ok_or(MISSING)?.id.uuid(),
    })
}
