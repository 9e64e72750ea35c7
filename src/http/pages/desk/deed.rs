//! What admins do with a sale: each deed says first what it does, in numbers.

use std::sync::Arc;

use chrono::Duration;
use poem::handler;
use poem::web::{Data, Path};
use uuid::Uuid;

use super::sure::{self, Deed, Input};
use crate::app::caller::Admin;
use crate::app::campaign::{Dossier, Second};
use crate::app::settlement::Refunding;
use crate::app::{self, App};
use crate::domain::campaign::{Campaign, Command, PAUSE_MAX, State};
use crate::domain::id::CampaignId;
use crate::http::problem::Problem;
use crate::http::site::{Answer, AsAdmin, Form, Frame, Refused, see_done};
use crate::text::{Locale, length};

const REASON: &[Input] = &[Input::Area("reason", "desk-sale-reason")];

/// Says what it will do.
#[handler]
pub(crate) async fn ask(
    frame: Frame,
    app: Data<&Arc<App>>,
    admin: AsAdmin,
    path: Path<(Uuid, String)>,
) -> Answer {
    let deed = deed(&frame, &app, &admin.0, &path).await?;
    sure::ask(&frame, &Form::default(), &deed)
}

/// Does it.
#[handler]
pub(crate) async fn act(
    frame: Frame,
    app: Data<&Arc<App>>,
    admin: AsAdmin,
    path: Path<(Uuid, String)>,
    form: Form,
) -> Answer {
    let (id, command) = known(&path)?;
    match carry_out(&app, &admin.0, (id, command), form.text("reason")).await {
        Ok(campaign) => Ok(see_done(&address(id), done(command, &campaign))),
        Err(problem) => {
            let deed = deed(&frame, &app, &admin.0, &path).await?;
            sure::ask(&frame, &form.refused(problem), &deed)
        }
    }
}

pub(super) fn address(id: CampaignId) -> String {
    format!("/desk/campaigns/{id}")
}

/// The commands that this page has; the others have pages of their own.
fn known((id, word): &(Uuid, String)) -> Result<(CampaignId, Command), Refused> {
    let command = word.parse().ok().filter(|command| match command {
        Command::Open | Command::Cancel | Command::Pause | Command::Resume | Command::RefundAll => true,
        Command::Cover | Command::StartRun => false,
    });
    let missing = || Refused(Problem::not_found("no-such-page", "refusal-no-such-page"));
    Ok((CampaignId::new(*id), command.ok_or_else(missing)?))
}

async fn carry_out(
    app: &App,
    admin: &Admin,
    (id, command): (CampaignId, Command),
    reason: &str,
) -> Result<Campaign, Problem> {
    Ok(match command {
        Command::Open => app::campaign::open(app, admin, id).await?,
        Command::Cancel => app::campaign::cancel(app, admin, id, reason).await?,
        Command::Pause => app::campaign::pause(app, admin, id, reason).await?,
        Command::Resume => app::campaign::resume(app, admin, id).await?,
        Command::RefundAll => app::settlement::refund_all(app, admin, id, reason).await?,
        Command::Cover | Command::StartRun => app::campaign::find(app, Some(admin.member()), id).await?,
    })
}

const fn done(command: Command, campaign: &Campaign) -> &'static str {
    let is_asked = campaign.refund_requested_by.is_some() && !matches!(campaign.state, State::Refunding);
    match command {
        Command::Open => "desk-sale-opened",
        Command::Cancel | Command::RefundAll if is_asked => "desk-sale-asked",
        Command::Cancel => "desk-sale-cancelled",
        Command::RefundAll => "desk-sale-refunding",
        Command::Pause => "desk-sale-paused",
        Command::Resume => "desk-sale-resumed",
        Command::Cover | Command::StartRun => "desk-sale-moved",
    }
}

