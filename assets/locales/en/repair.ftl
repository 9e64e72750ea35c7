repair-title = Pay your order
repair-what = { $total } for { $design } could not be charged yet.
repair-card = Your saved card ends in { $digits }.
repair-pay = Pay { $total } now
repair-pay-why = Your bank may ask you to confirm the payment on its own page. You come back here afterwards.
repair-another-card = Use another card
repair-another-card-why = You type it on the payment provider's page. Then open this link again and pay, or wait: we try the new card within minutes.
repair-until = This page works until { $at }. After that your order is closed, and you owe nothing.
