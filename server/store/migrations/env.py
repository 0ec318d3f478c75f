"""Runs the migrations when Alembic executes a command.

The connection comes from `server.store.schema`, within the transaction of its caller.
"""

from alembic import context

from server.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    transactional_ddl=True,
)
context.run_migrations()
