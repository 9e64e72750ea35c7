//! Two checks of a ballot box that were written apart, this one's and the one in Python: they agree on whatever
//! is put before them, and neither lets a change pass.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use greenlit::domain::ballot::Answer;
use greenlit::domain::ballot_box::{Contents, Document, seal, sealed, verify};
use greenlit::domain::canonical;
use greenlit::domain::digest::Digest;
use greenlit::domain::id::{AccountId, DesignId, RoundId};
use greenlit::domain::rules::Rules;
use greenlit::domain::score::Score;
use greenlit::domain::standing::{Ballot, Ballots, Fate, close};
use serde_json::{Value, json};
use uuid::Uuid;

const CHECK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/static/check_ballot_box.py");
const SCHEMA: &str = include_str!("../../assets/static/ballot_box.schema.json");

/// Numbers without any pattern that matters here (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }

    fn is(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

fn rules(scoring: &Value) -> Rules {
    let rules = json!({
        "version": 3, "currency": "EUR",
        "windows": {
            "submissions_open_at": "2026-01-01T00:00:00Z", "scoring_open_at": "2026-01-08T00:00:00Z",
            "scoring_close_at": "2026-01-15T12:30:00.123456Z",
        },
        "cooperation": "„Nacht“ \u{1} \"\\/ 夜 \u{1f319}\n\u{7f}", "eligibility": "",
        "designs_per_designer_max": 3,
        "product": {
            "name": "Tee", "description": "", "print_width_px_min": 1, "print_height_px_min": 1,
            "variants": [{ "id": Uuid::from_u128(5), "sku": "T", "size": "M", "colour": "white", "price_minor": 1 }],
        },
        "shipping": [], "tax": { "basis_points": 0, "included": true }, "prizes": [], "campaigns_max": 1,
        "gate": {
            "threshold_units": 1, "cap_units": null, "per_buyer_units_max": null, "on_threshold": false,
            "sale_seconds": 1, "last_call_seconds": 1, "notice_seconds": 1, "grace_seconds": 1, "short_seconds": 1,
        },
        "scoring": scoring, "royalty_basis_points": 0,
    });
    serde_json::from_value(rules).unwrap()
}

fn usual() -> Value {
    json!({
        "weight_percent": 70, "prior_ballots": 10, "scores_min": 20, "count_from": 10, "counted_max": 100,
        "skips_free": 10, "joined_before_open": true,
    })
}

fn design(number: u64) -> DesignId {
    DesignId::new(Uuid::from_u128(u128::from(number) << 64 | 0x7000_8000))
}

/// A round as it was before its close.
struct World {
    rules: Rules,
    designs: BTreeMap<DesignId, String>,
    ballots: Vec<Ballot>,
    reasons: BTreeMap<(AccountId, DesignId), String>,
    own: BTreeMap<AccountId, u32>,
}

impl World {
    fn random(chance: &mut Chance) -> Self {
        let mut scoring = usual();
        scoring["weight_percent"] = json!(chance.below(101));
        scoring["prior_ballots"] = json!(chance.below(20));
        scoring["scores_min"] = json!(chance.below(6));
        scoring["count_from"] = json!(chance.below(12));
        scoring["counted_max"] = json!(1 + chance.below(12));
        let count = 1 + chance.below(12);
        let designs = (0..count).map(|number| (design(number), format!("Nº {number} \"夜\""))).collect();
        let mut world = Self {
            rules: rules(&scoring),
            designs,
            ballots: Vec::new(),
            reasons: BTreeMap::new(),
            own: BTreeMap::new(),
        };
        for voter in 0..chance.below(25) {
            world.vote(chance, AccountId::new(Uuid::from_u128(u128::from(voter) + 1)), count);
        }
        world
    }

    /// Some designs have left the round since; some voters made one themselves.
    fn vote(&mut self, chance: &mut Chance, voter: AccountId, count: u64) {
        let made = chance.is(20).then(|| design(chance.below(count)));
        if made.is_some() {
            self.own.insert(voter, 1);
        }
        let percent = chance.below(101);
        for number in 0..count + 2 {
            let on = design(number);
            if Some(on) == made || !chance.is(percent) {
                continue;
            }
            let set_aside = chance.is(10);
            if set_aside {
                self.reasons.insert((voter, on), "C1: ‹same mark›".to_owned());
            }
            let score = Score::try_from(i64::try_from(chance.below(6)).unwrap()).unwrap();
            let (would_buy, rank) = (chance.is(30), chance.below(1 << 40));
            let counted_as = chance.is(5).then(|| Answer {
                score: Score::try_from(i64::try_from(chance.below(6)).unwrap()).unwrap(),
                would_buy: chance.is(50),
            });
            if counted_as.is_some() {
                self.reasons.entry((voter, on)).or_insert_with(|| "T2: turned round".to_owned());
            }
            self.ballots.push(Ballot { voter, design: on, score, would_buy, rank, set_aside, counted_as });
        }
    }

    fn document(&self) -> Document {
        let round = RoundId::new(Uuid::from_u128(0x0123_4567_89ab_cdef));
        let designs: Vec<DesignId> = self.designs.keys().copied().collect();
        let terms = &self.rules.scoring;
        let closed =
            close(&Ballots { round, terms, designs: &designs, ballots: &self.ballots, own: &self.own });
        let contents = Contents {
            round,
            title: "Round of „the night“",
            rules: &self.rules,
            rules_digest: self.rules.digest().unwrap(),
            designs: &self.designs,
            ballots: &self.ballots,
            reasons: &self.reasons,
            own: &self.own,
            closed: &closed,
        };
        seal(&contents, &[9; 32]).unwrap()
    }
}

/// What the check in Python says of each file, in their order.
fn python(folder: &Path, texts: &[String]) -> Vec<String> {
    let names: Vec<PathBuf> = (0..texts.len()).map(|number| folder.join(format!("{number}.json"))).collect();
    for (name, text) in names.iter().zip(texts) {
        std::fs::write(name, text).unwrap();
    }
    let done = Command::new("python3").arg(CHECK).args(&names).output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    let lines: Vec<String> = said.lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), texts.len(), "{said}{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(done.status.success(), lines.iter().all(|line| line.ends_with(" agrees")), "{said}");
    lines
}

