//! The ballot box: everything that a round's places came from, in one document that outsiders can recompute.

mod replay;
#[cfg(test)]
mod tests;
mod verify;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use super::ballot::Answer;
use super::canonical;
use super::digest::Digest;
use super::id::{AccountId, DesignId, RoundId};
use super::rules::{Rules, ScoringTerms};
use super::score::Score;
use super::standing::{Ballot, Ballots, Close, Fate, Standing, close};

pub use replay::{Change, Error as ReplayError, replay};
pub use verify::{Counts, Finding, Report, verify};

/// Names the document's form; another form has another name.
pub const FORMAT: &str = "greenlit ballot box 1";

const VOTER_PREFIX: &[u8] = b"greenlit voter 1";

/// A round's secret. Without it nobody can tell which voter an account is.
pub type Salt = [u8; 32];

/// The file as it is downloaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    #[serde(rename = "box")]
    pub inner: BallotBox,
    /// SHA-256 of the canonical JSON of `box`.
    pub digest: Digest,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BallotBox {
    pub format: String,
    pub round: RoundId,
    pub title: String,
    pub rules: Rules,
    /// SHA-256 of the canonical JSON of `rules`.
    pub rules_digest: Digest,
    /// The designs still in the round at its close, by id.
    pub designs: Vec<Entry>,
    /// Everybody who gave a ballot, by id.
    pub voters: Vec<Voter>,
    /// Every ballot, set aside or not: by voter, then number.
    pub ballots: Vec<Slip>,
    /// What decides.
    pub result: Count,
    /// What it had been with no ballot set aside.
    pub result_with_all: Count,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub id: DesignId,
    pub title: String,
}

/// One voter under the name that this round gave them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voter {
    pub id: VoterId,
    /// How many of `designs` they had a part in, and could not score.
    pub own: u32,
}

/// One ballot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slip {
    pub voter: VoterId,
    /// From 1: its place in time among the voter's ballots, by when each was first given.
    pub number: u64,
    pub design: DesignId,
    pub score: Score,
    pub would_buy: bool,
    pub fate: Fate,
    /// The earlier answer of its voter that counts, where the change to the last one was set aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_as: Option<Answer>,
    /// Why it, or its change, was set aside; absent where neither was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A count of the box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// `N0` and `S0` of the lot: all ballots and the sum of their scores.
    pub ballots_all: u64,
    pub scores_sum: u64,
    /// `N` and `T`: the ballots that counted and the sum of their points.
    pub ballots_counted: u64,
    pub points_counted: u64,
    pub polarisation_median: Option<u32>,
    /// By place, then the designs without one.
    pub standings: Vec<Standing>,
}

impl From<Close> for Count {
    fn from(closed: Close) -> Self {
        Self {
            ballots_all: closed.n_all,
            scores_sum: closed.sum_all,
            ballots_counted: closed.n_counted,
            points_counted: closed.points_counted,
            polarisation_median: closed.polarisation_median,
            standings: closed.rows,
        }
    }
}

/// A voter's name in one round: 16 bytes, shown as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VoterId([u8; 16]);

impl VoterId {
    /// The first half of the SHA-256 of `greenlit voter 1`, the salt and the account's id.
    pub fn of(salt: &Salt, account: AccountId) -> Self {
        let digest = Digest::of_parts(&[VOTER_PREFIX, salt, &account.bytes()]);
        let [half, _] = split(digest.bytes());
        Self(half)
    }

    /// The same bytes as an id, for the count: it only tells voters apart.
    fn account(self) -> AccountId {
        AccountId::new(Uuid::from_bytes(self.0))
    }
}

fn split(bytes: &[u8; 32]) -> [[u8; 16]; 2] {
    let (halves, _) = bytes.as_chunks::<16>();
    match halves {
        [first, second] => [*first, *second],
        _ => [[0; 16]; 2],
    }
}

impl fmt::Display for VoterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Uuid::from_bytes(self.0).simple())
    }
}

impl fmt::Debug for VoterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a voter's name has 32 hexadecimal digits, lower case")]
pub struct Malformed;

