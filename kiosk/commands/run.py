"""Defines `aula-kiosk run`, which runs the terminal."""

from __future__ import annotations

import logging
import os
import signal
import threading
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click

from kiosk.clock import DeviceClock
from kiosk.commands.startup import load_settings, make_clock, open_store
from kiosk.logs import safe_traceback
from kiosk.settings import KioskSettings
from kiosk.store.store import Store

if TYPE_CHECKING:
    from kiosk.exchange.schedule import ExchangeSchedule
    from kiosk.terminal import KioskTerminal

log = logging.getLogger("aula.run")


@click.command()
@click.option(
    "--describe",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a description of the screen to FILE at each change (for developers).",
)
@click.option("--windowed", is_flag=True, help="Open a window instead of using the whole screen.")
@click.pass_context
def run(context: click.Context, *, describe: Path | None, windowed: bool) -> None:
    """Show the questions and store the answers until the program is stopped."""
    own = load_settings(context)
    if describe is not None and not own.developer:
        raise click.UsageError("--describe is for developers: set AULA_KIOSK_DEVELOPER=1")
    with open_store(own, exclusive=True) as store:
        _run(own, store, describe, windowed=windowed)
    logging.shutdown()
    # Everything is on the disk. An exchange that hangs on a broken network must not delay the exit.
    os._exit(0)


def _run(own: KioskSettings, store: Store, describe: Path | None, *, windowed: bool) -> None:
    from kiosk.device.peripherals import Peripherals
    from kiosk.device.watchdog import SystemdWatchdog
    from kiosk.terminal import KioskTerminal
    from kiosk.ui import app
    from kiosk.ui.environment import DisplayUnusable
    from kiosk.ui.fonts import FontMissing

    clock = make_clock(own)
    terminal = KioskTerminal(store, clock, server=own.server, ca_file=own.ca_file, timeout_seconds=own.timeout_seconds)
    talk = BackgroundExchange(terminal, clock)
    senses = Peripherals(
        terminal.runtime, store, clock, terminal.device_faults, hardware=own.hardware, clips=own.clips_folder, sound_card=own.sound_card
    )
    terminal.say = senses.say
    watchdog = SystemdWatchdog(lambda: terminal.runtime.alive, clock.steady_ms)

    def frame() -> None:
        talk.start()
        senses.start()
        watchdog.on_frame()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    terminal.runtime.start()
    log.info("terminal started")
    try:
        app.run(
            terminal.runtime, window=own.window, panel_mm=own.panel_mm, fullscreen=not windowed, description_path=describe, on_frame=frame,
            theme=own.theme, key_queue=senses.key_queue, speaker=senses.speaker, on_touch=senses.on_touch,
        )  # fmt: skip
    except SystemExit:
        log.info("stopping on a signal")
    except (DisplayUnusable, FontMissing) as error:
        raise click.ClickException(str(error)) from None
    except Exception as error:  # noqa: BLE001 (the message of any exception could quote typed text, so it must not be printed)
        log.error("the screen failed: %s", safe_traceback(error))
        raise click.ClickException("the screen failed repeatedly: see the log for the place, and restart the terminal") from None
    finally:
        watchdog.notify_stopping()
        senses.stop()
        talk.stop()
        terminal.runtime.stop()


class BackgroundExchange:
    """Exchanges data with the server in the background.

    It starts after the first picture, so that nothing delays the picture, for which people wait.
    """

    def __init__(self, terminal: KioskTerminal, clock: DeviceClock) -> None:
        self._terminal = terminal
        self._clock = clock
        self._schedule: ExchangeSchedule | None = None
        self._thread = threading.Thread(target=self._begin, name="begin", daemon=True)

    def start(self) -> None:
        """Start the schedule if it has not been started. Return at once."""
        if self._thread.ident is None:
            self._thread.start()

    def stop(self) -> None:
        """Start no further exchange."""
        if self._thread.ident is not None:
            self._thread.join()
        if self._schedule is not None:
            self._schedule.stop()

    def _begin(self) -> None:
        from kiosk.exchange.schedule import ExchangeSchedule

        schedule = ExchangeSchedule(self._terminal.exchange, self._clock)
        self._terminal.on_enrolled = schedule.run_soon
        self._terminal.runtime.on_every_tick(schedule.check_clock_jump)
        schedule.start()
        self._schedule = schedule


def _end(_: int, __: FrameType | None) -> NoReturn:
    raise SystemExit(0)
