rules-part-cooperation = Between you and us
rules-part-who = Who may take part
rules-part-scoring = How designs are scored
rules-part-sale = How sales are decided
rules-designs = { $count ->
    [one] One design of each designer can be in the round.
   *[other] Up to { $count } designs of each designer can be in the round.
}
rules-joined-before = Everybody with a confirmed mail address may score who joined before the round opened.
rules-joined-any = Everybody with a confirmed mail address may score.
rules-submissions = Designs are taken from
rules-scoring = Scores are taken from
rules-product = What is made: { $name }
rules-sku = Number
rules-currency = All prices, fees and prizes are in { $code }.
rules-shipping = The fee is for one order, however much is in it. We ship to no other country.
rules-prizes = Each prize goes to the design that has its place when the round is closed, and is split by its makers’ shares. A place that nobody has keeps its prize with the organiser. All of it was funded before the round opened.
rules-royalty = Designers get { $rate } of the net sales of their design, split by their shares, once a parcel is sent.
rules-blind = Scores are given blind: no sums are shown, and the service decides the order. The design that was seen least comes first.
rules-masked = Who made a design is shown only when the round is closed; until then its designers and the moderators alone know.
rules-own = Nobody scores a design that they had a part in. A design’s own page never takes a score.
rules-points = A score of 0 to 5 weighs { $weight }%, the answer “I’d buy it” { $flag }%. Each step of the score brings { $star } of the most there can be.
rules-prior = Each design’s average is taken together with { $count } ballots at the average of the round, so that few ballots do not decide by luck.
rules-extension = If one has fewer when the window ends, scoring goes on once, for everybody and { $length } longer; a design that still has too few then gets no place.
rules-extended = This has happened: scores are taken until { $until }.
rules-scores-min = { $count ->
    [one] A design needs one counted ballot for a place.
   *[other] A design needs { $count } counted ballots for a place.
}
rules-count-from = { $count ->
    [one] A member’s ballots count from the first one.
   *[other] A member’s ballots count once there are { $count } of them, or half of what the member may score if that is fewer.
}
rules-counted-max = Of one member, the first { $count } ballots count.
rules-skips = A member may skip { $count } designs, and one more for each score given.
rules-change = A score can be changed until the window ends; the last one counts.
rules-ties = Equal points: more “I’d buy it” goes first, then more ballots, then a lot that is drawn from the sum of all ballots, which nobody can know before the end.
rules-bound = Votes that are bought do little here: because everybody gets designs from the same queue, one voter in a hundred can move a design by about two thirds of a point of a hundred, and by one point at the very most. And in the end only orders make a product.
rules-campaigns = { $count ->
    [0] No design goes on sale from this round.
    [one] The best design gets a sale.
   *[other] The best { $count } designs get a sale each.
}
rules-last-call = At the end of a sale nothing new starts. Whoever is at the card page then may finish for { $length }.
rules-short = If so many cards fail that the money is too little after all, the organiser has { $length } to pay the rest or to give everybody their money back. If nothing is done, everybody gets it back.
rules-part-integrity = Which ballots are looked at
rules-integrity = Every night and at the end, programs look for bought, swapped and automatic ballots. What they doubt is set aside, never deleted, until a moderator confirms or restores it; the reasons and the result with and without are published. They look for:
rules-detector-straight_line = One score for nearly everything: of { $ballots } ballots or more, { $percent }% with the same score.
rules-detector-zero_bomb = Zeros for all but a favourite: of { $ballots } ballots or more, { $percent }% zeros and at most { $favourites } high scores.
rules-detector-same_mark = Extreme ballots from one network or device: { $ballots } or more for one design, where chance gives that less than once in 10 to the power of { $exponent }.
rules-detector-cohort_gap = A group that judges far otherwise: newcomers, visitors by a share link or voters in the last { $percent }% of the time who put a design { $points } points of 500 and { $errors } standard errors away from the rest.
rules-detector-alike = Accounts that move together: { $voters } or more that agree on { $percent }% of at least { $common } designs, { $deviations } deviations above chance.
rules-detector-fans = Fans of one design: { $fans } or more whose one highest answer is for it, where chance gives that less than once in 10 to the power of { $exponent }.
rules-detector-swap = Designers who give one another fives: { $mutual } or more, where chance gives that less than once in 10 to the power of { $exponent }.
rules-detector-burst = Too many ballots in one hour: { $ballots } or more for one design, where chance gives that less than once in 10 to the power of { $exponent }.
rules-detector-reversal = Scores turned round at the end: { $changes } or more moved by { $points } points in the last { $percent } of the time. What was said before counts.
rules-detector-skim = Clicking without looking: more than { $skips } skips for each score and { $more } more, or answers below { $milliseconds } milliseconds, { $run } in a row, { $runs } times.
rules-appeal = A designer can appeal against a confirmed finding within { $length }, counted from the end of scoring at the earliest; the round is not closed before.
