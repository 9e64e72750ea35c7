//! A mail's words: for each kind of notice the texts of `mail.ftl`, in one of a few templates, as text and as HTML.

use std::borrow::Cow;
use std::collections::HashMap;

use askama::Template;
use chrono::{DateTime, Duration, Utc};
use fluent_templates::fluent_bundle::FluentValue;
use uuid::Uuid;

use super::facts::Found;
use crate::app::Settings;
use crate::app::link::Purpose;
use crate::domain::money::Money;
use crate::domain::notice::{Kind, Notice};
use crate::text::{Locale, filters};

/// How long a mail address can be confirmed by its link.
const CONFIRM_DAYS: i64 = 3;

/// A way on, as a button.
pub(super) struct Button {
    url: String,
    /// Until when it works; none where it always does.
    until: Option<DateTime<Utc>>,
}

/// What all templates show.
struct Letter<'a> {
    kind: Kind,
    locale: &'a Locale,
    brand: &'a str,
    home: &'a str,
    found: &'a Found,
    amount: Option<Money>,
    button: Option<Button>,
}

impl Letter<'_> {
    /// The text of this part of this kind of mail.
    fn say(&self, part: &str) -> String {
        let found = self.found;
        let text = |text: &Option<String>| FluentValue::from(text.clone().unwrap_or_default());
        let amount = self.amount.map(|amount| crate::text::money(amount, self.locale));
        let arguments = HashMap::from([
            (Cow::Borrowed("brand"), FluentValue::from(self.brand.to_owned())),
            (Cow::Borrowed("design"), text(&found.design)),
            (Cow::Borrowed("round"), text(&found.round)),
            (Cow::Borrowed("amount"), text(&amount)),
            (Cow::Borrowed("place"), FluentValue::from(found.facts.place.unwrap_or_default())),
            (Cow::Borrowed("units"), FluentValue::from(found.facts.units.unwrap_or_default())),
            (Cow::Borrowed("due"), text(&found.facts.due)),
        ]);
        self.locale.text_with(&format!("mail-{}-{part}", self.kind), &arguments)
    }

    /// Why somebody decided as they did.
    fn reason(&self) -> &str {
        self.found.facts.reason.as_deref().unwrap_or_default()
    }
}

