round-state-draft = Draft
round-state-submissions = Takes designs
round-state-scoring = Being scored
round-state-judging = Being judged
round-state-closed = Closed
round-state-cancelled = Cancelled

round-now = What you can do now
round-now-draft = This round is a draft. Only admins see it.
round-now-announced = This round is announced. Designs are taken from
round-now-submit = Designs are taken until
round-now-score = Scores are taken until
round-now-moving = This window is over. The round moves on in a moment.
round-now-judging = Scoring is over. The result is published here when the round is closed.
round-now-closed = The round is closed:
round-now-cancelled = The round was cancelled:
round-submit = Submit a design
round-submit-sign-in = Sign in to submit a design
round-sign-up = or make an account
round-score = Score the designs
round-score-sign-in = Sign in to score the designs
round-results = The results
round-read-rules = Read the rules
round-confirm-mail = Confirm your mail address first.
round-my-account = Your account
round-joined-late = Only members who joined before the round opened may score in it. The next round is open to you.
round-full = { $count ->
    [one] You have a design in this round, the most there can be.
   *[other] You have { $count } designs in this round, the most there can be.
}
round-my-designs = Your designs

round-brief = The brief
round-dates = Dates
round-submissions = Designs
round-scoring = Scores
round-extended = extended once, because a design had too few scores
round-to = to
round-after = Then
round-after-text = { $count ->
    [0] Places are published. No design goes on sale.
    [one] Places are published, and the best design goes on sale.
   *[other] Places are published, and the best { $count } designs go on sale.
}
round-sales = Sales from this round
round-designs = Designs
round-designs-hint = In the order in which they came. What people think of them is not shown before the round is closed.
round-designs-closed = In the order in which they came. Their places:
round-no-designs = No design is shown yet.

round-prizes = Prizes
round-no-prizes = There are no prizes of money in this round.
round-place = Place
round-prize = Prize
round-prizes-total = Together
round-funding-top_up = { $amount } lies ready at the payment provider for this round alone.
round-funding-bank = { $amount } lies in a bank for this round; a second person has seen it there.
round-funding-free_money = { $amount } is set apart for this round out of the organiser’s own money.
round-royalty = Besides prizes, designers get { $rate } of what is sold of their design.

round-print = Artwork needs at least { $width } by { $height } pixels.
round-variants = Sizes, colours and prices
round-size = Size
round-colour = Colour
round-price = Price
round-shipping = Shipping
round-country = To
round-fee = For one order
round-tax-none = No tax is charged.
round-tax-included = Prices and shipping include { $rate } tax.
round-tax-added = { $rate } tax is added to prices and shipping.

round-gate = When is it made?
round-gate-threshold = { $count ->
    [one] A design is made if one unit of it is committed.
   *[other] A design is made if { $count } units of it are committed.
}
round-gate-deadline = That is decided { $length } after its sale opens, and not before.
round-gate-early = That is decided as soon as it is reached, at the latest { $length } after its sale opens.
round-gate-few = Too few: every saved card is forgotten and nobody pays anything.
round-gate-enough = Enough: everybody is told the exact amount, and charged { $notice } later at the earliest. A card that fails can be put right for { $grace }.
round-gate-cap = { $count ->
    [one] One unit is sold at most.
   *[other] { $count } units are sold at most.
}
round-gate-no-cap = As many are sold as are wanted.
round-gate-buyer = { $count ->
    [one] One for each buyer.
   *[other] Up to { $count } for each buyer.
}
round-gate-no-buyer = Each buyer may order any number.

round-rules-version = The rules, version { $version }
round-rules-of = Rules of { $round }
round-rules-lead = Everything that decides in this round. A machine reads the same document; its digest proves that nothing was changed.
round-rules-number = Version
round-rules-digest = SHA-256 of the rules
round-rules-final = Final
round-rules-frozen = since
round-rules-open = Not yet: they become final with the first score or order. What you accepted is what counts for you.
round-rules-check = To check it
round-rules-document = The document as it is hashed
round-rules-accept = Accept these rules and submit a design
