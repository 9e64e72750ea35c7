//! What of a doubted ballot counts: made anew from all findings in force, whichever of them has just changed.

use std::collections::BTreeMap;

use crate::app::App;
use crate::domain::id::{BallotId, RoundId};
use crate::domain::integrity::Detector;
use crate::store::ballot::Verdict;
use crate::store::{self, StoreError, Tx};

/// Writes these ballots' verdicts, and gives back the showings of those that are set aside while scoring goes on.
pub(in crate::app) async fn renew(
    app: &App,
    tx: &Tx,
    round: RoundId,
    ballots: Vec<BallotId>,
) -> Result<(), StoreError> {
    let said = store::finding::list_in_force(tx, &ballots).await?;
    let mut same: BTreeMap<Verdict, Vec<BallotId>> = BTreeMap::new();
    for ballot in ballots {
        let verdict = said.get(&ballot).map_or_else(Verdict::default, |said| of(said));
        same.entry(verdict).or_default().push(ballot);
    }
    for (verdict, ballots) in same {
        store::ballot::set_verdict(tx, &ballots, &verdict).await?;
    }
    let _ = (app, round);
    Ok(())
}

/// The first detector that doubts the whole ballot gives the reason; one that doubts a change brings the earlier answer.
fn of(said: &[(Detector, String, Option<crate::domain::ballot::Answer>)]) -> Verdict {
    let whole = said.iter().find(|(_, _, earlier)| earlier.is_none());
    let change = said.iter().find_map(|(_, reason, earlier)| Some(((*earlier)?, reason.clone())));
    Verdict { set_aside_reason: whole.map(|(_, reason, _)| reason.clone()), counted_as: change }
}
