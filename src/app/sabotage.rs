//! Mistakes made on purpose, so that the fault simulation can prove that it finds them. Compiled for that test alone.

use std::cell::Cell;

/// One of the mistakes that this design is there to exclude.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sabotage {
    /// Every attempt of an order sends the same key.
    KeyWithoutAttempt,
    /// A charge is asked for before anything says so.
    ChargeBeforeRecord,
    /// What a webhook says is believed, whoever signed it, and without a look.
    WebhookTrusted,
    /// The gate decides on what it read before it held the row.
    DecisionWithoutLock,
    /// A refund that got no answer is sent again as another one.
    RefundWithNewKey,
    /// An order leaves while its intent can still charge.
    DropWithoutVoiding,
    /// A key is sent again after an answer that may be saved.
    SameKeyAfter500,
}

thread_local! {
    static CHOSEN: Cell<Option<Sabotage>> = const { Cell::new(None) };
}

/// From here on this thread makes that mistake; none again with `None`.
pub fn choose(mistake: Option<Sabotage>) {
    CHOSEN.set(mistake);
}

pub(in crate::app) fn is(mistake: Sabotage) -> bool {
    CHOSEN.get() == Some(mistake)
}
