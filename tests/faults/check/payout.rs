//! Prizes leave at most once, and nothing new leaves while money is stopped.

use entity::payout;
use greenlit::gateway::payment::model::Book;

use super::Seen;
use super::rows::Rows;
use crate::world::Wrong;

/// Sent is what the provider has, once; owed and paid by hand is what it does not have.
pub(super) fn sent_once(payout: &payout::Model, book: &Book) -> Result<(), Wrong> {
    let group = payout.id.to_string();
    let made: Vec<_> = book.transfers.values().filter(|record| record.transfer.group == group).collect();
    let state = payout.state.as_str();
    if made.len() > 1 {
        return Err(format!("payout {group} was sent {} times", made.len()));
    }
    let is_said = matches!(state, "sent" | "reversing" | "reversed");
    let Some(transfer) = made.first().map(|record| &record.transfer) else {
        return if is_said { Err(format!("payout {group} is {state}, and never left")) } else { Ok(()) };
    };
    if transfer.amount.minor != payout.amount_minor {
        return Err(format!("payout {group} of {} left as {}", payout.amount_minor, transfer.amount.minor));
    }
    if is_said && payout.transfer_ref.as_deref() != Some(transfer.id.0.as_str()) {
        return Err(format!("payout {group} left as {}, and says {:?}", transfer.id, payout.transfer_ref));
    }
    if state == "by_hand" || state == "withdrawn" {
        return Err(format!("payout {group} is {state}, and left as {}", transfer.id));
    }
    Ok(())
}

impl Seen {
    /// What was on its way when money was stopped may arrive; nothing sets out any more.
    pub(super) fn stopped(&mut self, rows: &Rows) -> Result<(), Wrong> {
        let attempts = rows.attempts.iter().filter(|attempt| attempt.sent_at.is_some());
        let attempts = attempts.map(|attempt| attempt.id.to_string());
        let refunds = rows.refunds.iter().filter_map(|refund| {
            let sent_at = refund.sent_at?;
            refund.failure.is_none().then(|| format!("{} {sent_at}", refund.key))
        });
        let was_stopped = std::mem::replace(&mut self.is_stopped, rows.is_stopped);
        for one in attempts.chain(refunds) {
            let is_new = self.sent.insert(one.clone());
            if is_new && was_stopped && rows.is_stopped {
                return Err(format!("{one} set out while money was stopped"));
            }
        }
        Ok(())
    }
}
