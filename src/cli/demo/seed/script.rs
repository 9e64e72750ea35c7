//! What the samples are and when each thing of them happens, in hours before the demo is first started.

/// A round, by hours before the end (negative: still to come).
pub(super) struct RoundPlan {
    pub(super) title: &'static str,
    pub(super) brief: &'static str,
    pub(super) product: ProductPlan,
    /// Submissions open, and the round with them.
    pub(super) opens: i64,
    pub(super) scoring: i64,
    pub(super) ends: i64,
    /// One for each place, in minor units.
    pub(super) prizes: &'static [i64],
    pub(super) campaigns_max: u32,
    pub(super) sale: SaleTerms,
    pub(super) entries: &'static [Entry],
    /// How many of the members score.
    pub(super) voters: usize,
    pub(super) fate: Fate,
}

pub(super) struct ProductPlan {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) sizes: &'static [&'static str],
    pub(super) colours: &'static [&'static str],
    pub(super) price_minor: i64,
}

pub(super) struct SaleTerms {
    pub(super) threshold: u32,
    pub(super) cap: Option<u32>,
    pub(super) on_threshold: bool,
    pub(super) hours: u32,
}

/// A design of a round: which sample, whose, how much it pleases (0 to 5 in tenths), and how far it gets.
pub(super) struct Entry {
    pub(super) sample: usize,
    pub(super) designer: usize,
    pub(super) appeal_tenths: i64,
    pub(super) progress: Progress,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    Drafted,
    Submitted,
    Refused,
    Cleared,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Never opened.
    Draft,
    /// Whatever the clock makes of it.
    Running,
    Closed {
        at: i64,
    },
    Cancelled {
        at: i64,
    },
}

const fn cleared(sample: usize, designer: usize, appeal_tenths: i64) -> Entry {
    Entry { sample, designer, appeal_tenths, progress: Progress::Cleared }
}

const TEE: ProductPlan = ProductPlan {
    name: "Heavy cotton T-shirt",
    description: "Organic cotton, 220 g, screen-printed in up to eight colours.",
    sizes: &["S", "M", "L"],
    colours: &["Chalk", "Ink"],
    price_minor: 2_900,
};

const TOTE: ProductPlan = ProductPlan {
    name: "Canvas tote",
    description: "Long handles, a flat bottom, printed on one side.",
    sizes: &["One size"],
    colours: &["Natural", "Black"],
    price_minor: 1_800,
};

const POSTER: ProductPlan = ProductPlan {
    name: "Poster 50 x 70",
    description: "Giclee print on 200 g matt paper, rolled.",
    sizes: &["50 x 70 cm"],
    colours: &["Matt"],
    price_minor: 2_400,
};

const DAYS: i64 = 24;

