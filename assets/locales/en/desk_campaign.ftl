desk-sure-back = Back without doing it
desk-sale-by-state = Campaigns by state
desk-sale-all = All
desk-sale-none = There is no campaign here. One is made for each of the best designs when a round is closed.
desk-sale-design = Design
desk-sale-state = State
desk-sale-committed = Units committed
desk-sale-threshold = Threshold
desk-sale-reserved = Waiting for a card
desk-sale-round = Round
desk-sale-deadline = Deadline
desk-sale-not-open = not open yet
desk-sale-is-paused = Paused
desk-sale-by = by { $names }
desk-sale-pause-reason = Paused because: { $reason }
desk-sale-close-reason = Ended because: { $reason }
desk-sale-to-run = Production
desk-sale-gate = The gate
desk-sale-gate-says = { $count } of { $threshold } units are committed
desk-sale-cap = Most that is sold
desk-sale-per-buyer = Most for one buyer
desk-sale-no-limit = no limit
desk-sale-mode = Decides
desk-sale-mode-deadline = at the deadline
desk-sale-mode-threshold = as soon as the threshold is reached, else at the deadline
desk-sale-orders = All orders of this campaign
desk-sale-public = As buyers see it
desk-sale-clocks = What happens when
desk-sale-in = in
desk-sale-clock-made = Made from the ranking
desk-sale-clock-opened = Opened
desk-sale-clock-deadline = Deadline
desk-sale-clock-decided = The gate decided
desk-sale-clock-first-charge = First charge, not earlier
desk-sale-clock-short-deadline = Last moment to cover the gap
desk-sale-clock-funded = Funded
desk-sale-clock-paused = Paused
desk-sale-clock-closed = Over

desk-sale-state-draft = Not opened
desk-sale-state-open = Open
desk-sale-state-settling = Being charged
desk-sale-state-short = Short of money
desk-sale-state-funded = Funded
desk-sale-state-in_production = In production
desk-sale-state-fulfilled = Fulfilled
desk-sale-state-failed = Too few
desk-sale-state-cancelled = Cancelled
desk-sale-state-refunding = Being refunded
desk-sale-state-refunded = Refunded

desk-sale-next-paused = The sale is paused: nothing irreversible happens, and its clocks stand still until it is resumed.
desk-sale-next-draft = Nobody can order yet. Open the sale when everything is ready.
desk-sale-next-open = The gate decides at { $at } and ten minutes of last call. With { $count } committed units or more every buyer is told and then charged; with fewer every card is forgotten and nobody is charged.
desk-sale-next-open-on-threshold = The commitment that reaches { $count } units decides at once. If none does by { $at }, every card is forgotten and nobody is charged.
desk-sale-next-settling = Buyers were told; each commitment is charged once, from { $at } on. Who fails has a time of grace; when every order is paid or over, the money in hand is counted against the { $count } units of the threshold.
desk-sale-next-short = Too little money came in for { $count } units. Cover the gap or refund all; if nobody decides by { $at }, everybody gets their money back.
desk-sale-next-funded = The money is in hand. Start production: it freezes the exact quantities.
desk-sale-next-in_production = The goods are made and shipped. When every paid unit is shipped or refunded, the sale is fulfilled.
desk-sale-next-fulfilled = Every paid unit was shipped or refunded. Nothing is left to do.
desk-sale-next-failed = Too few were committed. Every card was forgotten, and nobody was charged.
desk-sale-next-cancelled = The sale was cancelled. Every card was forgotten, and nobody was charged.
desk-sale-next-refunding = Everybody gets back what was not shipped. When the last refund is done, the sale is over.
desk-sale-next-refunded = Everybody has their money back.

