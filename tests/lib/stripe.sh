# localstripe, a stand-in for Stripe that others wrote: a free port of this machine, nothing kept.
# It is a child of tests/run and ends with it, even where tests/run is killed.

# Where it writes whatever it is told, and would read it from without --from-scratch.
readonly LOCALSTRIPE_FILE=/tmp/localstripe.pickle

localstripe_id=

start_localstripe() {
  await_tools || return 1
  local port
  port=$("$VENV/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])') || return 1
  setpriv --pdeathsig=TERM "$VENV/bin/python" -m localstripe --port "$port" --from-scratch >"$LOGS/localstripe-server.log" 2>&1 &
  localstripe_id=$!
  await_localstripe "$port" || return 1
  export GREENLIT_TEST_LOCALSTRIPE="http://127.0.0.1:$port/"
}

await_localstripe() {
  local tries
  for ((tries = 0; tries < START_SECONDS_MAX * 10; tries++)); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return 0; fi
    kill -0 "$localstripe_id" 2>/dev/null || break
    sleep 0.1
  done
  cat "$LOGS/localstripe-server.log"
  echo "localstripe did not start"
  return 1
}

stop_localstripe() {
  [ -n "$localstripe_id" ] || return 0
  kill "$localstripe_id" 2>/dev/null
  wait "$localstripe_id" 2>/dev/null
  rm -f "$LOCALSTRIPE_FILE"
}
