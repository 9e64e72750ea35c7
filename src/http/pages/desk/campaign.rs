//! Campaigns on the desk: by state, and each with its gate, its clocks, its money and what may be done with it.

use std::sync::Arc;

use askama::Template;
use chrono::{DateTime, Utc};
use poem::handler;
use poem::web::{Data, Path, Query};
use serde::Deserialize;
use uuid::Uuid;

use super::settlement::said;
use super::{asked, paged, word};
use crate::app::campaign::{Dossier, Listed, Second};
use crate::app::settlement::Settlement;
use crate::app::{self, App, preorder};
use crate::domain::campaign::{Campaign, Command, State};
use crate::domain::id::CampaignId;
use crate::http::site::{Answer, AsAdmin, Frame, filters};
use crate::text::Locale;

/// The bar ends this much after the threshold where there is no cap.
const BEYOND_THRESHOLD_PERCENT: u64 = 125;

#[derive(Deserialize)]
pub(crate) struct Filter {
    /// A word of the state; anything else lists all.
    #[serde(default)]
    state: String,
    after: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "desk/campaigns.html")]
struct Campaigns<'a> {
    frame: &'a Frame,
    state: Option<State>,
    listed: &'a [Listed],
    next: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "desk/campaign.html")]
struct One<'a> {
    frame: &'a Frame,
    dossier: &'a Dossier,
    next: String,
    bar: Bar,
    clocks: Vec<(&'static str, DateTime<Utc>)>,
}

/// The gate's bar, in percent of its width.
struct Bar {
    filled: u64,
    threshold: u64,
}

/// Campaigns in one state or all, newest first.
#[handler]
pub(crate) async fn list(frame: Frame, app: Data<&Arc<App>>, admin: AsAdmin, query: Query<Filter>) -> Answer {
    let state = query.state.parse().ok();
    let before = query.after.map(CampaignId::new);
    let found = app::campaign::list_for_desk(&app, &admin.0, state, before, asked()).await?;
    let (listed, next) = paged(found, |one| one.campaign.id.uuid());
    frame.page(&Campaigns { frame: &frame, state, listed: &listed, next })
}

/// One of them.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, admin: AsAdmin, id: Path<Uuid>) -> Answer {
    let dossier = app::campaign::dossier(&app, &admin.0, CampaignId::new(*id)).await?;
    let campaign = &dossier.campaign;
    frame.page(&One {
        frame: &frame,
        next: next(campaign, &frame.locale),
        bar: Bar::of(campaign),
        clocks: clocks(campaign),
        dossier: &dossier,
    })
}

/// What the state leads to, and when.
fn next(campaign: &Campaign, locale: &Locale) -> String {
    let clocks = &campaign.clocks;
    let threshold = campaign.terms.threshold_units;
    let state = campaign.state;
    if campaign.is_paused() {
        return locale.text("desk-sale-next-paused");
    }
    let dated = match state {
        State::Open => clocks.deadline_at,
        State::Settling => clocks.first_charge_at,
        State::Short => clocks.short_deadline_at,
        State::Draft
        | State::Funded
        | State::InProduction
        | State::Fulfilled
        | State::Failed
        | State::Cancelled
        | State::Refunding
        | State::Refunded => None,
    };
    let key = if state == State::Open && campaign.terms.on_threshold {
        "desk-sale-next-open-on-threshold".to_owned()
    } else {
        format!("desk-sale-next-{state}")
    };
    dated.map_or_else(|| locale.text(&key), |at| locale.say(&(key.as_str(), "at", at, "count", threshold)))
}

/// What happened and what is to come, in its order.
fn clocks(campaign: &Campaign) -> Vec<(&'static str, DateTime<Utc>)> {
    let clocks = &campaign.clocks;
    let all = [
        ("desk-sale-clock-made", Some(campaign.created_at)),
        ("desk-sale-clock-opened", campaign.opened_at),
        ("desk-sale-clock-deadline", clocks.deadline_at),
        ("desk-sale-clock-decided", campaign.decided_at),
        ("desk-sale-clock-first-charge", clocks.first_charge_at),
        ("desk-sale-clock-short-deadline", clocks.short_deadline_at),
        ("desk-sale-clock-funded", campaign.funded_at),
        ("desk-sale-clock-paused", campaign.paused_at),
        ("desk-sale-clock-closed", campaign.closed_at),
    ];
    let mut known: Vec<_> = all.into_iter().filter_map(|(key, at)| Some((key, at?))).collect();
    known.sort_by_key(|(_, at)| *at);
    known
}

impl Bar {
    fn of(campaign: &Campaign) -> Self {
        let [threshold, committed] =
            [campaign.terms.threshold_units, campaign.units.committed].map(u64::from);
        let beyond = threshold.saturating_mul(BEYOND_THRESHOLD_PERCENT).div_ceil(100);
        let end = campaign.terms.cap_units.map_or(beyond, u64::from).max(committed).max(threshold).max(1);
        let percent = |units: u64| units.saturating_mul(100).checked_div(end).unwrap_or(0);
        Self { filled: percent(committed), threshold: percent(threshold) }
    }
}

impl One<'_> {
    /// Whether the money moves, so that the page looks again by itself.
    fn is_moving(&self) -> bool {
        self.dossier.settlement.as_ref().is_some_and(Settlement::is_on)
    }

    fn orders(&self) -> u64 {
        self.dossier.settlement.as_ref().map_or(0, |settlement| settlement.progress.orders())
    }

    /// How fast it goes and how long it takes, while cards are charged.
    fn pace(&self) -> Option<String> {
        let settlement = self.dossier.settlement.as_ref()?;
        let tenths = settlement.pace.per_second_tenths();
        let is_moving = settlement.campaign.state == State::Settling && !settlement.campaign.is_paused();
        let rate = format!("{}.{}", tenths.div_euclid(10), tenths.rem_euclid(10));
        let locale = &self.frame.locale;
        (is_moving && tenths > 0).then(|| match settlement.limit_per_second {
            Some(limit) => locale.say(&("desk-sale-pace-within", "rate", rate, "limit", limit)),
            None => locale.say(&("desk-sale-pace", "rate", rate)),
        })
    }

    fn time_left(&self) -> Option<String> {
        let settlement = self.dossier.settlement.as_ref().filter(|one| one.progress.left() > 0)?;
        settlement.time_left.map(|left| said(left, &self.frame.locale))
    }

    /// Whether a dry run has something to say.
    fn may_rehearse(&self) -> bool {
        matches!(self.dossier.campaign.state, State::Open | State::Settling)
    }

    fn settled_percent(&self) -> u64 {
        let paid = self.dossier.settlement.as_ref().map_or(0, |settlement| settlement.progress.paid);
        paid.saturating_mul(100).checked_div(self.orders()).unwrap_or(0)
    }

    fn failure(&self, one: &preorder::OnDesk) -> Option<String> {
        one.attempt.as_ref().and_then(word::failure)
    }

    /// The commands that have a page of their own, as addresses and keys.
    fn commands(&self) -> Vec<(String, String, bool)> {
        let id = self.dossier.campaign.id;
        let link = |command: &Command| {
            let is_danger = matches!(command, Command::Cancel | Command::RefundAll);
            (format!("/desk/campaigns/{id}/{command}"), format!("desk-sale-do-{command}"), is_danger)
        };
        self.dossier.offers.iter().map(link).collect()
    }
}
