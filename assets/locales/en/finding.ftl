desk-findings = Ballots
finding-lead = Detectors look through the ballots of each round every night and at its end. What they doubt is set aside until you decide.
finding-no-rounds = No round is waiting: nothing is scored or judged now.
finding-round = Round
finding-state = State
finding-undecided = To decide
finding-appeals = Appeals to answer
finding-queue-lead = Doubted ballots are never deleted. Confirmed ones stay out of the result, with their reason in the published ballot box; restored ones count.
finding-running = The detectors are looking: { $done } of { $all } are done.
finding-progress = Progress of the detectors
finding-looked = { $ballots ->
    [one] One ballot looked through
   *[other] { $ballots } ballots looked through
}, { $found ->
    [0] nothing new found,
    [one] one new finding,
   *[other] { $found } new findings,
}
finding-looked-at = Looked through
finding-never = The ballots have not been looked through yet.
finding-secret = This round is still scored. What stands here tells what scoring comes to: keep it to yourself. Moderators see it when scoring is over.
finding-appeals-until = Designers may appeal until
finding-by-state = Findings by state
finding-proposed = To decide
finding-confirmed = Confirmed
finding-restored = Restored
finding-low = Low severity
finding-has-appeal = Appeal
finding-none = Nothing is here.
finding-ballots = { $count ->
    [one] One ballot
   *[other] { $count } ballots
}
finding-ballots-table = Ballots of this finding
finding-more-ballots = and { $count } more
finding-evidence = Evidence
finding-decided-by = Decided by
finding-reason = Reason
finding-appeal = Appeal
finding-appeal-of = Appeal of { $name }
finding-answer = Your answer, which they read
finding-uphold = Uphold: the ballots count
finding-reject = Reject
finding-party = You have a design in this round, so another moderator decides.
finding-decide = Decide
finding-decide-why = Your reason is published with the result. You can change your mind until the round is closed.
finding-confirm = Confirm: keep them out
finding-restore = Restore: let them count
finding-voter = Voter
finding-joined = Joined
finding-design = Design
finding-score = Score
finding-changed = { $from }, changed to { $to }
finding-would-buy = would buy
finding-detector-straight_line = One score for nearly everything
finding-detector-zero_bomb = Zeros for all but a favourite
finding-detector-same_mark = Extreme ballots from one place
finding-detector-cohort_gap = A group that judges far otherwise
finding-detector-alike = Accounts that move together
finding-detector-fans = Fans of one design
finding-detector-swap = Designers who give one another fives
finding-detector-burst = Too many ballots in one hour
finding-detector-reversal = Scores turned round at the end
finding-detector-skim = Clicking without looking
finding-about-straight_line = One voter gave nearly all designs the same score. It moves no place by itself.
finding-about-zero_bomb = One voter gave nearly everything a zero and one or two designs a high score.
finding-about-same_mark = Several accounts behind one network or device gave one design the highest answer, or a zero, more often than others do.
finding-about-cohort_gap = Newcomers, visitors by a share link or last-minute voters put this design far above or below where everybody else puts it. If they are honest newcomers who love it, restore them.
finding-about-alike = These accounts agree on the designs they share far more often than people with the same taste do.
finding-about-fans = Many voters gave this design their one highest answer.
finding-about-swap = These designers scored one another's designs with fives more often than their taste explains.
finding-about-burst = The queue spreads ballots evenly, so many in one hour for one design means that they came past it. Look at the server's log too.
finding-about-reversal = One voter moved several scores far up or down at the very end. The ballots stay; what they said before counts.
finding-about-skim = One voter skipped nearly everything or answered faster than anybody can look.
appeal-filed = Waiting for an answer
appeal-upheld = Appeal upheld: the ballots count
appeal-rejected = Appeal rejected
own-findings = Ballots set aside
own-findings-lead = Detectors look for bought, swapped and automatic ballots, and a moderator decides. Here is what was decided about ballots for your design.
own-findings-later = Nothing is shown before scoring is over, since it would tell how your design stands.
own-findings-none = No ballot for your design was set aside.
own-findings-count = { $count ->
    [one] One ballot for your design is concerned.
   *[other] { $count } ballots for your design are concerned.
}
own-findings-appeal = Why should they count?
own-findings-until = You can appeal once, until
own-findings-send = Send the appeal
own-findings-late = The time to appeal is over.
done-finding-decided = Your decision is saved.
done-appeal-answered = Your answer is sent.
done-appeal-filed = Your appeal is sent. A moderator will answer it.
