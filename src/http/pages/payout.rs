//! What a designer is owed and was paid, why it waits, and their account at the provider.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Query};
use uuid::Uuid;

use super::list::{After, Listed};
use crate::app::payout::{Line, Own, Payee};
use crate::app::{self, App};
use crate::domain::id::PayoutId;
use crate::domain::payout::{Account, Reason, State};
use crate::http::site::{Answer, AsMember, Form, Frame, filters, see_other};

const LIST_LENGTH: u64 = 25;
const ACCOUNT: &str = "/me/payouts/account";

#[derive(Template)]
#[template(path = "payout/list.html")]
struct List<'a> {
    frame: &'a Frame,
    own: &'a Own,
    account: Standing,
    rows: Vec<Row<'a>>,
    next: Option<Uuid>,
}

struct Row<'a> {
    line: &'a Line,
    label: &'static str,
    tone: &'static str,
    reasons: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "payout/account.html")]
struct AtProvider<'a> {
    frame: &'a Frame,
    payee: &'a Payee,
    account: Standing,
}

/// How the account at the provider stands, in words.
#[derive(Clone, Copy)]
struct Standing {
    says: &'static str,
    tone: &'static str,
    /// What to do about it; nothing where all is done.
    act: Option<&'static str>,
}

/// Sums, account and payouts.
#[handler]
pub(crate) async fn list(frame: Frame, app: Data<&Arc<App>>, who: AsMember, after: Query<After>) -> Answer {
    let after = after.after.map(PayoutId::new);
    let mut own = app::payout::own(&app, &who.0, after, LIST_LENGTH + 1).await?;
    let lines = std::mem::take(&mut own.lines);
    let Listed { items, next } = Listed::new(lines, LIST_LENGTH, |line| line.payout.id.uuid());
    let rows = items.iter().map(row).collect();
    frame.page(&List { frame: &frame, account: standing(own.status), own: &own, rows, next })
}

/// Makes the account at the provider, or finds the one there is.
#[handler]
pub(crate) async fn begin(app: Data<&Arc<App>>, who: AsMember, _form: Form) -> Answer {
    app::payout::create_payee(&app, &who.0).await?;
    Ok(see_other(ACCOUNT))
}

/// How it stands now, with the provider's page to go on at: a link, since a form may lead nowhere else.
#[handler]
pub(crate) async fn at_provider(frame: Frame, app: Data<&Arc<App>>, who: AsMember) -> Answer {
    let payee = match app::payout::read_payee(&app, &who.0).await {
        Err(app::payout::Error::NoPayee) => return Ok(see_other("/me/payouts")),
        read => read?,
    };
    frame.page(&AtProvider { frame: &frame, account: standing(payee.status), payee: &payee })
}

fn row(line: &Line) -> Row<'_> {
    let (label, tone) = match line.payout.state {
        State::Owed => ("payout-state-owed", "wait"),
        State::Sending => ("payout-state-sending", "wait"),
        State::Sent => ("payout-state-sent", "good"),
        State::Reversing => ("payout-state-reversing", "bad"),
        State::Reversed => ("payout-state-reversed", "bad"),
        State::ByHand => ("payout-state-by-hand", "good"),
        State::Withdrawn => ("payout-state-withdrawn", "plain"),
    };
    let reasons = match line.payout.state {
        State::Owed => line.payout.reasons.iter().copied().map(reason).collect(),
        State::Sending
        | State::Sent
        | State::Reversing
        | State::Reversed
        | State::ByHand
        | State::Withdrawn => Vec::new(),
    };
    Row { line, label, tone, reasons }
}

const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::AccountMissing => "payout-why-account-missing",
        Reason::AccountPending => "payout-why-account-pending",
        Reason::AccountRestricted => "payout-why-account-restricted",
        Reason::AccountClosed => "payout-why-account-closed",
        Reason::WrongRegion => "payout-why-region",
        Reason::FundsUnavailable => "payout-why-funds",
        Reason::UnderMinimum => "payout-why-minimum",
        Reason::HoldWindow => "payout-why-hold",
        Reason::ApprovalMissing => "payout-why-approval",
        Reason::Paused => "payout-why-paused",
        Reason::BalanceBelowZero => "payout-why-balance",
        Reason::ProviderRefused => "payout-why-refused",
    }
}

const fn standing(account: Account) -> Standing {
    let (says, tone, act) = match account {
        Account::Missing => ("payout-account-missing", "wait", Some("payout-account-begin")),
        Account::Pending => ("payout-account-pending", "wait", Some("payout-account-go-on")),
        Account::Active => ("payout-account-active", "good", None),
        Account::Restricted => ("payout-account-restricted", "bad", Some("payout-account-go-on")),
        Account::Closed => ("payout-account-closed", "bad", None),
    };
    Standing { says, tone, act }
}
