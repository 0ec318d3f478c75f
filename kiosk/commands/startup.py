"""What every command begins with: settings, clock, store; and how it ends when one of them fails."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import click

from kiosk import logs, settings
from kiosk.clock import SystemClock
from kiosk.settings import FaultySettings, KioskSettings
from kiosk.store import locks
from kiosk.store.database import DatabaseError, StoreError
from kiosk.store.store import Store


def _take_config(context: click.Context, _: click.Parameter, config: Path | None) -> None:
    if config is not None:
        context.obj = config


class KioskConfigOption(click.Option):
    """`--config`, before a command's name or after it; the one nearer to the end holds."""

    def __init__(self) -> None:
        super().__init__(
            ["--config"],
            type=click.Path(dir_okay=False, path_type=Path),
            expose_value=False,
            callback=_take_config,
            help="A TOML file of settings; the environment goes before it.",
        )


def load_settings(context: click.Context) -> KioskSettings:
    """The settings; ends the command where they are faulty."""
    try:
        found = settings.load(context.obj)
    except FaultySettings as fault:
        raise click.ClickException("\n".join(fault.lines)) from None
    logs.configure_logging(found.log, is_service=context.command.name == "run")
    return found


def make_clock(kiosk_settings: KioskSettings) -> SystemClock:
    return SystemClock(kiosk_settings.boot_id)


@contextlib.contextmanager
def open_store(kiosk_settings: KioskSettings, *, exclusive: bool = False) -> Iterator[Store]:
    """The store, for a command that may run beside the terminal, or for one that must be `alone`."""
    with contextlib.ExitStack() as stack:
        try:
            kiosk_settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                stack.enter_context(locks.lock(kiosk_settings.state, locks.TERMINAL_LOCK))
                alone_here = True
            except locks.LockedElsewhere:
                alone_here = False
            if exclusive and not alone_here:
                raise click.ClickException(f"a terminal is running on {kiosk_settings.state}: stop it first")
            store = Store(kiosk_settings.state, may_set_aside=alone_here)
        except StoreError as error:
            raise click.ClickException(str(error)) from None
        except (OSError, DatabaseError) as error:
            raise click.ClickException(f"{kiosk_settings.state} cannot be used ({error}): mend the disk or its permissions") from None
        try:
            yield store
        finally:
            store.close()