desk-sale-settlement = Money
desk-sale-settled-says = { $paid } of { $count } orders are paid
desk-sale-paid = Paid
desk-sale-failed = Failed, may still pay
desk-sale-waiting = Not tried yet
desk-sale-asking = With the bank now
desk-sale-over = Ended unpaid
desk-sale-money-paid = Paid, less refunds
desk-sale-money-open = Still to charge
desk-sale-money-failed = Failed so far
desk-sale-money-returned = Given back
desk-sale-next-charge = Next charge
desk-sale-pace-title = Pace
desk-sale-pace = { $rate } orders a second
desk-sale-pace-within = { $rate } orders a second; the provider is sent at most { $limit } requests of a kind
desk-sale-time-left = Time left
desk-sale-stands-still = { $state ->
    [refunding] The sale is paused. Refunds go on all the same.
   *[other] The sale is paused: what is with the bank finishes, and nothing else is tried until it is resumed.
}
desk-sale-refunds-wait = { $count ->
    [one] One refund of { $amount } waits until the provider’s available balance covers it. It goes on by itself; bring money to the provider to send it sooner.
   *[other] { $count } refunds of { $amount } in all wait until the provider’s available balance covers them. They go on by themselves; bring money to the provider to send them sooner.
}
desk-sale-do-dry-run = Dry run of the charges
desk-sale-failed-orders = Payments that failed
desk-sale-grace-until = may pay until { $at }
desk-sale-all-failed = All failed payments

