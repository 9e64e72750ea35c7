//! What has to happen later or outside, as data: written in the transaction that caused it.

use serde::{Deserialize, Serialize};

use super::campaign;
use super::id::{
    AccountId, AttemptId, CampaignId, EventId, FundingId, InspectionId, IntentId, MovementId, NoticeId,
    PayoutId, PreorderId, RefundId, RoundId,
};

/// The kind of all jobs in [`Lane::Mail`].
pub const SEND_MAIL: &str = "send_mail";

/// Jobs of one lane never wait for those of another: a mail server that hangs holds up mail alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    Main,
    Mail,
}

impl Lane {
    pub const ALL: [Self; 2] = [Self::Main, Self::Mail];
}

/// One job has one effect. Old payloads must still parse: add variants, never rename.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// Make the provider's card page for a started pre-order, if its buyer's own request died.
    OpenSession {
        preorder: PreorderId,
    },
    /// See whether a card was saved.
    ReadSession {
        preorder: PreorderId,
    },
    /// End a card page that must not be finished any more.
    ExpireSession {
        preorder: PreorderId,
    },
    /// Read a card page that its order does not know, and have a card forgotten that was saved there for nobody.
    ForgetPage {
        preorder: PreorderId,
        session: String,
    },
    /// Make the provider forget a saved card.
    Detach {
        method: String,
    },
    /// Tell every committed buyer what will be charged and when, and plan the charges; one batch at a time.
    AnnounceCharges {
        campaign: CampaignId,
        /// The last order of the batch before.
        #[serde(default)]
        after: Option<PreorderId>,
    },
    /// Let every live pre-order of a campaign go; one batch at a time.
    Release {
        campaign: CampaignId,
        /// The last order of the batch before.
        #[serde(default)]
        after: Option<PreorderId>,
    },
    /// Tell everybody who is in a sale what became of it; one batch at a time.
    TellBuyers {
        campaign: CampaignId,
        notice: campaign::Notice,
        #[serde(default)]
        after: Option<PreorderId>,
    },
    /// Tell every member who scored that scoring goes on; one batch at a time.
    TellScorers {
        round: RoundId,
        /// The last member of the batch before.
        #[serde(default)]
        after: Option<AccountId>,
    },
    /// Put an attempt on record for a pre-order whose turn has come.
    Charge {
        preorder: PreorderId,
    },
    CreateIntent {
        intent: IntentId,
    },
    ConfirmIntent {
        attempt: AttemptId,
    },
    /// Learn what became of an attempt whose answer was lost.
    ReadIntent {
        attempt: AttemptId,
    },
    CancelIntent {
        intent: IntentId,
    },
    SendRefund {
        refund: RefundId,
    },
    ReadRefund {
        refund: RefundId,
    },
    /// Take in refunds of a charge that were made in the provider's dashboard.
    ReadRefunds {
        intent: IntentId,
    },
    /// See what moved money at the provider that no row of ours knows.
    ReadOutside {
        movement: MovementId,
    },
    /// See what a webhook hinted at.
    ReadEvent {
        event: EventId,
    },
    SendPayout {
        payout: PayoutId,
    },
    ReadPayout {
        payout: PayoutId,
    },
    /// See whether a designer's account at the provider is complete.
    ReadPayee {
        account: AccountId,
    },
    /// Bring the prize money to the provider.
    TopUp {
        funding: FundingId,
    },
    /// Learn from the provider's book what became of a top-up whose answer says nothing.
    ReadTopUp {
        funding: FundingId,
    },
    SendMail {
        notice: NoticeId,
    },
    /// Look through a round's ballots.
    Inspect {
        inspection: InspectionId,
    },
}

