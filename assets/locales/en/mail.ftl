mail-greeting = Hello { $name },
mail-why = You get this mail because of your account at { $brand }.
mail-link-until = This link works until { $at }, without signing in.

mail-line = { $quantity } × { $product }, { $size }, { $colour }, { $price } each
mail-goods = Goods
mail-shipping = Shipping
mail-tax-included = Tax, included
mail-tax-added = Tax
mail-total = Total
mail-amount = Amount
mail-card = Card ending in
mail-statement = Name on your statement
mail-charge-at = Not charged before
mail-paid-at = Paid
mail-deadline = The sale ends
mail-short-deadline = Decided by
mail-units = Pieces
mail-carrier = Carrier
mail-tracking = Tracking code
mail-place = Place

mail-preorder_committed-subject = You are in: { $design }
mail-preorder_committed-text = Your card is saved and your pre-order counts. Nothing is charged now. If enough people order before the sale ends, your card is charged the total below, and we write to you before that. If too few do, your card is forgotten and nothing was ever charged.
mail-preorder_committed-button = See, change or cancel your order

mail-preorder_too_late-subject = The sale of { $design } was over
mail-preorder_too_late-text = Your card came after the end of the sale, so your order does not count. Your card is forgotten and nothing is charged.
mail-preorder_too_late-button = See your order

mail-preorder_sale_paused-subject = The sale of { $design } is paused
mail-preorder_sale_paused-text = Your card came while the sale is paused, so your order does not count. Your card is forgotten and nothing is charged. You can order again when the sale goes on.
mail-preorder_sale_paused-button = See your order

mail-preorder_card_too_short-subject = Your card expires too soon for { $design }
mail-preorder_card_too_short-text = The card you saved expires before it might be charged, so it was not taken. Nothing is charged. Save another card that lasts longer.
mail-preorder_card_too_short-button = Use another card

mail-preorder_card_forgotten-subject = The card you saved for { $design } was not needed
mail-preorder_card_forgotten-text = Your order could not take another card any more, so the one you just saved is forgotten. It is not charged.
mail-preorder_card_forgotten-button = See your order

mail-preorder_cancelled-subject = Cancelled: your order of { $design }
mail-preorder_cancelled-text = Your order is cancelled as you asked. Your card is forgotten and nothing was charged.
mail-preorder_cancelled-button = See your order

mail-preorder_released-subject = { $design } is not made, and you pay nothing
mail-preorder_released-text = Your order is let go: nothing is charged, and your card is forgotten. Thank you for having been in.
mail-preorder_released-button = See your order

mail-preorder_dropped-subject = Your order of { $design } is closed without payment
mail-preorder_dropped-text = Your card could not be charged in time, so your order is closed. You owe nothing, and your card is forgotten.
mail-preorder_dropped-button = See your order

mail-preorder_in_production-subject = { $design } is being made
mail-preorder_in_production-text = Your order goes to the printer as it is now. We write to you when your parcel leaves.
mail-preorder_in_production-button = See your order

mail-campaign_short-subject = Some payments for { $design } are missing
mail-campaign_short-text = Enough people ordered, but not enough payments came through. The organiser now decides whether to make it all the same; if not, you get all your money back.
mail-campaign_short-button = See your order

mail-campaign_paused-subject = The sale of { $design } is paused
mail-campaign_paused-text = The sale you are in is paused, and all its clocks stand still. Nothing is charged meanwhile. This is why:
mail-campaign_paused-button = See your order

mail-campaign_resumed-subject = The sale of { $design } goes on
mail-campaign_resumed-text = The pause is over. All dates have moved by its length.
mail-campaign_resumed-button = See your order

mail-charge_ahead-subject = { $design } is on: { $amount } will be charged
mail-charge_ahead-text = Enough people ordered, so it is made. Your card is charged once with the amount below, and not before the time below. You need to do nothing.
mail-charge_ahead-button = See your order or use another card

mail-preorder_receipt-subject = Receipt: { $design }, { $amount }
mail-preorder_receipt-text = Your order is paid. Thank you. This is your receipt.
mail-preorder_receipt-button = See your order

mail-preorder_declined-subject = Your card was declined for { $design }
mail-preorder_declined-text = Your bank did not pay, so your order is not paid yet. Use another card, or try the same one again. We try again as well, and write to you before your place is lost.
mail-preorder_declined-button = Pay now

mail-preorder_needs_action-subject = Your bank asks for you: { $design }
mail-preorder_needs_action-text = Your bank wants your answer before it pays for your order. Answer it on its page, or use another card.
mail-preorder_needs_action-button = Answer your bank

mail-preorder_payment_reminder-subject = Still unpaid: your order of { $design }
mail-preorder_payment_reminder-text = Your order still waits for its payment. When the time is over it is closed, and you owe nothing.
mail-preorder_payment_reminder-button = Pay now

mail-preorder_refund_coming-subject = Your money for { $design } comes back
mail-preorder_refund_coming-text = All that you paid for this order is on its way back to your card. We write to you again when it is sent.
mail-preorder_refund_coming-button = See your order