desk-sale-do-open = Open the sale
desk-sale-do-cancel = End the sale
desk-sale-do-pause = Pause
desk-sale-do-resume = Resume
desk-sale-do-cover = Cover the gap
desk-sale-do-refund-all = Refund all
desk-sale-do-run = Start production
desk-sale-ask-open = Open the sale of “{ $title }”?
desk-sale-ask-cancel = End the sale of “{ $title }”?
desk-sale-ask-pause = Pause the sale of “{ $title }”?
desk-sale-ask-resume = Let the sale of “{ $title }” go on?
desk-sale-ask-refund-all = Refund everybody who bought “{ $title }”?
desk-sale-ask-cover = Cover the gap of “{ $title }”?
desk-sale-ask-run = Start production of “{ $title }”?
desk-sale-button-open = Open the sale now
desk-sale-button-cancel = End the sale
desk-sale-button-pause = Pause the sale
desk-sale-button-resume = Let it go on
desk-sale-button-cover = Cover the gap
desk-sale-button-refund-all = Refund all
desk-sale-button-run = Start production
desk-sale-reason = Reason; buyers will read it
desk-sale-open-until = The sale lasts { $length }: opened now, its deadline is { $at }.
desk-sale-open-at-deadline = With { $count } committed units at the deadline buyers are charged; with fewer nobody is.
desk-sale-open-on-threshold = The commitment that reaches { $count } units ends the sale, and buyers are charged; if none does by the deadline, nobody is.
desk-sale-open-cap = No more than { $count } units are sold.
desk-sale-open-freezes = Prices, terms and the round’s rules are final from this moment.
desk-sale-pause-stops-draft = The sale cannot be opened until it is resumed.
desk-sale-pause-stops-open = Nobody can order or save a card any more; buyers may still cancel.
desk-sale-pause-stops-settling = No card is tried any more. What is with the bank at this moment finishes and counts.
desk-sale-pause-stops-short = The gap cannot be covered until it is resumed; refunding all stays possible.
desk-sale-pause-stops-funded = Production cannot start until it is resumed.
desk-sale-pause-stops-in_production = No parcel may leave until it is resumed.
desk-sale-pause-stops-refunding = Refunds go on: giving money back never pauses.
desk-sale-pause-stops-fulfilled = The sale is over.
desk-sale-pause-stops-failed = The sale is over.
desk-sale-pause-stops-cancelled = The sale is over.
desk-sale-pause-stops-refunded = The sale is over.
desk-sale-pause-clocks = Every deadline that is still to come moves by the length of the pause.
desk-sale-pause-told = All buyers are told, with your reason.
desk-sale-pause-max = After { $count } days before production, a pause ends by itself in cancelling or refunding.
desk-sale-resume-since = It was paused { $at }, { $length } ago; what was still to come moves by that much.
desk-sale-resume-told = All buyers are told.
desk-sale-end-let-go = { $count ->
    [one] One order is let go: its card is forgotten and never charged.
   *[other] { $count } orders are let go: their cards are forgotten and never charged.
}
desk-sale-end-refunds = { $count ->
    [one] One buyer gets { $amount } back.
   *[other] { $count } buyers get { $amount } back in all.
}
desk-sale-end-fees = The payment provider keeps its fees of { $amount }; they are lost.
desk-sale-end-covered = { $amount } is available at the provider now, which covers it.
desk-sale-end-uncovered = Only { $amount } is available at the provider now: refunds that it cannot pay wait, and go on by themselves when money is there.
desk-sale-end-pending = { $amount } of it comes out of payments whose money the provider has not made available yet.
desk-sale-end-unknown = The provider does not say now what is available.
desk-sale-end-shipped = { $count ->
    [one] One parcel has left already; what is in it stays sold.
   *[other] { $count } parcels have left already; what is in them stays sold.
}
desk-sale-end-nothing = No order is touched: nobody ordered anything.
desk-sale-end-final = This cannot be taken back.
desk-sale-second-needed = Buyers have paid. You ask for it now; nothing happens before another admin has done the same.
desk-sale-second-asked = { $name } has asked for all money to be given back. When you confirm it, it happens at once.
desk-sale-second-own = You have asked for all money to be given back. Another admin has to confirm it.
done-desk-sale-opened = The sale is open.
done-desk-sale-asked = Your wish is kept. Another admin has to confirm it.
done-desk-sale-cancelled = The sale is ended.
done-desk-sale-refunding = The money goes back to its buyers.
done-desk-sale-paused = The sale is paused, and its buyers are told.
done-desk-sale-resumed = The sale goes on, and its buyers are told.
done-desk-sale-covered = The gap is covered. The sale is funded.
done-desk-sale-moved = Done.
desk-cover-in-hand = Units with money in hand
desk-cover-missing = Units missing
desk-cover-least = At the lowest price the missing units are worth { $amount }.
desk-cover-until = If nobody decides by { $at }, everybody gets their money back.
desk-cover-with = With what
desk-cover-with-money = Money that is set apart at the brand’s bank
desk-cover-amount = Amount in { $currency }
desk-cover-reference = Reference, as the bank’s statement has it
desk-cover-with-units = { $count ->
    [one] The brand takes the missing unit itself
   *[other] The brand takes the { $count } missing units itself
}
desk-cover-show = Show what it does
desk-cover-money-says = { $amount } is set apart at the bank under the reference “{ $reference }”.
desk-cover-money-book = The book gets an entry: bank { $amount }, brought in by the organiser.
desk-cover-house-says = { $count ->
    [one] The brand takes one unit as its own stock: no sale, no royalty, and no entry in the book.
   *[other] The brand takes { $count } units as its own stock: no sale, no royalty, and no entry in the book.
}
desk-cover-funded = { $count ->
    [one] The sale is then funded; the one unit that is paid can be made.
   *[other] The sale is then funded; the { $count } units that are paid can be made.
}

desk-dry-title = Dry run: { $title }
desk-dry-lead = What charging would do with the orders as they are now. Nothing is written, and nobody is asked or told.
desk-dry-paused = The sale is paused: until it is resumed nothing is charged, and its clocks move by the length of the pause.
desk-dry-too-few = { $count } of { $threshold } units are committed. If it stays so, every card is forgotten and nobody is charged; this is what would be charged if the rest came in.
desk-dry-when = When
desk-dry-from = First charge, not earlier
desk-dry-lasts = The charges then take
desk-dry-next-retry = Next card tried again
desk-dry-orders = Orders by what would become of them
desk-dry-what = What would happen
desk-dry-count = Orders
desk-dry-sum = Together
desk-dry-least = Least
desk-dry-most = Most
desk-dry-charged = Charged
desk-dry-expiring = of these, with a card that expires before
desk-dry-retried = Declined, tried again without the buyer
desk-dry-asked = Waiting for the buyer; tried once more on the last day at most
desk-dry-released = Let go: their agreement runs out before
desk-dry-asking = With the bank now
desk-dry-nobody = Nobody would be charged: there is no open order.
desk-dry-back = Back to the sale
desk-dry-no-charges = A sale in this state leads to no charges.
