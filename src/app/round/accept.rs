//! What has to be right before a round's rules are kept: the document itself, and what the provider can charge.

use chrono::{DateTime, SubsecRound, Utc};

use super::{Draft, Error};
use crate::app::App;
use crate::domain::field::{FieldError, Mistakes};
use crate::domain::round;
use crate::domain::rules::{Rules, Variant};

/// Digits of a second that both databases keep.
const SUBSECOND_DIGITS: u16 = 6;

/// Gives the variants their ids, known SKUs the ones they have, and cuts instants to what is kept.
pub(super) fn numbered(app: &App, mut rules: Rules, known: &[Variant]) -> Rules {
    for variant in &mut rules.product.variants {
        let same = known.iter().find(|old| old.sku == variant.sku);
        variant.id = same.map_or_else(|| app.id(), |old| old.id);
    }
    let windows = &mut rules.windows;
    windows.submissions_open_at = kept(windows.submissions_open_at);
    windows.scoring_open_at = kept(windows.scoring_open_at);
    windows.scoring_close_at = kept(windows.scoring_close_at);
    rules
}

/// The draft, or every mistake in it. The provider is asked only about rules that make sense by themselves.
pub(super) fn checked(app: &App, draft: Draft) -> Result<Draft, Error> {
    let mut wrong = round::check(&draft.title, &draft.brief);
    wrong.extend(draft.rules.check());
    if wrong.is_empty() {
        wrong = unpayable(app, &draft.rules);
    }
    if wrong.is_empty() { Ok(draft) } else { Err(Error::Fields(wrong)) }
}

/// What of these rules the payment provider cannot charge or express. Asks no network.
fn unpayable(app: &App, rules: &Rules) -> Vec<FieldError> {
    let mut wrong = Mistakes::default();
    if let Err(unsettled) = app.outside.payment.minimum(rules.currency) {
        wrong.add("currency", unsettled.to_string());
        return wrong.into_errors();
    }
    match rules.amounts() {
        Ok(amounts) => {
            for (field, amount) in amounts {
                if let Err(inexpressible) = app.outside.payment.expressible(amount) {
                    wrong.add(field, inexpressible.to_string());
                }
            }
        }
        Err(error) => wrong.add("product.variants", error.to_string()),
    }
    match rules.total_min() {
        Ok(Some(smallest)) => {
            if let Err(too_small) = app.outside.payment.chargeable(smallest) {
                wrong.add("product.variants", format!("the smallest order there can be: {too_small}"));
            }
        }
        Ok(None) => {}
        Err(error) => wrong.add("product.variants", error.to_string()),
    }
    wrong.into_errors()
}

fn kept(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(SUBSECOND_DIGITS)
}
