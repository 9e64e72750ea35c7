# The browser tests: Playwright from npm by its lock file, on Debian's Chromium, against a demo of their own.

readonly BROWSER_TESTS=tests/browser
readonly NODE_MAJOR_MIN=20

installing_browser=

start_installing_browser() {
  is_selected browser || return 0
  install_browser >"$LOGS/install-browser.log" 2>&1 </dev/null &
  installing_browser=$!
}

install_browser() {
  install_node && install_node_packages || return 1
  find_chromium >/dev/null || install_package chromium
}

install_node() {
  if [ "$(node_major)" -lt "$NODE_MAJOR_MIN" ]; then install_package npm; fi
  [ "$(node_major)" -ge "$NODE_MAJOR_MIN" ] || { echo "Node.js $NODE_MAJOR_MIN or newer is needed"; return 1; }
}

# node_major: prints the version's first number, 0 where there is no Node.js.
node_major() {
  local version
  version=$(node --version 2>/dev/null) || version=v0
  version=${version#v}
  echo "${version%%.*}"
}

# Exactly what the lock file says, by digest; no package runs a script of its own.
install_node_packages() {
  local lock=$BROWSER_TESTS/package-lock.json modules=$BROWSER_TESTS/node_modules
  if cmp -s "$lock" "$modules/installed.json"; then return 0; fi
  npm ci --prefix "$BROWSER_TESTS" --ignore-scripts --no-audit --no-fund || return 1
  cp "$lock" "$modules/installed.json"
}

# find_chromium: prints the browser's path.
find_chromium() {
  local name
  for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome; do
    command -v "$name" && return 0
  done
  return 1
}

await_browser() {
  [ -z "$installing_browser" ] || wait "$installing_browser" || {
    cat "$LOGS/install-browser.log"
    echo "what the browser tests need could not be installed"
    return 1
  }
  installing_browser=
}

test_browser() {
  await_browser || return 1
  GREENLIT_TEST_CHROMIUM=$(find_chromium) || { echo "no Chromium; set CHROMIUM to its path"; return 1; }
  export GREENLIT_TEST_CHROMIUM
  cargo build --locked || return 1
  (cd "$BROWSER_TESTS" && node_modules/.bin/tsc && node_modules/.bin/playwright test)
}
