order-title = Pre-order “{ $title }”
order-lead = Nothing is charged now.
order-back = Back to the sale
order-back-to-order = Back to the order
order-closed = Nothing new can be ordered here now.
order-limit = { $held ->
    [0] One buyer may have { $max ->
        [one] one unit
       *[other] { $max } units
    }.
   *[other] One buyer may have { $max ->
        [one] one unit
       *[other] { $max } units
    }, and you have { $held }.
}
order-left = { $left ->
    [one] One unit is left.
   *[other] { $left } units are left.
}
order-what = What you order
order-where = Where it goes
order-country = Country
order-country-choose = Choose a country
order-shipping-fee = shipping { $fee }
order-name = Name
order-line1 = Street and number
order-line2 = Addition
order-postal-code = Postal code
order-city = City
order-region = State or region
order-see-total = See the total
order-total-heading = The total
order-total-unknown = Choose how many of which size, and a country, to see the total.
order-units = { $count ->
    [one] 1 unit
   *[other] { $count } units
}
order-goods = Goods
order-shipping = Shipping
order-tax = Tax
order-tax-within = of which tax
order-total = Total
order-promise = If the sale succeeds, exactly { $total } will be charged, and never more. If it does not, nothing is charged.
order-agree = By saving a card you accept:
order-send = Go on to the card

order-none = You have not ordered anything yet.
order-of = Your order of “{ $title }”
order-variant = Variant
order-quantity = Quantity
order-price = Price
order-sum = Sum
order-facts = Facts
order-agreed = You agreed to
order-agreement = version { $version } of the agreement
order-sale = Sale
order-timeline = What happened
order-parcels = Parcels
order-parcel = Parcel { $number }
order-tracking = { $carrier }, tracking code { $code }
order-refunds = Refunds
order-refund-done = given back on { $at }
order-refund-coming = on its way since { $at }
order-grace = Put it right by { $end }, or the order is dropped.
order-close-reason = The reason: { $reason }
order-receipt = Receipt
order-change = Change the order
order-change-address = Change address or size
order-change-lead = You can change sizes, quantities and the address until the sale ends.
order-change-late = The sale has ended. The address and a variant of the same price can change until production begins.
order-change-higher = Your order now costs { $old }. By sending this you accept { $new } instead.
order-change-send = Change it
order-cancel = Cancel the order
order-cancel-title = Cancel your order of “{ $title }”?
order-cancel-started = { $count ->
    [one] The reserved unit becomes
   *[other] The { $count } reserved units become
} free for others. No card was saved, and nothing is charged.
order-cancel-committed = { $count ->
    [one] Your unit no longer counts
   *[other] Your { $count } units no longer count
} for this sale. Your card is forgotten, and the { $total } are never charged.
order-cancel-failed = You give up { $count ->
    [one] your unit
   *[other] your { $count } units
}. Your card is forgotten, and the { $total } are not charged.
order-cancel-final = This cannot be taken back. You may order again as long as the sale is open.
order-cancel-yes = Cancel the order
order-cancel-no = Keep it

order-state-started = Card missing
order-state-committed = Committed
order-state-charging = Being charged
order-state-paid = Paid
order-state-declined = Card declined
order-state-needs_action = Bank waits for you
order-state-voiding = Being closed
order-state-expired = Expired
order-state-cancelled = Cancelled
order-state-released = Let go
order-state-dropped = Dropped
order-state-refunded = Refunded
order-state-charged_back = Charged back

order-next-started = Your units are reserved until { $until }. Save a card to commit; nothing is charged now.
order-next-committed = You are in: your card is saved and nothing is charged yet. The sale ends on { $end }; then you hear whether it is made. Until then you can change or cancel the order.
order-next-committed-threshold = You are in: your card is saved and nothing is charged yet. The sale ends as soon as enough people have committed, on { $end } at the latest. Until then you can change or cancel the order.
order-next-committed-settling = You are in, and it will be made: the sale ended on { $end }. Your card is charged { $total } on { $at } or soon after.
order-next-committed-paused = You are in. The sale is paused: nothing is charged until it goes on.
order-next-charging = We are charging your card now.
order-next-paid = Paid. Thank you! Production comes next.
order-next-paid-short = Paid. The sale is short of money: until { $until } the brand can cover what is missing, or you get your money back.
order-next-paid-in-production = Paid. It is being made, and your parcel follows.
order-next-paid-fulfilled = Paid and shipped. Thank you!
order-next-paid-refunding = Paid, but it will not be made: you get your money back.
order-next-declined = Your card was declined. Use another card, or try this one again.
order-next-needs-action = Your bank wants to hear from you before it pays.
order-next-voiding = This order is being closed.
order-next-expired = The reservation is over. Nothing was charged; you can order again while the sale is open.
order-next-cancelled = You cancelled this order. The card is forgotten.
order-next-released = This order was let go: nothing is charged, and the card is forgotten.
order-next-dropped = This order could not be charged and is closed.
order-next-refunded = You have your money back.
order-next-charged-back = Your bank took the payment back.

order-line-started = You ordered; the units were reserved.
order-line-committed = You saved a card and accepted the agreement.
order-line-sale-settled = Enough people committed: it will be made.
order-line-sale-failed = Too few people committed.
order-line-charged = Your card was charged { $amount }.
order-line-declined-retry_later = Your card was declined; it may work another day.
order-line-declined-another_card = Your card was declined; another card is needed.
order-line-declined-never = Your card was declined, and the bank forbids another try of it.
order-line-declined-unknown = Your card was declined.
order-line-bank-asks = Your bank wanted to hear from you first.
order-line-bank-left = Your bank's question was not answered.
order-line-bank-waits = Your bank waits for your answer.
order-line-void = A charge was begun and called off; nothing was taken.
order-line-trying = Your card is being charged.
order-line-shipped = Parcel { $number } was shipped.
order-line-delivered = Parcel { $number } was delivered.
order-line-refund-decided = A refund of { $amount } was decided.
order-line-refund-done = { $amount } were given back.
order-line-refunded = You have your money back.
order-line-paid = The order was paid.
order-line-expired = The reservation ended without a card.
order-line-cancelled = You cancelled the order.
order-line-released = The order was let go, and your card forgotten.
order-line-dropped = The order was dropped, and your card forgotten.
order-line-charged_back = Your bank took the payment back.

parcel-state-packed = Being packed
parcel-state-shipped = On its way
parcel-state-delivered = Delivered
parcel-state-returned = Came back
parcel-state-lost = Lost

done-order-changed = Your order is changed.
done-order-cancelled = Your order is cancelled.
done-order-paid = Your order is paid. Thank you!
done-order-tried = Your card was tried once more; the order says what came of it.