pub(super) const ROUNDS: &[RoundPlan] = &[
    RoundPlan {
        title: "Salt and sun",
        brief: "Draw the week you would rather be having. The shirt ships in summer.",
        product: TEE,
        opens: 70 * DAYS,
        scoring: 62 * DAYS,
        ends: 55 * DAYS,
        prizes: &[50_000, 20_000, 10_000],
        campaigns_max: 5,
        sale: SaleTerms { threshold: 12, cap: Some(60), on_threshold: false, hours: 240 },
        entries: &[
            cleared(0, 0, 45),
            cleared(1, 1, 41),
            cleared(4, 2, 37),
            cleared(7, 3, 33),
            cleared(10, 4, 29),
            cleared(23, 5, 22),
            cleared(30, 6, 17),
            cleared(29, 7, 12),
        ],
        voters: 30,
        fate: Fate::Closed { at: 54 * DAYS },
    },
    RoundPlan {
        title: "Night colours",
        brief: "Light against dark: what is only beautiful after sunset.",
        product: TEE,
        opens: 48 * DAYS,
        scoring: 38 * DAYS,
        ends: 31 * DAYS,
        prizes: &[40_000, 15_000],
        campaigns_max: 3,
        sale: SaleTerms { threshold: 12, cap: Some(40), on_threshold: false, hours: 168 },
        entries: &[
            cleared(6, 1, 44),
            cleared(17, 4, 40),
            cleared(19, 2, 35),
            cleared(14, 6, 26),
            cleared(28, 0, 19),
        ],
        voters: 20,
        fate: Fate::Closed { at: 30 * DAYS },
    },
    RoundPlan {
        title: "Small drops: paper",
        brief: "Posters in short runs. The sale closes the moment enough of them are ordered.",
        product: POSTER,
        opens: 30 * DAYS,
        scoring: 22 * DAYS,
        ends: 16 * DAYS,
        prizes: &[25_000],
        campaigns_max: 2,
        sale: SaleTerms { threshold: 8, cap: Some(20), on_threshold: true, hours: 336 },
        entries: &[cleared(9, 5, 43), cleared(11, 7, 36), cleared(22, 3, 30), cleared(20, 2, 21)],
        voters: 15,
        fate: Fate::Closed { at: 15 * DAYS },
    },
    RoundPlan {
        title: "Creatures of habit",
        brief: "Animals with routines. No humans, no logos.",
        product: TEE,
        opens: 19 * DAYS,
        scoring: 10 * DAYS,
        ends: DAYS,
        prizes: &[40_000, 15_000],
        campaigns_max: 2,
        sale: SaleTerms { threshold: 12, cap: None, on_threshold: false, hours: 240 },
        entries: &[
            cleared(2, 3, 42),
            cleared(8, 6, 38),
            cleared(12, 0, 34),
            cleared(27, 5, 25),
            Entry { sample: 25, designer: 1, appeal_tenths: 0, progress: Progress::Refused },
        ],
        voters: 20,
        fate: Fate::Running,
    },
    RoundPlan {
        title: "Formula and leaf",
        brief: "Drawings that a rule could have made, or a gardener.",
        product: TOTE,
        opens: 12 * DAYS,
        scoring: 3 * DAYS,
        ends: -4 * DAYS,
        prizes: &[30_000],
        campaigns_max: 2,
        sale: SaleTerms { threshold: 15, cap: None, on_threshold: false, hours: 240 },
        entries: &[
            cleared(3, 1, 40),
            cleared(5, 2, 37),
            cleared(15, 4, 33),
            cleared(16, 7, 30),
            cleared(26, 6, 24),
        ],
        voters: 12,
        fate: Fate::Running,
    },
    RoundPlan {
        title: "After the rain",
        brief: "Wet streets, late blossom, mushrooms. Colours that come back.",
        product: TOTE,
        opens: 5 * DAYS,
        scoring: -9 * DAYS,
        ends: -16 * DAYS,
        prizes: &[30_000],
        campaigns_max: 2,
        sale: SaleTerms { threshold: 15, cap: None, on_threshold: false, hours: 240 },
        entries: &[
            cleared(13, 4, 30),
            Entry { sample: 18, designer: 6, appeal_tenths: 30, progress: Progress::Submitted },
            Entry { sample: 21, designer: 3, appeal_tenths: 30, progress: Progress::Drafted },
        ],
        voters: 0,
        fate: Fate::Running,
    },
    RoundPlan {
        title: "Old maps",
        brief: "Places that never were. Cancelled: the printer could not hold the date.",
        product: POSTER,
        opens: 26 * DAYS,
        scoring: 12 * DAYS,
        ends: 5 * DAYS,
        prizes: &[20_000],
        campaigns_max: 1,
        sale: SaleTerms { threshold: 20, cap: None, on_threshold: false, hours: 240 },
        entries: &[cleared(24, 7, 30)],
        voters: 0,
        fate: Fate::Cancelled { at: 14 * DAYS },
    },
    RoundPlan {
        title: "Winter letters",
        brief: "Not open yet: the admins are still writing its rules.",
        product: TEE,
        opens: -14 * DAYS,
        scoring: -28 * DAYS,
        ends: -35 * DAYS,
        prizes: &[40_000],
        campaigns_max: 2,
        sale: SaleTerms { threshold: 20, cap: None, on_threshold: false, hours: 240 },
        entries: &[],
        voters: 0,
        fate: Fate::Draft,
    },
];

/// The sale of one closed round's place.
pub(super) struct SalePlan {
    pub(super) round: usize,
    /// 0 for the best.
    pub(super) rank: usize,
    pub(super) opens: i64,
    pub(super) orders: &'static [Orders],
    pub(super) events: &'static [(i64, Event)],
}

