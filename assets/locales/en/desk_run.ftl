desk-parcel-state-packed = Packed
desk-parcel-state-shipped = Shipped
desk-parcel-state-delivered = Delivered
desk-parcel-state-returned = Came back
desk-parcel-state-lost = Lost
desk-shelf-to-print = To print
desk-shelf-to-ship = To ship
desk-shelf-shipped = Shipped
desk-shelf-delivered = Delivered
desk-shelf-returned = Came back
desk-shelf-lost = Lost
desk-run-waiting = Ready to be made
desk-run-none-waiting = No funded campaign waits for its production.
desk-run-funded = funded
desk-run-running = Being made and shipped
desk-run-none-running = Nothing is being made.
desk-run-done = Done
desk-run-none-done = Nothing is done yet.
desk-run-all-parcels = Parcels
desk-run-frozen = Quantities frozen
desk-run-is-done = done
desk-run-plan = { $count ->
    [one] One paid unit is made
   *[other] { $count } paid units are made
}, in { $parcels ->
    [one] one parcel.
   *[other] { $parcels } parcels.
}
desk-run-paid = Paid
desk-run-own = For the brand itself
desk-run-own-hint = What the brand has made for itself is stock: no sale and no royalty. Leave it empty for none.
desk-run-show = Show what is frozen
desk-run-units = { $count ->
    [one] One unit is made:
   *[other] { $count } units are made:
}
desk-run-line = { $count } × { $name }{ $own ->
    [0] {""}
   *[other] , { $own } of them for the brand itself
}
desk-run-parcels = { $count ->
    [one] One parcel is packed, for the one paid order.
   *[other] { $count } parcels are packed, one for each paid order.
}
desk-run-freezes = These quantities are final. Buyers cannot change their variant or address any more.
desk-run-stock = What is refunded from now on is made all the same, and becomes the brand’s stock.
desk-run-title = Production of “{ $title }”
desk-run-how-far = How far it is
desk-run-gone = { $gone } of { $count } parcels have left
desk-run-made = What is made
desk-run-own-among = of these for the brand
desk-run-csv-quantities = Quantities as CSV
desk-run-csv-addresses = Addresses as CSV
desk-run-shelves = Parcels by state
desk-parcel-none = No parcel is here.
desk-parcel-order = its order
desk-parcel-code = Tracking code
desk-parcel-carrier = Carrier of the ticked parcels
desk-parcel-tick-all = All of this page
desk-parcel-print = Mark as printed
desk-parcel-ship = Mark as shipped
desk-parcel-deliver = Delivered
desk-parcel-return = Came back
desk-parcel-lose = Lost
desk-parcel-ask-return = { $count ->
    [one] Did one parcel come back?
   *[other] Did { $count } parcels come back?
}
desk-parcel-ask-lose = { $count ->
    [one] Is one parcel lost?
   *[other] Are { $count } parcels lost?
}
desk-parcel-final = This is recorded for good.
desk-parcel-final-money = No money moves by it: refund the order, or send the goods again, as you decide with the buyer.
desk-parcel-refused = { $count ->
    [one] One parcel was left as it is; the reason stands beside it. All others are done.
   *[other] { $count } parcels were left as they are; the reasons stand beside them. All others are done.
}
done-desk-run-started = Production has started.
done-desk-parcel-reported = The parcels are recorded.
