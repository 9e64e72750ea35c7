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