/// Several orders of one unit each, with the same kind of card.
pub(super) struct Orders {
    pub(super) count: usize,
    pub(super) card: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    StartRun,
    /// Prints and ships so many more parcels.
    Ship(usize),
    /// Everything shipped has arrived.
    Deliver,
    RefundAll,
}

/// Test cards of the sandbox: paid at once; without money when charged; asking the buyer when saved and when charged.
pub(super) const PAYS: &str = "4242424242424242";
pub(super) const HAS_NO_MONEY: &str = "4000000000009995";
pub(super) const ASKS: &str = "4000002760003184";

const fn good(count: usize) -> Orders {
    Orders { count, card: PAYS }
}

const fn empty(count: usize) -> Orders {
    Orders { count, card: HAS_NO_MONEY }
}

const fn asking(count: usize) -> Orders {
    Orders { count, card: ASKS }
}

pub(super) const SALES: &[SalePlan] = &[
    // Fulfilled.
    SalePlan {
        round: 0,
        rank: 0,
        opens: 53 * DAYS,
        orders: &[good(15)],
        events: &[
            (41 * DAYS, Event::StartRun),
            (38 * DAYS, Event::Ship(9)),
            (36 * DAYS, Event::Ship(6)),
            (32 * DAYS, Event::Deliver),
        ],
    },
    // In production, one order dropped after its grace, some parcels under way.
    SalePlan {
        round: 0,
        rank: 1,
        opens: 28 * DAYS,
        orders: &[good(7), empty(1), good(6)],
        events: &[(9 * DAYS, Event::StartRun), (5 * DAYS, Event::Ship(6)), (3 * DAYS, Event::Ship(2))],
    },
    // Funded, nothing made yet.
    SalePlan { round: 0, rank: 2, opens: 14 * DAYS, orders: &[good(13)], events: &[] },
    // Failed.
    SalePlan { round: 0, rank: 3, opens: 52 * DAYS, orders: &[good(5)], events: &[] },
    // Short after the grace, and refunded.
    SalePlan {
        round: 0,
        rank: 4,
        opens: 50 * DAYS,
        orders: &[good(5), empty(4), good(5)],
        events: &[(31 * DAYS, Event::RefundAll)],
    },
    // Open, one unit below its threshold.
    SalePlan { round: 1, rank: 0, opens: 4 * DAYS, orders: &[good(11)], events: &[] },
    // Settling: one card without money, one that waits for its bank.
    SalePlan {
        round: 1,
        rank: 1,
        opens: 9 * DAYS,
        orders: &[good(9), empty(1), asking(1), good(3)],
        events: &[],
    },
    // Short.
    SalePlan { round: 1, rank: 2, opens: 20 * DAYS, orders: &[good(5), empty(4), good(4)], events: &[] },
    // Open until the threshold, one unit below it.
    SalePlan { round: 2, rank: 0, opens: 6 * DAYS, orders: &[good(7)], events: &[] },
];

/// Rounds whose prizes are paid or under way: when their winners have accounts at the provider, and who approved.
pub(super) const PRIZES: &[PrizePlan] = &[
    PrizePlan { round: 0, approved_at: 51 * DAYS, by_both: true },
    PrizePlan { round: 1, approved_at: 27 * DAYS, by_both: false },
];

pub(super) struct PrizePlan {
    pub(super) round: usize,
    pub(super) approved_at: i64,
    /// Else the first admin only.
    pub(super) by_both: bool,
}

/// The round that takes designs, for the walk.
pub(super) const TAKES_DESIGNS: usize = 5;
/// The round that is being scored.
pub(super) const IS_SCORED: usize = 4;
/// The round that waits for its closing.
pub(super) const IS_JUDGED: usize = 3;
/// The sample that nobody has uploaded.
pub(super) const UNUSED_SAMPLE: usize = 31;

/// Sales of the walk: one unit below a threshold that decides at once; settling; ready to be made.
pub(super) const IS_ONE_SHORT: usize = 8;
pub(super) const IS_SETTLING: usize = 6;
pub(super) const IS_FUNDED: usize = 2;
/// The place of the sale's order whose card asks: its buyer is the member of the walk.
pub(super) const ASKING_ORDER: usize = 10;
