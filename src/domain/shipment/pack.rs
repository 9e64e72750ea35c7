//! What stays in packed parcels once units of their order were given back.

use super::{Shipment, State};
use crate::domain::run::PaidLine;

/// The packed parcels that hold less than before, `remaining` being all that may still leave.
///
/// One of which nothing remains is not among them: it stays as it was packed, and cannot leave.
pub fn repacked(parcels: &[Shipment], remaining: &[PaidLine]) -> Vec<Shipment> {
    let mut left = remaining.to_vec();
    let mut changed = Vec::new();
    for parcel in parcels.iter().filter(|parcel| parcel.state == State::Packed) {
        let lines: Vec<PaidLine> = parcel.lines.iter().filter_map(|line| take(&mut left, *line)).collect();
        if !lines.is_empty() && lines != parcel.lines {
            changed.push(Shipment { lines, ..parcel.clone() });
        }
    }
    changed
}

/// As much of the line as is left.
fn take(left: &mut [PaidLine], line: PaidLine) -> Option<PaidLine> {
    let left = left.iter_mut().find(|left| left.variant == line.variant)?;
    let quantity = line.quantity.min(left.quantity);
    left.quantity = left.quantity.saturating_sub(quantity);
    (quantity > 0).then_some(PaidLine { quantity, ..line })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::shipment::support::{parcel, variant};

    fn check(parcels: &[Shipment], remaining: &[(u128, u32)], expected: &[(u32, &[(u128, u32)])]) {
        let line =
            |(number, quantity): &(u128, u32)| PaidLine { variant: variant(*number), quantity: *quantity };
        let lines = |lines: &[(u128, u32)]| lines.iter().map(line).collect::<Vec<_>>();
        let found: Vec<_> = repacked(parcels, &lines(remaining))
            .into_iter()
            .map(|parcel| (parcel.number, parcel.lines))
            .collect();
        let expected: Vec<_> = expected.iter().map(|(number, held)| (*number, lines(held))).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_packed_parcel_holds_what_may_still_leave() {
        let packed = [parcel(1, State::Packed, &[(1, 2), (2, 1)])];
        check(&packed, &[(1, 2), (2, 1)], &[]);
        check(&packed, &[(1, 1), (2, 1)], &[(1, &[(1, 1), (2, 1)])]);
        check(&packed, &[(1, 2)], &[(1, &[(1, 2)])]);
        check(&packed, &[(1, 9)], &[(1, &[(1, 2)])]);
        check(&packed, &[], &[]);
    }

    #[test]
    fn only_packed_parcels_change_and_no_unit_lies_in_two() {
        let out = parcel(1, State::Shipped, &[(1, 2)]);
        let parcels = [out, parcel(2, State::Packed, &[(1, 2)]), parcel(3, State::Packed, &[(1, 2)])];
        check(&parcels, &[(1, 3)], &[(3, &[(1, 1)])]);
        check(&parcels, &[(1, 1)], &[(2, &[(1, 1)])]);
    }
}
