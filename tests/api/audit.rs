//! The audit log: listed for admins, sealed right after, and no row changed, removed, added or moved unseen.

use futures::future::join_all;
use greenlit::app;
use serde_json::json;

use crate::support::{Person, TestApp};

/// An admin and five rows of what they decided.
async fn decided(app: &TestApp) -> Person {
    let root = app.admin("Root").await;
    for name in ["Ada", "Eve", "Fay", "Gus", "Hal"] {
        let member = app.member(name).await;
        let path = format!("/api/v1/accounts/{}/role", member.id);
        app.put(Some(&root), &path, &json!({ "role": "moderator" })).await.ok();
    }
    app.settle_down().await;
    root
}

async fn broken(app: &TestApp, statements: &[&str]) -> String {
    app.tamper(statements).await;
    let report = app::audit::verify(&app.app).await.unwrap();
    report.broken.map(|broken| broken.to_string()).unwrap_or_default()
}

async fn what_admins_decide_is_listed_newest_first_with_its_place_in_the_chain(app: &TestApp) {
    let root = decided(app).await;
    let first = app.get(Some(&root), "/api/v1/audit?limit=3").await.ok();
    let rows = first["items"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0]["action"], "account.role_set");
    assert_eq!(rows[0]["actor"], json!(root.id));
    assert_eq!(rows[0]["facts"], json!({ "from": "member", "to": "moderator" }));
    assert_eq!(rows[0]["sequence"], 5);
    assert_eq!(rows[0]["hash"].as_str().unwrap().len(), 64);
    let next = format!("/api/v1/audit?limit=3&after={}", first["next"].as_str().unwrap());
    let second = app.get(Some(&root), &next).await.ok();
    assert_eq!(second["items"].as_array().unwrap().len(), 2);
    assert!(second.get("next").is_none());

    let ada = app.member("Mel").await;
    app.get(Some(&ada), "/api/v1/audit").await.refused(403, "not-an-admin");
    app.get(None, "/api/v1/audit").await.refused(401, "no-token");
}

async fn a_sound_chain_is_whole_and_says_where_it_ends(app: &TestApp) {
    let root = decided(app).await;
    let chain = app.get(Some(&root), "/api/v1/audit/verify").await.ok();
    assert_eq!(
        (&chain["is_whole"], &chain["sequence"], &chain["unsealed"]),
        (&json!(true), &json!(5), &json!(0))
    );
    let newest = app.get(Some(&root), "/api/v1/audit?limit=1").await.ok();
    assert_eq!(chain["hash"], newest["items"][0]["hash"]);
}

async fn eight_sealers_at_once_make_one_chain(app: &TestApp) {
    let root = app.admin("Root").await;
    for name in ["Ada", "Eve", "Fay"] {
        let member = app.member(name).await;
        let path = format!("/api/v1/accounts/{}/role", member.id);
        app.put(Some(&root), &path, &json!({ "role": "moderator" })).await.ok();
    }
    for sealed in join_all((0..8).map(|_| app::audit::seal(&app.app))).await {
        sealed.unwrap();
    }
    let report = app::audit::verify(&app.app).await.unwrap();
    assert_eq!((report.broken, report.head.sequence, report.unsealed), (None, 3, 0));
}

async fn a_changed_row_is_found(app: &TestApp) {
    decided(app).await;
    let change = "UPDATE audit SET reason = 'a better one' \
        WHERE id = (SELECT audit_id FROM audit_seal WHERE sequence = 2)";
    assert_eq!(broken(app, &[change]).await, "audit row 2 is not what was sealed");
}

async fn a_removed_row_is_found(app: &TestApp) {
    decided(app).await;
    let remove = [
        "CREATE TABLE gone AS SELECT audit_id FROM audit_seal WHERE sequence = 3",
        "DELETE FROM audit_seal WHERE sequence = 3",
        "DELETE FROM audit WHERE id IN (SELECT audit_id FROM gone)",
        "DROP TABLE gone",
    ];
    assert_eq!(broken(app, &remove).await, "audit row 4 stands where row 3 is expected");
}

async fn rows_that_changed_places_are_found(app: &TestApp) {
    decided(app).await;
    let swap = [
        "UPDATE audit_seal SET sequence = 1000 WHERE sequence = 2",
        "UPDATE audit_seal SET sequence = 2 WHERE sequence = 3",
        "UPDATE audit_seal SET sequence = 3 WHERE sequence = 1000",
    ];
    assert_eq!(broken(app, &swap).await, "audit row 2 does not follow the row before it");
}

async fn an_added_row_is_found(app: &TestApp) {
    decided(app).await;
    // The unique audit_id stops a row from being sealed twice, so a forger needs a row of their own.
    let forged = [
        "UPDATE audit_seal SET sequence = 6 WHERE sequence = 5",
        "INSERT INTO audit (id, at, actor, action, subject_kind, subject_id, reason, detail) \
            SELECT subject_id, at, actor, 'payout.approved', subject_kind, subject_id, reason, detail FROM audit \
            WHERE id = (SELECT audit_id FROM audit_seal WHERE sequence = 1)",
        "INSERT INTO audit_seal (sequence, audit_id, previous_hash, hash, sealed_at) \
            SELECT 5, (SELECT id FROM audit WHERE action = 'payout.approved'), hash, hash, sealed_at \
            FROM audit_seal WHERE sequence = 4",
    ];
    assert_eq!(broken(app, &forged).await, "audit row 5 is not what was sealed");
}

async fn the_log_refuses_changes(app: &TestApp) {
    use greenlit::store::Reads;
    use sea_orm::ConnectionTrait;
    decided(app).await;
    for statement in [
        "UPDATE audit SET reason = 'x'",
        "DELETE FROM audit",
        "UPDATE audit_seal SET hash = 'x'",
        "DELETE FROM audit_seal",
    ] {
        let tx = app.app.store.begin_write().await.unwrap();
        let refused = tx.connection().execute_unprepared(statement).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{statement}: {refused}");
    }
}

on_both!(
    what_admins_decide_is_listed_newest_first_with_its_place_in_the_chain,
    a_sound_chain_is_whole_and_says_where_it_ends,
    eight_sealers_at_once_make_one_chain,
    a_changed_row_is_found,
    a_removed_row_is_found,
    rows_that_changed_places_are_found,
    an_added_row_is_found,
    the_log_refuses_changes,
);
