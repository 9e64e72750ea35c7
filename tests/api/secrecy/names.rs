//! Where a round says so, nobody but makers, moderators and admins learns who made a design before it is closed.

use std::collections::BTreeSet;

use chrono::Duration;
use serde_json::json;

use super::ask::Ask;
use super::route;
use super::world::{LOOKERS, World};
use crate::support::TestApp;

/// All designers of a world are called so, with a number.
const NAME: &str = "Quillmaker";

pub(super) async fn who_made_a_design(app: &TestApp) {
    let world = Box::pin(World::new(app, |rules| {
        rules["scoring"] =
            json!({ "scores_min": 1, "count_from": 1, "extension_seconds": 0, "names_masked": true });
    }))
    .await;
    world.step(2);
    let rules = format!("/rounds/{}/rules", world.round.id);
    world.browser(0).open(&rules).await.shows("Who made a design is shown only when the round is closed");
    Box::pin(nothing_tells(&world)).await;
    app.advance(Duration::days(7)).await;
    Box::pin(nothing_tells(&world)).await;
    nobody_was_mailed_a_name(&world).await;

    let close = format!("/api/v1/rounds/{}/close", world.round.id);
    app.post(Some(&world.admin), &close, &json!({})).await.ok();
    for (number, design) in world.known.designs.iter().enumerate() {
        world.browser(0).open(&format!("/designs/{design}")).await.shows(&format!("{NAME}{number}"));
        let read = app.get(None, &format!("/api/v1/designs/{design}")).await.ok();
        assert_eq!(read["designer"], json!(world.designers[number].id));
    }
}

/// A designer finds themselves, a moderator everybody, and nobody else anybody.
async fn nothing_tells(world: &World<'_>) {
    let routes = route::all();
    for (looker, role) in LOOKERS.iter().enumerate() {
        let mut told = BTreeSet::new();
        for ask in Ask::every_read(&routes, world, looker) {
            let answer = Box::pin(ask.send(world)).await.unwrap();
            let text = String::from_utf8_lossy(&answer.bytes).into_owned() + &format!("{:?}", answer.headers);
            // The address of a page that was asked for comes back in it; it holds the first designer's id alone.
            for (number, designer) in world.designers.iter().enumerate() {
                let is_told = text.contains(&format!("{NAME}{number}"))
                    || (number > 0 && text.contains(&designer.id.to_string()));
                if is_told {
                    told.insert(number);
                    assert!(*role != "guest" && *role != "member" && *role != "buyer", "{role}: {ask:?}");
                }
            }
        }
        match *role {
            "moderator" => assert_eq!(told.len(), world.designers.len()),
            "designer" => assert_eq!(told, BTreeSet::from([0])),
            _ => assert_eq!(told, BTreeSet::new(), "{role}"),
        }
    }
}

async fn nobody_was_mailed_a_name(world: &World<'_>) {
    for looker in [1, 4] {
        for mail in world.app.mails(world.person(looker).unwrap()).await {
            assert!(!mail.text.contains(NAME) && !mail.subject.contains(NAME), "{}", mail.text);
        }
    }
}
