desk-menu = Desk
desk-overview = Overview
desk-designs = Designs
desk-rounds = Rounds
desk-campaigns = Campaigns
desk-runs = Production
desk-payouts = Payouts
desk-people = People
desk-audit = Audit
desk-ledger = Ledger
desk-jobs = Jobs

desk-title = What waits
desk-waiting = Each number leads to what it counts.
desk-idle = Nothing waits for you.
desk-leave = Leave it as it is
desk-percent = { $value } %
desk-all = All
desk-by-state = By state
desk-state = State

desk-work-designs = Designs to look at
desk-work-close = Rounds to close
desk-work-drafts = Rounds in draft
desk-work-fundings = Prize money to confirm
desk-work-sales = Sales to open
desk-work-short = Sales that fell short
desk-work-produce = Sales to produce
desk-work-payouts = Payouts to approve
desk-work-jobs = Failed jobs

desk-role-member = Member
desk-role-moderator = Moderator
desk-role-admin = Admin

desk-design-draft = Draft
desk-design-submitted = Waits for a moderator
desk-design-cleared = In the round
desk-design-ranked = Ranked
desk-design-refused = Refused
desk-design-withdrawn = Withdrawn
desk-design-taken-down = Taken down

desk-round-draft = Draft
desk-round-submissions = Takes designs
desk-round-scoring = Is scored
desk-round-judging = To be closed
desk-round-closed = Closed
desk-round-cancelled = Cancelled

desk-new-contest = Make a contest
desk-contest-why = A contest is a standing programme, as “Winter tees”. Its rounds are made next.
desk-contest-name = Title
desk-contest-description = Description
desk-contest-make = Make the contest
done-contest-made = The contest is made. This is the form of its first round.

desk-new-round = Make a round
desk-all-rounds = All rounds
desk-rounds-empty = There is no such round yet.
desk-round = Round
desk-submissions = Submissions from
desk-scoring = Scoring from
desk-scoring-ends = Scoring until
desk-back-to-round = Back to the round
desk-now = What can be done now
desk-next-draft = Nobody but admins sees the draft. Its prizes have to be funded before it is opened.
desk-next-submissions = Designers hand in. Scoring opens by itself when its window begins.
desk-next-scoring = Members score. The round waits for you when its window is over.
desk-next-judging = Scoring is over. Look at the preview, then close the round.
desk-open = Open it
desk-close = Preview and close
desk-fund = Fund the prizes
desk-edit = Edit the draft
desk-like = Make another like this
desk-cancel = Cancel it
desk-results = Results
desk-sales = Sales
desk-public = The round's page
desk-designs-wait = { $count ->
    [one] { $count } design waits
   *[other] { $count } designs wait
}
desk-cancelled-because = It was cancelled:
desk-dates = Dates
desk-submissions-open = Submissions open
desk-scoring-open = Submissions end, scoring opens
desk-scoring-close = Scoring ends
desk-closed-at = Closed
desk-cancelled-at = Cancelled
desk-held = Designs and ballots
desk-ballots = Ballots
desk-ballots-hint = What the ballots say stays closed until scoring is over.
desk-prizes = Prizes
desk-no-prizes = This round has no prizes.
desk-needed = Needed
desk-funded = Set apart
desk-missing = Not asked for yet
desk-funding-more = Where the money comes from
desk-rules = Rules
desk-rules-version = Version
desk-rules-digest = SHA-256
desk-rules-frozen = Final since
desk-rules-not-frozen = Not final yet: they are with the first ballot
desk-rules-read = Read the rules
desk-product = Product
desk-product-is = { $name }, { $count ->
    [one] { $count } variant
   *[other] { $count } variants
}
desk-gate = Sale
desk-gate-is = { $sales ->
    [one] The best design goes on sale; { $units } units decide
   *[other] The best { $sales } designs go on sale; { $units } units decide on each
}
desk-result-digest = SHA-256 of the result

desk-open-title = Open “{ $round }”?
desk-open-what = Opening does this
desk-open-public = Everybody can see the round and its rules.
desk-open-window = Designers hand in from { $from } to { $to }.
desk-open-frozen = Version { $version } of the rules is what designers accept. From now on nobody can change it.
desk-open-prizes = { $count ->
    [0] There are no prizes.
    [one] One prize is promised, of { $total }; the money is set apart.
   *[other] { $count } prizes are promised, { $total } in all; the money is set apart.
}
desk-open-digest = SHA-256 of the rules:
desk-open-yes = Open the round
done-round-opened = The round is open.

