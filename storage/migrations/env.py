"""What alembic runs for each migration; `storage.migrate` hands it the connection."""

from alembic import context

from storage.tables import metadata

# A migration that waits for a lock makes everyone wait behind it: rather fail soon, and be tried again.
LOCK_TIMEOUT = "SET LOCAL lock_timeout = '2s'"

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata)
connection.exec_driver_sql(LOCK_TIMEOUT)
with context.begin_transaction():
    context.run_migrations()
