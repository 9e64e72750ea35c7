//! Identifiers: one `UUIDv7` newtype per thing, so that no two kinds can be confused.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            pub const fn uuid(self) -> Uuid {
                self.0
            }

            pub const fn bytes(self) -> [u8; 16] {
                *self.0.as_bytes()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )*};
}

ids! {
    /// A person: designer, member, buyer, moderator and admin are one account's roles in different places.
    AccountId,
    TokenId,
    ContestId,
    RoundId,
    VariantId,
    DesignId,
    ArtworkId,
    ExposureId,
    BallotId,
    CampaignId,
    PreorderId,
    IntentId,
    AttemptId,
    RefundId,
    DisputeId,
    ShipmentId,
    RunId,
    PrizeId,
    FundingId,
    PayoutId,
    EntryId,
    MovementId,
    JobId,
    EventId,
    NoticeId,
    AuditId,
    InspectionId,
    FindingId,
    AppealId,
}
