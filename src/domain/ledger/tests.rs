//! Properties of the whole book: whatever happens, in whatever order, it balances.

use proptest::prelude::*;

use super::prize::FundingSource;
use super::support::{ON, eur, id, part, share};
use super::*;
use crate::domain::royalty;
use crate::domain::share::Shares;

/// One fact with its amounts, of every kind that posts.
fn entry(kind: EntryKind, [a, b]: [i64; 2]) -> Result<Entry, Refusal> {
    let owed = Owed { due: Due::Royalty, designer: id(1), amount: eur(a) };
    let [from, to] = [[share(1, a), share(2, b)], [share(3, b), share(1, a)]];
    match kind {
        EntryKind::ChargeSucceeded => order::charge_succeeded(ON, id(1), part(a, b)),
        EntryKind::FeeSeen => order::fee_seen(ON, id(1), eur(a)),
        EntryKind::Shipped => order::shipped(ON, id(1), eur(a)),
        EntryKind::RoyaltyAccrued => order::royalty_accrued(ON, id(1), &from),
        EntryKind::RefundDecidedUnshipped => refund::decided_unshipped(ON, id(1), part(a, b), eur(b)),
        EntryKind::RefundDecidedShipped => {
            let returned = refund::Returned { part: part(a, b), royalties: &from, goodwill: eur(a) };
            refund::decided_shipped(ON, id(1), &returned)
        }
        EntryKind::RefundWithdrawn => {
            refund::withdrawn(ON, id(1), &[refund::goodwill_decided(ON, id(1), eur(a))?])
        }
        EntryKind::RefundLeft => refund::left(ON, id(1), 1, eur(a)),
        EntryKind::GoodwillDecided => refund::goodwill_decided(ON, id(1), eur(a)),
        EntryKind::RefundFailed => refund::failed(ON, id(1), 1, eur(a)),
        EntryKind::RefundPaidByHand => refund::paid_by_hand(ON, id(1), Purse::Bank, eur(a)),
        EntryKind::DisputeFundsWithdrawn => dispute::funds_withdrawn(ON, id(1), 1, [eur(a), eur(b)]),
        EntryKind::DisputeWon => dispute::won(ON, id(1), 1, eur(a)),
        EntryKind::FeeReturned => dispute::fee_returned(ON, id(1), eur(a)),
        EntryKind::DisputeLostUnshipped => dispute::lost_unshipped(ON, id(1), 1, part(a, b)),
        EntryKind::DisputeLostShipped => {
            let loss = dispute::Loss { amount: eur(b), royalties: &from };
            dispute::lost_shipped(ON, id(1), 1, &loss)
        }
        EntryKind::PrizeFunded => prize::funded(ON, id(1), FundingSource::Bank, id(1), eur(a)),
        EntryKind::PrizeAwarded => prize::awarded(ON, id(1), id(1), &from),
        EntryKind::PrizeReturned => prize::returned(ON, Cause::Prize(id(1)), id(1), eur(a)),
        EntryKind::PayoutSent => payout::sent(ON, id(1), 1, &owed),
        EntryKind::PayoutByHand => payout::by_hand(ON, id(1), Purse::Organiser, &owed),
        EntryKind::TransferReversed => payout::reversed(ON, id(1), &owed),
        EntryKind::ClaimMoved => prize::claim_moved(ON, id(1), Due::Prize, &from, &to),
        EntryKind::ClaimPrizeReturned => prize::claim_prize_returned(ON, id(1), id(1), &from),
        EntryKind::ClaimRoyaltyCancelled => prize::claim_royalty_cancelled(ON, id(1), &from),
        EntryKind::WrittenOff => prize::written_off(ON, id(1), &owed),
        EntryKind::GapCovered => brand::gap_covered(ON, id(1), brand::CoverInto::Provider, eur(a)),
        EntryKind::BrandPaidOut => brand::paid_out(ON, id(1), eur(a)),
        EntryKind::BrandPayoutReturned => brand::payout_returned(ON, id(1), eur(a)),
        EntryKind::MovementUnknown => brand::movement_unknown(ON, id(1), eur(a - b)),
        EntryKind::MovementExplained => {
            brand::movement_explained(ON, id(1), &brand::movement_unknown(ON, id(1), eur(a - b))?)
        }
        EntryKind::BankReleased => brand::bank_released(ON, id(1), eur(a)),
        EntryKind::TaxPaidOver => brand::tax_paid_over(ON, id(1), eur(a)),
        EntryKind::Forfeited => payout::forfeited(ON, id(1), &owed),
    }
}

#[test]
fn every_kind_has_a_constructor_that_makes_it() {
    for kind in EntryKind::ALL.iter().copied() {
        assert_eq!(entry(kind, [100, 50]).unwrap().kind(), kind);
        assert!(entry(kind, [0, 0]).is_err(), "{kind} of nothing");
    }
}

#[test]
fn no_constructor_takes_an_amount_below_zero() {
    let signed = [EntryKind::MovementUnknown, EntryKind::MovementExplained];
    for kind in EntryKind::ALL.iter().copied().filter(|kind| !signed.contains(kind)) {
        assert!(entry(kind, [-100, -50]).is_err(), "{kind}");
    }
}