#[test]
fn both_checks_agree_on_two_hundred_random_boxes() {
    let mut chance = Chance(20_261_122);
    let boxes: Vec<Document> = (0..200).map(|_| World::random(&mut chance).document()).collect();
    let slips = boxes.iter().flat_map(|each| &each.inner.ballots);
    let mut fates: Vec<Fate> = slips.map(|slip| slip.fate).collect();
    fates.sort_unstable();
    fates.dedup();
    assert_eq!(fates, Fate::ALL, "every fate is among them");
    let texts: Vec<String> = boxes.iter().map(|each| each.text().unwrap()).collect();
    for (document, text) in boxes.iter().zip(&texts) {
        assert_eq!(verify(text, Some(document.digest)).findings, []);
    }
    let folder = tempfile::tempdir().unwrap();
    for line in python(folder.path(), &texts) {
        assert!(line.ends_with(" agrees"), "{line}");
    }
}

#[test]
fn ties_fall_the_same_way_in_any_order_of_the_ballots_and_in_both_checks() {
    const DESIGNS: u64 = 5_000;
    let mut chance = Chance(5);
    let mut ballots = Vec::new();
    for voter in 0..DESIGNS {
        for step in 0..20 {
            let voter_id = AccountId::new(Uuid::from_u128(u128::from(voter) + 1));
            let score = Score::try_from(i64::try_from(chance.below(6)).unwrap()).unwrap();
            let on = design((voter + step * 241) % DESIGNS);
            let would_buy = chance.is(25);
            ballots.push(Ballot {
                voter: voter_id,
                design: on,
                score,
                would_buy,
                rank: step,
                set_aside: false,
                counted_as: None,
            });
        }
    }
    let designs = (0..DESIGNS).map(|number| (design(number), String::new())).collect();
    let (own, reasons) = (BTreeMap::new(), BTreeMap::new());
    let mut world = World { rules: rules(&usual()), designs, ballots, reasons, own };
    let first = world.document();
    let tied = verify(&first.text().unwrap(), None).counts.by_lot;
    assert!(tied > 1_000, "{tied} of {DESIGNS} designs are tied");
    for at in (1..world.ballots.len()).rev() {
        let other = usize::try_from(chance.below(u64::try_from(at).unwrap() + 1)).unwrap();
        world.ballots.swap(at, other);
    }
    assert_eq!(world.document().digest, first.digest, "the order makes no difference");
    let folder = tempfile::tempdir().unwrap();
    let lines = python(folder.path(), &[first.text().unwrap()]);
    assert!(lines[0].ends_with(" agrees"), "{}", lines[0]);
}

