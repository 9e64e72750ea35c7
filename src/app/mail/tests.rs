//! Every kind of mail, written with all that it can name.

use chrono::{DateTime, Duration, TimeZone, Utc};
use serde_json::json;
use uuid::Uuid;

use super::facts::{Found, Line, Order};
use super::letter::write;
use crate::app::brand::Brand;
use crate::app::{SecretKey, Settings};
use crate::domain::account::{Account, Role};
use crate::domain::id::{AccountId, CampaignId, NoticeId, PreorderId, VariantId};
use crate::domain::money::Money;
use crate::domain::notice::{Kind, Notice};
use crate::domain::preorder::{Address, Card, Preorder, PricedLine, State};
use crate::domain::settlement::Grace;
use crate::gateway::payment::webhook::Secrets;

const DESIGN: &str = "Static <Heart> & Co";

fn at(hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2030, 3, 12, hour, 30, 0).unwrap()
}

fn euros(minor: i64) -> Money {
    Money::new(minor, "EUR".parse().unwrap())
}

fn settings() -> Settings {
    Settings {
        public_url: "https://shop.example".to_owned(),
        brand: Brand::new("Moss & Loom", chrono_tz::Tz::Europe__Berlin),
        demo: std::sync::Arc::default(),
        form_targets: Vec::new(),
        upload_directory: std::path::PathBuf::new(),
        is_clock_compared: false,
        rates: crate::domain::rate::Rates::UNLIMITED,
        lease: Duration::seconds(60),
        secret_key: SecretKey::new(b"a key"),
        webhook_secrets: Secrets::default(),
        proxies: 0,
    }
}

fn account() -> Account {
    Account {
        id: AccountId::new(Uuid::from_u128(1)),
        email: "ada@example.org".to_owned(),
        name: "Ada <Ådä>".to_owned(),
        password_hash: String::new(),
        role: Role::Member,
        mail_verified_at: None,
        payee_ref: None,
        payee_status: None,
        customer_ref: None,
        created_at: at(8),
    }
}

fn preorder() -> Preorder {
    let line = PricedLine { variant: VariantId::new(Uuid::nil()), quantity: 2, unit_price: euros(2_500) };
    let card = Card {
        method: "pm_1".to_owned(),
        brand: "visa".to_owned(),
        last4: "4242".to_owned(),
        exp_month: 12,
        exp_year: 2_040,
    };
    Preorder {
        id: PreorderId::new(Uuid::from_u128(2)),
        campaign: CampaignId::new(Uuid::from_u128(3)),
        buyer: AccountId::new(Uuid::from_u128(1)),
        state: State::Declined,
        leaving: None,
        lines: vec![line],
        units: 2,
        goods: euros(5_000),
        shipping: euros(500),
        tax: euros(550),
        total: euros(6_050),
        tax_included: false,
        received: euros(0),
        returned: euros(0),
        address: Address {
            name: "Ada".to_owned(),
            line1: "Secret Street 1".to_owned(),
            line2: None,
            city: "Berlin".to_owned(),
            region: None,
            postal_code: "10115".to_owned(),
            country: "DE".to_owned(),
        },
        reserved_until: at(9),
        page: None,
        card: Some(card),
        committed_at: Some(at(9)),
        charge_by: Some(at(20)),
        grace_from: Some(at(10)),
        next_retry_at: None,
        next_reminder_at: None,
        attempts_off_session: 1,
        paid_at: Some(at(13)),
        closed_at: None,
        close_reason: None,
        created_at: at(8),
    }
}

/// All that notices about orders name, whether this kind does or not.
fn found() -> Found {
    let facts = json!({
        "total_minor": 6_050, "currency": "EUR", "card_last4": "4242", "statement_name": "GREENLIT",
        "charge_at": at(14), "deadline_at": at(15), "short_deadline_at": at(16),
        "reason": "A brand's mark.\nSee the second line.", "place": 1, "units": 2,
        "carrier": "DHL", "tracking_code": "JD014", "for": "royalty",
    });
    let line = Line {
        product: "Tee".to_owned(),
        size: "M".to_owned(),
        colour: "black".to_owned(),
        quantity: 2,
        unit_price: euros(2_500),
    };
    let grace = Grace::new(at(10), 7 * 86_400, at(20));
    Found {
        account: account(),
        facts: serde_json::from_value(facts).unwrap(),
        order: Some(Order { preorder: preorder(), grace: Some(grace), lines: vec![line] }),
        design: Some(DESIGN.to_owned()),
        round: Some("Winter tees".to_owned()),
    }
}

