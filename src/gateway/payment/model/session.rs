//! Customers and visits to the card page: open until a card is saved or the time is over.

use chrono::{DateTime, TimeDelta, Utc};

use super::card::{Entry, MethodRecord, is_expired};
use super::{
    Answer, CustomerRef, MethodRef, Model, Moment, OpenSession, Reply, Session, SessionRef, SessionStatus,
    Step, Verdict, missing, refused,
};
use crate::domain::id::{AccountId, PreorderId};

/// The shortest and the longest life of a card page, counted from the provider's own clock.
pub const LIFE_MIN: TimeDelta = TimeDelta::minutes(30);
pub const LIFE_MAX: TimeDelta = TimeDelta::hours(24);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerRecord {
    pub id: CustomerRef,
    pub buyer: AccountId,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    pub id: SessionRef,
    pub customer: CustomerRef,
    pub preorder: PreorderId,
    pub return_url: String,
    pub expires_at: DateTime<Utc>,
    pub visit: Visit,
}

/// How far the buyer has come on the page. Its time may be over all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visit {
    Waiting,
    /// A card was typed and the bank asks the buyer.
    Authenticating(Entry),
    Saved(MethodRef),
    Ended,
}

impl Model {
    pub(super) fn create_customer(&mut self, moment: Moment, buyer: AccountId) -> Reply {
        let id = CustomerRef(moment.id("cus"));
        self.book.customers.insert(id.clone(), CustomerRecord { id: id.clone(), buyer });
        Reply::Customer(id)
    }

    /// Nothing of theirs can be charged any more; what was charged stays.
    pub(super) fn delete_customer(&mut self, id: &CustomerRef) -> Answer<Reply> {
        self.book.customers.remove(id).ok_or_else(|| missing("customer", id))?;
        for method in self.book.methods.values_mut().filter(|method| method.customer == *id) {
            method.is_detached = true;
        }
        Ok(Reply::Nothing)
    }

    pub(super) fn open_session(&mut self, moment: Moment, open: &OpenSession) -> Answer<Reply> {
        if !self.book.customers.contains_key(&open.customer) {
            return Err(missing("customer", &open.customer));
        }
        let id = SessionRef(moment.id("cs"));
        let record = SessionRecord {
            id: id.clone(),
            customer: open.customer.clone(),
            preorder: open.preorder,
            return_url: open.return_url.clone(),
            expires_at: open.expires_at,
            visit: Visit::Waiting,
        };
        let view = self.view_session(&record, moment.now);
        self.book.sessions.insert(id, record);
        Ok(Reply::Session(view))
    }

    /// The session as it is at `now`, or at the last instant the model knows, whichever is later.
    pub fn read_session(&self, id: &SessionRef, now: DateTime<Utc>) -> Answer<Session> {
        let record = self.book.sessions.get(id).ok_or_else(|| missing("session", id))?;
        Ok(self.view_session(record, now.max(self.now)))
    }

    /// The sessions of one customer for one pre-order that saved a card.
    pub fn list_complete_sessions(
        &self,
        customer: &CustomerRef,
        preorder: PreorderId,
        now: DateTime<Utc>,
    ) -> Vec<Session> {
        let is_meant = |record: &&SessionRecord| {
            record.customer == *customer
                && record.preorder == preorder
                && matches!(record.visit, Visit::Saved(_))
        };
        let mut found: Vec<_> = self.book.sessions.values().filter(is_meant).collect();
        found.sort_by(|one, other| one.id.0.cmp(&other.id.0));
        found.into_iter().map(|record| self.view_session(record, now.max(self.now))).collect()
    }

    pub(super) fn expire_session(&mut self, moment: Moment, id: &SessionRef) -> Answer<Reply> {
        let record = self.book.sessions.get_mut(id).ok_or_else(|| missing("session", id))?;
        match record.visit {
            Visit::Waiting | Visit::Authenticating(_) => record.visit = Visit::Ended,
            Visit::Saved(_) | Visit::Ended => {}
        }
        self.read_session(id, moment.now).map(Reply::Session)
    }

    pub(super) fn submit_card(&mut self, moment: Moment, id: &SessionRef, entry: &Entry) -> Answer<Reply> {
        let session = self.open_page(moment, id)?;
        session.visit = Visit::Waiting;
        if is_expired(&entry.card, moment.now) {
            return Err(refused("expired_card", "This card has expired. Please use another one."));
        }
        if matches!(entry.behaviour, super::card::Behaviour::DeclinedWhenSaved) {
            return Err(refused("card_declined", "The bank declined this card. Please use another one."));
        }
        if entry.behaviour.asks_when_saved() {
            session.visit = Visit::Authenticating(entry.clone());
            return Ok(Reply::Step(Step::Authenticate));
        }
        self.save_card(moment, id, entry)
    }

    pub(super) fn authenticate_card(
        &mut self,
        moment: Moment,
        id: &SessionRef,
        verdict: Verdict,
    ) -> Answer<Reply> {
        let session = self.open_page(moment, id)?;
        let Visit::Authenticating(entry) = std::mem::replace(&mut session.visit, Visit::Waiting) else {
            return Err(refused("unexpected_state", "The bank has not asked anything about this card."));
        };
        match verdict {
            Verdict::Pass => self.save_card(moment, id, &entry),
            Verdict::Fail => Err(refused(
                "setup_intent_authentication_failure",
                "The bank could not confirm that it is you. Please try again or use another card.",
            )),
        }
    }

    fn open_page(&mut self, moment: Moment, id: &SessionRef) -> Answer<&mut SessionRecord> {
        let session = self.book.sessions.get_mut(id).ok_or_else(|| missing("session", id))?;
        let is_late = moment.now >= session.expires_at;
        match session.visit {
            Visit::Saved(_) => Err(refused("session_complete", "A card is already saved here.")),
            Visit::Waiting | Visit::Authenticating(_) if !is_late => Ok(session),
            Visit::Waiting | Visit::Authenticating(_) | Visit::Ended => {
                Err(refused("session_expired", "The time for this page is over. Nothing was saved."))
            }
        }
    }

    fn save_card(&mut self, moment: Moment, id: &SessionRef, entry: &Entry) -> Answer<Reply> {
        let session = self.open_page(moment, id)?;
        let method = MethodRecord {
            id: MethodRef(moment.id("pm")),
            session: id.clone(),
            customer: session.customer.clone(),
            preorder: session.preorder,
            behaviour: entry.behaviour,
            card: entry.card.clone(),
            saved_at: moment.now,
            is_detached: false,
        };
        session.visit = Visit::Saved(method.id.clone());
        let step = Step::Return(session.return_url.clone());
        self.book.methods.insert(method.id.clone(), method);
        Ok(Reply::Step(step))
    }

    fn view_session(&self, record: &SessionRecord, now: DateTime<Utc>) -> Session {
        let saved = match &record.visit {
            Visit::Saved(method) => self.book.methods.get(method),
            Visit::Waiting | Visit::Authenticating(_) | Visit::Ended => None,
        };
        let is_over = matches!(record.visit, Visit::Ended) || now >= record.expires_at;
        let status = match saved {
            Some(method) => SessionStatus::Complete { method: method.id.clone(), card: method.card.clone() },
            None if is_over => SessionStatus::Expired,
            None => SessionStatus::Open,
        };
        Session {
            id: record.id.clone(),
            preorder: record.preorder,
            url: format!("/sandbox/card/{}", record.id),
            expires_at: record.expires_at,
            status,
        }
    }
}
