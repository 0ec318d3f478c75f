"""Contains the steps from one version of the schema to the next, which Alembic runs in order."""
