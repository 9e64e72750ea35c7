//! Whether states only went ways that MONEY.md's tables have.

use std::collections::HashSet;

use greenlit::domain::campaign::State as SaleState;
use greenlit::domain::preorder::State;

use super::Seen;
use super::rows::Rows;
use crate::world::Wrong;

/// Transitions of one order in one step of the world.
const STEPS_MAX: usize = 4;

impl Seen {
    /// The gate answers what the units say, and not while it is paused.
    pub(super) fn decided(&mut self, rows: &Rows) -> Result<(), Wrong> {
        let sale = &rows.sale;
        let is_now = sale.decided_at.is_some() && !self.was_decided && self.sale.is_some();
        let was_paused = self.was_paused;
        self.was_decided = sale.decided_at.is_some();
        self.was_paused = sale.paused_at.is_some();
        if !is_now {
            return Ok(());
        }
        if was_paused {
            return Err("the gate decided while the sale was paused".to_owned());
        }
        let (units, threshold) = (sale.committed_units, sale.threshold_units);
        if (sale.state == "settling") == (units >= threshold) {
            return Ok(());
        }
        Err(format!("the sale is {} with {units} units of {threshold}", sale.state))
    }

    /// Compares with what was seen last.
    pub(super) fn follow(&mut self, rows: &Rows) -> Result<(), Wrong> {
        for row in &rows.orders {
            let state: State = row.state.parse().map_err(|_| format!("{} is no state", row.state))?;
            let before = self.orders.insert(row.id, state).unwrap_or(State::Started);
            if !is_way(before, state, order_ways) {
                return Err(format!("order {} went from {before} to {state}", row.id));
            }
        }
        let state: SaleState =
            rows.sale.state.parse().map_err(|_| format!("{} is no state", rows.sale.state))?;
        let before = self.sale.replace(state).unwrap_or(state);
        if is_way(before, state, sale_ways) {
            return Ok(());
        }
        Err(format!("the sale went from {before} to {state}"))
    }
}

fn is_way<S: Copy + Eq + std::hash::Hash>(from: S, to: S, ways: fn(S) -> &'static [S]) -> bool {
    let mut reached = HashSet::from([from]);
    for _ in 0..STEPS_MAX {
        let next: Vec<S> = reached.iter().flat_map(|state| ways(*state).iter().copied()).collect();
        reached.extend(next);
    }
    reached.contains(&to)
}

const fn order_ways(from: State) -> &'static [State] {
    match from {
        State::Started => &[State::Committed, State::Expired, State::Released, State::Paid],
        State::Committed => &[State::Cancelled, State::Released, State::Charging, State::Paid],
        State::Charging => &[State::Paid, State::Declined, State::NeedsAction, State::Voiding],
        State::Declined => &[State::Charging, State::NeedsAction, State::Voiding, State::Paid],
        State::NeedsAction => &[State::Charging, State::Declined, State::Voiding, State::Paid],
        State::Voiding => &[State::Paid, State::Dropped, State::Released],
        State::Paid => &[State::Refunded, State::ChargedBack],
        // Money that came late, and money that came back.
        State::Expired
        | State::Cancelled
        | State::Released
        | State::Dropped
        | State::Refunded
        | State::ChargedBack => &[State::Paid],
    }
}

const fn sale_ways(from: SaleState) -> &'static [SaleState] {
    match from {
        SaleState::Draft => &[SaleState::Open, SaleState::Cancelled],
        SaleState::Open => &[SaleState::Settling, SaleState::Failed, SaleState::Cancelled],
        SaleState::Settling => {
            &[SaleState::Funded, SaleState::Short, SaleState::Refunding, SaleState::Refunded]
        }
        SaleState::Short => &[SaleState::Funded, SaleState::Refunding],
        SaleState::Funded => &[SaleState::InProduction, SaleState::Refunding],
        SaleState::InProduction => &[SaleState::Fulfilled, SaleState::Refunding],
        SaleState::Refunding => &[SaleState::Refunded],
        SaleState::Fulfilled | SaleState::Failed | SaleState::Cancelled | SaleState::Refunded => &[],
    }
}
