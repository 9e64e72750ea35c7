use super::*;
use crate::domain::rules::support::rules;

const SALT: Salt = [7; 32];

fn design(number: u128) -> DesignId {
    DesignId::new(Uuid::from_u128(number))
}

fn voter(number: u128) -> AccountId {
    AccountId::new(Uuid::from_u128(1_000 + number))
}

/// Five voters score four designs; one of them had a part in the first, one gave too few, one ballot is set aside.
fn document() -> Document {
    let mut rules = rules();
    rules.scoring.scores_min = 2;
    rules.scoring.count_from = 2;
    rules.scoring.counted_max = 3;
    let titles = (1..=4).map(|number| (design(number), format!("Design {number}"))).collect();
    let own = BTreeMap::from([(voter(5), 1)]);
    let mut ballots = Vec::new();
    for by in 1..=5_u128 {
        let most = if by == 1 { 1 } else { 4 };
        for on in (1..=most).filter(|on| by != 5 || *on != 1) {
            ballots.push(Ballot {
                voter: voter(by),
                design: design(on),
                score: Score::try_from(i64::try_from((by * 7 + on * 3) % 6).unwrap()).unwrap(),
                would_buy: (by + on) % 2 == 0,
                rank: u64::try_from(by * 10 + on).unwrap(),
                set_aside: by == 3 && on == 2,
                counted_as: None,
            });
        }
    }
    ballots.push(Ballot { design: design(9), rank: 99, ..*ballots.last().unwrap() });
    let reasons = BTreeMap::from([((voter(3), design(2)), "same mark as three others".to_owned())]);
    let designs: Vec<DesignId> = (1..=4).map(design).collect();
    let round = RoundId::new(Uuid::from_u128(77));
    let closed = count(round, &rules.scoring, &designs, (&ballots, &own));
    let contents = Contents {
        round,
        title: "Night colours",
        rules_digest: rules.digest().unwrap(),
        rules: &rules,
        designs: &titles,
        ballots: &ballots,
        reasons: &reasons,
        own: &own,
        closed: &closed,
    };
    seal(&contents, &SALT).unwrap()
}

#[test]
fn a_box_verifies_and_names_nobody() {
    let document = document();
    let text = document.text().unwrap();
    let report = verify(&text, Some(document.digest));
    assert_eq!(report.findings, []);
    let Counts { designs, voters, ballots, counted, set_aside, .. } = report.counts;
    assert_eq!((designs, voters, ballots, counted, set_aside), (4, 5, 17, 11, 1));
    assert_eq!(report.result, Some(document.inner.result.clone()));
    assert_ne!(document.inner.result, document.inner.result_with_all, "one ballot makes a difference");
    for by in 1..=5 {
        let hidden = VoterId::of(&SALT, voter(by)).to_string();
        assert!(!text.contains(&voter(by).to_string()) && text.contains(&hidden));
        assert_ne!(hidden, VoterId::of(&[8; 32], voter(by)).to_string(), "another round, another name");
    }
}

#[test]
fn every_fate_is_there_and_follows_the_rules() {
    let inner = document().inner;
    let found: BTreeSet<Fate> = inner.ballots.iter().map(|slip| slip.fate).collect();
    assert_eq!(found, Fate::ALL.iter().copied().collect());
}

#[test]
fn another_box_than_the_published_one_is_told_apart() {
    let document = document();
    let wanted = Digest::of(b"another");
    let report = verify(&document.text().unwrap(), Some(wanted));
    assert_eq!(report.findings, [Finding::OtherBox { wanted, found: document.digest }]);
}

#[test]
fn what_is_no_box_is_said_to_be_none() {
    for text in ["", "{}", "[1]", "{\"box\":{\"format\":\"greenlit ballot box 1\"},\"digest\":1}"] {
        let findings = verify(text, None).findings;
        assert!(matches!(findings.as_slice(), [Finding::Unreadable { .. }]), "{text}: {findings:?}");
    }
}

#[test]
fn a_box_counted_by_its_own_rules_changes_no_place_and_by_others_may() {
    let text = document().text().unwrap();
    let terms = document().inner.rules.scoring;
    let same = replay(&text, &terms).unwrap();
    assert!(same.iter().all(|row| row.place == row.place_was && row.standing == row.standing_was));
    let other = replay(&text, &ScoringTerms { weight_percent: 0, ..terms }).unwrap();
    assert!(other.iter().any(|row| row.standing != row.standing_was));
    let none = replay(&text, &ScoringTerms { scores_min: 1_000, ..terms }).unwrap();
    assert!(none.iter().all(|row| row.place.is_none()));
    assert_eq!(
        replay(&text, &ScoringTerms { weight_percent: 101, ..terms }),
        Err(replay::Error::Weight(101))
    );
    assert!(matches!(replay("{}", &terms), Err(replay::Error::Unreadable(_))));
}
