use proptest::prelude::*;
use uuid::Uuid;

use super::*;

const TERMS: ScoringTerms = ScoringTerms {
    weight_percent: 70,
    prior_ballots: 10,
    scores_min: 1,
    count_from: 1,
    counted_max: 100,
    skips_free: 10,
    joined_before_open: true,
    extension_seconds: 0,
    names_masked: false,
};

/// The round of `SCORING.md` section 4: 00 01 .. 0f.
const ROUND: RoundId = RoundId::new(Uuid::from_u128(0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f));

fn design(byte: u8) -> DesignId {
    DesignId::new(Uuid::from_bytes([byte; 16]))
}

fn voter(number: u128) -> AccountId {
    AccountId::new(Uuid::from_u128(number))
}

fn ballot(by: u128, on: u8, score: i64) -> Ballot {
    Ballot {
        voter: voter(by),
        design: design(on),
        score: Score::try_from(score).unwrap(),
        would_buy: false,
        rank: u64::from(on),
        set_aside: false,
        counted_as: None,
    }
}

fn close_with(terms: &ScoringTerms, designs: &[DesignId], ballots: &[Ballot]) -> Close {
    close(&Ballots { round: ROUND, terms, designs, ballots, own: &BTreeMap::new() })
}

/// The ballots of `SCORING.md` section 4: (score, would buy) on the designs 1, 2 and 3; 4 has none.
fn vectors() -> Vec<Ballot> {
    let given: [&[(i64, bool)]; 3] = [
        &[(5, true), (4, true), (3, false), (0, false)],
        &[(5, false), (5, false), (2, true)],
        &[(2, false); 5],
    ];
    let mut ballots = Vec::new();
    for (on, marks) in (1..).zip(given) {
        for (by, (score, would_buy)) in (0..).zip(marks) {
            ballots.push(Ballot { would_buy: *would_buy, ..ballot(by, on, *score) });
        }
    }
    ballots
}