async fn deed(frame: &Frame, app: &App, admin: &Admin, path: &(Uuid, String)) -> Result<Deed, Refused> {
    let (id, command) = known(path)?;
    let dossier = app::campaign::dossier(app, admin, id).await?;
    let locale = &frame.locale;
    let says = match command {
        Command::Open => opening(frame, &dossier.campaign),
        Command::Pause => pausing(locale, &dossier.campaign),
        Command::Resume => resuming(frame, &dossier.campaign),
        Command::Cancel | Command::RefundAll => {
            let preview = app::settlement::refunding(app, admin, id).await?;
            ending(locale, &dossier, &preview)
        }
        Command::Cover | Command::StartRun => Vec::new(),
    };
    let is_blocked = !dossier.may(command)
        || (dossier.second == Second::OwnRequest && matches!(command, Command::Cancel | Command::RefundAll));
    Ok(Deed {
        title: locale.say(&(format!("desk-sale-ask-{command}"), "title", &dossier.title)),
        says,
        inputs: if matches!(command, Command::Open | Command::Resume) { &[] } else { REASON },
        carried: Vec::new(),
        button: button(command),
        is_danger: matches!(command, Command::Cancel | Command::RefundAll),
        is_blocked,
        action: format!("{}/{command}", address(id)),
        back: address(id),
    })
}

const fn button(command: Command) -> &'static str {
    match command {
        Command::Open => "desk-sale-button-open",
        Command::Cancel => "desk-sale-button-cancel",
        Command::Pause => "desk-sale-button-pause",
        Command::Resume => "desk-sale-button-resume",
        Command::Cover => "desk-sale-button-cover",
        Command::RefundAll => "desk-sale-button-refund-all",
        Command::StartRun => "desk-sale-button-run",
    }
}

fn opening(frame: &Frame, campaign: &Campaign) -> Vec<String> {
    let locale = &frame.locale;
    let terms = &campaign.terms;
    let lasts = Duration::seconds(terms.sale_seconds.into());
    let mode = if terms.on_threshold { "desk-sale-open-on-threshold" } else { "desk-sale-open-at-deadline" };
    let mut says = vec![
        locale.say(&("desk-sale-open-until", "length", length(lasts, locale), "at", frame.now + lasts)),
        locale.say(&(mode, "count", terms.threshold_units)),
    ];
    if let Some(cap) = terms.cap_units {
        says.push(locale.say(&("desk-sale-open-cap", "count", cap)));
    }
    says.push(locale.text("desk-sale-open-freezes"));
    says
}

fn pausing(locale: &Locale, campaign: &Campaign) -> Vec<String> {
    vec![
        locale.text(&format!("desk-sale-pause-stops-{}", campaign.state)),
        locale.text("desk-sale-pause-clocks"),
        locale.text("desk-sale-pause-told"),
        locale.say(&("desk-sale-pause-max", "count", PAUSE_MAX.num_days())),
    ]
}

fn resuming(frame: &Frame, campaign: &Campaign) -> Vec<String> {
    let locale = &frame.locale;
    let since = campaign.paused_at.unwrap_or(frame.now);
    let lasted = length(frame.now - since, locale);
    vec![
        locale.say(&("desk-sale-resume-since", "at", since, "length", lasted)),
        locale.text("desk-sale-resume-told"),
    ]
}

/// What cancelling or refunding all would do.
fn ending(locale: &Locale, dossier: &Dossier, preview: &Refunding) -> Vec<String> {
    let mut says = Vec::new();
    if preview.let_go > 0 {
        says.push(locale.say(&("desk-sale-end-let-go", "count", preview.let_go)));
    }
    if preview.orders > 0 {
        says.push(locale.say(&("desk-sale-end-refunds", "count", preview.orders, "amount", preview.amount)));
        says.push(locale.say(&("desk-sale-end-fees", "amount", preview.fees)));
        if preview.from_pending.minor > 0 {
            says.push(locale.say(&("desk-sale-end-pending", "amount", preview.from_pending)));
        }
        says.push(match (preview.available, preview.is_covered()) {
            (Some(available), Some(true)) => locale.say(&("desk-sale-end-covered", "amount", available)),
            (Some(available), _) => locale.say(&("desk-sale-end-uncovered", "amount", available)),
            (None, _) => locale.text("desk-sale-end-unknown"),
        });
    }
    if preview.shipped_parcels > 0 {
        says.push(locale.say(&("desk-sale-end-shipped", "count", preview.shipped_parcels)));
    }
    if says.is_empty() {
        says.push(locale.text("desk-sale-end-nothing"));
    }
    says.push(locale.text("desk-sale-end-final"));
    match &dossier.second {
        Second::NotNeeded => {}
        Second::Needed => says.push(locale.text("desk-sale-second-needed")),
        Second::AskedBy(name) => says.push(locale.say(&("desk-sale-second-asked", "name", name))),
        Second::OwnRequest => says.push(locale.text("desk-sale-second-own")),
    }
    says
}
