//! Reconcilers: no input; each makes what is into what should be, and may run on every node at once.

use crate::app::{self, App};

/// Runs every reconciler once; one that fails does not stop the others.
pub async fn all(app: &App) {
    report("exposure", app::exposure::give_back_lapsed(app).await);
    report("round", app::round::move_due(app).await);
    report("clock", app::skew::measure(app).await);
    report("reservation", app::preorder::expire_due(app).await);
    report("gate", app::campaign::decide_due(app).await);
    report("agreement", app::preorder::release_unagreed(app).await);
    report("pause", app::campaign::paused_too_long(app).await);
    report("idempotency", app::idempotency::forget_old(app).await);
    report("movements", app::movement::sync(app).await);
    report("payouts", app::payout::ready_due(app).await);
    report("audit", app::audit::seal(app).await);
}

fn report<E: std::error::Error>(name: &'static str, outcome: Result<(), E>) {
    if let Err(error) = outcome {
        tracing::error!(reconciler = name, %error, "a reconciler failed and will run again");
    }
}