mail-preorder_refunded-subject = All your money for { $design } is back
mail-preorder_refunded-text = Everything you paid for this order was sent back to the card you paid with. Banks may take up to ten days to show it.
mail-preorder_refunded-button = See your order

mail-refund_sent-subject = { $amount } sent back to you
mail-refund_sent-text = We sent money for your order of { $design } back to the card you paid with. Banks may take up to ten days to show it.
mail-refund_sent-button = See your order

mail-shipment_shipped-subject = { $design } is on its way
mail-shipment_shipped-text = Your parcel left.
mail-shipment_shipped-button = See your order

mail-shipment_delivered-subject = { $design } has arrived
mail-shipment_delivered-text = Your parcel was delivered. Enjoy it. If something is wrong with it, tell us.
mail-shipment_delivered-button = See your order

mail-shipment_changed-subject = News of your parcel: { $design }
mail-shipment_changed-text = Something changed about your parcel. Your order shows what.
mail-shipment_changed-button = See your order

mail-cleared-subject = { $design } is in
mail-cleared-text = A moderator has let your design into { $round }. Members see it when scoring opens, each in an order of their own and without any totals.
mail-cleared-button = See your design

mail-refused-subject = { $design } was not accepted
mail-refused-text = A moderator has looked at your design and did not let it into { $round }. This is why:
mail-refused-button = See your design

mail-goes_on_sale-subject = { $design } goes on sale
mail-goes_on_sale-text = Your design is among the best of { $round }, so it gets a pre-order sale. It is made if enough people order it.
mail-goes_on_sale-button = See your design

mail-prize_won-subject = You won place { $place } of { $round }
mail-prize_won-text = { $round } is closed, and { $design } took place { $place }. Your share of the prize is { $amount }. It is paid out to the account you name for payouts.
mail-prize_won-button = See your design

mail-payout_sent-subject = { $amount } is on its way to you
mail-payout_sent-text = We sent you { $due ->
    [royalty] your royalties
   *[prize] your prize
}. Your bank may take some days to show it.
mail-payout_sent-button = See your account

mail-payout_by_hand-subject = { $amount } was paid to you
mail-payout_by_hand-text = The organiser has paid you { $due ->
    [royalty] your royalties
   *[prize] your prize
} outside this service.
mail-payout_by_hand-button = See your account

mail-payout_changed-subject = News of your payout of { $amount }
mail-payout_changed-text = Something changed about a payout to you. Your account shows what.
mail-payout_changed-button = See your account

mail-round_moved-subject = News of { $round }
mail-round_moved-text = The round you are in has moved on.
mail-round_moved-button = See the round

mail-round_closed-subject = { $round } is closed: the results are there
mail-round_closed-text = All scores are counted and published, and everybody can count them again.
mail-round_closed-button = See the results

mail-round_cancelled-subject = { $round } is cancelled
mail-round_cancelled-text = The round you are in was cancelled. Your design stays yours. This is why:
mail-round_cancelled-button = See the round

mail-scoring_extended-subject = Scoring goes on: { $round }
mail-scoring_extended-text = One of the designs had too few scores when the window ended. Scores are taken for a while longer, once; you can give more, and change yours, until the date on the round's page.
mail-scoring_extended-button = Go on scoring
mail-designs_wait-subject = Designs wait for a decision: { $round }
mail-designs_wait-text = The round cannot go on before each of its designs is cleared or refused.
mail-designs_wait-button = Look at them

mail-prize_funded-subject = The prize money of { $round } has arrived
mail-prize_funded-text = The prize money you asked for is at the provider and set apart.
mail-prize_funded-button = See the round

mail-prize_funding_refused-subject = The prize money of { $round } did not come
mail-prize_funding_refused-text = The provider refused to bring the prize money you asked for. Ask again, or bring it another way.
mail-prize_funding_refused-button = See the round

mail-confirm_address-subject = Is this your mail address?
mail-confirm_address-text = Somebody made an account at { $brand } with this address. If it was you, confirm it, so that you can score and so that we can write to you. If it was not, do nothing.
mail-confirm_address-button = Confirm this address

mail-findings_wait-subject = Ballots wait for a decision: { $round }
mail-findings_wait-text = The detectors doubt some ballots, or a designer has appealed. The round is not closed before you have decided.
mail-findings_wait-button = Look at them

mail-queue_bypassed-subject = Too many ballots in one hour: { $round }
mail-queue_bypassed-text = Ballots came faster than the queue gives them, which means that somebody gets past it. Look at the findings and at the server's log.
mail-queue_bypassed-button = See the findings

mail-ballots_set_aside-subject = Ballots for { $design } were set aside
mail-ballots_set_aside-text = A moderator of { $round } has decided that some ballots for your design do not count. You can read why, and appeal.
mail-ballots_set_aside-button = Read why

mail-appeal_upheld-subject = Your appeal for { $design } was upheld
mail-appeal_upheld-text = The ballots count again. This is the answer:
mail-appeal_upheld-button = See your design

mail-appeal_rejected-subject = Your appeal for { $design } was rejected
mail-appeal_rejected-text = The ballots stay set aside. This is the answer:
mail-appeal_rejected-button = See your design