#[test]
fn the_reference_vectors_come_out_to_the_last_digit() {
    let designs = [1, 2, 3, 4].map(design);
    let result = close_with(&TERMS, &designs, &vectors());
    assert_eq!((result.n_all, result.sum_all), (12, 34));
    assert_eq!((result.n_counted, result.points_counted), (12, 2_830));
    let found: Vec<_> = result
        .rows
        .iter()
        .map(|row| (row.design, row.n, row.points, row.squares, row.standing, row.half_width, row.place))
        .collect();
    let expected = [
        (design(2), 3, 990, 329_100, 515_128, Some(37_662), Some(1)),
        (design(1), 4, 1_140, 479_000, 499_761, Some(237_444), Some(2)),
        (design(3), 5, 700, 98_000, 407_777, Some(0), Some(3)),
        (design(4), 0, 0, 0, 471_666, None, None),
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_lot_is_the_published_digest() {
    let lot = |byte| rank::lot(ROUND, 12, 34, design(byte)).to_string();
    assert_eq!(lot(1)[..16], *"042e54a5269e6787");
    assert_eq!(lot(2)[..16], *"6c42e5d3c042804d");
}

#[test]
fn the_interval_stays_within_the_scale() {
    assert_eq!(interval(499_761, 237_444), (262_317, 737_205));
    assert_eq!(interval(10, 20), (0, 30));
    assert_eq!(interval(999_990, 20), (999_970, MILLION));
}

#[test]
fn polarisation_is_the_spread_of_the_scores_beside_the_rounds_median() {
    let result = close_with(&TERMS, &[1, 2, 3, 4].map(design), &vectors());
    let of = |byte| result.rows.iter().find(|row| row.design == design(byte)).unwrap().polarisation;
    // Variances 3.5, 2 and 0.
    assert_eq!([1, 2, 3, 4].map(of), [Some(1_870_828), Some(1_414_213), Some(0), None]);
    assert_eq!(result.polarisation_median, Some(1_414_213));
}

#[test]
fn equal_standings_fall_to_would_buy_then_ballots_then_the_lot() {
    let row = |byte: u8, would_buys, n| Standing {
        design: design(byte),
        n,
        points: 0,
        squares: 0,
        would_buys,
        standing: 500_000,
        half_width: None,
        polarisation: None,
        lot: rank::lot(ROUND, 12, 34, design(byte)),
        place: None,
        unranked: None,
    };
    let check = |mut rows: [Standing; 2], first: u8| {
        rank::place(&mut rows);
        assert_eq!((rows[0].design, rows[0].place, rows[1].place), (design(first), Some(1), Some(2)));
    };
    check([row(1, 1, 9), row(2, 2, 5)], 2);
    check([row(1, 2, 5), row(2, 2, 6)], 2);
    check([row(2, 2, 5), row(1, 2, 5)], 1);
}

#[test]
fn a_design_below_the_minimum_is_unranked_and_says_why() {
    let terms = ScoringTerms { scores_min: 4, ..TERMS };
    let result = close_with(&terms, &[1, 2, 3, 4].map(design), &vectors());
    let places: Vec<_> = result.rows.iter().map(|row| (row.design, row.place, row.unranked)).collect();
    let too_few = |counted| Some(Unranked::TooFewBallots { counted, needed: 4 });
    let expected = [
        (design(1), Some(1), None),
        (design(3), Some(2), None),
        (design(2), None, too_few(3)),
        (design(4), None, too_few(0)),
    ];
    assert_eq!(places, expected);
    assert_eq!(too_few(3).unwrap().to_string(), "3 ballots count for it, and a place needs 4");
}

#[test]
fn a_members_ballots_count_once_there_are_enough_of_them() {
    let check = |designs: u8, own: u32, given: u8, expected: Fate| {
        let terms = ScoringTerms { count_from: 10, ..TERMS };
        let designs: Vec<DesignId> = (1..=designs).map(design).collect();
        let ballots: Vec<Ballot> = (1..=given).map(|on| ballot(7, on, 3)).collect();
        let own = BTreeMap::from([(voter(7), own)]);
        let input = Ballots { round: ROUND, terms: &terms, designs: &designs, ballots: &ballots, own: &own };
        assert_eq!(close(&input).fates, vec![expected; usize::from(given)]);
    };
    check(50, 0, 9, Fate::NotYetCounted);
    check(50, 0, 10, Fate::Counted);
    // Half of 8 is 4, of 7 is 4, of 6 is 3.
    check(8, 0, 3, Fate::NotYetCounted);
    check(8, 0, 4, Fate::Counted);
    check(8, 1, 3, Fate::NotYetCounted);
    check(8, 2, 3, Fate::Counted);
}

#[test]
fn the_first_hundred_in_time_count_and_nothing_else_moves_them() {
    let terms = ScoringTerms { counted_max: 2, ..TERMS };
    let given = [
        Ballot { rank: 40, ..ballot(7, 1, 5) },
        Ballot { rank: 20, set_aside: true, ..ballot(7, 2, 5) },
        Ballot { rank: 30, ..ballot(7, 3, 5) },
        Ballot { rank: 10, ..ballot(7, 9, 5) },
        ballot(8, 3, 1),
    ];
    let result = close_with(&terms, &[1, 2, 3].map(design), &given);
    let expected = [Fate::OverMax, Fate::SetAside, Fate::OverMax, Fate::DesignGone, Fate::Counted];
    assert_eq!(result.fates, expected);
    assert_eq!((result.n_all, result.sum_all), (5, 21));
    assert_eq!((result.n_counted, result.points_counted), (1, 70));
}

#[test]
fn setting_a_ballot_aside_leaves_every_lot_as_it_was() {
    let mut ballots = vectors();
    let lots = |ballots: &[Ballot]| -> BTreeMap<DesignId, Digest> {
        close_with(&TERMS, &[1, 2, 3].map(design), ballots)
            .rows
            .iter()
            .map(|row| (row.design, row.lot))
            .collect()
    };
    let before = lots(&ballots);
    ballots[0].set_aside = true;
    assert_eq!(lots(&ballots), before);
}

#[test]
fn a_round_without_a_counted_ballot_has_no_places() {
    let result = close_with(&TERMS, &[1, 2].map(design), &[]);
    assert!(result.rows.iter().all(|row| row.standing == 0 && row.place.is_none()));
    assert_eq!(result.rows.len(), 2);
}

#[test]
fn numbers_of_any_size_end_in_an_answer() {
    let most = formula::Sums { n: 1_000_000_000, points: 500_000_000_000, ..formula::Sums::default() };
    assert_eq!(most.standing(&most, 1_000), Some(MILLION));
    let split = formula::Sums { squares: 125_000_000_000_000, points: 250_000_000_000, ..most };
    assert_eq!(split.half_width(10), Some(30));
}

prop_compose! {
    fn a_ballot()(by in 0_u128..12, on in 1_u8..8, score in 0_i64..=5, would_buy: bool, rank in 0_u64..9, aside in 0_u8..10)
        -> Ballot {
        Ballot { would_buy, rank, set_aside: aside == 0, ..ballot(by, on, score) }
    }
}

/// At most one of a voter for a design.
fn a_box() -> impl Strategy<Value = Vec<Ballot>> {
    prop::collection::vec(a_ballot(), 0..80).prop_map(|ballots| {
        let once: BTreeMap<_, _> =
            ballots.iter().map(|ballot| ((ballot.voter, ballot.design), *ballot)).collect();
        once.into_values().collect()
    })
}

fn some_terms() -> impl Strategy<Value = ScoringTerms> {
    (0_u32..=100, 1_u32..30, 1_u32..6, 1_u32..5, 5_u32..8).prop_map(|(weight, prior, min, from, max)| {
        ScoringTerms {
            weight_percent: weight,
            prior_ballots: prior,
            scores_min: min,
            count_from: from,
            counted_max: max,
            ..TERMS
        }
    })
}

proptest! {
    #[test]
    fn places_do_not_depend_on_the_order_of_ballots_or_designs(
        (ballots, shuffled) in a_box().prop_flat_map(|ballots| (Just(ballots.clone()), Just(ballots).prop_shuffle())),
        terms in some_terms(),
    ) {
        let designs = [1, 2, 3, 4, 5, 6].map(design);
        let turned = [6, 3, 1, 2, 5, 4, 4].map(design);
        let one = close_with(&terms, &designs, &ballots);
        let other = close_with(&terms, &turned, &shuffled);
        prop_assert_eq!(Close { fates: Vec::new(), ..one }, Close { fates: Vec::new(), ..other });
    }

    #[test]
    fn raising_a_score_never_lowers_its_design(ballots in a_box(), terms in some_terms(), pick: prop::sample::Index) {
        prop_assume!(!ballots.is_empty());
        let designs = [1, 2, 3, 4, 5, 6, 7].map(design);
        let before = close_with(&terms, &designs, &ballots);
        let mut raised = ballots;
        let at = pick.index(raised.len());
        raised[at].score = Score::MAX;
        raised[at].would_buy = true;
        let after = close_with(&terms, &designs, &raised);
        let of = |close: &Close| close.rows.iter().find(|row| row.design == raised[at].design).unwrap().standing;
        prop_assert!(of(&after) >= of(&before));
        prop_assert_eq!(after.fates, before.fates);
    }

    #[test]
    fn every_figure_is_on_its_scale_and_places_are_distinct(ballots in a_box(), terms in some_terms()) {
        let result = close_with(&terms, &[1, 2, 3, 4, 5, 6].map(design), &ballots);
        let ranked = result.rows.iter().filter(|row| row.place.is_some()).count();
        let places: Vec<u32> = result.rows.iter().filter_map(|row| row.place).collect();
        prop_assert_eq!(places, (1..=u32::try_from(ranked).unwrap()).collect::<Vec<_>>());
        for row in &result.rows {
            prop_assert!(row.standing <= MILLION);
            prop_assert!(row.polarisation.is_none_or(|spread| spread <= 2_500_000));
            prop_assert_eq!(row.half_width.is_some(), row.n >= 2);
            prop_assert_eq!(row.unranked.is_some(), row.n < u64::from(terms.scores_min));
        }
        let counted = result.fates.iter().filter(|fate| **fate == Fate::Counted).count();
        prop_assert_eq!(result.n_counted, u64::try_from(counted).unwrap());
    }
}
