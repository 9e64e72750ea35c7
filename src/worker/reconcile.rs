//! Reconcilers: no input; each makes what is into what should be, and may run on every node at once.

use crate::app::{self, App};

/// Runs every reconciler once; one that fails does not stop the others. A node whose clock is off decides nothing.
pub async fn all(app: &App) {
    report("clock", app::skew::measure(app).await);
    if app.skew.is_right() {
        decide(app).await;
        settle(app).await;
    }
    report("idempotency", app::idempotency::forget_old(app).await);
    report("movements", app::movement::sync(app).await);
    report("marks", app::inspection::forget_marks(app).await);
    report("audit", app::audit::seal(app).await);
}

/// What hangs on the time.
async fn decide(app: &App) {
    report("exposure", app::exposure::give_back_lapsed(app).await);
    report("round", app::round::move_due(app).await);
    report("inspection", app::inspection::plan_due(app).await);
    report("reservation", app::preorder::expire_due(app).await);
    report("gate", app::campaign::decide_due(app).await);
    report("agreement", app::preorder::release_unagreed(app).await);
    report("pause", app::campaign::paused_too_long(app).await);
    report("payouts", app::payout::ready_due(app).await);
    report("parcels", app::shipment::delivered_due(app).await);
    report("runs", app::run::done_due(app).await);
}

/// Order matters for speed alone: what one of them ends, the next one may count.
async fn settle(app: &App) {
    report("strays", app::intent::strays(app).await);
    report("actions", app::settlement::read_stale_actions(app).await);
    report("retries", app::settlement::retry_due(app).await);
    report("reminders", app::settlement::remind_due(app).await);
    report("grace", app::settlement::grace_due(app).await);
    report("second gate", app::settlement::conclude_due(app).await);
    report("short", app::settlement::short_due(app).await);
    report("refunds come back", app::refund::come_back(app).await);
    report("refunds wait", app::refund::resume(app).await);
    report("all back", app::settlement::all_back_due(app).await);
}

fn report<E: std::error::Error>(name: &'static str, outcome: Result<(), E>) {
    if let Err(error) = outcome {
        tracing::error!(reconciler = name, %error, "a reconciler failed and will run again");
    }
}
