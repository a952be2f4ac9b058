#!/bin/sh
# Makes the namespace and the search attributes, without which a worker refuses to start. May be repeated.
set -eu

# A server that has just started, and a namespace that has just been made, take some seconds to be known everywhere.
patiently() {
  for _ in $(seq 30); do
    if message=$("$@" 2>&1); then return; fi
    sleep 2
  done
  echo "$message" >&2
  return 1
}

patiently temporal operator cluster health
if ! temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  # How long a closed workflow's history stays; the facts themselves are in the application's database.
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 90d
fi
patiently temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" \
  --name TrajectPhase --type Keyword \
  --name TrajectId --type Keyword \
  --name TrajectMunicipality --type Keyword \
  --name TrajectNextDue --type Datetime \
  --name TrajectLastProgress --type Datetime