/// An order shipped and refunded unit by unit, in any order, with the royalty of each step.
#[derive(Debug, Clone, Copy)]
enum Step {
    Ship,
    RefundUnshipped,
    RefundShipped,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![Just(Step::Ship), Just(Step::RefundUnshipped), Just(Step::RefundShipped)];
    prop::collection::vec(step, 1..30)
}

struct Lived {
    book: Book,
    posted: u128,
}

impl Lived {
    fn post(&mut self, entry: &Entry) {
        self.posted += 1;
        self.book.post(&Row::of(id(self.posted), entry, None));
    }

    fn royalty(&mut self, shares: &Shares, net_sales: [i64; 2]) -> Vec<crate::domain::share::Share> {
        let terms = royalty::Terms { basis_points: 1_000, shares };
        let [before, after] = net_sales.map(eur);
        if after.minor >= before.minor {
            let earned = royalty::earned(&terms, before, after).unwrap();
            if let Ok(entry) = order::royalty_accrued(ON, id(1), &earned) {
                self.post(&entry);
            }
            return earned;
        }
        royalty::taken_back(&terms, before, after).unwrap()
    }
}

proptest! {
    #[test]
    fn any_sequence_of_facts_keeps_the_trial_balance_at_zero(
        facts in prop::collection::vec(
            (prop::sample::select(EntryKind::ALL), -1_000_i64..1_000_000_000_000, -1_000_i64..1_000_000_000),
            0..60,
        ),
    ) {
        let mut book = Book::default();
        for (number, (kind, a, b)) in (1..).zip(facts) {
            if let Ok(entry) = entry(kind, [a, b]) {
                prop_assert!(entry.is_balanced());
                book.post(&Row::of(id(number), &entry, None));
            }
        }
        let currency = eur(0).currency;
        prop_assert_eq!(book.trial_balance_minor(currency), 0);
        let unbalanced = check::entries(&book, ON.at);
        let named = |finding: &check::Finding| matches!(finding, check::Finding::Unbalanced { .. });
        prop_assert!(!unbalanced.iter().any(named));
    }

    #[test]
    fn an_order_in_any_steps_ends_with_no_deposit_and_never_holds_less_than_none(
        steps in steps(),
        price in 1_i64..100_000,
        units in 1_i64..8,
        tax_basis_points in 0_i64..3_000,
        contained in any::<bool>(),
    ) {
        let listed = price * units;
        let tax = if contained {
            listed * tax_basis_points / (10_000 + tax_basis_points)
        } else {
            listed * tax_basis_points / 10_000
        };
        let paid = if contained { part(listed - tax, tax) } else { part(listed, tax) };
        let whole = Order { listed_minor: listed, paid };
        let shares = Shares::sole(id(1));
        let mut lived = Lived { book: Book::default(), posted: 0 };
        lived.post(&order::charge_succeeded(ON, id(1), paid).unwrap());

        let (mut shipped, mut refunded, mut back) = (0, 0, 0);
        let mut sold = part(0, 0);
        let mut given_back = part(0, 0);
        let finish = std::iter::repeat_n(Step::Ship, usize::try_from(units).unwrap());
        for step in steps.into_iter().chain(finish) {
            let used = (shipped + refunded) * price;
            match step {
                Step::Ship if shipped + refunded < units => {
                    let unit = whole.between(used, used + price).unwrap();
                    lived.post(&order::shipped(ON, id(1), unit.net).unwrap());
                    lived.royalty(&shares, [(shipped - back) * price, (shipped - back + 1) * price]);
                    sold = part(sold.net.minor + unit.net.minor, sold.tax.minor + unit.tax.minor);
                    shipped += 1;
                }
                Step::RefundUnshipped if shipped + refunded < units => {
                    let unit = whole.between(used, used + price).unwrap();
                    lived.post(&refund::decided_unshipped(ON, id(1), unit, eur(0)).unwrap());
                    refunded += 1;
                }
                Step::RefundShipped if back < shipped => {
                    let parcels = Shipped { listed_minor: shipped * price, part: sold, refunded: given_back };
                    let unit = parcels.refund_to((back + 1) * price).unwrap();
                    let royalties = lived.royalty(&shares, [(shipped - back) * price, (shipped - back - 1) * price]);
                    let returned = refund::Returned { part: unit, royalties: &royalties, goodwill: eur(0) };
                    lived.post(&refund::decided_shipped(ON, id(1), &returned).unwrap());
                    given_back = part(given_back.net.minor + unit.net.minor, given_back.tax.minor + unit.tax.minor);
                    back += 1;
                }
                Step::Ship | Step::RefundUnshipped | Step::RefundShipped => {}
            }
            let holds = |account| lived.book.balance(account, eur(0).currency).minor;
            prop_assert!(holds(Account::Deposits) >= 0 && holds(Account::Tax) >= 0);
            prop_assert!(holds(Account::RefundsDue) <= paid.gross().unwrap().minor);
            prop_assert_eq!(holds(Account::RoyaltiesDue(id(1))), (shipped - back) * price / 10);
        }
        prop_assert_eq!(lived.book.balance(Account::Deposits, eur(0).currency), eur(0));
        prop_assert_eq!(lived.book.trial_balance_minor(eur(0).currency), 0);
    }
}
