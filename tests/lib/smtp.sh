# A mail server of our own: a free port of this machine, a Maildir in a temporary folder, nothing kept.
# It is a child of tests/run and ends with it, even where tests/run is killed.

smtp_id=
smtp_dir=

start_smtp() {
  await_tools || return 1
  smtp_dir=$(mktemp -d "$MEMORY/greenlit-smtp.XXXXXX") || return 1
  setpriv --pdeathsig=TERM "$VENV/bin/python" tests/lib/smtp.py "$smtp_dir/mail" >"$smtp_dir/port" &
  smtp_id=$!
  await_port || return 1
  export GREENLIT_TEST_SMTP="smtp://127.0.0.1:$(<"$smtp_dir/port")?maildir=$smtp_dir/mail"
}

await_port() {
  local tries
  for ((tries = 0; tries < START_SECONDS_MAX * 10; tries++)); do
    if [ -s "$smtp_dir/port" ]; then return 0; fi
    kill -0 "$smtp_id" 2>/dev/null || break
    sleep 0.1
  done
  echo "the mail server did not start"
  return 1
}

stop_smtp() {
  if [ -n "$smtp_id" ]; then
    kill "$smtp_id" 2>/dev/null
    wait "$smtp_id" 2>/dev/null
  fi
  [ -z "$smtp_dir" ] || rm -rf "$smtp_dir"
}
