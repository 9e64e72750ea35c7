# Steps: each has a name, a log, its seconds, and counts of what passed and failed.
# A `check` counts as one. A `suite` counts the tests that its runner's closing lines name.

readonly LOG_LINES_SHOWN=80

passed=0
failed=0
rows=()
selected=()

# select_steps KNOWN... -- WANTED...: with nothing wanted, every known step runs.
select_steps() {
  local known=()
  while [ "$1" != -- ]; do known+=("$1"); shift; done
  shift
  selected=("$@")
  [ ${#selected[@]} -gt 0 ] || selected=("${known[@]}")
  local name
  for name in "${selected[@]}"; do
    [[ " ${known[*]} " == *" $name "* ]] && continue
    echo "no step is named $name; there are: ${known[*]}" >&2
    exit 2
  done
  # The tests on PostgreSQL are nothing without a server.
  [[ " ${selected[*]} " != *" api-postgres "* ]] || selected+=(postgres)
  [[ " ${selected[*]} " != *" faults "* ]] || selected+=(postgres)
  [[ " ${selected[*]} " != *" api-"* ]] || selected+=(photo smtp)
  [[ " ${selected[*]} " != *" stripe "* ]] || selected+=(localstripe)
  [[ " ${selected[*]} " != *" browser "* ]] || selected+=(photo)
}

is_selected() { [[ " ${selected[*]} " == *" $1 "* ]]; }

# check NAME COMMAND...: passes when the command ends with zero.
check() {
  local name=$1
  is_selected "$name" || return 0
  shift
  if run_step "$name" "$@"; then
    report "$name" 1 0
  else
    report "$name" 0 1
  fi
}

# suite NAME COMMAND...: passes and fails as many times as its runner says, and fails once more where the
# runner broke without naming a failed test, or ran none.
suite() {
  local name=$1 status=0 good bad
  is_selected "$name" || return 0
  shift
  run_step "$name" "$@" || status=$?
  read -r good bad < <(count_results "$LOGS/$name.log")
  if [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$good" -eq 0 ]; }; then
    [ "$good" -gt 0 ] || echo "no test ran in $name" >>"$LOGS/$name.log"
    bad=1
  fi
  report "$name" "$good" "$bad"
}

# count_results LOG: "passed failed", summed over the closing lines of cargo's test runner (`test result: ...`) and of
# Playwright (`  3 passed (2.1s)`). What did not run, or only at the second try, has failed; so has what was skipped.
count_results() {
  awk '/^test result: / {
    for (i = 2; i <= NF; i++) {
      if ($i ~ /^passed/) good += $(i - 1)
      if ($i ~ /^failed/) bad += $(i - 1)
    }
  }
  /^  [0-9]+ passed/ { good += $1 }
  /^  [0-9]+ (failed|flaky|interrupted|skipped|did not run)/ { bad += $1 }
  END { print good + 0, bad + 0 }' "$1"
}

# The command runs in this shell, because what it exports or starts is for the steps after it.
run_step() {
  local name=$1 begun=$EPOCHREALTIME status
  shift
  printf '== %s\n' "$name"
  "$@" >"$LOGS/$name.log" 2>&1 </dev/null
  status=$?
  spent=$(seconds_since "$begun")
  return "$status"
}

seconds_since() {
  local tenths=$(((${EPOCHREALTIME/[.,]/} - ${1/[.,]/}) / 100000))
  printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}

report() {
  local name=$1 good=$2 bad=$3
  passed=$((passed + good))
  failed=$((failed + bad))
  rows+=("$(printf '%-14s %8s s %6d passed %4d failed' "$name" "$spent" "$good" "$bad")")
  if [ "$bad" -gt 0 ]; then
    tail -n "$LOG_LINES_SHOWN" "$LOGS/$name.log"
    printf -- '-- %s failed; the whole of it is in .tests/%s.log\n' "$name" "$name"
  fi
}

summary() {
  printf '\nEach line counts its tests; a step that is no test (fmt, tls, deny, build, photo, postgres, smtp, localstripe, clippy, test-mode, doc) counts as one.\n'
  printf '%s\n' "${rows[@]}"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ]
}
