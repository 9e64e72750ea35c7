//! What of a doubted ballot counts: made anew from all findings in force, whichever of them has just changed.

use std::collections::BTreeMap;

use crate::app::{App, exposure};
use crate::domain::ballot::Answer;
use crate::domain::id::{AccountId, BallotId, DesignId};
use crate::domain::integrity::Detector;
use crate::domain::round::Round;
use crate::store::ballot::Verdict;
use crate::store::{self, StoreError, Tx};

/// A ballot by its id, voter and design.
pub(in crate::app) type Named = (BallotId, AccountId, DesignId);

/// Writes these ballots' verdicts. While scoring goes on, the showing of one that is set aside is given back.
pub(in crate::app) async fn renew(
    app: &App,
    tx: &Tx,
    round: &Round,
    ballots: &[Named],
) -> Result<(), StoreError> {
    let ids: Vec<BallotId> = ballots.iter().map(|(id, _, _)| *id).collect();
    let said = store::finding::list_in_force(tx, &ids).await?;
    let mut same: BTreeMap<Verdict, Vec<BallotId>> = BTreeMap::new();
    for (id, account, design) in ballots {
        let verdict = said.get(id).map_or_else(Verdict::default, |said| of(said));
        if verdict.set_aside_reason.is_some() {
            exposure::give_back_set_aside(app, tx, round, (*design, *account)).await?;
        } else {
            exposure::take_back_restored(app, tx, round, (*design, *account)).await?;
        }
        same.entry(verdict).or_default().push(*id);
    }
    for (verdict, ballots) in same {
        store::ballot::set_verdict(tx, &ballots, &verdict).await?;
    }
    Ok(())
}

/// The first detector that doubts the whole ballot gives the reason; one that doubts a change, the earlier answer.
fn of(said: &[(Detector, String, Option<Answer>)]) -> Verdict {
    let whole = said.iter().find(|(_, _, earlier)| earlier.is_none());
    let change = said.iter().find_map(|(_, reason, earlier)| Some(((*earlier)?, reason.clone())));
    Verdict { set_aside_reason: whole.map(|(_, reason, _)| reason.clone()), counted_as: change }
}