impl Job {
    /// At most one unfinished job has this key, so that planning the same thing twice does nothing.
    pub fn unique_key(&self) -> String {
        match self {
            Self::OpenSession { preorder } => format!("open_session:{preorder}"),
            Self::ReadSession { preorder } => format!("read_session:{preorder}"),
            Self::ExpireSession { preorder } => format!("expire_session:{preorder}"),
            Self::ForgetPage { session, .. } => format!("forget_page:{session}"),
            Self::Detach { method } => format!("detach:{method}"),
            Self::AnnounceCharges { campaign, after } => batch("announce_charges", *campaign, *after),
            Self::Release { campaign, after } => batch("release", *campaign, *after),
            Self::TellBuyers { campaign, notice, after } => {
                batch(&format!("tell_buyers:{notice}"), *campaign, *after)
            }
            Self::TellScorers { round, after: None } => format!("tell_scorers:{round}"),
            Self::TellScorers { round, after: Some(after) } => format!("tell_scorers:{round}:{after}"),
            Self::Charge { preorder } => format!("charge:{preorder}"),
            Self::CreateIntent { intent } => format!("create_intent:{intent}"),
            Self::ConfirmIntent { attempt } => format!("confirm_intent:{attempt}"),
            Self::ReadIntent { attempt } => format!("read_intent:{attempt}"),
            Self::CancelIntent { intent } => format!("cancel_intent:{intent}"),
            Self::SendRefund { refund } => format!("send_refund:{refund}"),
            Self::ReadRefund { refund } => format!("read_refund:{refund}"),
            Self::ReadRefunds { intent } => format!("read_refunds:{intent}"),
            Self::ReadOutside { movement } => format!("read_outside:{movement}"),
            Self::ReadEvent { event } => format!("read_event:{event}"),
            Self::SendPayout { payout } => format!("send_payout:{payout}"),
            Self::ReadPayout { payout } => format!("read_payout:{payout}"),
            Self::ReadPayee { account } => format!("read_payee:{account}"),
            Self::TopUp { funding } => format!("top_up:{funding}"),
            Self::ReadTopUp { funding } => format!("read_top_up:{funding}"),
            Self::SendMail { notice } => format!("{SEND_MAIL}:{notice}"),
            Self::Inspect { inspection } => format!("inspect:{inspection}"),
        }
    }

    /// Its name in logs and in the table.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::OpenSession { .. } => "open_session",
            Self::ReadSession { .. } => "read_session",
            Self::ExpireSession { .. } => "expire_session",
            Self::ForgetPage { .. } => "forget_page",
            Self::Detach { .. } => "detach",
            Self::AnnounceCharges { .. } => "announce_charges",
            Self::Release { .. } => "release",
            Self::TellBuyers { .. } => "tell_buyers",
            Self::TellScorers { .. } => "tell_scorers",
            Self::Charge { .. } => "charge",
            Self::CreateIntent { .. } => "create_intent",
            Self::ConfirmIntent { .. } => "confirm_intent",
            Self::ReadIntent { .. } => "read_intent",
            Self::CancelIntent { .. } => "cancel_intent",
            Self::SendRefund { .. } => "send_refund",
            Self::ReadRefund { .. } => "read_refund",
            Self::ReadRefunds { .. } => "read_refunds",
            Self::ReadOutside { .. } => "read_outside",
            Self::ReadEvent { .. } => "read_event",
            Self::SendPayout { .. } => "send_payout",
            Self::ReadPayout { .. } => "read_payout",
            Self::ReadPayee { .. } => "read_payee",
            Self::TopUp { .. } => "top_up",
            Self::ReadTopUp { .. } => "read_top_up",
            Self::SendMail { .. } => SEND_MAIL,
            Self::Inspect { .. } => "inspect",
        }
    }
}

/// Each batch of a fan-out has a name of its own, so that it can plan the next one before it is done.
fn batch(kind: &str, campaign: CampaignId, after: Option<PreorderId>) -> String {
    match after {
        None => format!("{kind}:{campaign}"),
        Some(after) => format!("{kind}:{campaign}:{after}"),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_job_survives_being_written_down() {
        let job = Job::Charge { preorder: PreorderId::new(Uuid::from_u128(7)) };
        let text = serde_json::to_string(&job).unwrap();
        assert_eq!(text, r#"{"kind":"charge","preorder":"00000000-0000-0000-0000-000000000007"}"#);
        assert_eq!(serde_json::from_str::<Job>(&text).unwrap(), job);
        assert_eq!(job.unique_key(), "charge:00000000-0000-0000-0000-000000000007");
    }
}
