"""Leads a person through the pages by keys and ear: joins the navigator, the pages as they come, and the speaker.

It lives in the thread of the screens, which tell it of every page and ask it what is in focus. It posts nothing itself: what is
chosen and that somebody stirs goes to whoever was given.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Literal, Protocol

from msgspec.structs import replace

from kiosk.pages.page import NEXT_PART, PREVIOUS_PART, Page, Target
from kiosk.speech import navigator
from kiosk.speech.navigator import NavigationKey, NavigationResult, NavigationState
from kiosk.speech.settings import RATES, VOLUMES
from kiosk.speech.utterances import Utterance, erased_letter_utterance, typed_text_utterance

KeyEventKind = Literal["press", "hold", "release"]
ACTIVITY_INTERVAL_MS = 5_000
"""While somebody listens to what they asked for, their time does not run out."""
MAX_LISTENING_MS = 10 * 60_000
"""So long at most without another key: longer than the longest text takes at the slowest speed. A voice that hangs keeps no visit open."""
SILENT_SCREENS = frozenset({"service"})
"""Of staff alone: they look, and test the keys themselves there."""
CHOICE_LOCKOUT_MS = 1_000
"""From a choice until the same page takes another: what comes next would be answered unheard. Letters are typed and parts turned freely."""
_ON_PRESS: dict[str, NavigationKey] = {"previous": "previous", "next": "next", "choose": "choose", "repeat": "repeat"}
_ON_HOLD: dict[str, NavigationKey] = {"help": "speech", "next": "next_group", "previous": "previous_group"}
_NOTHING: tuple[str, ...] = ()


class SpeakerProtocol(Protocol):
    """What the guide needs of `kiosk.speech.speaker.Speaker`."""

    @property
    def is_busy(self) -> bool: ...

    def say(self, phrases: Utterance, *, rate: int, volume: float, chime: bool = False) -> None: ...

    def stop(self) -> None: ...


class AudioGuide:
    """One terminal's keys and ears."""

    def __init__(
        self,
        speaker: SpeakerProtocol,
        choose: Callable[[str], None],
        report_activity: Callable[[bool], None],
        offer_variants: Callable[[str], tuple[str, ...]] = lambda _: _NOTHING,
        typed_text: Callable[[], str] = lambda: "",
    ) -> None:
        """Joins whoever was given.

        Args:
            speaker: says what is to be heard.
            choose: takes the target of the page shown as a tap by keys.
            report_activity: hears that somebody is there: True by a key, False because they listen.
            offer_variants: offers the other forms of a letter's key on the page; their names, none where it has none.
            typed_text: what is being typed into the open question. Asked only as it is said through a headset, and handed on to the
                speaker alone: neither page nor focus ever has it.
        """
        self._speaker = speaker
        self._choose = choose
        self._stir = report_activity
        self._hold = offer_variants
        self._written = typed_text
        self._focus = NavigationState()
        self._page: Page | None = None
        self._turning: tuple[Target, ...] = ()
        self._person: int | None = None
        self._held: set[str] = set()
        """Keys whose hold was told and whose end was not."""
        self._late = False
        """Whether choose is down on something that can be held as well."""
        self._stirred_at: int | None = None
        """When it was last told that somebody listens to what they asked for; None where nobody does."""
        self._asked_at = 0
        """Since when they listen to it."""
        self._chosen_at: int | None = None
        """When something was chosen on the page that is still shown."""

    @property
    def focused_target(self) -> str | None:
        """Name of the target to be drawn as in focus: only once keys are used; a finger needs no ring."""
        return self._focus.target if self._focus.last_key_at is not None else None

    @property
    def is_speech_on(self) -> bool:
        return self._focus.speech_on

    def on_page_shown(self, page: Page, *, visit_began_at: int | None, now: int, pager_targets: tuple[Target, ...] = ()) -> None:
        """This page is shown from now on, or still.

        Args:
            page: the page.
            visit_began_at: when the visit began (`survey.visit.Visit.began_at`), None where nobody is there: it tells
                one person from the next.
            now: steady milliseconds.
            pager_targets: the targets there are to turn to what else the page says. Who goes by keys and looks finds them after all
                others; who listens has heard the whole.
        """
        self._turning = pager_targets
        before, left = self._page, self._person is not None and visit_began_at != self._person
        self._page, self._person = page, visit_began_at
        if page == before and not left:
            return
        self._chosen_at = None
        if left or before is None or not navigator.is_same_page(before, page):
            self._late = False
        alarm = page.screen == "still_there" and (before is None or before.screen != "still_there")
        step = navigator.on_page_change(self._focus, before, page, person_left=left)
        if page.screen in SILENT_SCREENS:
            # Whoever was listening listens no more; what is said there by itself is staff's own test.
            step = replace(step, utterance=(), stop_speech=before is None or before.screen not in SILENT_SCREENS)
        # A countdown must not keep itself awake, nor the question that waits for the next person.
        hears = self._stirred_at is not None or step.state.last_key_at is not None or step.state.headset
        listens = visit_began_at is not None and page.screen != "still_there" and hears
        self._take(step, now if listens else None, alarm=alarm)

    def on_key(self, name: str, kind: KeyEventKind, now: int) -> None:
        """A key of the terminal (`hardware.events.KeyEvent`): its name, what it did, and steady milliseconds."""
        if self._page is None or self._page.screen in SILENT_SCREENS:
            return
        if kind == "press" and self._late and name != "choose":
            self._late = False
            self._press("choose", now)  # a hand is on to the next key before the end of the last one was told
        if name == "choose" and kind == "hold":
            self._held.add(name)
            self._offer(self._page, now)
        elif (key := self._key(name, kind, self._page)) is not None:
            self._press(key, now)

    def _press(self, key: NavigationKey, now: int) -> None:
        if self._page is None:
            return
        if key == "choose" and self._chosen_at is not None and now - self._chosen_at < CHOICE_LOCKOUT_MS:
            self._stir(True)
            return
        looks = not self._focus.speech_on and key not in ("speech", "help")
        page = dataclasses.replace(self._page, targets=(*self._page.targets, *self._turning)) if looks else self._page
        step = navigator.on_key_press(self._focus, key, page, now)
        self._take(self._with_written(step, page.language), now)
        if step.chosen_target is None:
            self._stir(True)
            return
        self._chosen_at = (
            None if step.chosen_target.startswith("key-") or step.chosen_target in ("field", NEXT_PART, PREVIOUS_PART) else now
        )
        self._choose(step.chosen_target)

    def _with_written(self, step: NavigationResult, language: str) -> NavigationResult:
        if step.say_typed_text is None:
            return step
        text = self._written()
        said = (
            (*step.utterance, *typed_text_utterance(text, language))
            if step.say_typed_text == "all"
            else erased_letter_utterance(text, language) or step.utterance
        )
        return replace(step, utterance=said)

    def move_focus_to(self, name: str) -> None:
        """What was in focus is not there any more; this target is, and is in focus from now on. Nothing is said."""
        self._focus = replace(self._focus, target=name)

    def on_headset(self, plugged_in: bool, now: int) -> None:
        """A headset was plugged in or pulled out (`hardware.events.SwitchEvent`)."""
        if self._page is None:
            self._focus = NavigationState(headset=plugged_in, speech_on=plugged_in)
            return
        step = navigator.on_headset(self._focus, self._page, plugged_in=plugged_in)
        if self._page.screen in SILENT_SCREENS:
            step = replace(step, utterance=(), stop_speech=False)  # staff test the speaker there, with one plug and another
        self._take(step, now if plugged_in else None)
        self._stir(False)

    def on_tick(self, now: int, timeout_ms: int) -> None:
        """Time has passed; call it about once a second. `timeout_ms` is the visit's time-out."""
        if self._person is None:
            self._focus = navigator.on_time_passed(self._focus, now, timeout_ms)
        if self._stirred_at is None:
            return
        if not self._speaker.is_busy or now - self._asked_at >= MAX_LISTENING_MS:
            self._stirred_at = None
        elif now - self._stirred_at >= ACTIVITY_INTERVAL_MS:
            self._stirred_at = now
            self._stir(False)

    def _key(self, name: str, kind: KeyEventKind, page: Page) -> NavigationKey | None:
        if kind == "hold":
            self._held.add(name)
            return _ON_HOLD.get(name)
        if kind == "press":
            self._held.discard(name)
            if name == "choose":
                self._late = navigator.can_be_held(self._focus, page)
            return None if name == "choose" and self._late else _ON_PRESS.get(name)
        if name in self._held:
            self._held.discard(name)
            return None
        # The help key may be held, and choose on a letter: what a short press of them means is known only at its end.
        if name == "choose" and self._late:
            self._late = False
            return "choose"
        return "help" if name == "help" else None

    def _offer(self, page: Page, now: int) -> None:
        """Choose is held: on a letter that has other forms, they are offered and nothing is typed yet."""
        late, self._late = self._late, False
        if late and self._focus.target is not None:
            names = self._hold(self._focus.target)  # the page with them is shown before this returns
            self._take(navigator.on_variants_offered(self._focus, self._page or page, names), now)
        self._stir(True)

    def _take(self, step: NavigationResult, listens_since: int | None, *, alarm: bool = False) -> None:
        self._focus = step.state
        if step.utterance or alarm:
            self._stirred_at = listens_since if step.utterance else None
            self._asked_at = listens_since or 0
            self._speaker.say(step.utterance, rate=RATES[self._focus.rate_step], volume=VOLUMES[self._focus.volume_step], chime=alarm)
        elif step.stop_speech:
            self._stirred_at = None
            self._speaker.stop()