fn mail(kind: Kind) -> (String, String, String) {
    let notice = Notice {
        id: NoticeId::new(Uuid::from_u128(9)),
        account: AccountId::new(Uuid::from_u128(1)),
        kind,
        subject_kind: "design".to_owned(),
        subject: Uuid::from_u128(4),
        payload: String::new(),
        created_at: at(12),
        mailed_at: None,
    };
    write(&settings(), &notice, &found()).unwrap()
}

/// Both parts name each of these.
#[track_caller]
fn check(kind: Kind, facts: &[&str]) {
    let (_, text, html) = mail(kind);
    for fact in facts {
        assert!(text.contains(fact), "{fact:?} is missing in {kind}: {text}");
        assert!(html.contains(fact), "{fact:?} is missing in {kind}: {html}");
    }
}

#[test]
fn every_kind_has_words_a_way_on_and_nothing_that_is_not_filled_in() {
    for kind in Kind::ALL {
        let (subject, text, html) = mail(*kind);
        for part in [&subject, &text, &html] {
            assert!(!part.is_empty() && !part.contains("mail-"), "{kind}: {part}");
            assert!(!part.contains("{ $") && !part.contains("{$"), "{kind}: {part}");
            assert!(!part.contains("Secret Street"), "{kind} tells an address: {part}");
        }
        assert!(!subject.contains('\n') && subject.chars().count() < 100, "{kind}: {subject}");
        assert!(text.starts_with("Hello Ada <Ådä>,\n\n"), "{kind}: {text}");
        assert!(text.contains("https://shop.example/") && html.contains("<a href=\"https://shop.example/"));
        assert!(!text.contains("\n\n\n") && !text.contains(" \n"), "{kind}: {text:?}");
        assert!(html.contains("Hello Ada &#60;Ådä&#62;,"), "{kind}: {html}");
        assert!(!html.contains("<Heart>") && !html.contains("<script") && !html.contains("<img"), "{kind}");
    }
}

#[test]
fn money_mails_name_all_that_the_buyer_has_to_know() {
    let line = "2 × Tee, M, black, €25.00 each";
    check(Kind::PreorderCommitted, &[line, "€60.50", "/pay/00000000-0000-0000-0000-000000000002"]);
    check(Kind::ChargeAhead, &["€60.50", "4242", "GREENLIT", "12 March 2030, 15:30 CET", line]);
    let sums = ["Goods: ", "€50.00", "Shipping: ", "€5.00", "Tax: ", "€5.50", "Total: ", "€60.50"];
    check(Kind::PreorderReceipt, &sums);
    check(Kind::PreorderReceipt, &[line, "12 March 2030, 14:30 CET", "4242"]);
    check(Kind::RefundSent, &["€60.50", line]);
    check(Kind::ShipmentShipped, &["DHL", "JD014"]);
    check(Kind::CampaignPaused, &["See the second line."]);
    check(Kind::CampaignShort, &["12 March 2030, 17:30 CET"]);
}

#[test]
fn mails_about_a_card_carry_a_signed_link_until_the_grace_ends() {
    for kind in [Kind::PreorderDeclined, Kind::PreorderNeedsAction, Kind::PreorderPaymentReminder] {
        check(kind, &["€60.50", "4242", "https://shop.example/repair/", "12 March 2030, 21:30 CET"]);
    }
    check(Kind::ConfirmAddress, &["https://shop.example/confirm/", "15 March 2030, 13:30 CET"]);
}

#[test]
fn designers_read_what_was_decided_and_what_they_won() {
    check(Kind::DesignCleared, &["Winter tees", "/designs/00000000-0000-0000-0000-000000000004"]);
    check(Kind::DesignRefused, &["See the second line."]);
    check(Kind::PrizeWon, &["Winter tees", "place 1", "€60.50"]);
    check(Kind::PayoutSent, &["€60.50", "your royalties"]);
}
