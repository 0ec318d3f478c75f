"""Provides what every command starts with: settings, clock and store. A failure ends the command with a message."""

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
    """Defines the option `--config`, which may stand before or after the name of the command. The last one applies."""

    def __init__(self) -> None:
        super().__init__(
            ["--config"],
            type=click.Path(dir_okay=False, path_type=Path),
            expose_value=False,
            callback=_take_config,
            help="A TOML file with settings. The environment overrides it.",
        )


def load_settings(context: click.Context) -> KioskSettings:
    """Return the settings and configure the log.

    Raises:
        click.ClickException: settings are wrong; the message lists every fault.
    """
    try:
        found = settings.load(context.obj)
    except FaultySettings as fault:
        raise click.ClickException("\n".join(fault.lines)) from None
    logs.configure_logging(found.log, is_service=context.command.name == "run")
    return found


def make_clock(kiosk_settings: KioskSettings) -> SystemClock:
    """Return the machine's clocks, with the boot id of the settings if they have one."""
    return SystemClock(kiosk_settings.boot_id)


@contextlib.contextmanager
def open_store(kiosk_settings: KioskSettings, *, exclusive: bool = False) -> Iterator[Store]:
    """Open the store for the duration of a command.

    Args:
        kiosk_settings: the settings, whose state folder is created if it is missing.
        exclusive: whether the command may not run while another process runs the terminal on this state folder.

    Raises:
        click.ClickException: a terminal is running and `exclusive` is set, or the store cannot be opened.
    """
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
            raise click.ClickException(f"{kiosk_settings.state} cannot be used ({error}): repair the disk or its permissions") from None
        try:
            yield store
        finally:
            store.close()
