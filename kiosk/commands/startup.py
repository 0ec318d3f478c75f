"""What every command begins with: settings, clock, store; and how it ends when one of them fails."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import click

from kiosk import logs, settings
from kiosk.clock import SystemClock
from kiosk.settings import FaultySettings, Settings
from kiosk.store import locks
from kiosk.store.database import DatabaseError, StoreError
from kiosk.store.store import Store


def _take_config(context: click.Context, _: click.Parameter, config: Path | None) -> None:
    if config is not None:
        context.obj = config


class ConfigOption(click.Option):
    """`--config`, before a command's name or after it; the one nearer to the end holds."""

    def __init__(self) -> None:
        super().__init__(
            ["--config"],
            type=click.Path(dir_okay=False, path_type=Path),
            expose_value=False,
            callback=_take_config,
            help="A TOML file of settings; the environment goes before it.",
        )


def read_settings(context: click.Context) -> Settings:
    """The settings; ends the command where they are faulty."""
    try:
        found = settings.load(context.obj)
    except FaultySettings as fault:
        raise click.ClickException("\n".join(fault.lines)) from None
    logs.begin(found.log, service=context.command.name == "run")
    return found


def clock_of(own: Settings) -> SystemClock:
    return SystemClock(own.boot_id)


@contextlib.contextmanager
def opened(own: Settings, *, alone: bool = False) -> Iterator[Store]:
    """The store, for a command that may run beside the terminal, or for one that must be `alone`."""
    with contextlib.ExitStack() as stack:
        try:
            own.state.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                stack.enter_context(locks.hold(own.state, locks.RUN))
                alone_here = True
            except locks.Held:
                alone_here = False
            if alone and not alone_here:
                raise click.ClickException(f"a terminal is running on {own.state}: stop it first")
            store = Store(own.state, may_renew=alone_here)
        except StoreError as error:
            raise click.ClickException(str(error)) from None
        except (OSError, DatabaseError) as error:
            raise click.ClickException(f"{own.state} cannot be used ({error}): mend the disk or its permissions") from None
        try:
            yield store
        finally:
            store.close()
