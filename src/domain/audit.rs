//! The audit log: who decided what, chained by hashes so that no row can be changed, removed, added or moved unseen.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::digest::Digest;
use super::id::{AccountId, AuditId};

mod public;

pub use public::{CLOSED, Hand, OF_DESIGN, OF_FINDING, OF_ROUND};

/// Begins every hash, so that none can be taken for a hash of something else.
const DOMAIN: &[u8] = b"greenlit audit 1";

/// Who decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    Account(AccountId),
    /// The service itself: a clock, a gate.
    Engine,
}

/// One decision, as it is written in the transaction of what it records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub id: AuditId,
    /// Kept, and hashed, to the microsecond.
    pub at: DateTime<Utc>,
    pub actor: Actor,
    /// As `round.cancelled`.
    pub action: String,
    pub subject_kind: String,
    pub subject_id: Uuid,
    pub reason: String,
    /// JSON, hashed as the text that is stored.
    pub detail: String,
}

/// The last sealed row's number and hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// 0 before the first row.
    pub sequence: u64,
    pub hash: Digest,
}

/// A row with its place in the chain, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    pub sequence: u64,
    pub previous_hash: Digest,
    pub hash: Digest,
    pub row: Row,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("audit row {found} stands where row {expected} is expected")]
    Sequence { expected: u64, found: u64 },
    #[error("audit row {sequence} does not follow the row before it")]
    Previous { sequence: u64 },
    #[error("audit row {sequence} is not what was sealed")]
    Changed { sequence: u64 },
    #[error("audit row {sequence} is not the one whose hash was kept")]
    Kept { sequence: u64 },
    #[error("the audit log ends at row {found}, and was sealed up to row {expected}")]
    Ends { expected: u64, found: u64 },
}

impl Head {
    /// Of an empty log.
    pub fn start() -> Self {
        Self { sequence: 0, hash: Digest::of(DOMAIN) }
    }
}

/// As it is kept elsewhere: `12:` and the hash in hexadecimal digits.
impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.sequence, self.hash)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an end of the chain is its number, a colon and 64 hexadecimal digits, as the page of a closed round has it"
)]
pub struct NoHead;

impl FromStr for Head {
    type Err = NoHead;

    fn from_str(text: &str) -> Result<Self, NoHead> {
        let (sequence, hash) = text.trim().split_once(':').ok_or(NoHead)?;
        Ok(Self { sequence: sequence.parse().map_err(|_| NoHead)?, hash: hash.parse().map_err(|_| NoHead)? })
    }
}

impl Sealed {
    pub const fn head(&self) -> Head {
        Head { sequence: self.sequence, hash: self.hash }
    }
}

/// Puts `row` at the end of the chain.
pub fn seal(head: &Head, row: Row) -> Sealed {
    let sequence = head.sequence.saturating_add(1);
    let hash = hash(&head.hash, sequence, &row);
    Sealed { sequence, previous_hash: head.hash, hash, row }
}

/// Follows the chain from `head` over the rows that come after it, and gives the new head.
pub fn follow<'a>(head: Head, rows: impl IntoIterator<Item = &'a Sealed>) -> Result<Head, Broken> {
    rows.into_iter().try_fold(head, |head, sealed| {
        let expected = head.sequence.saturating_add(1);
        if sealed.sequence != expected {
            return Err(Broken::Sequence { expected, found: sealed.sequence });
        }
        if sealed.previous_hash != head.hash {
            return Err(Broken::Previous { sequence: expected });
        }
        if sealed.hash != hash(&head.hash, expected, &sealed.row) {
            return Err(Broken::Changed { sequence: expected });
        }
        Ok(sealed.head())
    })
}

/// Proves a whole log against a head that was kept elsewhere: rows missing at its end are found only so.
pub fn verify<'a>(rows: impl IntoIterator<Item = &'a Sealed>, kept: &Head) -> Result<(), Broken> {
    let end = follow(Head::start(), rows)?;
    if end.sequence != kept.sequence {
        return Err(Broken::Ends { expected: kept.sequence, found: end.sequence });
    }
    if end.hash != kept.hash {
        return Err(Broken::Changed { sequence: end.sequence });
    }
    Ok(())
}

fn hash(previous: &Digest, sequence: u64, row: &Row) -> Digest {
    Digest::of_parts(&[DOMAIN, previous.bytes(), &sequence.to_be_bytes(), &canonical(row)])
}

