#!/bin/sh
# Makes or upgrades Temporal's two databases. Every step may be repeated: an upgrade of Temporal is a new tag and this again.
set -eu

for store in temporal visibility; do
  database=temporal
  [ "$store" = temporal ] || database=temporal_visibility
  sql() { temporal-sql-tool --plugin postgres12 --db "$database" "$@"; }

  sql create-database
  sql setup-schema --version 0.0
  sql update-schema --schema-dir "/etc/temporal/schema/postgresql/v12/$store/versioned"
done
