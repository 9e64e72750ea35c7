desk-payout-state-owed = Owed
desk-payout-state-sending = Being sent
desk-payout-state-sent = Sent
desk-payout-state-reversing = Being called back
desk-payout-state-reversed = Came back
desk-payout-state-by_hand = Paid by hand
desk-payout-state-withdrawn = Withdrawn
