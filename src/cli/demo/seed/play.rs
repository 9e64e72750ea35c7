//! Plays the acts in their order, each by its person through the same use cases as everybody's.

use super::super::art::{self, Sample};
use super::drawing::Drawings;
use super::rules;
use super::script::{Entry, Progress, ROUNDS, RoundPlan, SALES};
use super::stage::Stage;
use super::timeline::{Act, SITTINGS, acts};
use crate::app;
use crate::app::ballot::Origin;
use crate::cli::Failure;
use crate::domain::ballot::Answer;
use crate::domain::design::{self, Draft};
use crate::domain::id::{CampaignId, ContestId, DesignId, RoundId};
use crate::domain::ledger::prize::FundingSource;
use crate::domain::score::Score;

const CONTEST: &str = "The open press";
const CONTEST_TEXT: &str = "Rounds for shirts, totes and posters, all year. Best of them are made.";
const REFUSAL: &str = "The lettering is taken from a film poster; please draw your own and submit again.";
/// A round that is being scored, and a voter who zeroes all of it but one: something for the detectors.
const ZERO_BOMBER: (usize, usize) = (4, 20);
const CANCELLATION: &str =
    "The printer could not hold the date. Nobody did anything wrong; a new round follows.";

pub(super) struct Play<'a> {
    pub(super) stage: &'a Stage,
    contest: ContestId,
    pub(super) rounds: Vec<Option<RoundId>>,
    /// By round and entry.
    designs: Vec<Vec<Option<DesignId>>>,
    sales: Vec<Option<CampaignId>>,
    drawings: Drawings,
}

impl<'a> Play<'a> {
    pub(super) async fn begin(stage: &'a Stage) -> Result<Self, Failure> {
        let contest = app::contest::create(&stage.app, &stage.cast.admin, CONTEST, CONTEST_TEXT).await?;
        Ok(Self {
            stage,
            contest: contest.id,
            rounds: vec![None; ROUNDS.len()],
            designs: ROUNDS.iter().map(|plan| vec![None; plan.entries.len()]).collect(),
            sales: vec![None; SALES.len()],
            drawings: Drawings::begin(drawn()?),
        })
    }

    pub(super) async fn all(&mut self) -> Result<(), Failure> {
        for (hours_ago, act) in acts() {
            self.stage.go_to(hours_ago).await?;
            self.act(act).await.map_err(|error| format!("{act:?}: {}", app::chain(error.as_ref())))?;
        }
        Ok(())
    }

    async fn act(&mut self, act: Act) -> Result<(), Failure> {
        match act {
            Act::Draft { round } => self.draft(round).await,
            Act::Announce { round } => self.announce(round).await,
            Act::Enter { round, entry } => self.enter(round, entry).await,
            Act::Moderate { round, entry } => self.moderate(round, entry).await,
            Act::Score { round, sitting } => self.score(round, sitting).await,
            Act::Close { round } => {
                app::round::close(&self.stage.app, &self.stage.cast.admin, self.round(round)?).await?;
                Ok(())
            }
            Act::Cancel { round } => {
                let (app, admin) = (&self.stage.app, &self.stage.cast.admin);
                app::round::cancel(app, admin, self.round(round)?, CANCELLATION).await?;
                Ok(())
            }
            Act::OpenSale { sale } => {
                let opened = self.open_sale(sale).await?;
                *self.sales.get_mut(sale).ok_or(MISSING)? = Some(opened);
                Ok(())
            }
            Act::Order { sale, number, card } => self.order(sale, number, card).await,
            Act::Happen { sale, event } => self.happen(sale, event).await,
            Act::Approve { round, by_both } => self.approve(round, by_both).await,
        }
    }

    async fn draft(&mut self, round: usize) -> Result<(), Failure> {
        let (app, admin) = (&self.stage.app, &self.stage.cast.admin);
        let draft = rules::draft(self.stage, plan(round)?)?;
        let made = app::round::create(app, admin, self.contest, draft).await?;
        *self.rounds.get_mut(round).ok_or(MISSING)? = Some(made.id);
        Ok(())
    }

    /// Prize money first: a round opens only when it is there.
    async fn announce(&self, round: usize) -> Result<(), Failure> {
        let (app, admin, id) = (&self.stage.app, &self.stage.cast.admin, self.round(round)?);
        let asked = app::funding::Asked { round: id, source: FundingSource::TopUp, reference: None };
        app::funding::request(app, admin, &asked, &format!("demo-funding-{round}")).await?;
        self.stage.settle_down().await?;
        app::round::open(app, admin, id).await?;
        Ok(())
    }

