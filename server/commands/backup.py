"""Defines `backup` and `restore`, which write the whole database to one file and read it back, whichever engine is used."""

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
    """Write a consistent copy of the database to FILE. The server may continue to run.

    FILE is replaced once the new backup is complete. The private keys are not in it: keep keys.sealed and its passphrase elsewhere.
    """
    if not file.resolve().parent.is_dir():
        raise click.ClickException(f"{file.parent} is no folder: make it first")
    with opened(program.settings) as engine:
        rows = operations.back_up(engine, file.resolve(), who=by_whom(), clock=now)
    click.echo(f"Wrote {rows} rows to {file}. The private keys are not in it.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help="Replace the contents of the database without asking, and keep no copy of them.")
@pass_program
def restore(program: Program, file: Path, yes: bool) -> None:
    """Replace the contents of the database by the backup FILE, completely or not at all. The server must not be running.

    If the database contains data, you are asked first when you run this on a terminal, and a copy is kept in the server's state folder.
    Terminals keep what they sent since the backup, and send it again when the server requests it.
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
    """Ask for confirmation if a person is at the terminal, and save a copy of what would be replaced. Scripts are not asked."""
    if sys.stdin.isatty():
        click.confirm("The database holds data. Replace all of it?", abort=True)
    kept = settings.state_folder / f"before-restore-{now():%Y%m%dT%H%M%S.%fZ}.db"
    operations.write_backup(engine, kept.resolve())
    return kept
