desk-signals = Signals
signal-lead = Scores, “I’d buy it” and orders are three signals. This is how well each foretold the next in the rounds that are closed.
signal-all = All closed rounds
signal-score-intent = Score and “I’d buy it”
signal-score-commitment = Score and orders
signal-intent-commitment = “I’d buy it” and orders
signal-designs = { $count ->
    [one] one design
   *[other] { $count } designs
}
signal-too-few = { $count } of the { $needed } designs that are needed
signal-how = Kendall’s tau: 1 is the same order, -1 the opposite order, 0 says nothing. Orders are the units committed when a gate decided.
signal-none = No round is closed yet.
signal-by-round = Round by round
signal-round = Round
