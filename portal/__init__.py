"""The pages through which people do their work: they read Postgres, and speak to the workflows."""
