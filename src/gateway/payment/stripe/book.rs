//! Stripe's own book of us: balances, and balance transactions in the order in which they were made.

use super::super::{Answer, Balance, Movement, MovementKind};
use super::answer::{self, Amount, Line, List, instant};
use super::form::Form;
use super::units::from_wire;
use super::{PAGE, PAGES_MAX, Stripe};
use crate::domain::money::Currency;

const BOOK: &str = "/balance_transactions";
const EXPAND: &str = "data.source";

impl Stripe {
    pub(super) async fn holdings(&self) -> Answer<Vec<Balance>> {
        let found: answer::Balance = self.read("/balance", &Form::new()).await?;
        let mut balances: Vec<Balance> = Vec::new();
        for amount in &found.available {
            let (minor, balance) = place(&mut balances, amount)?;
            balance.available_minor = balance.available_minor.saturating_add(minor);
        }
        for amount in &found.pending {
            let (minor, balance) = place(&mut balances, amount)?;
            balance.pending_minor = balance.pending_minor.saturating_add(minor);
        }
        for amount in found.connect_reserved.iter().flatten() {
            let (minor, balance) = place(&mut balances, amount)?;
            balance.reserved_minor = balance.reserved_minor.saturating_add(minor);
        }
        balances.sort_by_key(|balance| balance.currency.code());
        Ok(balances)
    }

    /// Lists are newest first, and `ending_before` gives the lines next to that one, not the newest.
    pub(super) async fn lines_after(&self, after: Option<&str>, limit: u32) -> Answer<Vec<Movement>> {
        let limit = limit.clamp(1, PAGE);
        let mut lines = match after {
            Some(after) => {
                let query =
                    Form::new().with("limit", limit).with("ending_before", after).with("expand[0]", EXPAND);
                let page: List<Line> = self.read(BOOK, &query).await?;
                page.data
            }
            None => self.oldest(limit).await?,
        };
        lines.reverse();
        lines.into_iter().map(movement).collect()
    }

    /// The book's first lines, still newest first: only the end of the list knows them.
    async fn oldest(&self, limit: u32) -> Answer<Vec<Line>> {
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut kept: Vec<Line> = Vec::new();
        for _ in 0..PAGES_MAX {
            let last = kept.last().map(|line| line.id.clone());
            let query =
                Form::new().with("limit", PAGE).maybe("starting_after", last).with("expand[0]", EXPAND);
            let page: List<Line> = self.read(BOOK, &query).await?;
            let is_over = !page.has_more || page.data.is_empty();
            kept.extend(page.data);
            kept.drain(..kept.len().saturating_sub(wanted));
            if is_over {
                break;
            }
        }
        Ok(kept)
    }
}

/// The minor units of an amount, and the balance of its currency.
fn place<'a>(balances: &'a mut Vec<Balance>, amount: &Amount) -> Answer<(i64, &'a mut Balance)> {
    let amount = from_wire(amount.amount, &amount.currency)?;
    let at = balances.iter().position(|balance| balance.currency == amount.currency);
    let at = at.unwrap_or_else(|| {
        balances.push(nothing(amount.currency));
        balances.len().saturating_sub(1)
    });
    let balance = balances.get_mut(at).ok_or_else(super::send::unreadable)?;
    Ok((amount.minor, balance))
}

fn nothing(currency: Currency) -> Balance {
    Balance { currency, available_minor: 0, pending_minor: 0, reserved_minor: 0 }
}

fn movement(line: Line) -> Answer<Movement> {
    let kind = kind(&line);
    let fee = from_wire(line.fee.unwrap_or_default(), &line.currency)?;
    Ok(Movement {
        kind,
        source: source(&line, kind),
        amount: from_wire(line.amount, &line.currency)?,
        fee_minor: fee.minor,
        created_at: instant(line.created)?,
        available_at: instant(line.available_on)?,
        id: line.id,
    })
}

fn kind(line: &Line) -> MovementKind {
    match line.r#type.as_str() {
        "charge" | "payment" => MovementKind::Charge,
        "refund" | "payment_refund" => MovementKind::Refund,
        "refund_failure" | "payment_failure_refund" => MovementKind::RefundFailure,
        "transfer" => MovementKind::Transfer,
        "transfer_refund" | "transfer_cancel" | "transfer_failure" => MovementKind::TransferReversal,
        "topup" => MovementKind::TopUp,
        "payout" | "payout_cancel" | "payout_failure" => MovementKind::Payout,
        "stripe_fee" | "stripe_fx_fee" | "tax_fee" => MovementKind::Fee,
        "adjustment" => match line.reporting_category.as_deref() {
            Some("dispute") => MovementKind::Dispute,
            Some("dispute_reversal") => MovementKind::DisputeReversal,
            Some(_) | None => MovementKind::Other,
        },
        _ => MovementKind::Other,
    }
}

/// The object that our own rows name: the intent of a charge, the transfer of a reversal, else what moved it.
fn source(line: &Line, kind: MovementKind) -> String {
    let Some(source) = &line.source else { return String::new() };
    let named = match kind {
        MovementKind::Charge => source.payment_intent.as_ref(),
        MovementKind::TransferReversal => source.transfer.as_ref(),
        MovementKind::Refund
        | MovementKind::RefundFailure
        | MovementKind::Transfer
        | MovementKind::TopUp
        | MovementKind::Payout
        | MovementKind::Dispute
        | MovementKind::DisputeReversal
        | MovementKind::Fee
        | MovementKind::Other => None,
    };
    named.unwrap_or(&source.id).clone()
}

#[cfg(test)]
mod tests {
    use super::super::answer::Source;
    use super::*;

    #[test]
    fn a_line_names_what_our_own_rows_name() {
        let check = |kind_word: &str, category: Option<&str>, expected, named: &str| {
            let line = Line {
                id: "txn_1".to_owned(),
                r#type: kind_word.to_owned(),
                reporting_category: category.map(ToOwned::to_owned),
                amount: -100,
                fee: None,
                currency: "eur".to_owned(),
                created: 1_900_000_000,
                available_on: 1_900_000_000,
                source: Some(Source {
                    id: "own".to_owned(),
                    payment_intent: Some("pi_1".to_owned()),
                    transfer: Some("tr_1".to_owned()),
                }),
            };
            let found = movement(line).unwrap();
            assert_eq!((found.kind, found.source.as_str()), (expected, named), "{kind_word} {category:?}");
        };
        check("charge", Some("charge"), MovementKind::Charge, "pi_1");
        check("payment", Some("charge"), MovementKind::Charge, "pi_1");
        check("refund", Some("refund"), MovementKind::Refund, "own");
        check("refund_failure", Some("refund_failure"), MovementKind::RefundFailure, "own");
        check("transfer", Some("transfer"), MovementKind::Transfer, "own");
        check("transfer_refund", Some("transfer_reversal"), MovementKind::TransferReversal, "tr_1");
        check("topup", Some("topup"), MovementKind::TopUp, "own");
        check("payout", Some("payout"), MovementKind::Payout, "own");
        check("payout_failure", Some("payout_reversal"), MovementKind::Payout, "own");
        check("adjustment", Some("dispute"), MovementKind::Dispute, "own");
        check("adjustment", Some("dispute_reversal"), MovementKind::DisputeReversal, "own");
        check("adjustment", Some("other_adjustment"), MovementKind::Other, "own");
        check("stripe_fee", Some("fee"), MovementKind::Fee, "own");
        check("a_type_of_next_year", None, MovementKind::Other, "own");
    }
}