/// Makes the two templates of each form of mail, and a function that fills one of them in.
macro_rules! forms {
    ($($form:ident $text:literal $html:literal;)+) => {
        /// What a mail looks like; its words are its kind's own.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        enum Form {
            $($form),+
        }

        mod text {
            use super::{Letter, Template, filters};
            $(#[derive(Template)]
            #[template(path = $text, whitespace = "preserve")]
            pub(super) struct $form<'a>(pub(super) &'a Letter<'a>);)+
        }

        mod html {
            use super::{Letter, Template, filters};
            $(#[derive(Template)]
            #[template(path = $html, whitespace = "preserve")]
            pub(super) struct $form<'a>(pub(super) &'a Letter<'a>);)+
        }

        impl Form {
            fn fill(self, letter: &Letter<'_>) -> askama::Result<(String, String)> {
                let locale = letter.locale;
                match self {
                    $(Self::$form => Ok((
                        text::$form(letter).render_with_values(locale)?,
                        html::$form(letter).render_with_values(locale)?,
                    )),)+
                }
            }
        }
    };
}

forms! {
    Order "order.txt" "order.html";
    ChargeAhead "charge_ahead.txt" "charge_ahead.html";
    Receipt "receipt.txt" "receipt.html";
    CardProblem "card_problem.txt" "card_problem.html";
    MoneyBack "money_back.txt" "money_back.html";
    Parcel "parcel.txt" "parcel.html";
    News "news.txt" "news.html";
    Payout "payout.txt" "payout.html";
    Confirm "confirm_address.txt" "confirm_address.html";
}

/// Subject, text and HTML.
pub(super) fn write(
    settings: &Settings,
    notice: &Notice,
    found: &Found,
) -> askama::Result<(String, String, String)> {
    let letter = Letter {
        kind: notice.kind,
        locale: &settings.brand.locale,
        brand: &settings.brand.name,
        home: &settings.public_url,
        found,
        amount: found.facts.amount(),
        button: button(settings, notice, found),
    };
    let (text, html) = form(notice.kind).fill(&letter)?;
    Ok((letter.say("subject"), calm(&text), html))
}

const fn form(kind: Kind) -> Form {
    match kind {
        Kind::PreorderCommitted
        | Kind::PreorderTooLate
        | Kind::PreorderSalePaused
        | Kind::PreorderCardTooShort
        | Kind::PreorderCardForgotten
        | Kind::PreorderCancelled
        | Kind::PreorderReleased
        | Kind::PreorderDropped
        | Kind::PreorderInProduction
        | Kind::CampaignShort
        | Kind::CampaignPaused
        | Kind::CampaignResumed => Form::Order,
        Kind::ChargeAhead => Form::ChargeAhead,
        Kind::PreorderReceipt => Form::Receipt,
        Kind::PreorderDeclined | Kind::PreorderNeedsAction | Kind::PreorderPaymentReminder => {
            Form::CardProblem
        }
        Kind::PreorderRefundComing | Kind::PreorderRefunded | Kind::RefundSent => Form::MoneyBack,
        Kind::ShipmentShipped | Kind::ShipmentDelivered | Kind::ShipmentChanged => Form::Parcel,
        Kind::DesignCleared
        | Kind::DesignRefused
        | Kind::GoesOnSale
        | Kind::PrizeWon
        | Kind::RoundMoved
        | Kind::ScoringExtended
        | Kind::RoundClosed
        | Kind::RoundCancelled
        | Kind::DesignsWait
        | Kind::FindingsWait
        | Kind::QueueBypassed
        | Kind::BallotsSetAside
        | Kind::AppealUpheld
        | Kind::AppealRejected
        | Kind::PrizeFunded
        | Kind::PrizeFundingRefused => Form::News,
        Kind::PayoutSent | Kind::PayoutByHand | Kind::PayoutChanged => Form::Payout,
        Kind::ConfirmAddress => Form::Confirm,
    }
}

fn button(settings: &Settings, notice: &Notice, found: &Found) -> Option<Button> {
    let url = |path: String| format!("{}{path}", settings.public_url);
    let signed = |purpose: Purpose, id: Uuid, until: DateTime<Utc>| {
        let token = settings.secret_key.sign(purpose, id, until);
        Button { url: url(format!("/{}/{token}", purpose.word())), until: Some(until) }
    };
    let always = |url: String| Some(Button { url, until: None });
    match form(notice.kind) {
        Form::CardProblem => {
            let order = found.order.as_ref()?;
            let until = order.grace.map(|grace| grace.ends_at).or(order.preorder.charge_by)?;
            Some(signed(Purpose::Repair, order.preorder.id.uuid(), until))
        }
        Form::Confirm => {
            let until = notice.created_at + Duration::days(CONFIRM_DAYS);
            Some(signed(Purpose::Confirm, notice.account.uuid(), until))
        }
        Form::Order | Form::ChargeAhead | Form::Receipt | Form::MoneyBack | Form::Parcel => {
            let order = found.order.as_ref()?;
            always(url(format!("/pay/{}", order.preorder.id)))
        }
        Form::News => always(url(news_path(notice))),
        Form::Payout => always(url("/me".to_owned())),
    }
}

fn news_path(notice: &Notice) -> String {
    if matches!(notice.kind, Kind::DesignsWait) {
        return "/desk/moderation".to_owned();
    }
    if matches!(notice.kind, Kind::FindingsWait | Kind::QueueBypassed) {
        return format!("/desk/rounds/{}/findings", notice.subject);
    }
    if matches!(notice.kind, Kind::BallotsSetAside | Kind::AppealUpheld | Kind::AppealRejected) {
        return format!("/designs/{}/findings", notice.subject);
    }
    if matches!(notice.kind, Kind::PrizeFunded | Kind::PrizeFundingRefused) {
        return format!("/desk/rounds/{}", notice.subject);
    }
    format!("/{}s/{}", notice.subject_kind, notice.subject)
}

/// Without spaces at the ends of lines, and with at most one empty line between two others.
fn calm(text: &str) -> String {
    let mut calm = String::with_capacity(text.len());
    let mut empty = 0_usize;
    for line in text.trim().lines().map(str::trim_end) {
        empty = if line.is_empty() { empty.saturating_add(1) } else { 0 };
        if empty <= 1 {
            calm.extend([line, "\n"]);
        }
    }
    calm
}
