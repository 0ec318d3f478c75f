"""Defines the widget of the screen, which shows the runtime's view and posts the choices of fingers and keys. It runs in the main thread.

Choices of fingers and keys are handled by the same method, `_choose`, and only while the gate is open. There is one canvas, which is
painted again whenever the page changes, so that no widget keeps anything of the previous person.
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

from kiosk.pages.page import NEXT_PART, PREVIOUS_PART, Page
from kiosk.pages.screen_description import DescriptionFile, describe_page
from kiosk.pages.text_input import EMPTY_FIELD
from kiosk.service.session import GestureMade, PanelTouched
from kiosk.speech.audio_guide import AudioGuide, SpeakerProtocol
from kiosk.speech.key_queue import KeyEventQueue
from kiosk.ui.frame_rate import FrameScheduler
from kiosk.ui.input_state import InputState
from kiosk.ui.pager import Pager, is_different_screen
from kiosk.ui.scene import Scene
from kiosk.ui.scene_description import describe_pictures, describe_texts
from kiosk.ui.scene_painter import ScenePainter
from kiosk.ui.screens import build_scene as laid_out
from kiosk.ui.screens.keyboard import keys_across
from kiosk.ui.service_gesture import ServiceGesture
from kiosk.ui.text_layout import Typesetter
from kiosk.ui.theme import CONTRAST_THEMES, Measures, Theme
from kiosk.ui.touch_gate import SETTLE_SECONDS, TouchGate
from kiosk.ui.touch_tracker import LONG_PRESS_SECONDS, TouchTracker
from kiosk.visit.view import RuntimeProtocol, View
from survey.visit import ActivitySeen, TargetChosen, Visit, step
from survey.wire import Input

COUNTDOWN_STEP_SECONDS = 0.1
"""The seconds between steps of the progress bar that shows how long a screen stays."""
DESCRIBE_RETRY_SECONDS = 0.02
LISTENER_CHECK_SECONDS = 1.0
"""The seconds between checks whether a listener is still present."""
IDLE_SCREENS = ("nps", "out_of_use")
KEYS_TIMEOUT_MS = 45_000
"""The milliseconds after which the use of keys outside a visit is forgotten."""
RECOVERY_TIMEOUT_SECONDS = 5.0
"""The seconds to wait after a failure until the visit is closed. It is first closed on disk, which may take a while."""


class ScreenWidget(Widget):
    """Shows views in the whole window and handles touches and keys."""

    def __init__(
        self,
        runtime: RuntimeProtocol,
        typesetter: Typesetter,
        theme: Theme,
        panel_mm: tuple[int, int],
        description_path: Path | None,
        on_frame: Callable[[], None],
        *,
        key_queue: KeyEventQueue,
        speaker: SpeakerProtocol,
        on_touch: Callable[[], None],
    ) -> None:
        """Show the runtime's view; for the arguments see `kiosk.ui.app.run`."""
        super().__init__()
        self._stage = runtime
        self._typesetter = typesetter
        self._theme = theme
        self._panel_mm = panel_mm
        self._file = DescriptionFile(description_path) if description_path is not None else None
        self._frame = on_frame
        self._inbox = key_queue
        self._wake = on_touch
        self._guide = AudioGuide(
            speaker, lambda name: self._choose(name, "keys"), self._stir, self._offer, lambda: self._input_state.comment_text
        )
        self._by: Input = "touch"
        """The input of the last action, which also counts for continued listening."""
        self._chose: str | None = None
        """The name of the target that was last chosen."""
        self._input_state = InputState()
        self._gate = TouchGate()
        self._pager = Pager(self._laid)
        self._shown: tuple[Page, int] | None = None
        self._told: Page
        """The page as reached by keys and speech."""
        self._broken: int | None = None
        """The `Visit.began_at` of a visit that is no longer shown because one of its screens failed, or None."""
        self._painted: tuple[object, ...] = ()
        self._untold = False
        self.is_fully_painted = False
        """Whether the last page was painted completely."""
        self.frame_scheduler = FrameScheduler(self._drawn)
        self._counting: Any = Clock.create_trigger(lambda _: self.refresh(), COUNTDOWN_STEP_SECONDS)
        self._holding: Any = Clock.create_trigger(lambda _: self._hold(), LONG_PRESS_SECONDS)
        self._trying: Any = Clock.create_trigger(lambda _: self._try_again(), RECOVERY_TIMEOUT_SECONDS)
        self._beating: Any = Clock.schedule_interval(self._beat, LISTENER_CHECK_SECONDS)
        self._fit()
        Window.bind(on_resize=self._resized)

    def close(self) -> None:
        """Wipe what was typed, and release the window."""
        self._input_state.wipe()
        self._counting.cancel()
        self._holding.cancel()
        self._beating.cancel()
        self._trying.cancel()
        self.frame_scheduler.stop()
        Window.unbind(on_resize=self._resized)

    def reset_after_failure(self) -> None:
        """Recover from a failed screen: wipe what was typed and touched, paint an empty screen, and wait for the end of the visit.

        Until the visit is closed on disk, its views would fail again, and nobody's words may stay on the screen in the meantime.
        """
        self._input_state.wipe()
        self._finger.reset()
        self._chose = None
        visit = self._stage.view.visit
        self._broken = visit.began_at if visit is not None else None
        self._pager.reset()
        self._shown, self._painted = None, ()
        self._trying()
        # Kivy stops an interval whose callback failed. Without it, the use of keys would never be forgotten.
        self._beating.cancel()
        self._beating = Clock.schedule_interval(self._beat, LISTENER_CHECK_SECONDS)
        self._paint()

    def _try_again(self) -> None:
        """Show views again, because the visit was not closed in time."""
        self._broken = None
        self.refresh()

    # ── showing views ──

    def refresh(self) -> None:
        """Show the runtime's current view."""
        if self._broken is not None and _of_visit(self._stage.view, self._broken):
            return
        self._broken = None
        self._trying.cancel()
        self.is_fully_painted = False
        self._show()
        self.is_fully_painted = True

    def _show(self) -> None:
        view = self._stage.view
        if self._input_state.set_view(view):
            self._finger.reset()
            self._chose = None
        page = self._input_state.build_page(view, self._stage.now(), keys_across(self._measures))
        if page.fraction_left is not None:
            self._counting()
        person = view.visit.began_at if view.visit else None
        self.frame_scheduler.is_visit_active = person is not None
        now = (page, self._input_state.keystroke_count)
        if now == self._shown:
            self._tell_guide()
            self._paint()  # the focus may be on another target
            return
        before, self._shown = self._shown, now
        if before is None or is_different_screen(before[0], page):
            self._pager.open_page(before[0] if before else None, page, person_present=person is not None)
            self._gate.close_until_frame()
            self._finger.cancel_press()
            self.frame_scheduler.use_full_rate()
        self._pager.show(page)
        self._laid_anew()
        if before is not None and before[0].display_preferences != page.display_preferences:
            self._turn_to(self._chose)  # after a change of display settings, keep the chosen target in view
        self._told = self._pager.reachable_page(page)
        self._tell_guide()
        if self._by == "keys":  # a person who continues by touch stays at the part they touched
            self._turn_to(self._guide.focused_target)
        self._paint()

    def _laid_anew(self) -> None:
        self._untold = True
        self._paint()

    def _tell_guide(self) -> None:
        visit = self._stage.view.visit
        turning = tuple(target for target in self._told.pager_targets if self._pager.has_target(target.name))
        self._guide.on_page_shown(
            self._told, visit_began_at=visit.began_at if visit else None, now=self._stage.now(), pager_targets=turning
        )

    def _laid(self, page: Page, part: int) -> Scene:
        typed = self._input_state.field_content if page.keyboard else EMPTY_FIELD
        measures = Measures(self._measures.window, self._panel_mm, page.display_preferences.text_size)
        return laid_out(page, measures, self._typesetter, typed, part)

    def _turn(self, page: Page, by: int) -> None:
        """Turn to another part of the page. A trembling finger turns only one part."""
        self._stage.post(ActivitySeen(), by=self._by)
        self._gate.close_until_frame()
        self._finger.cancel_press()
        self._pager.turn(page, by)
        self._laid_anew()
        self._tell_guide()
        if self._guide.focused_target in (NEXT_PART, PREVIOUS_PART) and not self._pager.has_target(self._guide.focused_target):
            self._guide.move_focus_to(PREVIOUS_PART if self._guide.focused_target == NEXT_PART else NEXT_PART)

    def _paint(self) -> None:
        now = (self._shown, self._pager.part_index, self._finger.pressed_target, self._guide.focused_target, self._measures.window)
        if now != self._painted:
            self._painted = now
            self.frame_scheduler.invalidate()
            theme = (
                CONTRAST_THEMES.get(self._shown[0].display_preferences.contrast, self._theme) if self._shown is not None else self._theme
            )
            red, green, blue, _ = theme["ground"]
            Window.clearcolor = (red, green, blue, 1)
            self._brush.paint(self._pager.scene, theme, self._finger.pressed_target, self._guide.focused_target)

    def _drawn(self) -> None:
        """Handle a frame that was shown."""
        if self._gate.is_waiting_for_frame:
            self._gate.on_frame(time.monotonic())
            Clock.schedule_once(lambda _: self._tell(), SETTLE_SECONDS)
        elif self._untold:
            self._tell()
        self._frame()

    def _tell(self) -> None:
        """Write the description of the screen as soon as it accepts touches."""
        if self._file is None or self._shown is None or self._gate.is_waiting_for_frame:
            return
        if not self._gate.is_open(time.monotonic()):
            # Kivy measures from the start of the frame, so its timer may end a moment before the gate opens.
            Clock.schedule_once(lambda _: self._tell(), DESCRIBE_RETRY_SECONDS)
            return
        scene = self._pager.scene
        boxes = {touch.name: touch.rect for touch in scene.targets()}
        self._file.write(
            describe_page(self._shown[0], self._measures.window, boxes, tuple(describe_texts(scene)), describe_pictures(scene))
        )
        self._untold = False

    def _fit(self) -> None:
        window = (int(Window.width), int(Window.height))
        self._measures = Measures(window, self._panel_mm)
        self._finger = TouchTracker(self._measures.touch_slop)
        self._gesture = ServiceGesture(window, self._panel_mm)
        self._brush = ScenePainter(self.canvas, self._typesetter, self._measures)

    def _resized(self, *_: object) -> None:
        self._fit()
        self._shown = None
        self.refresh()

    # ── touches ──

    def on_touch_down(self, touch: Any) -> bool:
        """Handle a finger that goes down; called by Kivy."""
        self._wake()
        self._input_state.record_activity(self._stage.now())
        if _counts(touch) and self._gate.is_open(time.monotonic()):
            self._felt(touch)
            if self._finger.press(touch.uid, *self._point(touch), self._pager.scene, time.monotonic()):
                if self._hidden_way() and self._gesture.press(*self._point(touch), time.monotonic()):
                    self._finger.cancel_press()
                self._touched(self._finger.pressed_target)
                self._holding()
            self._paint()
        self.frame_scheduler.use_full_rate()
        return True

    def on_touch_move(self, touch: Any) -> bool:
        """Handle a finger that moves; called by Kivy."""
        self._finger.move(touch.uid, *self._point(touch))
        self._paint()
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """Handle a finger that is lifted; called by Kivy."""
        counted, chosen = self._finger.release(touch.uid, *self._point(touch))
        if counted:
            self._holding.cancel()
            if self._gesture.release(*self._point(touch), time.monotonic()) and self._hidden_way():
                self._stage.post_service_event(GestureMade(()))
        if counted and chosen is not None and self._gate.is_open(time.monotonic()):
            self._choose(chosen.name, "touch")
        elif counted:
            self._touched(None)
            self._by = "touch"
            self._stage.post(ActivitySeen(missed_targets=True))
        self.frame_scheduler.use_full_rate()
        self._paint()
        return True

    def _touched(self, name: str | None) -> None:
        """Hide the variants of a held key when something else is touched."""
        if self._shown is not None and self._input_state.dismiss_key_forms(self._shown[0], name):
            self.refresh()

    def _hold(self) -> None:
        """Handle a finger that stays on a target: offer the variants of its key, one of which the same finger may choose."""
        name = self._finger.pressed_target
        if self._shown is None or name is None or not (offered := self._input_state.hold_key(self._shown[0], name)):
            return
        self.refresh()
        self._finger.offer_slide_targets([touch for touch in self._pager.scene.targets() if touch.name in offered])

    # ── keys and headset ──

    def on_key_events(self) -> None:
        """Handle events of keys, headset or sensors."""
        self.frame_scheduler.use_full_rate()
        self._input_state.record_activity(self._stage.now())
        self._inbox.deliver_to(self._guide)
        self._turn_to(self._guide.focused_target)
        self._paint()

    def _turn_to(self, name: str | None) -> None:
        """Show the part of the page with a target, because keys reach the targets of all parts."""
        if name is not None and self._shown is not None and self._pager.turn_to_target(self._shown[0], name):
            self._laid_anew()
            self._tell_guide()

    def _stir(self, by_key: bool) -> None:
        self._input_state.record_activity(self._stage.now())
        if by_key:
            self._by = "keys"
        self._stage.post(ActivitySeen(), by=self._by)

    def _offer(self, name: str) -> tuple[str, ...]:
        """Offer the variants of a letter's key that is held with the hardware keys, and return their names."""
        offered = self._input_state.hold_key(self._shown[0], name) if self._shown is not None else ()
        if offered:
            self.refresh()
        return offered

    def _beat(self, _: float) -> None:
        visit, now = self._stage.view.visit, self._stage.now()
        forgotten_ms = visit.script.timeout_ms if visit is not None else KEYS_TIMEOUT_MS
        self._guide.on_tick(now, forgotten_ms)
        if self._input_state.forget_if_left(now):
            self.refresh()
        if (
            self._shown is not None
            and self._pager.part_index
            and self._waits(self._shown[0])
            and now - self._input_state.touched_at >= forgotten_ms
        ):
            # A person turned the page and left without beginning a visit, so no end of a visit turns it back.
            self._pager.show_first(self._shown[0])
            self._laid_anew()
            self._tell_guide()
        self._paint()

    def _waits(self, page: Page) -> bool:
        """Return whether the page waits for the next person."""
        visit = self._stage.view.visit
        return page.screen in IDLE_SCREENS and (visit is None or visit.is_idle)

    # ── choices ──

    def _choose(self, name: str, by: Input) -> None:
        self._by, self._chose = by, name
        self._input_state.record_activity(self._stage.now())
        if self._shown is None:
            return
        page = self._shown[0]
        if not self._gate.is_open(time.monotonic()):
            self._stage.post(ActivitySeen(), by=by)  # the person has not seen or heard the screen that this would answer
        elif name.startswith("key-"):
            self._input_state.press_key(page, name)
            self._stage.post(ActivitySeen(), by=by)
            self.refresh()
        elif name == "field":
            self._stage.post(ActivitySeen(), by=by)
        elif name in (NEXT_PART, PREVIOUS_PART):
            self._turn(page, 1 if name == NEXT_PART else -1)
        elif self._is_aside(page, name):
            self._choose_aside(name)
        elif name == "ok":
            self._gate.close_after_choice(time.monotonic())  # hide the message about the previous attempt until the result is known
            self._stage.submit_pin(self._input_state.pop_pin())
            self.refresh()
        elif name == "send":
            self._gate.close_after_choice(time.monotonic())
            self._stage.send_text(self._input_state.active_input.text, by=by)
        else:
            view = self._stage.view
            chose = TargetChosen(name, screen_seen=(page.screen, page.statement))
            if view.visit is not None and _moves(view.visit, chose, self._stage.now()):
                self._gate.close_after_choice(time.monotonic())
            self._stage.post(chose, by=by)

    def _is_aside(self, page: Page, name: str) -> bool:
        """Return whether a target belongs to a screen outside a visit, or to the display settings of the service screen."""
        mode = self._stage.view.mode
        return page.screen == "enrol" or mode in ("enrol", "out_of_use") or (mode == "service" and "display" in (name, page.screen))

    def _choose_aside(self, name: str) -> None:
        """Handle a choice on a screen outside a visit. Choices of the service screen are posted to it."""
        if name == "back" or (name.startswith("language-") and self._stage.view.service_session is not None):
            self._stage.post(TargetChosen(name))
        elif self._stage.view.service_session is not None and name != "send":
            self._stage.post(ActivitySeen())  # the session does not know display settings, but needs to know that a person is present
            self._input_state.apply_choice(name, self._stage.now())
        elif name != "send":
            self._input_state.apply_choice(name, self._stage.now())
        elif (code := self._input_state.parse_code()) is not None:
            self._stage.enrol(code)
        self.refresh()

    def _hidden_way(self) -> bool:
        """Return whether the service gesture is possible: no visit is in progress, or the terminal accepts none."""
        view = self._stage.view
        open_here = view.visit.is_idle if view.mode == "visit" and view.visit is not None else view.service_session is None
        if not open_here:
            self._gesture.reset()
        return open_here

    def _felt(self, touch: Any) -> None:
        """Report a touch, also that of a second finger, to the touch test if it is shown."""
        if self._shown is not None and self._shown[0].find_target("test-1") is not None:
            x, y = self._point(touch)
            self._stage.post_service_event(
                PanelTouched(round(1000 * x / self._measures.window[0]), round(1000 * y / self._measures.window[1]))
            )

    def _point(self, touch: Any) -> tuple[float, float]:
        return float(touch.x), self._measures.window[1] - float(touch.y)


def _counts(touch: Any) -> bool:
    """Return whether a touch is a finger or the first button of a pointer."""
    return "button" not in touch.profile or touch.button == "left"


def _of_visit(view: View, began_at: int) -> bool:
    return view.mode == "visit" and view.visit is not None and view.visit.began_at == began_at


def _moves(visit: Visit, event: TargetChosen, now: int) -> bool:
    """Return whether a choice changes the screen. If not, no new view will follow."""
    after, _ = step(visit, event, now)
    return replace(after, touched_at=0, began_at=0) != replace(visit, touched_at=0, began_at=0)
