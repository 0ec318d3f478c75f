"""Provides what all commands share: settings, the database at the right schema, and errors reported in one line."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import click

from server.operations.migration import migrate
from server.settings import ServerSettings, ServerSettingsFault, load_settings
from server.store.engine import Connection, DatabaseUnavailable, Engine, connect
from server.store.fleet import terminal_overview
from server.store.schema import schema_state

PASSPHRASE_LENGTH = 12


class Program:
    """Holds the settings. They are read only when a command needs them, so that `--help` works even if a setting is not valid."""

    def __init__(self, config: Path | None) -> None:
        self._config = config

    @cached_property
    def settings(self) -> ServerSettings:
        """The settings of this process."""
        return load_settings(self._config)


class Group(click.Group):
    """A command group that reports errors an operator can correct in one line instead of a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        os.umask(0o077)  # files that a command writes are readable only by its own user
        try:
            return super().invoke(ctx)
        except ServerSettingsFault as fault:
            raise click.ClickException("\n".join(fault.lines)) from None
        except DatabaseUnavailable as error:
            said = str(error.orig).strip().splitlines()[0]
            raise click.ClickException(f"the database does not answer ({said}): check AULA_DATABASE_URL and that it runs") from None
        except PermissionError as error:
            raise click.ClickException(f"{error.filename}: no permission; run this as the user whose state it is") from None


pass_program = click.make_pass_decorator(Program)


def _take_config(context: click.Context, _: click.Parameter, config: Path | None) -> None:
    if config is not None or context.parent is None:
        context.obj = Program(config)


class ConfigOption(click.Option):
    """The option `--config`, before or after a command's name. The later one takes precedence."""

    def __init__(self, *, environment: str | None = None) -> None:
        super().__init__(
            ["--config"],
            type=click.Path(path_type=Path, dir_okay=False),
            envvar=environment,
            expose_value=False,
            callback=_take_config,
            help="A TOML file with settings.",
        )


as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def print_json(document: object) -> None:
    """Print a document as one line of JSON."""
    click.echo(json.dumps(document, ensure_ascii=False))


@contextmanager
def opened(settings: ServerSettings, *, migrating: bool = False) -> Iterator[Engine]:
    """Yield an engine on the database, which has this version's schema.

    With `migrating`, the embedded database is migrated if necessary. PostgreSQL is migrated only by the command `migrate`, because other
    nodes may be using it.

    Raises:
        click.ClickException: the database does not exist, or has another schema.
    """
    engine = connect(settings.database_address)
    try:
        _bring_up(engine, migrating=migrating)
        yield engine
    finally:
        engine.dispose()


def _bring_up(engine: Engine, *, migrating: bool) -> None:
    embedded = engine.dialect.name == "sqlite"
    if embedded and not Path(str(engine.url.database)).is_file():
        raise click.ClickException("there is no database yet: run `aula-server init` first")
    state = schema_state(engine)
    if state == "empty":
        raise click.ClickException("the database is empty: run `aula-server init` first")
    if state == "ahead":
        raise click.ClickException("the database was migrated by a newer version: install that version here too")
    if state == "behind":
        if not (migrating and embedded):
            raise click.ClickException("the database has an older schema: take a backup and run `aula-server migrate`")
        migrate(engine)


def only_region(connection: Connection, said: str | None) -> str:
    """Return the id of the region that a command is about: the given one, or the only one.

    Raises:
        click.ClickException: no region has the id, or none is given and there are several.
    """
    names = terminal_overview.region_names(connection)
    if said in names:
        return str(said)
    if said is not None or not names:
        there = f"there are {', '.join(names)}" if names else "there is none: load a region file first"
        raise click.ClickException(f"there is no region {said}; {there}" if said else there)
    if len(names) > 1:
        raise click.ClickException(f"which region? there are {', '.join(names)}")
    return next(iter(names))


def no_terminal(terminal: str) -> click.ClickException:
    """Return the error for an id that no terminal has."""
    return click.ClickException(f"there is no terminal {terminal}: `aula-server status` lists them")


def by_whom() -> str:
    """Return the author that the audit log names for the actions of a command."""
    try:
        return f"command:{getpass.getuser()}"
    except (KeyError, OSError):
        return "command"


def read_secret(prompt: str, *, from_stdin: bool, confirm: bool = False) -> str:
    """Return a passphrase or password from a line of standard input, or from a prompt that does not show it.

    Raises:
        click.ClickException: standard input is empty, or is not a terminal on which to prompt.
    """
    if from_stdin:
        typed = sys.stdin.readline().rstrip("\r\n")
        if not typed:
            raise click.ClickException(f"{prompt.lower()}: nothing came on standard input")
        return typed
    if not sys.stdin.isatty():
        raise click.ClickException(f"{prompt.lower()}: there is no terminal to ask on; give it on standard input, see --help")
    return str(click.prompt(prompt, hide_input=True, confirmation_prompt=confirm, err=True))
