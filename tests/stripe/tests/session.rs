//! Visits to Checkout: open, complete with a card, over; and cards that are forgotten.

use chrono::TimeDelta;
use greenlit::domain::id::PreorderId;
use greenlit::gateway::clock::{Ids, SystemIds};
use greenlit::gateway::payment::{MethodRef, Payment, SessionStatus};

use crate::support::{GOOD, Stage, code, key};

async fn an_open_page_has_an_address_and_can_be_ended(stage: &Stage) {
    let preorder: PreorderId = SystemIds.id().into();
    let session = stage.session(&stage.customer().await, preorder).await;
    assert_eq!((session.status, session.preorder), (SessionStatus::Open, preorder));
    assert!(session.url.starts_with("http"), "{}", session.url);
    for _ in 0..2 {
        let ended = stage.gateway.expire_session(&session.id).await.unwrap();
        assert_eq!(ended.status, SessionStatus::Expired);
    }
    assert_eq!(stage.gateway.read_session(&session.id).await.unwrap().status, SessionStatus::Expired);
}

async fn a_card_is_forgotten_once_and_forgetting_it_again_is_no_error(stage: &Stage) {
    let customer = stage.customer().await;
    let method = stage.method(&customer, SystemIds.id().into(), GOOD).await;
    stage.gateway.detach(&method).await.unwrap();
    stage.gateway.detach(&method).await.unwrap();
    assert_eq!(code(stage.gateway.detach(&MethodRef("pm_of_nobody".to_owned())).await), "resource_missing");
}

on_each!(
    an_open_page_has_an_address_and_can_be_ended,
    a_card_is_forgotten_once_and_forgetting_it_again_is_no_error,
);

#[tokio::test]
async fn a_saved_card_is_read_back_with_what_may_be_shown_of_it() {
    let stage = Stage::fake().await;
    let session = stage.session(&stage.customer().await, SystemIds.id().into()).await;
    stage.stand_in().save_card(&session.id, GOOD).unwrap();
    let found = stage.gateway.read_session(&session.id).await.unwrap();
    let SessionStatus::Complete { card, .. } = &found.status else { panic!("{found:?}") };
    assert_eq!((card.brand.as_str(), card.last4.as_str()), ("visa", "4242"));
    assert_eq!((card.exp_month, card.exp_year), (12, 2_099));
    // It stays complete, whoever ends it, and however late.
    assert_eq!(stage.gateway.expire_session(&session.id).await.unwrap(), found);
    stage.clock().wait(TimeDelta::days(2));
    assert_eq!(stage.gateway.read_session(&session.id).await.unwrap(), found);
}

#[tokio::test]
async fn what_was_saved_for_one_order_is_listed_whatever_came_of_other_pages() {
    let stage = Stage::fake().await;
    let customer = stage.customer().await;
    let (meant, other): (PreorderId, PreorderId) = (SystemIds.id().into(), SystemIds.id().into());
    let mut saved = Vec::new();
    for (preorder, is_saved) in [(meant, true), (meant, false), (other, true), (meant, true)] {
        let page = stage.session(&customer, preorder).await.id;
        if is_saved {
            stage.stand_in().save_card(&page, GOOD).unwrap();
        }
        if is_saved && preorder == meant {
            saved.push(stage.gateway.read_session(&page).await.unwrap());
        }
    }
    let mut listed = stage.gateway.list_complete_sessions(&customer, meant).await.unwrap();
    listed.sort_by_key(|found| saved.iter().position(|known| known.id == found.id));
    assert_eq!(listed, saved);
    let nobody = stage.customer().await;
    assert_eq!(stage.gateway.list_complete_sessions(&nobody, meant).await.unwrap(), []);
}

#[tokio::test]
async fn a_page_is_over_when_its_time_is() {
    let stage = Stage::fake().await;
    let session = stage.session(&stage.customer().await, SystemIds.id().into()).await;
    stage.clock().wait(TimeDelta::minutes(45));
    assert_eq!(stage.gateway.read_session(&session.id).await.unwrap().status, SessionStatus::Expired);
    let mut open = stage.opening(&stage.customer().await, SystemIds.id().into());
    open.expires_at = stage.now() + TimeDelta::minutes(29);
    assert_eq!(code(stage.gateway.open_session(&key("session"), &open).await), "expires_at_invalid");
}

/// As a browser does it: the page's form is posted, and the answer leads back to us.
#[tokio::test]
async fn the_hosted_page_takes_a_card_and_leads_back() {
    let stage = Stage::fake().await;
    let session = stage.session(&stage.customer().await, SystemIds.id().into()).await;
    let (refused, _) = visit(&session.url, "number=4000000000000002").await;
    assert_eq!(refused, 422);
    let (asked, _) = visit(&session.url, "number=4000002500003155").await;
    assert_eq!(asked, 200);
    let (led, location) = visit(&session.url, "answer=pass").await;
    assert_eq!((led, location.as_deref()), (303, Some(crate::support::RETURN)));
    let found = stage.gateway.read_session(&session.id).await.unwrap();
    assert!(matches!(found.status, SessionStatus::Complete { .. }));
}

/// Posts a form and gives the answer's status and where it leads.
async fn visit(url: &str, form: &str) -> (u16, Option<String>) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let url: url::Url = url.parse().unwrap();
    let host = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let mut stream = tokio::net::TcpStream::connect(&host).await.unwrap();
    let request = format!(
        "POST {} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{form}",
        url.path(),
        form.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    let location = answer.lines().find_map(|line| line.strip_prefix("location: "));
    (status, location.map(ToOwned::to_owned))
}
