//! Tests of the model: a front that only passes on, tables of what each thing does, and random sequences.

mod charge;
mod keys;
mod money_out;
mod page;
mod random;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::card::Entry;
use super::*;
use crate::domain::id::AccountId;

const EVERYWHERE: &str = "https://shop.example/back";

/// The thinnest front: a clock that is set by hand, ids that count, and every line kept.
struct Front {
    model: Model,
    now: DateTime<Utc>,
    lines: Vec<Line>,
}

/// One buyer with a pre-order and a saved card.
struct Buyer {
    customer: CustomerRef,
    preorder: PreorderId,
    method: MethodRef,
}

impl Front {
    fn new() -> Self {
        let now = "2026-03-01T12:00:00Z".parse().unwrap();
        Self { model: Model::default(), now, lines: Vec::new() }
    }

    fn with(terms: Terms) -> Self {
        let mut front = Self::new();
        front.send(Command::Configure(terms)).unwrap();
        front
    }

    fn wait(&mut self, seconds: i64) {
        self.now += TimeDelta::seconds(seconds);
    }

    /// An id that counts the lines.
    fn unused(&self) -> Uuid {
        Uuid::from_u128(u128::try_from(self.lines.len()).unwrap() + 1)
    }

    fn send(&mut self, command: Command) -> Answer<Reply> {
        let fresh = self.unused();
        let line = Line { now: self.now, fresh, command };
        let answer = self.model.apply(&line);
        self.lines.push(line);
        answer
    }

    fn keyed(&mut self, key: &str, request: Request) -> Answer<Reply> {
        self.send(Command::Keyed { key: Key(key.to_owned()), request, fate: Fate::Answered })
    }

    fn once(&mut self, request: Request) -> Answer<Reply> {
        let key = format!("once-{}", self.lines.len());
        self.keyed(&key, request)
    }

    fn act(&mut self, act: Act) -> Answer<Reply> {
        self.send(Command::Direct(act))
    }

    fn session(&mut self) -> (CustomerRef, PreorderId, SessionRef) {
        let buyer = AccountId::new(Uuid::from_u128(7));
        let preorder = PreorderId::new(self.unused());
        let request = Request::CreateCustomer { buyer, email: "b@shop.example".to_owned() };
        let Ok(Reply::Customer(customer)) = self.once(request) else { panic!("no customer") };
        let open = OpenSession {
            customer: customer.clone(),
            preorder,
            return_url: EVERYWHERE.to_owned(),
            expires_at: self.now + TimeDelta::minutes(30),
            terms: String::new(),
            currency: None,
        };
        let Ok(Reply::Session(session)) = self.once(Request::OpenSession(open)) else { panic!("no session") };
        (customer, preorder, session.id)
    }

    fn buyer(&mut self, number: &str) -> Buyer {
        let (customer, preorder, session) = self.session();
        let step = self.act(Act::SubmitCard { session: session.clone(), entry: entry(number) }).unwrap();
        if step == Reply::Step(Step::Authenticate) {
            let verdict = Verdict::Pass;
            self.act(Act::AuthenticateCard { session: session.clone(), verdict }).unwrap();
        }
        let SessionStatus::Complete { method, .. } =
            self.model.read_session(&session, self.now).unwrap().status
        else {
            panic!("no card was saved")
        };
        Buyer { customer, preorder, method }
    }

    fn intent(&mut self, buyer: &Buyer, minor: i64) -> IntentRef {
        let (customer, preorder) = (buyer.customer.clone(), buyer.preorder);
        let create = CreateIntent { customer, preorder, amount: euros(minor), attempt: None };
        let Ok(Reply::Intent(intent)) = self.once(Request::CreateIntent(create)) else { panic!("no intent") };
        intent.id
    }

    fn confirm(&mut self, intent: &IntentRef, buyer: &Buyer, presence: Presence) -> Answer<Intent> {
        let confirm = ConfirmIntent { intent: intent.clone(), method: buyer.method.clone(), presence };
        let reply = self.once(Request::ConfirmIntent(confirm))?;
        let Reply::Intent(intent) = reply else { panic!("{reply:?}") };
        Ok(intent)
    }

    /// A pre-order charged with a card that succeeds or is slow to fail.
    fn charged(&mut self, number: &str, minor: i64) -> IntentRef {
        let buyer = self.buyer(number);
        let intent = self.intent(&buyer, minor);
        assert_eq!(self.confirm(&intent, &buyer, off()).unwrap().status, IntentStatus::Succeeded);
        intent
    }

    fn kinds(&self) -> Vec<(MovementKind, i64)> {
        self.model.book().movements.iter().map(|line| (line.kind, line.amount.minor)).collect()
    }

    /// Available and pending euros.
    fn balance(&self) -> (i64, i64) {
        let balance = self.model.balances(self.now).into_iter().next();
        balance.map_or((0, 0), |balance| (balance.available_minor, balance.pending_minor))
    }
}

fn euros(minor: i64) -> Money {
    Money::new(minor, "EUR".parse().unwrap())
}

fn entry(number: &str) -> Entry {
    Entry::parse(number, 12, 2_030, "123").unwrap()
}

fn off() -> Presence {
    Presence::OffSession
}

fn on() -> Presence {
    Presence::OnSession { return_url: EVERYWHERE.to_owned() }
}

fn code<T: std::fmt::Debug>(answer: Answer<T>) -> String {
    match answer {
        Err(Failure::Refused { code, .. }) => code,
        other => panic!("{other:?} is not a refusal"),
    }
}
