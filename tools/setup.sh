#!/bin/sh
# Makes .venv what requirements-dev.lock says, and does nothing when it is that already.
# The lock decides, not the dates of files: a checkout changes dates, a moved or upgraded Python does not.
set -eu

environment() { { cat requirements-dev.lock tools/setup.sh; pwd -P; readlink -f .venv/bin/python; } | cksum; }
project() { cksum <pyproject.toml; }
same() { [ "$(cat ".venv/.$1" 2>/dev/null)" = "$($1)" ]; }
ready() { [ -x .venv/bin/python ] && same environment && same project; }

find_python() {
  for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if "$candidate" -c 'import sys; (3, 11) <= sys.version_info < (3, 15) or sys.exit(1); print(sys.executable)' 2>/dev/null
    then return; fi
  done
  echo "No Python 3.11 to 3.14 found. Install one, or name it: make setup PYTHON=/path/to/python3" >&2
  return 1
}

build() {
  find .venv -mindepth 1 -maxdepth 1 ! -name .setup-lock -exec rm -rf {} +
  if command -v uv >/dev/null; then
    uv venv --quiet --allow-existing --no-project --python "$1" .venv
    uv pip sync --quiet --compile-bytecode --python .venv/bin/python --require-hashes requirements-dev.lock
    return
  fi
  if ! "$1" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "$1 has no ensurepip, so it cannot fill .venv. On Debian or Ubuntu: apt-get install python$version-venv" >&2
    return 1
  fi
  "$1" -m venv .venv
  .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
}

install_project() {
  if command -v uv >/dev/null; then
    uv pip install -qq --python .venv/bin/python --no-deps --no-build-isolation --editable .
  else
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
  fi
}

ready && exec tools/assets.sh
mkdir -p .venv
exec 9>.venv/.setup-lock
# macOS has no flock; there two set-ups at once are the caller's own doing.
if command -v flock >/dev/null; then flock 9; fi
ready && exec tools/assets.sh

if ! { [ -x .venv/bin/python ] && same environment; }; then
  python=$(find_python)
  echo "Setting up .venv with $("$python" --version 2>&1); this takes up to a minute."
  build "$python"
  environment >.venv/.environment
fi
install_project
project >.venv/.project
echo ".venv is ready."
exec tools/assets.sh
