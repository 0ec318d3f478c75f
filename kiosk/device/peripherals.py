"""Connects keys, headset, sensors, lights and speech output to the screens.

All of it starts after the first picture, in its own thread. Every part is optional: if one is missing or fails, the terminal still works
by touch. `kiosk.speech` interprets the keys and `hardware` knows the pins; this module connects them.

    devices (pins) ─► _tell ─► key queue ─► window ─► audio guide ─► speaker ─► voice
                        └────► lights, device faults
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.clock import DeviceClock, is_wall_clock_trusted
from kiosk.device.faults import DeviceFaults
from kiosk.device.speech_output import SpeechOutput
from kiosk.logs import safe_traceback
from kiosk.service.session import KeyEventReceived
from kiosk.speech.key_queue import KeyEventQueue
from kiosk.store import clock_evidence
from kiosk.store.store import Store
from kiosk.visit.runtime import Runtime
from kiosk.visit.view import View

if TYPE_CHECKING:
    from hardware.devices import Devices
    from hardware.events import HardwareEvent
    from hardware.faults import DeviceFault
    from kiosk.device.lights import Lights

log = logging.getLogger("aula.peripherals")
POLL_SECONDS = 1.0
FAST_POLL_SECONDS = 0.05
"""The time between two polls while a key is down, because the end of a press is detected only after its last edge."""
FAST_POLL_DURATION_MS = 3_000
POLLS_PER_SOUND_CHECK = 15
"""The number of polls between two checks of the sound cards, if no headset event comes first."""
STOP_TIMEOUT_SECONDS = 2.0
SPEECH_ENABLING_PARTS = ("keys", "headset")
"""The parts by which a person can turn on speech. Without them, missing speech output is no fault."""


class Peripherals:
    """Represents the peripherals of one terminal, between `start` and `stop`."""

    def __init__(
        self,
        runtime: Runtime,
        store: Store,
        clock: DeviceClock,
        device_faults: DeviceFaults,
        *,
        hardware: Mapping[str, object],
        clips: Path,
        sound_card: str | None = None,
        root: Path = Path("/"),
        pin_factory: object | None = None,
    ) -> None:
        """Store the parameters without opening anything.

        Args:
            runtime: the runtime of the terminal.
            store: the store, whose folder contains the prompts, and whose clock evidence decides whether the clock is trusted.
            clock: the clocks.
            device_faults: receives the faults of the parts.
            hardware: the parts of the terminal (`hardware.configuration.parse`).
            clips: the folder of recorded speech, which need not exist.
            sound_card: ALSA's name of the card that plays speech. None selects one.
            root: the root of the file system; tests pass another.
            pin_factory: a gpiozero pin factory, for tests.
        """
        self.key_queue = KeyEventQueue()
        self._mouth = SpeechOutput(
            store.folder, clips, sound_card=sound_card, root=root, has_own_headset_card=hardware.get("headset") == "usb"
        )
        self._speaks = sound_card is not None or any(hardware.get(part) for part in SPEECH_ENABLING_PARTS)
        self.speaker = self._mouth.speaker
        self.say = self._mouth.say
        self._runtime, self._store, self._clock, self._symptoms = runtime, store, clock, device_faults
        self._hardware, self._root, self._pin_factory = hardware, root, pin_factory
        self._parts: Devices | None = None
        self._lights: Lights | None = None
        self._wake = threading.Condition()
        self._woken = self._stopping = False
        self._down: set[str] = set()
        self._quick_until = 0
        self._until_sound = 0
        self._failing: set[str] = set()
        self._mute: tuple[DeviceFault, ...] = ()
        self._thread = threading.Thread(target=self._run, name="senses", daemon=True)

    def start(self) -> None:
        """Start the thread if it has not been started. Return at once."""
        if self._thread.ident is None:
            self._thread.start()

    def stop(self) -> None:
        """Stop speaking and release every pin, so that the lights go out."""
        self._stopping = True
        self._nudge()
        if self._thread.ident is not None:
            self._thread.join(STOP_TIMEOUT_SECONDS)
        self._mouth.stop()
        if self._parts is not None:
            self._parts.close()

    def on_touch(self) -> None:
        """Brighten the panel after a touch of the screen. It may be called from any thread."""
        lights = self._lights
        if lights is None:
            return
        dark = lights.is_unattended
        lights.record_activity()
        if dark:
            self._nudge()

    # ── called from other threads ──

    def _tell(self, event: HardwareEvent) -> None:
        """Pass on an event in a thread of the hardware, and return at once."""
        from hardware.events import KeyEvent

        if isinstance(event, KeyEvent):
            self.key_queue.put_key_event(event.name, event.kind, event.at_ms)
            if self._runtime.view.mode == "service":
                self._runtime.post_service_event(KeyEventReceived(event.name, event.kind))
            (self._down.discard if event.kind == "release" else self._down.add)(event.name)
            self._quick_until = event.at_ms + FAST_POLL_DURATION_MS
            self.on_touch()
        elif event.name == "headset":
            self.key_queue.put_headset_event(event.is_on, event.at_ms)
            if not event.is_on and self._runtime.view.mode != "service":
                self.speaker.stop()  # before another output is selected: speech for one person's headset must not come from a loudspeaker
            self._until_sound = 0
        elif event.name == "presence" and event.is_on:
            self.key_queue.notify_presence()
        self._nudge()

    def _seen(self, view: View) -> None:
        """Process a new view, in the writer's thread."""
        if self._speaks:  # otherwise nobody can turn on speech, and the prompts would never be played
            self._mouth.prerender(view.configuration)
        self._nudge()

    def _nudge(self) -> None:
        with self._wake:
            self._woken = True
            self._wake.notify()

    # ── run in the own thread ──

    def _run(self) -> None:
        for opens in (self._mouth.open, self._open_parts):
            try:
                opens()
            except Exception as error:  # noqa: BLE001 (the terminal must keep working by touch, whatever a library raises)
                log.error("could not be opened: %s", safe_traceback(error))
        log.info("hardware opened: %s", ", ".join(sorted(self._hardware)) or "no parts")
        self._runtime.add_view_listener(self._seen)
        self._seen(self._runtime.view)
        while not self._stopping:
            self._look()
            self._rest()

    def _open_parts(self) -> None:
        from hardware.devices import open_devices
        from kiosk.device.lights import Lights

        parts = open_devices(self._hardware, self._tell, now=self._clock.steady_ms, root=self._root, pin_factory=self._pin_factory)
        for fault in parts.faults:
            log.error("part %s: %s", fault.part, fault.message)
        if parts.is_headset_connected:
            self.key_queue.put_headset_event(True, self._clock.steady_ms())
        self._lights = Lights(parts.status_light, parts.backlight, self._clock, self._believed)
        self._parts = parts
        self._symptoms.attach(parts)

    def _look(self) -> None:
        parts, lights = self._parts, self._lights
        if parts is not None:
            self._each("parts", parts.poll)
        self._until_sound -= 1
        if self._until_sound < 0:
            self._until_sound = POLLS_PER_SOUND_CHECK
            self._each("sound", self._mouth.select_output)
        self._each("voice", self._look_at_voice)
        if parts is not None and lights is not None:
            self._each(
                "lights",
                lambda: lights.update(
                    self._runtime.view, somebody_present=bool(parts.is_somebody_present), has_fault=self._symptoms.has_unusable_part
                ),
            )
        dark = () if lights is None or lights.fault is None else (lights.fault,)
        self._each("symptoms", lambda: self._symptoms.set_other_faults((*self._mute, *dark)))

    def _look_at_voice(self) -> None:
        mute = self._mouth.faults if self._speaks else ()
        for fault in set(mute) - set(self._mute):
            log.error("%s: %s", fault.part, fault.message)
        self._mute = mute

    def _each(self, step: str, act: Callable[[], None]) -> None:
        """Run one step of a poll. An exception affects no other step or later poll, and is logged once until the step works again."""
        try:
            act()
        except Exception as error:  # noqa: BLE001 (pin libraries and kernel files raise various exceptions)
            if step not in self._failing:
                log.error("polling the %s failed: %s", step, safe_traceback(error))
            self._failing.add(step)
        else:
            self._failing.discard(step)

    def _rest(self) -> None:
        quick = self._down and self._clock.steady_ms() < self._quick_until
        with self._wake:
            # Without parts, nothing is due regularly but the check of the sound cards.
            self._wake.wait_for(
                lambda: self._woken or self._stopping, FAST_POLL_SECONDS if quick else POLL_SECONDS if self._hardware else 15.0
            )
            self._woken = False

    def _believed(self) -> bool:
        with self._store.reading() as db:
            return is_wall_clock_trusted(self._clock, clock_evidence.latest(db, self._clock.boot))