impl FromStr for VoterId {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let id = Uuid::try_parse(text).map_err(|_| Malformed)?;
        if id.simple().to_string() == text { Ok(Self(*id.as_bytes())) } else { Err(Malformed) }
    }
}

impl Serialize for VoterId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for VoterId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What a round's close knows, to be put into its box.
#[derive(Debug, Clone)]
pub struct Contents<'a> {
    pub round: RoundId,
    pub title: &'a str,
    pub rules: &'a Rules,
    pub rules_digest: Digest,
    /// Titles of the designs still in the round.
    pub designs: &'a BTreeMap<DesignId, String>,
    pub ballots: &'a [Ballot],
    /// Why ballots or their changes were set aside, by voter and design.
    pub reasons: &'a BTreeMap<(AccountId, DesignId), String>,
    pub own: &'a BTreeMap<AccountId, u32>,
    /// The count of these ballots.
    pub closed: &'a Close,
}

/// Puts everything into the box and seals it. Nothing in it names an account.
pub fn seal(contents: &Contents<'_>, salt: &Salt) -> Result<Document, serde_json::Error> {
    let name = |account| VoterId::of(salt, account);
    let voters: BTreeSet<AccountId> = contents.ballots.iter().map(|ballot| ballot.voter).collect();
    let mut voters: Vec<Voter> = voters
        .into_iter()
        .map(|account| Voter { id: name(account), own: contents.own.get(&account).copied().unwrap_or(0) })
        .collect();
    voters.sort_by_key(|voter| voter.id);
    let designs = contents.designs.iter().map(|(id, title)| Entry { id: *id, title: title.clone() });
    let inner = BallotBox {
        format: FORMAT.to_owned(),
        round: contents.round,
        title: contents.title.to_owned(),
        rules: contents.rules.clone(),
        rules_digest: contents.rules_digest,
        designs: designs.collect(),
        voters,
        ballots: slips(contents, name),
        result: contents.closed.clone().into(),
        result_with_all: with_all(contents).into(),
    };
    sealed(inner)
}

/// The document of a box with its digest.
pub fn sealed(inner: BallotBox) -> Result<Document, serde_json::Error> {
    let digest = Digest::of(canonical::json(&inner)?.as_bytes());
    Ok(Document { inner, digest })
}

impl Document {
    /// The file's text: canonical JSON.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        canonical::json(self)
    }
}

/// Numbers are per voter: an order over all voters would tell who scored next to whom.
fn slips(contents: &Contents<'_>, name: impl Fn(AccountId) -> VoterId) -> Vec<Slip> {
    let mut given: Vec<(&Ballot, Fate)> =
        contents.ballots.iter().zip(contents.closed.fates.iter().copied()).collect();
    given.sort_by_key(|(ballot, _)| (name(ballot.voter), ballot.rank, ballot.design));
    let mut slips = Vec::with_capacity(given.len());
    for own in given.chunk_by(|(one, _), (other, _)| one.voter == other.voter) {
        slips.extend((1_u64..).zip(own).map(|(number, (ballot, fate))| Slip {
            voter: name(ballot.voter),
            number,
            design: ballot.design,
            score: ballot.score,
            would_buy: ballot.would_buy,
            fate: *fate,
            counted_as: ballot.counted_as,
            reason: contents.reasons.get(&(ballot.voter, ballot.design)).cloned(),
        }));
    }
    slips
}

fn with_all(contents: &Contents<'_>) -> Close {
    let ballots: Vec<Ballot> = contents
        .ballots
        .iter()
        .map(|ballot| Ballot { set_aside: false, counted_as: None, ..*ballot })
        .collect();
    let designs: Vec<DesignId> = contents.designs.keys().copied().collect();
    count(contents.round, &contents.rules.scoring, &designs, (&ballots, contents.own))
}

fn count(
    round: RoundId,
    terms: &ScoringTerms,
    designs: &[DesignId],
    (ballots, own): (&[Ballot], &BTreeMap<AccountId, u32>),
) -> Close {
    close(&Ballots { round, terms, designs, ballots, own })
}
