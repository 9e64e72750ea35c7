//! The walk by curl: one text, filled in with this installation's address, tokens and ids.

use super::folder::Folder;
use super::seed::Kept;

const TEXT: &str = include_str!("walk.sh");

/// The commands as they are pasted. On a demo that was walked already, some of them are refused with a reason.
pub(super) fn text(url: &str, folder: &Folder, kept: &Kept) -> String {
    let stops = &kept.walk;
    let mut text = TEXT.replace("{url}", url);
    for person in &kept.people {
        text = text.replace(&format!("{{{}}}", person.part), &person.token);
    }
    let sample = std::path::absolute(folder.sample()).unwrap_or_else(|_| folder.sample());
    let filled = [
        ("{sample}", sample.display().to_string()),
        ("{round_taking_designs}", stops.round_taking_designs.to_string()),
        ("{rules_version}", stops.rules_version.to_string()),
        ("{rules_digest}", stops.rules_digest.clone()),
        ("{round_being_scored}", stops.round_being_scored.to_string()),
        ("{round_being_judged}", stops.round_being_judged.to_string()),
        ("{sale_one_short}", stops.sale_one_short.to_string()),
        ("{variant}", stops.variant.to_string()),
        ("{sale_settling}", stops.sale_settling.to_string()),
        ("{order_at_bank}", stops.order_at_bank.to_string()),
        ("{sale_funded}", stops.sale_funded.to_string()),
        ("{payout}", stops.payout.to_string()),
    ];
    filled.iter().fold(text, |text, (mark, value)| text.replace(mark, value))
}
