"""`backup` and `restore`: the whole database as one file, whichever engine it runs on."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from server.commands.startup import Program, by_whom, now, opened, pass_program
from server.operations import backup as operations
from server.operations.migration import migrate
from server.settings import ServerSettings
from server.store.backup import InvalidBackup, is_empty
from server.store.engine import Engine, connect
from server.store.read_transaction import reading
from server.store.restore_lock import DatabaseInUse, exclusive_lock
from server.store.schema import schema_state


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@pass_program
def backup(program: Program, file: Path) -> None:
    """Write the database to FILE, one moment of it, while the server runs on.

    FILE is replaced once the new backup is whole. The private keys are not in it: keep keys.sealed and its passphrase elsewhere.
    """
    if not file.resolve().parent.is_dir():
        raise click.ClickException(f"{file.parent} is no folder: make it first")
    with opened(program.settings) as engine:
        rows = operations.back_up(engine, file.resolve(), who=by_whom(), clock=now)
    click.echo(f"Wrote {rows} rows to {file}. The private keys are not in it.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help="Replace what is there without asking, and keep no copy of it.")
@pass_program
def restore(program: Program, file: Path, yes: bool) -> None:
    """Put the backup FILE in place of what the database holds: all of it or nothing. The server must not run.

    Where the database holds data, a person at a terminal is asked first, and a copy of it is kept in the server's state.
    What terminals sent since the backup they still keep, and send again when the server asks.
    """
    settings = program.settings
    settings.state_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = connect(settings.database_address)
    try:
        operations.check_backup(file)
        with exclusive_lock(engine):
            if schema_state(engine) == "ahead":
                raise click.ClickException("the database was migrated by a newer version: install that version here too")
            migrate(engine)
            with reading(engine) as connection:
                replaces = not is_empty(connection)
            kept = _ask_and_keep(engine, settings) if replaces and not yes else None
            rows = operations.restore(engine, file, who=by_whom(), clock=now)
    except InvalidBackup as fault:
        raise click.ClickException(str(fault)) from None
    except DatabaseInUse:
        raise click.ClickException("the server is running: stop it, restore, and start it again") from None
    finally:
        engine.dispose()
    click.echo(f"Restored {rows} rows from {file}. Everybody signs in again.")
    if kept is not None:
        click.echo(f"What was there before is kept in {kept}: delete it once nobody needs it.")


def _ask_and_keep(engine: Engine, settings: ServerSettings) -> Path:
    """Have a person agree where there is one, and set aside what would be replaced. A script that says `restore` means it."""
    if sys.stdin.isatty():
        click.confirm("The database holds data. Replace all of it?", abort=True)
    kept = settings.state_folder / f"before-restore-{now():%Y%m%dT%H%M%S.%fZ}.db"
    operations.write_backup(engine, kept.resolve())
    return kept
