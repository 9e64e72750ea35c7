# A PostgreSQL server of our own: a temporary folder, a socket and no port, nothing kept.
# It is a child of tests/run and ends with it, even where tests/run is killed.

readonly START_SECONDS_MAX=30
readonly CONNECTIONS_MAX=200

postgres_id=
postgres_dir=

# find_postgres_bin: prints the folder of a server's programs.
find_postgres_bin() {
  local folder
  for folder in "${PG_BIN:-}" "$(pg_config --bindir 2>/dev/null)" "$(newest_postgres_bin)"; do
    [ -n "$folder" ] && [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && echo "$folder" && return 0
  done
  return 1
}

newest_postgres_bin() {
  printf '%s\n' /usr/lib/postgresql/*/bin | sort --version-sort | tail -n 1
}

start_postgres() {
  local bin
  await_postgres || return 1
  bin=$(find_postgres_bin) || { echo "no PostgreSQL server; set PG_BIN to the folder of its programs"; return 1; }
  "$bin/postgres" --version
  # Not under TMPDIR: the server's user must reach it, and a socket's path has at most 107 bytes.
  postgres_dir=$(mktemp -d "$MEMORY/greenlit-postgres.XXXXXX") || return 1
  own_postgres_dir || return 1
  as_postgres "$bin/initdb" --pgdata "$postgres_dir/data" --username greenlit --auth trust --no-sync \
    --encoding UTF8 --locale C.UTF-8 || return 1
  run_postgres "$bin" &
  postgres_id=$!
  await_socket "$bin" || return 1
  export GREENLIT_TEST_POSTGRES="postgres:///postgres?host=$postgres_dir&user=greenlit"
}

await_postgres() {
  [ -z "$installing_postgres" ] || wait "$installing_postgres" || {
    cat "$LOGS/install-postgres.log"
    echo "PostgreSQL could not be installed; install it, or set PG_BIN"
    return 1
  }
  installing_postgres=
}

# The server refuses to run as root; Debian's package brings a user for it, other ways of installing may not.
postgres_user() {
  if id postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi
}

own_postgres_dir() {
  if [ "$(id -u)" -ne 0 ]; then return 0; fi
  chown "$(postgres_user):$(id -gn "$(postgres_user)")" "$postgres_dir"
}

# as_postgres COMMAND...: replaces nothing of this shell; the server's programs want a folder they may enter.
as_postgres() {
  (cd / && exec_as_postgres "$@")
}

exec_as_postgres() {
  local who=()
  if [ "$(id -u)" -eq 0 ]; then
    who=(--reuid="$(postgres_user)" --regid="$(id -gn "$(postgres_user)")" --init-groups)
  fi
  exec setpriv "${who[@]}" --pdeathsig=INT "$@"
}

# Safety against power cuts is given up: what these databases hold is thrown away.
run_postgres() {
  cd / && exec_as_postgres "$1/postgres" -D "$postgres_dir/data" -k "$postgres_dir" -c listen_addresses= \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections="$CONNECTIONS_MAX"
}

await_socket() {
  local tries
  for ((tries = 0; tries < START_SECONDS_MAX * 10; tries++)); do
    if "$1/pg_isready" --quiet --host "$postgres_dir"; then return 0; fi
    kill -0 "$postgres_id" 2>/dev/null || break
    sleep 0.1
  done
  echo "PostgreSQL did not start"
  return 1
}

stop_postgres() {
  if [ -n "$postgres_id" ]; then
    kill -INT "$postgres_id" 2>/dev/null
    wait "$postgres_id" 2>/dev/null
  fi
  [ -z "$postgres_dir" ] || rm -rf "$postgres_dir"
}
