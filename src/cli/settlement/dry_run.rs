//! What charging a sale would do, as lines of text.

use crate::app::App;
use crate::app::settlement::{self, Rehearsed};
use crate::cli::Failure;
use crate::domain::id::CampaignId;
use crate::domain::settlement::Tally;

pub(super) async fn run(app: &App, id: CampaignId) -> Result<(), Failure> {
    print(&settlement::rehearse_here(app, id).await?);
    Ok(())
}

fn print(found: &Rehearsed) {
    let campaign = &found.campaign;
    let Some(charge_at) = found.charge_at else {
        println!("A sale that is {} leads to no charges.", campaign.state);
        return;
    };
    let units = (campaign.units.committed, campaign.terms.threshold_units);
    println!("{}: {} of {} units are committed.", campaign.state, units.0, units.1);
    if !found.is_gate_reached() {
        println!("With so few nobody is charged; what follows is what would be if the rest came in.");
    }
    if campaign.is_paused() {
        println!("It is paused: nothing is charged until it is resumed.");
    }
    println!("No charge before {}.", charge_at.format("%Y-%m-%d %H:%M UTC"));
    if let Some(lasts) = found.lasts {
        println!("The charges then take {} s at the provider's limit.", lasts.num_seconds());
    }
    let orders = &found.orders;
    say("charged", &orders.charged);
    say("  of these, the card expires before", &orders.expiring);
    say("declined, tried again", &orders.retried);
    say("declined, waiting for the buyer", &orders.asked);
    say("let go, the agreement runs out before", &orders.released);
    say("with the bank now", &orders.asking);
    if let Some(at) = orders.next_retry_at {
        println!("The next declined card is tried again at {}.", at.format("%Y-%m-%d %H:%M UTC"));
    }
    println!("Nothing was written.");
}

fn say(what: &str, tally: &Tally) {
    let range = match (tally.least, tally.most) {
        (Some(least), Some(most)) => format!(", {least} to {most} each"),
        (None, _) | (_, None) => String::new(),
    };
    println!("{what:<40} {:>7} orders, {}{range}", tally.orders, tally.sum);
}
