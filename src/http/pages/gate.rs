//! The gate as a bar: how far a sale is, in thousandths of the bar's width.

use crate::domain::campaign::Campaign;

const WIDTH: u32 = 1_000;

/// What the bar shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gate {
    pub(crate) committed: u32,
    pub(crate) reserved: u32,
    pub(crate) threshold: u32,
    pub(crate) cap: Option<u32>,
    /// Widths of committed and reserved units.
    pub(crate) filled: u32,
    pub(crate) held: u32,
    /// Where the threshold's mark stands, and the cap's.
    pub(crate) threshold_at: u32,
    pub(crate) cap_at: Option<u32>,
}

impl Gate {
    pub(crate) fn of(campaign: &Campaign) -> Self {
        let (units, terms) = (campaign.units, campaign.terms);
        let taken = units.committed.saturating_add(units.reserved);
        // Without a cap the bar ends a quarter behind the threshold, so that its mark can be seen.
        let quarter = terms.threshold_units.div_euclid(4).max(1);
        let most = terms.cap_units.unwrap_or_else(|| terms.threshold_units.saturating_add(quarter));
        let whole = most.max(taken).max(terms.threshold_units);
        Self {
            committed: units.committed,
            reserved: units.reserved,
            threshold: terms.threshold_units,
            cap: terms.cap_units,
            filled: share(units.committed, whole),
            held: share(taken, whole).saturating_sub(share(units.committed, whole)),
            threshold_at: share(terms.threshold_units, whole),
            cap_at: terms.cap_units.map(|cap| share(cap, whole)),
        }
    }

    pub(crate) const fn is_reached(&self) -> bool {
        self.committed >= self.threshold
    }

    /// Units that are still missing.
    pub(crate) const fn missing(&self) -> u32 {
        self.threshold.saturating_sub(self.committed)
    }
}

fn share(units: u32, whole: u32) -> u32 {
    let scaled = u64::from(units).saturating_mul(u64::from(WIDTH));
    u32::try_from(scaled.checked_div(u64::from(whole)).unwrap_or(0)).unwrap_or(WIDTH)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::campaign::Units;
    use crate::domain::rules::support::rules;

    fn gate(committed: u32, reserved: u32, threshold: u32, cap: Option<u32>) -> Gate {
        let id = Uuid::nil();
        let mut terms = rules().gate;
        terms.threshold_units = threshold;
        terms.cap_units = cap;
        let terms = (rules().currency, terms);
        let now = chrono::DateTime::UNIX_EPOCH;
        let mut campaign = Campaign::draft(id.into(), id.into(), id.into(), terms, now);
        campaign.units = Units { reserved, committed };
        Gate::of(&campaign)
    }

    #[test]
    fn the_bar_ends_at_the_cap_or_a_quarter_behind_the_threshold() {
        let check = |gate: Gate, expected| {
            assert_eq!((gate.filled, gate.held, gate.threshold_at, gate.cap_at), expected);
        };
        check(gate(10, 10, 20, Some(40)), (250, 250, 500, Some(1_000)));
        check(gate(10, 0, 20, None), (400, 0, 800, None));
        check(gate(50, 0, 20, None), (1_000, 0, 400, None));
        check(gate(0, 0, 1, Some(1)), (0, 0, 1_000, Some(1_000)));
    }

    #[test]
    fn the_threshold_is_reached_by_committed_units_alone() {
        assert!(!gate(19, 5, 20, None).is_reached());
        assert!(gate(20, 0, 20, None).is_reached());
        assert_eq!(gate(19, 5, 20, None).missing(), 1);
    }
}
