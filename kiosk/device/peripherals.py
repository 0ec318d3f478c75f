"""What a terminal feels, says and shines with, joined to its screens: keys, headset, sensors, lights and voice.

All of it begins after the first picture, in a thread of its own, and each piece is optional: what is missing or breaks leaves
a terminal that is touched and seen. What a key means is `kiosk.speech`'s, what a pin is `hardware`'s; here they only meet.

    parts (pins) ─► tell ─► inbox ─► window ─► guide ─► speaker ─► voice
                      └───► lights, symptoms
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.breakage import places
from kiosk.clock import Clock, trusted
from kiosk.device.faults import Symptoms
from kiosk.device.speech_output import Mouth
from kiosk.service.session import KeyHeard
from kiosk.speech.key_queue import Inbox
from kiosk.store import clock_evidence
from kiosk.store.store import Store
from kiosk.visit.runtime import Runtime
from kiosk.visit.view import View

if TYPE_CHECKING:
    from hardware.devices import Parts
    from hardware.events import Event
    from hardware.faults import Fault
    from kiosk.device.lights import Lights

log = logging.getLogger("aula.senses")
LOOK_SECONDS = 1.0
QUICK_SECONDS = 0.05
"""From look to look while a key is down: the end of a press has no edge of its own that counts."""
QUICK_FOR_MS = 3_000
SOUND_EVERY = 15
"""Looks from one search for sound cards to the next, where no headset told of a change."""
END_SECONDS = 2.0
LISTENED_BY = ("keys", "headset")
"""Parts by which somebody can turn speech on: a terminal without them may well be mute."""


class Senses:
    """One terminal's, from `begin` to `end`."""

    def __init__(
        self,
        runtime: Runtime,
        store: Store,
        clock: Clock,
        symptoms: Symptoms,
        *,
        hardware: Mapping[str, object],
        clips: Path,
        sound_card: str | None = None,
        root: Path = Path("/"),
        pin_factory: object | None = None,
    ) -> None:
        """Opens nothing yet.

        Args:
            runtime: the terminal at work.
            store: where prompts lie beside, and what is known of the clock.
            clock: its clocks.
            symptoms: hears what is wrong with the parts.
            hardware: which parts there are (`hardware.configuration.read`).
            clips: where recorded speech lies; need not exist.
            sound_card: ALSA's name of the card to speak through; None finds one.
            root: where the machine's files are; another for tests.
            pin_factory: gpiozero's, for tests.
        """
        self.inbox = Inbox()
        self._mouth = Mouth(store.folder, clips, sound_card=sound_card, root=root, brought=hardware.get("headset") == "usb")
        self._speaks = sound_card is not None or any(hardware.get(part) for part in LISTENED_BY)
        self.speaker = self._mouth.speaker
        self.say = self._mouth.say
        self._runtime, self._store, self._clock, self._symptoms = runtime, store, clock, symptoms
        self._hardware, self._root, self._pin_factory = hardware, root, pin_factory
        self._parts: Parts | None = None
        self._lights: Lights | None = None
        self._wake = threading.Condition()
        self._woken = self._stopping = False
        self._down: set[str] = set()
        self._quick_until = 0
        self._until_sound = 0
        self._failing: set[str] = set()
        self._mute: tuple[Fault, ...] = ()
        self._thread = threading.Thread(target=self._run, name="senses", daemon=True)

    def begin(self) -> None:
        """Begin, unless it has begun. Returns at once."""
        if self._thread.ident is None:
            self._thread.start()

    def end(self) -> None:
        """Say no more, let go of every pin; the lights go out."""
        self._stopping = True
        self._nudge()
        if self._thread.ident is not None:
            self._thread.join(END_SECONDS)
        self._mouth.hush()
        if self._parts is not None:
            self._parts.close()

    def touched(self) -> None:
        """Somebody touched the screen. From any thread."""
        lights = self._lights
        if lights is None:
            return
        dark = lights.dim
        lights.felt()
        if dark:
            self._nudge()

    # ── what comes ──

    def _tell(self, event: Event) -> None:
        """From a thread of the hardware: handed on, and back at once."""
        from hardware.events import KeyEvent

        if isinstance(event, KeyEvent):
            self.inbox.key(event.name, event.kind, event.at_ms)
            if self._runtime.view.mode == "service":
                self._runtime.serve(KeyHeard(event.name, event.kind))
            (self._down.discard if event.kind == "release" else self._down.add)(event.name)
            self._quick_until = event.at_ms + QUICK_FOR_MS
            self.touched()
        elif event.name == "headset":
            self.inbox.headset(event.on, event.at_ms)
            if not event.on and self._runtime.view.mode != "service":
                self.speaker.hush()  # before sound finds another way out: what was for one pair of ears is for no loudspeaker
            self._until_sound = 0
        elif event.name == "presence" and event.on:
            self.inbox.somebody()
        self._nudge()

    def _seen(self, view: View) -> None:
        """Another view is shown. From the writer's thread."""
        if self._speaks:  # else nobody could have anything read to them, and prompts would be rendered for nobody
            self._mouth.prepare(view.configuration)
        self._nudge()

    def _nudge(self) -> None:
        with self._wake:
            self._woken = True
            self._wake.notify()

    # ── in its own thread ──

    def _run(self) -> None:
        for opens in (self._mouth.open, self._open_parts):
            try:
                opens()
            except Exception as error:  # noqa: BLE001 (a terminal that can be touched is better than none, whatever a library raises)
                log.error("not joined: %s", places(error))
        log.info("joined: %s", ", ".join(sorted(self._hardware)) or "no parts")
        self._runtime.watch(self._seen)
        self._seen(self._runtime.view)
        while not self._stopping:
            self._look()
            self._rest()

    def _open_parts(self) -> None:
        from hardware.devices import find
        from kiosk.device.lights import Lights

        parts = find(self._hardware, self._tell, now=self._clock.steady, root=self._root, pin_factory=self._pin_factory)
        for fault in parts.faults:
            log.error("part %s: %s", fault.part, fault.words)
        if parts.headset:
            self.inbox.headset(True, self._clock.steady())
        self._lights = Lights(parts.light, parts.backlight, self._clock, self._believed)
        self._parts = parts
        self._symptoms.join(parts)

    def _look(self) -> None:
        parts, lights = self._parts, self._lights
        if parts is not None:
            self._each("parts", parts.look)
        self._until_sound -= 1
        if self._until_sound < 0:
            self._until_sound = SOUND_EVERY
            self._each("sound", self._mouth.turn)
        self._each("voice", self._look_at_voice)
        if parts is not None and lights is not None:
            self._each("lights", lambda: lights.look(self._runtime.view, present=bool(parts.somebody), faulty=self._symptoms.faulty))
        dark = () if lights is None or lights.fault is None else (lights.fault,)
        self._each("symptoms", lambda: self._symptoms.besides((*self._mute, *dark)))

    def _look_at_voice(self) -> None:
        mute = self._mouth.faults if self._speaks else ()
        for fault in set(mute) - set(self._mute):
            log.error("%s: %s", fault.part, fault.words)
        self._mute = mute

    def _each(self, step: str, act: Callable[[], None]) -> None:
        """One step of a look; what it raises stops neither the others nor the next look, and is logged once until it works again."""
        try:
            act()
        except Exception as error:  # noqa: BLE001 (whatever a pin library or a kernel's file raises)
            if step not in self._failing:
                log.error("a look at the %s failed: %s", step, places(error))
            self._failing.add(step)
        else:
            self._failing.discard(step)

    def _rest(self) -> None:
        quick = self._down and self._clock.steady() < self._quick_until
        with self._wake:
            # Without parts nothing is due by itself, only a headset's card where speech can be heard.
            self._wake.wait_for(lambda: self._woken or self._stopping, QUICK_SECONDS if quick else LOOK_SECONDS if self._hardware else 15.0)
            self._woken = False

    def _believed(self) -> bool:
        with self._store.reading() as db:
            return trusted(self._clock, clock_evidence.latest(db, self._clock.boot))