type Change = (&'static str, fn(&mut Value, &Found));

/// Where ballots of each fate are.
struct Found {
    counted: usize,
    aside: usize,
    over: usize,
    /// Its change is set aside, and an earlier answer counts.
    turned: usize,
}

fn slip(it: &mut Value, at: usize) -> &mut Value {
    &mut it["ballots"][at]
}

const CHANGES: [Change; 26] = [
    ("a score", |it, at| {
        let score = slip(it, at.counted)["score"].as_i64().unwrap();
        slip(it, at.counted)["score"] = json!(5 - score);
    }),
    ("a score above five", |it, at| slip(it, at.counted)["score"] = json!(6)),
    ("a wish to buy", |it, at| {
        let is_wanted = slip(it, at.counted)["would_buy"].as_bool().unwrap();
        slip(it, at.counted)["would_buy"] = json!(!is_wanted);
    }),
    ("a ballot's design", |it, at| slip(it, at.counted)["design"] = json!(design(33))),
    ("a ballot less", |it, at| drop(it["ballots"].as_array_mut().unwrap().remove(at.counted))),
    ("a ballot twice", |it, at| {
        let twice = slip(it, at.counted).clone();
        it["ballots"].as_array_mut().unwrap().push(twice);
    }),
    ("a voter from nowhere", |it, at| {
        let mut more = slip(it, at.counted).clone();
        (more["voter"], more["number"]) = (json!("0".repeat(32)), json!(1));
        it["ballots"].as_array_mut().unwrap().push(more);
    }),
    ("a number", |it, at| slip(it, at.counted)["number"] = json!(40)),
    ("the order of time", |it, at| {
        slip(it, at.over)["number"] = json!(1);
        slip(it, at.over)["fate"] = json!("counted");
    }),
    ("a ballot aside that counts", |it, at| slip(it, at.aside)["fate"] = json!("counted")),
    ("a ballot aside without reason", |it, at| {
        slip(it, at.aside).as_object_mut().unwrap().remove("reason");
    }),
    ("an empty reason", |it, at| slip(it, at.aside)["reason"] = json!(" ")),
    ("a ballot set aside", |it, at| {
        slip(it, at.counted)["fate"] = json!("set_aside");
        slip(it, at.counted)["reason"] = json!("no liking");
    }),
    ("an earlier answer that counts", |it, at| {
        let earlier = slip(it, at.turned)["counted_as"]["score"].as_i64().unwrap();
        slip(it, at.turned)["counted_as"]["score"] = json!((earlier + 1) % 6);
    }),
    ("an earlier answer that no longer counts", |it, at| {
        slip(it, at.turned).as_object_mut().unwrap().remove("counted_as");
        slip(it, at.turned).as_object_mut().unwrap().remove("reason");
    }),
    ("an earlier answer without reason", |it, at| {
        slip(it, at.turned).as_object_mut().unwrap().remove("reason");
    }),
    ("a ballot over the limit", |it, at| slip(it, at.over)["fate"] = json!("counted")),
    ("voters' own designs", |it, _| {
        for voter in it["voters"].as_array_mut().unwrap() {
            voter["own"] = json!(12);
        }
    }),
    ("a voter less", |it, _| drop(it["voters"].as_array_mut().unwrap().pop())),
    ("a design less", |it, _| drop(it["designs"].as_array_mut().unwrap().pop())),
    ("a place", |it, _| {
        let rows = it["result"]["standings"].as_array_mut().unwrap();
        rows.swap(0, 1);
        (rows[0]["place"], rows[1]["place"]) = (json!(1), json!(2));
    }),
    ("a standing", |it, _| it["result"]["standings"][0]["standing"] = json!(999_999)),
    ("the result with all", |it, _| it["result_with_all"] = it["result"].clone()),
    ("the weight", |it, _| it["rules"]["scoring"]["weight_percent"] = json!(1)),
    ("the round of the lot", |it, _| it["round"] = json!(Uuid::from_u128(78))),
    ("the format", |it, _| it["format"] = json!("greenlit ballot box 2")),
];

/// A box with ballots of every fate, in which each of the changes makes a difference.
fn full() -> Value {
    let mut chance = Chance(7);
    let mut scoring = usual();
    (scoring["scores_min"], scoring["count_from"], scoring["counted_max"]) = (json!(2), json!(4), json!(8));
    let designs = (0..12).map(|number| (design(number), String::new())).collect();
    let (own, reasons) = (BTreeMap::new(), BTreeMap::new());
    let mut world = World { rules: rules(&scoring), designs, ballots: Vec::new(), reasons, own };
    for voter in 1..30 {
        world.vote(&mut chance, AccountId::new(Uuid::from_u128(voter)), 12);
    }
    serde_json::to_value(world.document()).unwrap()
}

#[test]
fn neither_check_lets_any_of_twenty_seven_changes_pass() {
    let base = full();
    let slips = base["box"]["ballots"].as_array().unwrap();
    let at = |fate: &str| slips.iter().position(|slip| slip["fate"] == fate).unwrap();
    let is_turned = |slip: &Value| {
        slip["fate"] == "counted"
            && slip["counted_as"].is_object()
            && slip["counted_as"]["score"] != slip["score"]
    };
    let turned = slips.iter().position(is_turned).unwrap();
    let found = Found { counted: at("counted"), aside: at("set_aside"), over: at("over_max"), turned };
    let mut changed: Vec<(&str, Value)> = vec![("the digest", base.clone())];
    changed[0].1["box"]["title"] = json!("Another round");
    for (name, change) in CHANGES {
        let mut file = base.clone();
        change(&mut file["box"], &found);
        // Whoever changes a box makes its digest right again.
        file["digest"] = json!(Digest::of(canonical::json(&file["box"]).unwrap().as_bytes()));
        changed.push((name, file));
    }
    for (name, file) in &changed {
        assert!(!verify(&file.to_string(), None).findings.is_empty(), "{name}");
    }
    let folder = tempfile::tempdir().unwrap();
    let texts: Vec<String> = changed.iter().map(|(_, file)| file.to_string()).collect();
    for ((name, _), line) in changed.iter().zip(python(folder.path(), &texts)) {
        assert!(!line.ends_with(" agrees"), "{name}: {line}");
    }
    let unchanged = [base.to_string()];
    assert!(python(folder.path(), &unchanged)[0].ends_with(" agrees"));
    let document: Document = serde_json::from_value(base).unwrap();
    assert_eq!(sealed(document.inner.clone()).unwrap(), document);
}

/// The members that the schema names are those that a box has, all through.
#[test]
fn the_published_form_is_the_form() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    compare("", &schema, &full(), &schema);
}

fn compare(path: &str, form: &Value, value: &Value, schema: &Value) {
    let form = match form["$ref"].as_str() {
        Some(name) => schema.pointer(name.trim_start_matches('#')).unwrap(),
        None => form,
    };
    match value {
        Value::Object(members) if form.get("properties").is_some() => {
            for required in form["required"].as_array().unwrap() {
                assert!(members.contains_key(required.as_str().unwrap()), "{path} lacks {required}");
            }
            for (name, member) in members {
                let known = &form["properties"][name];
                assert!(!known.is_null() || form["additionalProperties"] != json!(false), "{path}/{name}");
                if !known.is_null() {
                    compare(&format!("{path}/{name}"), known, member, schema);
                }
            }
        }
        Value::Array(items) => {
            assert_eq!(form["type"], "array", "{path}");
            for item in items {
                compare(&format!("{path}[]"), &form["items"], item, schema);
            }
        }
        Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
