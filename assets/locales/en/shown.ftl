shown-picture = Artwork of “{ $title }”
shown-no-picture = No picture
shown-gate = { $count } of { $threshold } committed
shown-sale = { $product }, from { $from }
shown-left = Orders are taken for another
shown-round = { $product }. { $count ->
    [0] No prizes.
    [one] One prize.
   *[other] { $count } prizes.
}
shown-left-submissions = Designs are taken for another
shown-left-scoring = Scores are taken for another
sale-state-draft = Not open yet
sale-state-open = On sale
sale-state-settling = Greenlit, being charged
sale-state-short = Short of money
sale-state-funded = Greenlit and paid
sale-state-in_production = Being made
sale-state-fulfilled = Made and sent
sale-state-failed = Not enough wanted it
sale-state-cancelled = Cancelled
sale-state-refunding = Being refunded
sale-state-refunded = Refunded
sale-state-paused = Paused