desk-cancel-title = Cancel “{ $round }”?
desk-cancel-what = Cancelling does this
desk-cancel-designs = { $count ->
    [0] No design was handed in.
    [one] One design loses its round; its designer is told why.
   *[other] { $count } designs lose their round; their designers are told why.
}
desk-cancel-ballots = { $count ->
    [0] No ballot was given.
    [one] One ballot counts for nothing.
   *[other] { $count } ballots count for nothing.
}
desk-cancel-money = { $total } of prize money goes back to the organiser.
desk-cancel-final = A cancelled round cannot be opened again.
desk-cancel-reason = Why
desk-cancel-hint = Everybody who took part reads this.
desk-cancel-yes = Cancel the round
done-round-cancelled = The round is cancelled, and its designers are told.

desk-funding-title = Prize money
desk-funding-of = Prize money of “{ $round }”
desk-funding-none = No money was asked for yet.
desk-funding-requests = What was asked for
desk-funding-how = From where
desk-funding-amount = Amount
desk-funding-who = Who
desk-funding-bank = Bank
desk-funding-top-up = Top-up at the payment provider
desk-funding-asked-by = asked by { $name }
desk-funding-confirmed-by = confirmed by { $name }
desk-funding-requested = Asked for
desk-funding-sending = On its way
desk-funding-funded = Set apart
desk-funding-refused = Did not come
desk-funding-moving = The payment provider is being asked. This takes a moment.
desk-funding-ask = Bring { $total }
desk-funding-asked = Top-up of { $total }
desk-funding-top-up-why = Top up the balance at the payment provider now
desk-funding-bank-why = Set money in the bank apart; a second admin confirms that it is there
desk-funding-choose = choose one of the two ways
desk-funding-announced = Reference of the bank transfer
desk-funding-announced-hint = Only for money in the bank. If you name it, the confirming admin must find the same one on the statement.
desk-funding-ask-yes = Ask for the money
desk-funding-confirm = { $total } in the bank
desk-funding-confirm-why = { $name } asked for this. Look at the bank's statement: is the money there, and under which reference?
desk-funding-second = You asked for this yourself, so another admin has to confirm it: { $names }.
desk-funding-no-second = You asked for this yourself, so another admin has to confirm it, and there is none yet. Make somebody an admin:
desk-funding-reference = Reference on the statement
desk-funding-confirm-yes = The money is there
desk-funding-reason = Reason to take the request back
desk-funding-take-back = Take it back
done-funding-asked = The money is asked for.
done-funding-confirmed = The money is set apart.
done-funding-taken-back = The request is taken back.

desk-close-title = Close “{ $round }”: preview
desk-close-lead = This is what closing now makes final. Nobody else sees it before.
desk-close-ranked = Designs with a place
desk-close-unranked = Designs without one
desk-close-sales = Sales that follow
desk-close-nobody = No design has a place: each needs { $count } counted ballots. Closing gives every prize back to the organiser and opens no sale.
desk-close-nobody-has = Nobody: the money goes back to the organiser
desk-close-ranking = Ranking
desk-close-empty = No design is in the round.
desk-close-on-sale = Goes on sale
desk-close-lot = By lot
desk-close-lot-why = { $count } designs are equal in points, in “I'd buy it” and in ballots with another one; the lot decides between them.
desk-close-on = Go on to close it
desk-close-back = Back to the preview
desk-close-ask = Close “{ $round }” for good?
desk-close-what = Closing does this
desk-close-does-rank = { $ranked } designs get a place, { $unranked } do not. The ranking is frozen and published.
desk-close-does-award = { $count ->
    [0] No prize is given.
    [one] One prize is given: { $total } is owed to the people of that design.
   *[other] { $count } prizes are given: { $total } is owed to the people of those designs.
}
desk-close-does-return = { $total } goes back to the organiser, since nobody has those places.
desk-close-does-sales = { $count ->
    [0] No design goes on sale.
    [one] One sale is made as a draft; you open it when you are ready.
   *[other] { $count } sales are made as drafts; you open each when you are ready.
}
desk-close-final = All designers are told. None of this can be taken back.
desk-close-yes = Close the round
done-round-closed = The round is closed, and its results are published.
desk-place = Place
desk-no-place = none
desk-design = Design
desk-points = Points of 100
desk-counted = Ballots
desk-would-buy = Would buy
