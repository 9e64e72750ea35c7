pay-title = Your pre-order
pay-what = What
pay-card = Card
pay-card-ending = { $brand } ending in { $last4 }
pay-charge-by = Never charged after
pay-to-card = Go to the card page
pay-another-card = Use another card
pay-try-again = Try this card again
pay-answer-bank = Answer your bank
pay-whole = The whole order: change it, cancel it, see what happened
pay-yours = Is this your order?
pay-sign-in = Sign in to see all of it, change it or cancel it
pay-by-mail = The link in our mail lets you put it right without signing in.
pay-terms = Nothing is charged now. If the sale succeeds, this card is charged once, { $total } and never more. By saving it you accept version { $version } of the pre-order agreement: { $address }
pay-provider-silent = The payment provider does not answer yet. Look again in a minute.
pay-bank-waits = Your bank still waits for your answer.

receipt-title = Receipt
receipt-order = Order
receipt-paid-at = Paid
receipt-buyer = For
receipt-charged = Charged
receipt-refunded = Given back on { $at }
receipt-refund-coming = On its way back
receipt-print = Print

agreement-digest = The text has the SHA-256 digest { $digest }; each order keeps the one that was accepted.
