//! What attackers do: whom they push, by which way they come, and what they answer elsewhere.

use crate::domain::state::states;

states! {
    /// A way to buy places, or none.
    pub(super) Attack {
        None = "none",
        /// Nobody attacks, but everybody sees the totals so far: what blindness is for.
        Herding = "none, totals visible",
        LinkOnly = "link, target alone",
        Link = "link, honest filler",
        QueueZeros = "queue, zeros elsewhere",
        QueueRandom = "queue, random filler",
        QueueHonest = "queue, honest filler",
        Catalogue = "queue, whole catalogue",
        Rivals = "queue, zeros for rivals",
        RingLink = "ring of ten, link",
        RingQueue = "ring of ten, queue",
        StraightLine = "straight lines",
        Reversal = "last-hour reversals",
        LateClearance = "late, 100 accounts wait",
    }
}

/// Designs of a ring, each with its owner among the attackers.
pub(super) const RING_DESIGNS: usize = 10;
/// Designs just as good or better that are given zeros.
pub(super) const RIVALS: usize = 19;
/// Who waits for a design that is cleared late.
pub(super) const WAITING_ACCOUNTS: usize = 100;
/// How many turns each takes then.
pub(super) const WAITING_TURNS: usize = 10;
/// Queue turns of somebody who came by a link: enough to count.
pub(super) const FILLER_TURNS: usize = 14;

impl Attack {
    /// Whether it is tried at several shares of the voters.
    pub(super) const fn has_share(self) -> bool {
        !matches!(self, Self::None | Self::Herding | Self::LateClearance)
    }

    /// Whether its target is scored from a page or a link, which the product does not let anybody do.
    pub(super) const fn is_by_link(self) -> bool {
        matches!(self, Self::LinkOnly | Self::Link | Self::RingLink)
    }

    pub(super) const fn is_ring(self) -> bool {
        matches!(self, Self::RingLink | Self::RingQueue)
    }

    /// Whether the bound on what a share of the voters can do holds for it: through the queue, with equal effort.
    pub(super) const fn is_bounded(self) -> bool {
        matches!(self, Self::QueueRandom | Self::QueueHonest | Self::RingQueue)
    }

    /// How many designs an attacker looks at in the queue, of a round where `usual` are usual.
    pub(super) fn turns(self, usual: usize, designs: usize) -> usize {
        match self {
            Self::None | Self::Herding | Self::LinkOnly => 0,
            Self::Link | Self::RingLink => FILLER_TURNS.min(designs),
            Self::QueueZeros
            | Self::QueueRandom
            | Self::QueueHonest
            | Self::Rivals
            | Self::RingQueue
            | Self::StraightLine
            | Self::Reversal => usual,
            Self::Catalogue => designs,
            Self::LateClearance => WAITING_TURNS,
        }
    }
}
