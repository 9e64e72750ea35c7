round-form-new = Make a round
round-form-edit = Edit the draft
round-form-lead = All of this becomes the rules of the round. Nothing is public before you open it, and until then all of it can be changed.
round-form-save = Save the draft
round-form-units = d day days; h hour hours; min minute minutes; s second seconds
round-form-drop = Remove row { $number }

round-form-about = The round
round-form-contest = Contest
round-form-title = Title
round-form-brief = Brief: what is asked for
round-form-version = Version

round-form-windows = Dates
round-form-windows-hint = Times of { $zone }. Submissions end where scoring begins.
round-form-windows-submissions-open-at = Submissions open
round-form-windows-scoring-open-at = Scoring opens
round-form-windows-scoring-close-at = Scoring ends

round-form-product = The product
round-form-product-name = Name
round-form-product-description = Description
round-form-product-print-width-px-min = Least width of the artwork, in pixels
round-form-product-print-height-px-min = Least height of the artwork, in pixels
round-form-product-hint = All amounts of the round are in this one currency.
round-form-currency = Currency, as EUR

round-form-product-variants = Sizes and colours
round-form-variant = Row { $number }
round-form-add-variant = Add a row
round-form-product-variants-id = Number
round-form-product-variants-sku = SKU
round-form-product-variants-size = Size
round-form-product-variants-colour = Colour
round-form-product-variants-price-minor = Price

round-form-shipping = Shipping and tax
round-form-shipping-hint = One flat fee for each order to a country. Nothing is shipped to others.
round-form-country = Country { $number }
round-form-add-country = Add a country
round-form-shipping-country = Country, as DE
round-form-shipping-fee-minor = Fee
round-form-tax = Tax
round-form-tax-basis-points = Tax in percent
round-form-tax-included = Prices and fees contain the tax already

round-form-prizes = Prizes and royalty
round-form-prizes-hint = May stay empty. All prizes have to be funded before the round opens.
round-form-prize = Prize { $number }
round-form-add-prize = Add a prize
round-form-prizes-place = Place
round-form-prizes-amount-minor = Amount
round-form-royalty-basis-points = Royalty for the designers, in percent of net sales

round-form-gate = Sale
round-form-length-hint = Lengths of time are written as 14 d, 36 h or 10 min.
round-form-campaigns-max = How many of the best designs go on sale
round-form-gate-threshold-units = Units that have to be committed
round-form-gate-cap-units = Units at most (may stay empty)
round-form-gate-per-buyer-units-max = Units of one buyer at most (may stay empty)
round-form-gate-on-threshold = Decide as soon as enough units are committed; the sale ends with that
round-form-gate-sale-seconds = Length of the sale
round-form-gate-last-call-seconds = Open card pages may finish within
round-form-gate-notice-seconds = From the notice to the first charge
round-form-gate-grace-seconds = Time to repair a failed card
round-form-gate-short-seconds = Time to cover a gap

round-form-scoring = Scores
round-form-scoring-hint = These are the usual values; change them only if you know why.
round-form-scoring-weight-percent = Weight of the score against “I'd buy it”, in percent
round-form-scoring-prior-ballots = Weight of the round's average, in ballots
round-form-scoring-scores-min = Fewest counted ballots for a place
round-form-scoring-count-from = A member counts from this many ballots
round-form-scoring-counted-max = At most this many ballots of a member count
round-form-scoring-skips-free = Skips beyond the scores given
round-form-scoring-joined-before-open = Only members who joined before the round opened may score
round-form-scoring-extension-seconds = Longer scoring, once, if a design has too few ballots (0 s: never)
round-form-scoring-names-masked = Show who made a design only when the round is closed

round-form-texts = Cooperation rules
round-form-cooperation = What designers accept
round-form-cooperation-hint = Rights granted, rewards, what gets an entry refused. Each designer accepts this text as it stands.
round-form-eligibility = Who may take part
round-form-designs-per-designer-max = Designs of one designer at most

round-form-in-smallest-unit = (counted in the currency's smallest unit)
round-form-wrong-number = this is a whole number, as 20
round-form-wrong-whole = this is an amount in whole units, as 25000
round-form-wrong-amount = this is an amount with a point before its digits, as 25.50
round-form-wrong-percent = this is a percentage, as 19 or 7.5
round-form-wrong-length = this is a length of time, as 14 d, 36 h or 10 min
done-round-made = The draft is saved. Fund its prizes, then open it.
done-round-edited = The draft is changed.