/// Each field after its length (eight bytes, big-endian), so that no two rows have the same bytes.
fn canonical(row: &Row) -> Vec<u8> {
    let at = row.at.timestamp_micros().to_be_bytes();
    let actor = match row.actor {
        Actor::Account(account) => account.bytes().to_vec(),
        Actor::Engine => Vec::new(),
    };
    let fields: [&[u8]; 8] = [
        &row.id.bytes(),
        &at,
        &actor,
        row.action.as_bytes(),
        row.subject_kind.as_bytes(),
        row.subject_id.as_bytes(),
        row.reason.as_bytes(),
        row.detail.as_bytes(),
    ];
    let mut bytes = Vec::new();
    for field in fields {
        let length = u64::try_from(field.len()).unwrap_or(u64::MAX);
        bytes.extend(length.to_be_bytes());
        bytes.extend(field);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(number: u128) -> Row {
        Row {
            id: Uuid::from_u128(number).into(),
            at: DateTime::UNIX_EPOCH,
            actor: Actor::Account(Uuid::from_u128(7).into()),
            action: "round.cancelled".to_owned(),
            subject_kind: "round".to_owned(),
            subject_id: Uuid::from_u128(9),
            reason: "the printer closed down".to_owned(),
            detail: "{}".to_owned(),
        }
    }

    fn chain(length: u128) -> (Vec<Sealed>, Head) {
        let mut head = Head::start();
        let mut rows = Vec::new();
        for number in 0..length {
            let sealed = seal(&head, row(number));
            head = sealed.head();
            rows.push(sealed);
        }
        (rows, head)
    }

    #[test]
    fn an_untouched_log_proves_true_and_can_be_followed_in_parts() {
        let (rows, head) = chain(5);
        assert_eq!(verify(&rows, &head), Ok(()));
        assert_eq!(verify(&[], &Head::start()), Ok(()));
        let halfway = follow(Head::start(), &rows[..2]).unwrap();
        assert_eq!(follow(halfway, &rows[2..]), Ok(head));
    }

    #[test]
    fn a_change_of_any_field_is_found() {
        let changes: [fn(&mut Row); 8] = [
            |row| row.id = Uuid::from_u128(99).into(),
            |row| row.at += chrono::TimeDelta::microseconds(1),
            |row| row.actor = Actor::Engine,
            |row| row.action.push('x'),
            |row| row.subject_kind.push('x'),
            |row| row.subject_id = Uuid::from_u128(99),
            |row| row.reason.push('x'),
            |row| row.detail.push(' '),
        ];
        for change in changes {
            let (mut rows, head) = chain(3);
            change(&mut rows[1].row);
            assert_eq!(verify(&rows, &head), Err(Broken::Changed { sequence: 2 }));
        }
    }

    #[test]
    fn text_that_moves_from_one_field_to_the_next_is_found() {
        let (mut rows, head) = chain(1);
        let moved = rows[0].row.reason.pop().unwrap();
        rows[0].row.detail.insert(0, moved);
        assert_eq!(verify(&rows, &head), Err(Broken::Changed { sequence: 1 }));
    }

    #[test]
    fn a_head_comes_back_from_its_text() {
        let (_, head) = chain(3);
        assert_eq!(head.to_string().parse(), Ok(head));
        for wrong in ["", "3", "3:ab", "x:00", ":"] {
            assert_eq!(wrong.parse::<Head>(), Err(NoHead), "{wrong}");
        }
    }

    #[test]
    fn a_row_that_is_removed_added_or_moved_is_found() {
        let broken = |edit: fn(&mut Vec<Sealed>)| {
            let (mut rows, head) = chain(4);
            edit(&mut rows);
            verify(&rows, &head).unwrap_err()
        };
        assert_eq!(broken(|rows| drop(rows.remove(1))), Broken::Sequence { expected: 2, found: 3 });
        assert_eq!(broken(|rows| drop(rows.pop())), Broken::Ends { expected: 4, found: 3 });
        assert_eq!(broken(|rows| rows.swap(1, 2)), Broken::Sequence { expected: 2, found: 3 });
        let added = |rows: &mut Vec<Sealed>| rows.insert(1, rows[0].clone());
        assert_eq!(broken(added), Broken::Sequence { expected: 2, found: 1 });
        let renumbered = |rows: &mut Vec<Sealed>| {
            rows.swap(1, 2);
            rows[1].sequence = 2;
            rows[2].sequence = 3;
        };
        assert_eq!(broken(renumbered), Broken::Previous { sequence: 2 });
    }

    #[test]
    fn a_log_that_was_sealed_again_after_a_change_is_found_by_the_kept_head() {
        let (_, kept) = chain(2);
        let forged = seal(&Head::start(), Row { reason: "none".to_owned(), ..row(0) });
        let last = seal(&forged.head(), row(1));
        assert_eq!(verify(&[forged, last], &kept), Err(Broken::Changed { sequence: 2 }));
    }

    proptest! {
        #[test]
        fn no_two_texts_share_a_hash(
            one in prop::array::uniform3("[a-c]{0,3}"),
            other in prop::array::uniform3("[a-c]{0,3}"),
        ) {
            let sealed = |[action, reason, detail]: [String; 3]| {
                seal(&Head::start(), Row { action, reason, detail, ..row(1) }).hash
            };
            let same = one == other;
            prop_assert_eq!(sealed(one) == sealed(other), same);
        }
    }
}
