contest-list = Contests
contest-none = There is no contest yet.
contest-rounds = Rounds
contest-no-rounds = No round of this contest is open yet.