    async fn enter(&mut self, round: usize, entry: usize) -> Result<(), Failure> {
        let (app, id, what) = (&self.stage.app, self.round(round)?, entry_of(round, entry)?);
        let designer = self.stage.cast.designers.get(what.designer).ok_or(MISSING)?;
        let sample = art::SAMPLES.get(what.sample).ok_or(MISSING)?;
        let draft = Draft {
            title: sample.title.to_owned(),
            story: sample.story.to_owned(),
            origin: design::Origin::Own,
            licensed_parts: String::new(),
            co_creators: Vec::new(),
        };
        let design = app::design::create(app, designer, id, &draft).await?;
        let file = self.drawings.next().await?;
        app::artwork::upload(app, designer, design.id, Some("artwork.png"), file.as_slice()).await?;
        if what.progress != Progress::Drafted {
            let rules = app::round::find(app, Some(designer), id).await?;
            let accepted = (rules.rules.version, rules.rules_digest);
            app::design::submit(app, designer, design.id, accepted).await?;
        }
        let designs = self.designs.get_mut(round).ok_or(MISSING)?;
        *designs.get_mut(entry).ok_or(MISSING)? = Some(design.id);
        Ok(())
    }

    async fn moderate(&self, round: usize, entry: usize) -> Result<(), Failure> {
        let (app, moderator) = (&self.stage.app, &self.stage.cast.moderator);
        let id = self.design(round, entry)?;
        match entry_of(round, entry)?.progress {
            Progress::Cleared => app::moderation::clear(app, moderator, id, None).await?,
            Progress::Refused => app::moderation::refuse(app, moderator, id, REFUSAL).await?,
            Progress::Drafted | Progress::Submitted => return Ok(()),
        };
        Ok(())
    }

    /// A quarter of the voters, each through the whole queue.
    async fn score(&self, round: usize, sitting: i64) -> Result<(), Failure> {
        let voters = plan(round)?.voters;
        let members = self.stage.cast.members.iter().enumerate().rev().take(voters);
        for (number, member) in members {
            if i64::try_from(number)? % SITTINGS != sitting {
                continue;
            }
            while let Some(card) =
                app::exposure::next(&self.stage.app, member, self.round(round)?).await?.current
            {
                let value = self.opinion(round, card.design.id, number)?;
                app::ballot::give(
                    &self.stage.app,
                    member,
                    self.round(round)?,
                    (card.design.id, value),
                    &Origin::default(),
                )
                .await?;
            }
        }
        Ok(())
    }

    /// What this member thinks of a design: its appeal, give or take a star, the same on every machine.
    fn opinion(&self, round: usize, id: DesignId, member: usize) -> Result<Answer, Failure> {
        let designs = self.designs.get(round).ok_or(MISSING)?;
        let entry = designs.iter().position(|found| *found == Some(id)).ok_or(MISSING)?;
        let appeal = entry_of(round, entry)?.appeal_tenths;
        if (round, member) == ZERO_BOMBER {
            let score = if entry == 0 { Score::MAX } else { Score::try_from(0)? };
            return Ok(Answer { score, would_buy: entry == 0 });
        }
        let taste = i64::try_from((member * 7 + entry * 13 + round * 5) % 11)? * 3 - 15;
        let score = (appeal + taste + 5).div_euclid(10).clamp(0, 5);
        Ok(Answer { score: Score::try_from(score)?, would_buy: appeal + taste > 33 })
    }

    pub(super) fn round(&self, round: usize) -> Result<RoundId, Failure> {
        Ok(self.rounds.get(round).copied().flatten().ok_or(MISSING)?)
    }

    pub(super) fn sale(&self, sale: usize) -> Result<CampaignId, Failure> {
        Ok(self.sales.get(sale).copied().flatten().ok_or(MISSING)?)
    }

    fn design(&self, round: usize, entry: usize) -> Result<DesignId, Failure> {
        let designs = self.designs.get(round).ok_or(MISSING)?;
        Ok(designs.get(entry).copied().flatten().ok_or(MISSING)?)
    }
}

pub(super) const MISSING: &str = "the script names something that it has not made";

/// What is to be drawn, in the order of the designs' entering.
fn drawn() -> Result<Vec<&'static Sample>, Failure> {
    let mut samples = Vec::new();
    for (_, act) in acts() {
        if let Act::Enter { round, entry } = act {
            samples.push(art::SAMPLES.get(entry_of(round, entry)?.sample).ok_or(MISSING)?);
        }
    }
    Ok(samples)
}

fn plan(round: usize) -> Result<&'static RoundPlan, Failure> {
    Ok(ROUNDS.get(round).ok_or(MISSING)?)
}

fn entry_of(round: usize, entry: usize) -> Result<&'static Entry, Failure> {
    Ok(plan(round)?.entries.get(entry).ok_or(MISSING)?)
}
