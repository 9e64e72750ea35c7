//! The gateway's requests against localstripe, a stand-in that others wrote: what they read in Stripe's documents.
//!
//! It is right for customers, intents charged off session, one declined card, refunds and detaching. It does not
//! know three things that Stripe does and we send; the bridge moves those, and nothing else:
//! `allowed_payment_method_types` of an intent (left out), and `payment_method` and `off_session` of a confirmation
//! (the card is named when the intent is made instead).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use greenlit::domain::id::{AccountId, PreorderId};
use greenlit::gateway::clock::{Ids, SystemIds};
use greenlit::gateway::payment::stripe::{Settings, Stripe};
use greenlit::gateway::payment::{
    ConfirmIntent, CreateIntent, CreateRefund, CustomerRef, Intent, IntentStatus, MethodRef, Payment,
    Presence,
};
use poem::endpoint::make;
use poem::http::{Method, StatusCode};
use poem::listener::TcpAcceptor;
use poem::{Request, Response, Server};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::support::{GOOD, code, eur, key};

const KEY: &str = "sk_test_localstripe";
const TIMEOUT: Duration = Duration::from_secs(10);

/// localstripe behind the bridge.
struct Others {
    gateway: Stripe,
    address: String,
    card: Arc<Mutex<String>>,
    serving: JoinHandle<()>,
}

impl Drop for Others {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A buyer with a card that was saved there, as Checkout would.
struct Buyer {
    customer: CustomerRef,
    method: MethodRef,
    preorder: PreorderId,
}

impl Others {
    async fn start() -> Self {
        let url = std::env::var("GREENLIT_TEST_LOCALSTRIPE")
            .expect("set GREENLIT_TEST_LOCALSTRIPE to the address of a localstripe, as tests/run does");
        let url: url::Url = url.parse().unwrap();
        let address = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/", listener.local_addr().unwrap());
        let card = Arc::new(Mutex::new(String::new()));
        let (to, known) = (address.clone(), card.clone());
        let bridge = make(move |request| bridge(to.clone(), known.clone(), request));
        let acceptor = TcpAcceptor::from_tokio(listener).unwrap();
        let serving = tokio::spawn(async move {
            let _ended = Server::new_with_acceptor(acceptor).run(bridge).await;
        });
        let deployment = SystemIds.id();
        let settings = Settings { base_url, timeout: TIMEOUT, deployment, payee_return_url: String::new() };
        Self { gateway: Stripe::new(KEY, settings).unwrap(), address, card, serving }
    }

    async fn buyer(&self, number: &str) -> Buyer {
        let account: AccountId = SystemIds.id().into();
        let customer =
            self.gateway.create_customer(&key("customer"), account, "b@shop.example").await.unwrap();
        let card =
            format!("type=card&card[number]={number}&card[exp_month]=12&card[exp_year]=2098&card[cvc]=123");
        let made = send(&self.address, "POST", "/v1/payment_methods", &card).await.1;
        let method = made["id"].as_str().unwrap().to_owned();
        let attach = format!("/v1/payment_methods/{method}/attach");
        let (status, _) = send(&self.address, "POST", &attach, &format!("customer={customer}")).await;
        assert_eq!(status, 200);
        self.card.lock().unwrap().clone_from(&method);
        Buyer { customer, method: MethodRef(method), preorder: SystemIds.id().into() }
    }

    async fn charged(&self, buyer: &Buyer) -> Intent {
        let create = CreateIntent {
            customer: buyer.customer.clone(),
            preorder: buyer.preorder,
            amount: eur(6_050),
            attempt: None,
        };
        let made = self.gateway.create_intent(&key("intent"), &create).await.unwrap();
        assert_eq!((made.preorder, made.amount, made.received_minor), (buyer.preorder, eur(6_050), 0));
        let confirm =
            ConfirmIntent { intent: made.id, method: buyer.method.clone(), presence: Presence::OffSession };
        self.gateway.confirm_intent(&key("confirm"), &confirm).await.unwrap()
    }
}

async fn bridge(to: String, card: Arc<Mutex<String>>, mut request: Request) -> poem::Result<Response> {
    let body = request.take_body().into_string().await?;
    let path = request.uri().path().to_owned();
    let mut form: BTreeMap<String, String> =
        url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    if path == "/v1/payment_intents" && request.method() == Method::POST {
        assert_eq!(form.remove("allowed_payment_method_types[0]").as_deref(), Some("card"));
        form.insert("payment_method".to_owned(), card.lock().unwrap().clone());
    }
    if path.ends_with("/confirm") {
        assert_eq!(form.remove("payment_method"), Some(card.lock().unwrap().clone()));
        assert_eq!(form.remove("off_session").as_deref(), Some("true"));
    }
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let (status, answer) = send(&to, request.method().as_str(), &format!("{path}{query}"), &form).await;
    let status = StatusCode::from_u16(status).unwrap();
    Ok(Response::builder().status(status).content_type("application/json").body(answer.to_string()))
}

async fn send(address: &str, method: &str, path: &str, form: &str) -> (u16, Value) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {KEY}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or_else(|_| panic!("{method} {path}: {answer}")))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_is_charged_refunded_and_forgotten() {
    let others = Others::start().await;
    let buyer = others.buyer(GOOD).await;
    let charged = others.charged(&buyer).await;
    assert_eq!(charged.status, IntentStatus::Succeeded);
    assert_eq!(others.gateway.read_intent(&charged.id).await.unwrap().status, IntentStatus::Succeeded);
    let cancelled = others.gateway.cancel_intent(&charged.id).await.unwrap();
    assert_eq!(cancelled.status, IntentStatus::Succeeded);
    let once = key("refund");
    let request = CreateRefund { intent: charged.id.clone(), amount: eur(2_750) };
    let refund = others.gateway.create_refund(&once, &request).await.unwrap();
    assert_eq!((refund.amount, refund.key.as_ref()), (eur(2_750), Some(&once)));
    assert_eq!(others.gateway.list_refunds(&charged.id).await.unwrap(), [refund]);
    for _ in 0..2 {
        others.gateway.detach(&buyer.method).await.unwrap();
    }
    assert_eq!(
        send(&others.address, "GET", &format!("/v1/payment_methods/{}", buyer.method), "").await.1["customer"],
        Value::Null
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_declined_card_is_an_answer_and_a_wrong_request_is_refused() {
    let others = Others::start().await;
    let declined = others.charged(&others.buyer("4000000000000341").await).await;
    assert_eq!(declined.status, IntentStatus::RequiresPaymentMethod);
    assert_eq!(declined.last_decline.unwrap().code, "card_declined");
    let nobody = CustomerRef("cus_of_nobody".to_owned());
    let create =
        CreateIntent { customer: nobody, preorder: SystemIds.id().into(), amount: eur(100), attempt: None };
    assert!(!code(others.gateway.create_intent(&key("intent"), &create).await).is_empty());
}
