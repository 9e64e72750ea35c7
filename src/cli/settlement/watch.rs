//! A bar that grows with the charging where somebody looks, and a line for each change where nobody does.

use std::io::{IsTerminal, Write, stdout};
use std::time::Duration;

use crate::app::App;
use crate::app::settlement::{self, Settlement};
use crate::cli::Failure;
use crate::domain::id::CampaignId;

const LOOK_EVERY: Duration = Duration::from_secs(1);
const BAR_CHARS: u64 = 30;
/// Goes back to the line's beginning and clears it.
const ANEW: &str = "\r\x1b[2K";

pub(super) async fn run(app: &App, id: CampaignId) -> Result<(), Failure> {
    let is_terminal = stdout().is_terminal();
    let mut said = String::new();
    loop {
        let found = settlement::read(app, id).await?;
        let line = line(&found);
        if is_terminal {
            print!("{ANEW}{line}");
            stdout().flush()?;
        } else if line != said {
            println!("{line}");
        }
        if !found.is_on() {
            if is_terminal {
                println!();
            }
            return Ok(());
        }
        said = line;
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

fn line(found: &Settlement) -> String {
    let progress = found.progress;
    let orders = progress.orders();
    let mut parts = vec![
        format!("{} {} of {orders} paid", bar(progress.paid, orders), progress.paid),
        format!("{} failed", progress.failed),
        format!("{} to try", progress.left()),
        format!("{} in, {} to come", found.paid, found.open),
    ];
    let tenths = found.pace.per_second_tenths();
    if tenths > 0 {
        parts.push(format!("{}.{}/s", tenths.div_euclid(10), tenths.rem_euclid(10)));
    }
    if found.campaign.is_paused() {
        parts.push("paused".to_owned());
    } else if let Some(left) = found.time_left.filter(|_| progress.left() > 0) {
        parts.push(format!("{} left", clock(left.num_seconds())));
    }
    if found.refunds_waiting > 0 {
        let waiting = (found.refunds_waiting, found.refunds_waiting_sum);
        parts.push(format!("{} refunds of {} wait for money", waiting.0, waiting.1));
    }
    format!("{}: {}", found.campaign.state, parts.join(", "))
}

fn bar(done: u64, all: u64) -> String {
    let filled = done.saturating_mul(BAR_CHARS).checked_div(all).unwrap_or(0).min(BAR_CHARS);
    let times = |count: u64, sign: &str| sign.repeat(usize::try_from(count).unwrap_or(0));
    format!("[{}{}]", times(filled, "#"), times(BAR_CHARS.saturating_sub(filled), "."))
}

/// As `1:02:03`.
fn clock(seconds: i64) -> String {
    let (hours, rest) = (seconds.div_euclid(3_600), seconds.rem_euclid(3_600));
    format!("{hours}:{:02}:{:02}", rest.div_euclid(60), rest.rem_euclid(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_as_full_as_the_sale_is_paid() {
        let check = |done, all, filled: usize| {
            let bar = bar(done, all);
            assert_eq!((bar.matches('#').count(), bar.len()), (filled, 32), "{bar}");
        };
        check(0, 0, 0);
        check(0, 10, 0);
        check(5, 10, 15);
        check(10, 10, 30);
        check(11, 10, 30);
    }

    #[test]
    fn a_time_is_read_like_a_clock() {
        assert_eq!(clock(0), "0:00:00");
        assert_eq!(clock(3_723), "1:02:03");
    }
}
