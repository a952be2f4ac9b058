#!/bin/sh
# Everything that can be said of the code without running it. All steps run, so that one look shows all there is to mend.
set -u
PATH="$PWD/.venv/bin:$PATH"
failed=""

step() {
  name=$1
  shift
  if output=$("$@" 2>&1); then
    printf '  ok      %s\n' "$name"
  else
    printf '  FAILED  %s\n%s\n\n' "$name" "$output"
    failed="$failed, $name"
  fi
}

compose() { docker-compose --env-file /dev/null --file docker-compose.yml config --quiet; }
variables=$(sed -n 's/^\([A-Z_]*\)=$/\1/p' .env.example)
# .env.example lists what must be filled in: with just that, the file is whole; without any one of them, it is not.
compose_filled() { (for variable in $variables; do export "$variable=filled-in"; done && compose); }
compose_demands() {
  for missing in $variables; do
    if (for variable in $variables; do export "$variable=filled-in"; done && unset "$missing" && compose); then
      echo "$missing has a default"
      return 1
    fi
  done
}

step "format" ruff format --check --quiet .
step "lint" ruff check --quiet .
step "types" mypy --no-error-summary
step "import contracts" lint-imports
step "compose schema" check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
step "compose variables" compose_filled
step "compose has no default passwords" compose_demands
step "workflow files" check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
step "Dockerfile" hadolint Dockerfile
step "hygiene" python tools/hygiene.py

if [ -n "$failed" ]; then
  echo "Failed: ${failed#, }"
  exit 1
fi
