result-of = Results of { $round }
result-closed = Closed
result-ballots = { $count ->
    [0] Nobody scored.
    [one] One ballot
   *[other] { $count } ballots
} { $count ->
    [0] {""}
   *[other] { $designs ->
        [one] on one design.
       *[other] on { $designs } designs.
    }
}
result-place = Place { $place }
result-prize-free = Nobody has this place. Its prize stays with the organiser.
result-standings = All places
result-none = There was no design in this round.
result-unranked = Without a place
result-points = points
result-counted = { $count ->
    [one] one ballot,
   *[other] { $count } ballots,
} { $buys ->
    [0] nobody would buy it
    [one] one would buy it
   *[other] { $buys } would buy it
}
result-interval = 95% interval: { $low } to { $high }
result-too-few = Without a place: { $counted ->
    [0] no ballot counts for it,
    [one] one ballot counts for it,
   *[other] { $counted } ballots count for it,
} and a place needs { $needed }.
result-tie-would-buys = As many points as the next one; more people would buy it.
result-tie-ballots = As many points as the next one and as many who would buy it; more ballots.
result-tie-lot = Equal with the next one in everything; the lot put it first.
result-prize = Prize { $amount }
result-sale = Its sale
result-sale-to-come = Goes on sale
result-how = How places come about
result-how-points = Points are of a hundred: the score weighs { $weight }%, “I’d buy it” the rest, averaged together with { $prior } ballots at the round’s average. The number that you see is the number that decides.
result-how-interval = The bar shows where a design’s points would lie in 95 of 100 rounds like this one. Where bars overlap, the order could well have been another; that is why several designs go on sale. It decides nothing.
result-by-lot = { $count ->
    [0] The lot decided nothing in this round.
   *[other] In this round it decided between { $count } designs.
}
result-digest = SHA-256 of the result
result-check = Check it yourself
result-document = The result as it is hashed
result-overlaps = Its range overlaps the next place’s: the order could well have been another.
result-corrected = Corrected for harsh and soft scorers: { $points } points. Decides nothing.
result-with-all = With every ballot: place { $place }, { $points } points, { $count } ballots.
result-with-all-unplaced = With every ballot: no place, { $points } points, { $count } ballots.
result-aside = Ballots set aside
result-aside-none = No ballot was set aside.
result-aside-lead = These ballots are in the ballot box with their reasons and count for no place. A moderator confirmed each of them, and designers could appeal.
result-aside-both = Where a design would stand otherwise with every ballot, its line says so.
