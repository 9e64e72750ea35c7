# Read by unit tests alone.
test-units = { $count ->
    [one] { $count } unit for { $total }
   *[other] { $count } units for { $total }
}
