//! Units held for buyers: both counts change in the order's transaction, so the last unit is sold once.

/// Units of a campaign that are taken. Reserved ones wait for a card, committed ones have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Units {
    pub reserved: u32,
    pub committed: u32,
}

/// How many units may be taken, by all and by one buyer; none is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub cap_units: Option<u32>,
    pub per_buyer_units_max: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnitsError {
    #[error("only {left} are left")]
    Full { left: u32 },
    #[error("one buyer may have {max} of these, and you have {held}")]
    OverPerBuyer { max: u32, held: u32 },
    /// The counts beside the campaign disagree with its orders: a fault of ours.
    #[error("the unit counts of this sale are wrong")]
    Miscounted,
}

impl Units {
    /// Takes `units` for a buyer who already holds `held` in this campaign.
    pub fn reserve(self, units: u32, held: u32, limits: &Limits) -> Result<Self, UnitsError> {
        self.room(units, limits)?;
        own_limit(units, held, limits)?;
        Ok(Self { reserved: add(self.reserved, units)?, ..self })
    }

    /// Turns reserved units into committed ones; the sum stays, so no limit can be passed.
    pub fn commit(self, units: u32) -> Result<Self, UnitsError> {
        Ok(Self { reserved: take(self.reserved, units)?, committed: add(self.committed, units)? })
    }

    pub fn give_back_reserved(self, units: u32) -> Result<Self, UnitsError> {
        Ok(Self { reserved: take(self.reserved, units)?, ..self })
    }

    pub fn give_back_committed(self, units: u32) -> Result<Self, UnitsError> {
        Ok(Self { committed: take(self.committed, units)?, ..self })
    }

    /// Replaces a commitment of `from` units by one of `to`; `held` is what the buyer has in other orders.
    pub fn recount(self, from: u32, to: u32, held: u32, limits: &Limits) -> Result<Self, UnitsError> {
        let without = self.give_back_committed(from)?;
        if to > from {
            without.room(to, limits)?;
            own_limit(to, held, limits)?;
        }
        Ok(Self { committed: add(without.committed, to)?, ..without })
    }

    fn room(self, units: u32, limits: &Limits) -> Result<(), UnitsError> {
        let taken = add(self.reserved, self.committed)?;
        match limits.cap_units {
            Some(cap) if units > cap.saturating_sub(taken) => {
                Err(UnitsError::Full { left: cap.saturating_sub(taken) })
            }
            Some(_) | None => Ok(()),
        }
    }
}

fn own_limit(units: u32, held: u32, limits: &Limits) -> Result<(), UnitsError> {
    match limits.per_buyer_units_max {
        Some(max) if units > max.saturating_sub(held) => Err(UnitsError::OverPerBuyer { max, held }),
        Some(_) | None => Ok(()),
    }
}

fn add(count: u32, units: u32) -> Result<u32, UnitsError> {
    count.checked_add(units).ok_or(UnitsError::Miscounted)
}

fn take(count: u32, units: u32) -> Result<u32, UnitsError> {
    count.checked_sub(units).ok_or(UnitsError::Miscounted)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMITS: Limits = Limits { cap_units: Some(25), per_buyer_units_max: Some(3) };
    const NO_LIMITS: Limits = Limits { cap_units: None, per_buyer_units_max: None };

    #[test]
    fn the_last_unit_is_sold_once() {
        let check = |taken: (u32, u32), units, expected: Result<(u32, u32), UnitsError>| {
            let before = Units { reserved: taken.0, committed: taken.1 };
            let after = before.reserve(units, 0, &LIMITS).map(|units| (units.reserved, units.committed));
            assert_eq!(after, expected, "{taken:?} + {units}");
        };
        check((0, 24), 1, Ok((1, 24)));
        check((1, 24), 1, Err(UnitsError::Full { left: 0 }));
        check((0, 25), 1, Err(UnitsError::Full { left: 0 }));
        check((4, 20), 2, Err(UnitsError::Full { left: 1 }));
        check((0, 22), 3, Ok((3, 22)));
        check((0, 26), 1, Err(UnitsError::Full { left: 0 }));
    }

    #[test]
    fn one_buyer_never_holds_more_than_the_limit() {
        let check = |units, held, expected| {
            assert_eq!(Units::default().reserve(units, held, &LIMITS).map(|units| units.reserved), expected);
        };
        check(3, 0, Ok(3));
        check(4, 0, Err(UnitsError::OverPerBuyer { max: 3, held: 0 }));
        check(1, 2, Ok(1));
        check(2, 2, Err(UnitsError::OverPerBuyer { max: 3, held: 2 }));
        check(1, 3, Err(UnitsError::OverPerBuyer { max: 3, held: 3 }));
    }

    #[test]
    fn without_limits_only_the_counter_ends() {
        let nearly = Units { reserved: 0, committed: u32::MAX - 1 };
        assert!(nearly.reserve(1, 99, &NO_LIMITS).is_ok());
        assert_eq!(nearly.reserve(2, 0, &NO_LIMITS).map(|_| ()), Ok(()));
        let full = Units { reserved: 1, committed: u32::MAX };
        assert_eq!(full.reserve(1, 0, &NO_LIMITS), Err(UnitsError::Miscounted));
    }

    #[test]
    fn a_change_is_measured_against_the_cap_without_the_old_order() {
        let full = Units { reserved: 0, committed: 25 };
        let check = |from, to, expected| {
            assert_eq!(full.recount(from, to, 0, &LIMITS).map(|units| units.committed), expected);
        };
        check(2, 2, Ok(25));
        check(2, 1, Ok(24));
        check(2, 3, Err(UnitsError::Full { left: 2 }));
        check(26, 1, Err(UnitsError::Miscounted));
    }

    #[test]
    fn what_is_not_there_cannot_be_given_back() {
        let units = Units { reserved: 1, committed: 2 };
        assert_eq!(units.commit(2), Err(UnitsError::Miscounted));
        assert_eq!(units.give_back_reserved(2), Err(UnitsError::Miscounted));
        assert_eq!(units.give_back_committed(3), Err(UnitsError::Miscounted));
    }

    proptest! {
        #[test]
        fn no_sequence_passes_the_cap(steps in prop::collection::vec((0_u8..5, 1_u32..6, 0_u32..6), 0..60)) {
            let mut units = Units::default();
            for (step, first, second) in steps {
                let next = match step {
                    0 | 1 => units.reserve(first, 0, &LIMITS),
                    2 => units.commit(first),
                    3 => units.give_back_reserved(first),
                    _ => units.recount(first, second, 0, &LIMITS),
                };
                units = next.unwrap_or(units);
                prop_assert!(units.reserved + units.committed <= 25);
            }
        }
    }
}
