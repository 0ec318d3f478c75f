"""The screen: shows what the stage decides and posts what a finger or a key chooses. Everything here runs in Kivy's own thread.

A finger and the keys go the same way: what they choose is taken by `_choose`, and only while the gate is open.
One canvas, painted anew from a page whenever the page is another: no widget keeps anything of the last person.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.widget import Widget
from msgspec.structs import replace

from kiosk.pages.page import LESS, MORE, Page
from kiosk.pages.screen_description import DescriptionFile, description
from kiosk.pages.text_input import NOTHING
from kiosk.service.session import Opened, Touched
from kiosk.speech.guide import Guide, Says
from kiosk.speech.key_queue import Inbox
from kiosk.ui.frame_rate import Frames
from kiosk.ui.input_state import Desk
from kiosk.ui.pager import Parts, another
from kiosk.ui.scene import Scene
from kiosk.ui.scene_description import pictures, texts
from kiosk.ui.scene_painter import Brush
from kiosk.ui.screens import scene as laid_out
from kiosk.ui.screens.keyboard import keys_across
from kiosk.ui.service_gesture import Gesture
from kiosk.ui.text_layout import Letters
from kiosk.ui.theme import BY_CONTRAST, Measures, Theme
from kiosk.ui.touch_gate import SETTLE_SECONDS, Gate
from kiosk.ui.touch_tracker import HOLD_SECONDS, Finger
from kiosk.visit.view import Stage, View
from survey.visit import Chose, Stirred, Visit, step
from survey.wire import Input

COUNTING_SECONDS = 0.1
"""From step to step of the thin line that shows how long a screen stays."""
TELL_AGAIN_SECONDS = 0.02
BEAT_SECONDS = 1.0
"""From one look at whether somebody still listens to the next."""
WAITING = ("nps", "out_of_use")
FORGOTTEN_MS = 45_000
"""How long keys that began no visit are remembered where no visit says it."""
PATIENCE_SECONDS = 5.0
"""How long a screen that broke is waited for to be over: its visit is closed on the disk first, which may take a while."""


class Screen(Widget):
    """The whole window."""

    def __init__(
        self,
        stage: Stage,
        letters: Letters,
        theme: Theme,
        panel_mm: tuple[int, int],
        describe: Path | None,
        frame: Callable[[], None],
        *,
        inbox: Inbox,
        speaker: Says,
        touched: Callable[[], None],
    ) -> None:
        """As `kiosk.ui.app.run`."""
        super().__init__()
        self._stage = stage
        self._letters = letters
        self._theme = theme
        self._panel_mm = panel_mm
        self._file = DescriptionFile(describe) if describe is not None else None
        self._frame = frame
        self._inbox = inbox
        self._wake = touched
        self._guide = Guide(speaker, lambda name: self._choose(name, "keys"), self._stir, self._offer, lambda: self._desk.written)
        self._by: Input = "touch"
        """How somebody last did something: who listens goes on by that."""
        self._chose: str | None = None
        """What was chosen last."""
        self._desk = Desk()
        self._gate = Gate()
        self._parts = Parts(self._laid)
        self._shown: tuple[Page, int] | None = None
        self._told: Page
        """The page as keys and ears have it."""
        self._broken: int | None = None
        """When the visit began of which nothing is shown any more, for a screen of it broke; None where none did."""
        self._painted: tuple[object, ...] = ()
        self._untold = False
        self.whole = False
        """Whether the last page was painted to its end."""
        self.frames = Frames(self._drawn)
        self._counting: Any = Clock.create_trigger(lambda _: self.refresh(), COUNTING_SECONDS)
        self._holding: Any = Clock.create_trigger(lambda _: self._hold(), HOLD_SECONDS)
        self._trying: Any = Clock.create_trigger(lambda _: self._try_again(), PATIENCE_SECONDS)
        self._beating: Any = Clock.schedule_interval(self._beat, BEAT_SECONDS)
        self._fit()
        Window.bind(on_resize=self._resized)

    def close(self) -> None:
        """Forget what was typed, and leave the window alone."""
        self._desk.wipe()
        self._counting.cancel()
        self._holding.cancel()
        self._beating.cancel()
        self._trying.cancel()
        self.frames.stop()
        Window.unbind(on_resize=self._resized)

    def forget(self) -> None:
        """A screen broke: forget what was typed and touched, leave nothing of it to be seen, and paint anew what comes after its visit.

        Until that visit is closed on the disk its views would only break again; somebody's words must not stand there meanwhile.
        """
        self._desk.wipe()
        self._finger.forget()
        self._chose = None
        visit = self._stage.view.visit
        self._broken = visit.began_at if visit is not None else None
        self._parts.forget()
        self._shown, self._painted = None, ()
        self._trying()
        # Kivy calls no more what broke in an interval of its own; without the beat nobody's keys would ever be forgotten.
        self._beating.cancel()
        self._beating = Clock.schedule_interval(self._beat, BEAT_SECONDS)
        self._paint()

    def _try_again(self) -> None:
        """What should have closed the visit did not."""
        self._broken = None
        self.refresh()

    # ── what is shown ──

    def refresh(self) -> None:
        """Show the stage's view of now."""
        if self._broken is not None and _of_visit(self._stage.view, self._broken):
            return
        self._broken = None
        self._trying.cancel()
        self.whole = False
        self._show()
        self.whole = True

    def _show(self) -> None:
        view = self._stage.view
        if self._desk.follow(view):
            self._finger.forget()
            self._chose = None
        page = self._desk.page(view, self._stage.now(), keys_across(self._measures))
        if page.left is not None:
            self._counting()
        person = view.visit.began_at if view.visit else None
        self.frames.somebody = person is not None
        now = (page, self._desk.strokes)
        if now == self._shown:
            self._tell_guide()
            self._paint()  # the ring may be on another target
            return
        before, self._shown = self._shown, now
        if before is None or another(before[0], page):
            self._parts.begin(before[0] if before else None, page, somebody=person is not None)
            self._gate.changed()
            self._finger.let_go()
            self.frames.stir()
        self._parts.show(page)
        self._laid_anew()
        if before is not None and before[0].sight != page.sight:
            self._turn_to(self._chose)  # whoever sees the same screen otherwise still sees what they chose
        self._told = self._parts.reached(page)
        self._tell_guide()
        if self._by == "keys":  # whoever goes on by touch stays where they touched, and not where keys once were
            self._turn_to(self._guide.focus)
        self._paint()

    def _laid_anew(self) -> None:
        self._untold = True
        self._paint()

    def _tell_guide(self) -> None:
        visit = self._stage.view.visit
        turning = tuple(target for target in self._told.turning if self._parts.holds(target.name))
        self._guide.shown(self._told, person=visit.began_at if visit else None, now=self._stage.now(), turning=turning)

    def _laid(self, page: Page, part: int) -> Scene:
        typed = self._desk.shown if page.keyboard else NOTHING
        measures = Measures(self._measures.window, self._panel_mm, page.sight.text)
        return laid_out(page, measures, self._letters, typed, part)

    def _turn(self, page: Page, by: int) -> None:
        """To another part of a screen that is shown in parts; a finger that trembles turns one, not two."""
        self._stage.post(Stirred(), by=self._by)
        self._gate.changed()
        self._finger.let_go()
        self._parts.turn(page, by)
        self._laid_anew()
        self._tell_guide()
        if self._guide.focus in (MORE, LESS) and not self._parts.holds(self._guide.focus):
            self._guide.stand_on(LESS if self._guide.focus == MORE else MORE)

    def _paint(self) -> None:
        now = (self._shown, self._parts.at, self._finger.pressed, self._guide.focus, self._measures.window)
        if now != self._painted:
            self._painted = now
            self.frames.full()
            theme = BY_CONTRAST.get(self._shown[0].sight.contrast, self._theme) if self._shown is not None else self._theme
            red, green, blue, _ = theme["ground"]
            Window.clearcolor = (red, green, blue, 1)
            self._brush.paint(self._parts.scene, theme, self._finger.pressed, self._guide.focus)

    def _drawn(self) -> None:
        """A frame was shown."""
        if self._gate.waits_for_frame:
            self._gate.drawn(time.monotonic())
            Clock.schedule_once(lambda _: self._tell(), SETTLE_SECONDS)
        elif self._untold:
            self._tell()
        self._frame()

    def _tell(self) -> None:
        """Describe what is shown, as soon as it takes touches."""
        if self._file is None or self._shown is None or self._gate.waits_for_frame:
            return
        if not self._gate.open(time.monotonic()):
            # Kivy counts from the frame's start, so its timer may ring a moment before the gate opens.
            Clock.schedule_once(lambda _: self._tell(), TELL_AGAIN_SECONDS)
            return
        scene = self._parts.scene
        boxes = {touch.name: touch.rect for touch in scene.touches()}
        self._file.write(description(self._shown[0], self._measures.window, boxes, tuple(texts(scene)), pictures(scene)))
        self._untold = False

    def _fit(self) -> None:
        window = (int(Window.width), int(Window.height))
        self._measures = Measures(window, self._panel_mm)
        self._finger = Finger(self._measures.slip)
        self._gesture = Gesture(window, self._panel_mm)
        self._brush = Brush(self.canvas, self._letters, self._measures)

    def _resized(self, *_: object) -> None:
        self._fit()
        self._shown = None
        self.refresh()

    # ── what a finger does ──

    def on_touch_down(self, touch: Any) -> bool:
        self._wake()
        self._desk.stirred(self._stage.now())
        if _counts(touch) and self._gate.open(time.monotonic()):
            self._felt(touch)
            if self._finger.press(touch.uid, *self._point(touch), self._parts.scene, time.monotonic()):
                if self._hidden_way() and self._gesture.press(*self._point(touch), time.monotonic()):
                    self._finger.let_go()
                self._touched(self._finger.pressed)
                self._holding()
            self._paint()
        self.frames.stir()
        return True

    def on_touch_move(self, touch: Any) -> bool:
        self._finger.move(touch.uid, *self._point(touch))
        self._paint()
        return True

    def on_touch_up(self, touch: Any) -> bool:
        counted, chosen = self._finger.lift(touch.uid, *self._point(touch))
        if counted:
            self._holding.cancel()
            if self._gesture.lift(*self._point(touch), time.monotonic()) and self._hidden_way():
                self._stage.serve(Opened(()))
        if counted and chosen is not None and self._gate.open(time.monotonic()):
            self._choose(chosen.name, "touch")
        elif counted:
            self._touched(None)
            self._by = "touch"
            self._stage.post(Stirred(missed=True))
        self.frames.stir()
        self._paint()
        return True

    def _touched(self, name: str | None) -> None:
        """What a held key offers goes with a touch elsewhere."""
        if self._shown is not None and self._desk.touched(self._shown[0], name):
            self.refresh()

    def _hold(self) -> None:
        """A finger has stayed on a target: a key's other forms are offered, and the same finger may choose one."""
        name = self._finger.pressed
        if self._shown is None or name is None or not (offered := self._desk.hold(self._shown[0], name)):
            return
        self.refresh()
        self._finger.slide_onto([touch for touch in self._parts.scene.touches() if touch.name in offered])

    # ── what keys and a headset do ──

    def heard(self) -> None:
        """Something of keys, headset or sensors has come."""
        self.frames.stir()
        self._desk.stirred(self._stage.now())
        self._inbox.hand_to(self._guide)
        self._turn_to(self._guide.focus)
        self._paint()

    def _turn_to(self, name: str | None) -> None:
        """Of a screen that is shown in parts, show the one that a target lies on: keys go through all of a page."""
        if name is not None and self._shown is not None and self._parts.turn_to(self._shown[0], name):
            self._laid_anew()
            self._tell_guide()

    def _stir(self, by_key: bool) -> None:
        self._desk.stirred(self._stage.now())
        if by_key:
            self._by = "keys"
        self._stage.post(Stirred(), by=self._by)

    def _offer(self, name: str) -> tuple[str, ...]:
        """A letter's key is held by the keys: its other forms are on the page from now on."""
        offered = self._desk.hold(self._shown[0], name) if self._shown is not None else ()
        if offered:
            self.refresh()
        return offered

    def _beat(self, _: float) -> None:
        visit, now = self._stage.view.visit, self._stage.now()
        forgotten_ms = visit.script.timeout_ms if visit is not None else FORGOTTEN_MS
        self._guide.beat(now, forgotten_ms)
        if self._desk.pass_time(now):
            self.refresh()
        if self._shown is not None and self._parts.at and self._waits(self._shown[0]) and now - self._desk.touched_at >= forgotten_ms:
            # Whoever turned the screen and left has begun no visit whose end would turn it back.
            self._parts.first(self._shown[0])
            self._laid_anew()
            self._tell_guide()
        self._paint()

    def _waits(self, page: Page) -> bool:
        """Whether the page is one that waits for the next person."""
        visit = self._stage.view.visit
        return page.screen in WAITING and (visit is None or visit.idle)

    # ── what either chooses ──

    def _choose(self, name: str, by: Input) -> None:
        self._by, self._chose = by, name
        self._desk.stirred(self._stage.now())
        if self._shown is None:
            return
        page = self._shown[0]
        if not self._gate.open(time.monotonic()):
            self._stage.post(Stirred(), by=by)  # what it would answer is not the screen that was seen or heard
        elif name.startswith("key-"):
            self._desk.stroke(page, name)
            self._stage.post(Stirred(), by=by)
            self.refresh()
        elif name == "field":
            self._stage.post(Stirred(), by=by)
        elif name in (MORE, LESS):
            self._turn(page, 1 if name == MORE else -1)
        elif self._is_aside(page, name):
            self._choose_aside(name)
        elif name == "ok":
            self._gate.chose(time.monotonic())  # until it is known how the try stands, the word on the last one is not shown as its own
            self._stage.unlock(self._desk.pin())
            self.refresh()
        elif name == "send":
            self._gate.chose(time.monotonic())
            self._stage.send_text(self._desk.typing.text, by=by)
        else:
            view = self._stage.view
            chose = Chose(name, on=(page.screen, page.statement))
            if view.visit is not None and _moves(view.visit, chose, self._stage.now()):
                self._gate.chose(time.monotonic())
            self._stage.post(chose, by=by)

    def _is_aside(self, page: Page, name: str) -> bool:
        """Whether it is chosen of a screen that belongs to no visit, or of how the service screen is seen."""
        mode = self._stage.view.mode
        return page.screen == "enrol" or mode in ("enrol", "out_of_use") or (mode == "service" and "display" in (name, page.screen))

    def _choose_aside(self, name: str) -> None:
        """On a screen that belongs to no visit; what of it is the service screen's goes there."""
        if name == "back" or (name.startswith("language-") and self._stage.view.service is not None):
            self._stage.post(Chose(name))
        elif self._stage.view.service is not None and name != "send":
            self._stage.post(Stirred())  # how it is seen is nothing that a session knows of, but that somebody is there
            self._desk.look(name, self._stage.now())
        elif name != "send":
            self._desk.look(name, self._stage.now())
        elif (code := self._desk.code()) is not None:
            self._stage.enrol(code)
        self.refresh()

    def _hidden_way(self) -> bool:
        """Whether the service screen may be asked for here: nobody is in a visit, or the terminal takes none."""
        view = self._stage.view
        open_here = view.visit.idle if view.mode == "visit" and view.visit is not None else view.service is None
        if not open_here:
            self._gesture.forget()
        return open_here

    def _felt(self, touch: Any) -> None:
        """A touch test hears of every touch, a second finger's too."""
        if self._shown is not None and self._shown[0].target("test-1") is not None:
            x, y = self._point(touch)
            self._stage.serve(Touched(round(1000 * x / self._measures.window[0]), round(1000 * y / self._measures.window[1])))

    def _point(self, touch: Any) -> tuple[float, float]:
        return float(touch.x), self._measures.window[1] - float(touch.y)


def _counts(touch: Any) -> bool:
    """Whether it is a finger or the pointer's first button, and no wheel."""
    return "button" not in touch.profile or touch.button == "left"


def _of_visit(view: View, began_at: int) -> bool:
    return view.mode == "visit" and view.visit is not None and view.visit.began_at == began_at


def _moves(visit: Visit, event: Chose, now: int) -> bool:
    """Whether the choice leads to another screen: of one that does not, no view will come to wait for."""
    after, _ = step(visit, event, now)
    return replace(after, touched_at=0, began_at=0) != replace(visit, touched_at=0, began_at=0)
