campaign-list = Sales
campaign-list-why = What enough people want is made. Nobody is charged before that.
campaign-none = Nothing has been on sale yet. Designs that win a round come here.
campaign-by = by { $names }
campaign-left = Time left:
campaign-picture = The design “{ $title }”
campaign-prices = { $least } to { $most }
campaign-gate = How far it is
campaign-order = Pre-order
campaign-nothing-now = You save a card now. It is charged only if enough people commit.
campaign-sold-out = All units are taken. If somebody cancels, one becomes free again.
campaign-changed = Something has changed in this sale.
campaign-reload = Show it
campaign-pause-reason = Why it is paused: { $reason }
campaign-design = About this design
campaign-variants = Sizes, colours and prices
campaign-size = Size
campaign-colour = Colour
campaign-price = Price
campaign-tax-included = Prices include tax.
campaign-tax-added = Tax is added to goods and shipping.
campaign-shipping = Shipping depends on the country; the total is shown before you decide.

gate-count = { $committed } of { $threshold } units committed{ $reserved ->
    [0] .
   *[other] , { $reserved } more wait for a card.
}
gate-short = { $committed } of { $threshold } units
gate-cap = At most { $cap } units are sold.

sale-state-last-call = Ended, being decided

sale-next-draft = The sale has not opened yet.
sale-next-below = { $missing ->
    [one] One more unit is
   *[other] { $missing } more units are
} needed. If { $threshold } are committed on { $end }, everybody is told, and then the saved cards are charged. With fewer, every card is forgotten and nothing is charged.
sale-next-reached = Enough units are committed. On { $end } ordering ends, everybody is told, and then the saved cards are charged. Until then orders can be changed and cancelled.
sale-next-threshold = { $missing ->
    [one] One more unit is
   *[other] { $missing } more units are
} needed. The commitment that reaches { $threshold } ends the sale at once: everybody is told, and then the saved cards are charged. If that has not happened by { $end }, every card is forgotten and nothing is charged.
sale-next-last-call = Ordering has ended. Who was saving a card then may finish until { $until }; then it is decided.
sale-next-paused = The sale is paused and its clock stands still. Nothing can be ordered and nothing is charged until it goes on. Buyers may cancel.
sale-next-settling = Enough people committed, and ordering has ended. Saved cards are charged from { $at } on. Whose card fails has { $days ->
    [one] one day
   *[other] { $days } days
} to put it right.
sale-next-short = Too little money came in. Until { $until } the brand can cover what is missing; otherwise everybody gets their money back.
sale-next-funded = The money is in hand. Production comes next.
sale-next-in-production = It is being made and shipped.
sale-next-fulfilled = Every unit is shipped.
sale-next-failed = Too few people committed. Every card is forgotten, and nothing was charged.
sale-next-cancelled = The sale was cancelled. Every card is forgotten, and nothing was charged. The reason: { $reason }
sale-next-refunding = Everybody gets their money back. The reason: { $reason }
sale-next-refunded = Everybody has their money back.
