//! How long it takes to count a box: few ballots by default, as many as `GREENLIT_TEST_BALLOTS` says by hand.

use std::collections::BTreeMap;
use std::time::Instant;

use greenlit::domain::id::{AccountId, DesignId, RoundId};
use greenlit::domain::rules::ScoringTerms;
use greenlit::domain::score::Score;
use greenlit::domain::standing::{Ballot, Ballots, close};
use uuid::Uuid;

use crate::support::chance::Chance;

const BALLOTS: u128 = 20_000;
/// Each design has so many ballots, and each voter gives so many: as many voters as designs.
const OF_EACH: u128 = 100;

#[test]
fn a_box_is_counted_in_one_pass() {
    let wanted = std::env::var("GREENLIT_TEST_BALLOTS").ok().and_then(|text| text.parse().ok());
    let count: u128 = wanted.unwrap_or(BALLOTS);
    let designs: Vec<DesignId> =
        (0..count / OF_EACH).map(|number| DesignId::new(Uuid::from_u128(number + 1))).collect();
    let mut chance = Chance::new(1);
    let mut ballots = Vec::new();
    for (place, voter) in (1..).zip(0..designs.len()) {
        for (rank, step) in (0..100).zip(0..) {
            ballots.push(Ballot {
                voter: AccountId::new(Uuid::from_u128(place)),
                design: designs[(voter + step * 97) % designs.len()],
                score: Score::try_from(chance.pick(&[0, 1, 2, 3, 4, 5])).unwrap(),
                would_buy: chance.one_in(4),
                rank,
                set_aside: chance.one_in(50),
                counted_as: None,
            });
        }
    }
    let own = BTreeMap::new();
    let round = RoundId::new(Uuid::from_u128(9));
    let input =
        Ballots { round, terms: &ScoringTerms::USUAL, designs: &designs, ballots: &ballots, own: &own };

    let begun = Instant::now();
    let closed = close(&input);
    let seconds = begun.elapsed().as_secs_f64();

    println!(
        "{} ballots on {} designs are counted and ranked in {seconds:.2} s",
        ballots.len(),
        designs.len()
    );
    assert_eq!(closed.n_all, u64::try_from(ballots.len()).unwrap());
    let aside = u64::try_from(ballots.iter().filter(|ballot| ballot.set_aside).count()).unwrap();
    assert_eq!(closed.rows.iter().map(|row| row.n).sum::<u64>() + aside, closed.n_all);
    assert!(closed.rows.iter().all(|row| row.place.is_some()));
}
