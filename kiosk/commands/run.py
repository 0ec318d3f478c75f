"""`aula-kiosk run`: the terminal itself."""

from __future__ import annotations

import logging
import os
import signal
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from kiosk.commands.opening import clock_of, opened, read_settings
from kiosk.settings import Settings
from kiosk.store.store import Store

log = logging.getLogger("aula.run")


@click.command()
@click.option(
    "--describe", type=click.Path(dir_okay=False, path_type=Path), help="Rewrite FILE at each change of the screen (developers only)."
)
@click.option("--windowed", is_flag=True, help="In a window, not on the whole screen.")
@click.pass_context
def run(context: click.Context, *, describe: Path | None, windowed: bool) -> None:
    """Show the questions and take the answers, until it is told to stop."""
    own = read_settings(context)
    if describe is not None and not own.developer:
        raise click.UsageError("--describe is for developers: set AULA_KIOSK_DEVELOPER=1")
    with opened(own, alone=True) as store:
        _run(own, store, describe, windowed=windowed)
    logging.shutdown()
    # All is on the disk. An exchange that hangs on a dead network must not hold up the stop.
    os._exit(0)


def _run(own: Settings, store: Store, describe: Path | None, *, windowed: bool) -> None:
    from kiosk.schedule import Schedule
    from kiosk.terminal import Terminal
    from kiosk.ui import app
    from kiosk.watchdog import Watchdog

    clock = clock_of(own)
    terminal = Terminal(store, clock, server=own.server, ca_file=own.ca_file, timeout_seconds=own.timeout_seconds)
    schedule = Schedule(terminal.exchange, clock)
    terminal.enrolled = schedule.soon
    terminal.runtime.regularly(schedule.keep_time)
    watchdog = Watchdog(lambda: store.alive, clock.steady)
    started = False

    def frame() -> None:
        nonlocal started
        if not started:  # the first picture before the first exchange
            started = True
            schedule.start()
        watchdog.frame()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    terminal.runtime.start()
    log.info("the terminal runs")
    try:
        app.run(terminal.runtime, window=own.window, panel_mm=own.panel_mm, fullscreen=not windowed, describe=describe, frame=frame)
    except SystemExit:
        log.info("told to stop")
    finally:
        watchdog.stopping()
        schedule.stop()
        terminal.runtime.stop()


def _end(_: int, __: FrameType | None) -> NoReturn:
    raise SystemExit(0)
