//! Refunds of one order: chosen, shown in numbers, and given once more asked.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path};
use uuid::Uuid;

use super::decimal;
use super::sure::{self, Deed, Input};
use crate::app::caller::Admin;
use crate::app::preorder::Dossier;
use crate::app::refund::{Gift, Given, Preview};
use crate::app::{self, App};
use crate::domain::id::{PreorderId, RefundId};
use crate::domain::preorder::{Line, Preorder};
use crate::http::problem::Problem;
use crate::http::site::{Answer, AsAdmin, Form, Frame, Refused, filters, see_done};

/// Carried by the second step alone.
const CONFIRMED: &str = "confirmed";
const QUANTITY: &str = "quantity-";
const REFERENCE: &[Input] = &[Input::Line("reference", "desk-refund-reference")];

#[derive(Template)]
#[template(path = "desk/refund.html")]
struct Choose<'a> {
    frame: &'a Frame,
    form: &'a Form,
    dossier: &'a Dossier,
    preview: &'a Preview,
}

/// What may go back of an order, to choose from.
#[handler]
pub(crate) async fn choose(frame: Frame, app: Data<&Arc<App>>, admin: AsAdmin, id: Path<Uuid>) -> Answer {
    again(&frame, &app, &admin.0, (PreorderId::new(*id), &Form::filled([("kind", "unshipped")]))).await
}

/// First says what would go back; once that is confirmed, gives it.
#[handler]
pub(crate) async fn give(
    frame: Frame,
    app: Data<&Arc<App>>,
    admin: AsAdmin,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let id = PreorderId::new(*id);
    match step(&frame, &app, &admin.0, (id, &form)).await {
        Ok(Some(deed)) => sure::ask(&frame, &Form::default(), &deed),
        Ok(None) => Ok(see_done(&address(id), "desk-refund-given")),
        Err(problem) => again(&frame, &app, &admin.0, (id, &form.refused(problem))).await,
    }
}

/// Says what paying a refund by hand means.
#[handler]
pub(crate) async fn ask_by_hand(
    frame: Frame,
    app: Data<&Arc<App>>,
    admin: AsAdmin,
    id: Path<Uuid>,
) -> Answer {
    let deed = by_hand_deed(&frame, &app, &admin.0, RefundId::new(*id)).await?;
    sure::ask(&frame, &Form::default(), &deed)
}

/// Records it.
#[handler]
pub(crate) async fn by_hand(
    frame: Frame,
    app: Data<&Arc<App>>,
    admin: AsAdmin,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let id = RefundId::new(*id);
    match app::refund::pay_by_hand(&app, &admin.0, id, form.text("reference")).await {
        Ok(paid) => Ok(see_done(&address(paid.preorder), "desk-refund-by-hand")),
        Err(error) => {
            let deed = by_hand_deed(&frame, &app, &admin.0, id).await?;
            sure::ask(&frame, &form.refused(error), &deed)
        }
    }
}

fn address(id: PreorderId) -> String {
    format!("/desk/preorders/{id}")
}

async fn again(frame: &Frame, app: &App, admin: &Admin, (id, form): (PreorderId, &Form)) -> Answer {
    let dossier = app::preorder::dossier(app, admin, id).await?;
    let preview = app::refund::preview(app, admin, id).await?;
    frame.page_at(form.status(), &Choose { frame, form, dossier: &dossier, preview: &preview })
}

/// The page that asks once more, or nothing where the refund was given.
async fn step(
    frame: &Frame,
    app: &App,
    admin: &Admin,
    (id, form): (PreorderId, &Form),
) -> Result<Option<Deed>, Problem> {
    let dossier = app::preorder::dossier(app, admin, id).await?;
    let gift = gift(form, &dossier.order)?;
    if form.has(CONFIRMED) {
        let given = (&gift, form.text("reason"));
        app::refund::give(app, admin, id, given, form.key()).await?;
        return Ok(None);
    }
    if form.text("reason").is_empty() {
        return Err(app::refund::Error::Reason.into());
    }
    let given = app::refund::preview_gift(app, admin, id, &gift).await?;
    Ok(Some(deed(frame, (&dossier, form), &gift, given)))
}

fn gift(form: &Form, order: &Preorder) -> Result<Gift, Problem> {
    match form.text("kind") {
        "unshipped" => Ok(Gift::Unshipped),
        "goodwill" => Ok(Gift::Goodwill(decimal::money(form, "goodwill", order.total.currency)?)),
        "lines" => {
            let mut lines = Vec::new();
            for line in &order.lines {
                let quantity: Option<u32> = form.parse_optional(&format!("{QUANTITY}{}", line.variant))?;
                if let Some(quantity) = quantity.filter(|quantity| *quantity > 0) {
                    lines.push(Line { variant: line.variant, quantity });
                }
            }
            if lines.is_empty() {
                return Err(Problem::fields([("lines", "refusal-refund-lines".to_owned())]));
            }
            Ok(Gift::Lines(lines))
        }
        _ => Err(Problem::fields([("kind", "refusal-refund-kind".to_owned())])),
    }
}

fn deed(frame: &Frame, (dossier, form): (&Dossier, &Form), gift: &Gift, given: Given) -> Deed {
    let locale = &frame.locale;
    let id = dossier.order.id;
    let mut says =
        vec![locale.say(&("desk-refund-amount", "amount", given.amount, "name", &dossier.buyer.name))];
    if given.here > 0 {
        says.push(locale.say(&("desk-refund-here", "count", given.here)));
    }
    if given.shipped > 0 {
        says.push(locale.say(&("desk-refund-shipped", "count", given.shipped)));
    }
    if given.has_shipping_fee {
        says.push(locale.say(&("desk-refund-fee", "amount", dossier.order.shipping)));
    }
    if matches!(gift, Gift::Goodwill(_)) {
        says.push(locale.text("desk-refund-is-goodwill"));
    }
    says.push(locale.text("desk-refund-final"));
    let kept =
        |name: &str| name == "kind" || name == "goodwill" || name == "reason" || name.starts_with(QUANTITY);
    let mut carried: Vec<_> = form.fields().iter().filter(|(name, _)| kept(name)).cloned().collect();
    carried.push((CONFIRMED.to_owned(), "yes".to_owned()));
    Deed {
        title: locale.say(&("desk-refund-ask", "amount", given.amount)),
        says,
        inputs: &[],
        carried,
        button: "desk-refund-button",
        is_danger: true,
        is_blocked: false,
        action: format!("{}/refund", address(id)),
        back: format!("{}/refund", address(id)),
    }
}

async fn by_hand_deed(frame: &Frame, app: &App, admin: &Admin, id: RefundId) -> Result<Deed, Refused> {
    let refund = app::refund::find(app, admin, id).await?;
    let locale = &frame.locale;
    let mut says = vec![locale.say(&("desk-refund-by-hand-says", "amount", refund.amount))];
    if let Some(why) = &refund.failure {
        says.push(locale.say(&("desk-refund-by-hand-failed", "why", why)));
    }
    says.push(locale.text("desk-refund-by-hand-book"));
    Ok(Deed {
        title: locale.text("desk-refund-by-hand-ask"),
        says,
        inputs: REFERENCE,
        carried: Vec::new(),
        button: "desk-refund-by-hand-button",
        is_danger: true,
        is_blocked: false,
        action: format!("/desk/refunds/{id}/by-hand"),
        back: address(refund.preorder),
    })
}

impl Choose<'_> {
    /// The name of a line's field.
    fn quantity(&self, line: &crate::domain::preorder::PricedLine) -> String {
        format!("{QUANTITY}{}", line.variant)
    }
}
