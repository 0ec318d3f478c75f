"""Guides a person through the pages by keys and speech. It connects the navigator, the pages that are shown, and the speaker.

The guide runs in the thread of the screens, which report every page to it and read the focused target from it. It posts no events itself;
choices and activity go to callbacks.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Literal, Protocol

from msgspec.structs import replace

from kiosk.pages.page import NEXT_PART, PREVIOUS_PART, Page, Target
from kiosk.speech import navigator
from kiosk.speech.navigator import NavigationAction, NavigationResult, NavigationState
from kiosk.speech.speech_levels import RATES, VOLUMES
from kiosk.speech.utterances import Utterance, erased_letter_utterance, typed_text_utterance

KeyEventKind = Literal["press", "hold", "release"]
ACTIVITY_INTERVAL_MS = 5_000
"""Sets how often activity is reported while a person listens to what they asked for, so that their visit does not time out."""
MAX_LISTENING_MS = 10 * 60_000
"""Sets the longest time without a key press during which listening counts as activity.

It is longer than the longest text at the slowest speed, and ensures that a voice that hangs does not keep a visit open.
"""
SILENT_SCREENS = frozenset({"service"})
"""Lists the screens on which keys and speech do nothing, because only staff use them, and test the keys themselves there."""
CHOICE_LOCKOUT_MS = 1_000
"""Sets the time after a choice during which a page accepts no other one, so that nobody answers a question before hearing it.

It does not apply after typing a letter, choosing the text field or turning to another part of the screen.
"""
_ON_PRESS: dict[str, NavigationAction] = {"previous": "previous", "next": "next", "choose": "choose", "repeat": "repeat"}
_ON_HOLD: dict[str, NavigationAction] = {"help": "speech", "next": "next_group", "previous": "previous_group"}
_NOTHING: tuple[str, ...] = ()


class SpeakerProtocol(Protocol):
    """Defines what the guide needs from `kiosk.speech.speaker.Speaker`."""

    @property
    def is_busy(self) -> bool:
        """Return whether something is being said or is about to be said."""
        ...

    def say(self, phrases: Utterance, *, rate: int, volume: float, chime: bool = False) -> None:
        """Say an utterance now, in place of what is being said. Returns at once."""
        ...

    def stop(self) -> None:
        """Stop what is being said. Returns at once."""
        ...


class AudioGuide:
    """Guides the person at one terminal by keys and speech."""

    def __init__(
        self,
        speaker: SpeakerProtocol,
        choose: Callable[[str], None],
        report_activity: Callable[[bool], None],
        offer_variants: Callable[[str], tuple[str, ...]] = lambda _: _NOTHING,
        typed_text: Callable[[], str] = lambda: "",
    ) -> None:
        """Store the speaker and the callbacks.

        Args:
            speaker: says the utterances.
            choose: is called with the name of a target of the page that is shown, when a person chooses it by keys.
            report_activity: is called when a person is there: with True because of a key press, with False because of the headset or
                because they listen.
            offer_variants: is called with the name of a held key of the keyboard. It shows the key's variants on the page and returns the
                names of their targets, or an empty tuple if there are none.
            typed_text: returns the text that is being typed into the open question. It is called only when the text is to be said through a
                headset. The text goes to the speaker alone and is never part of a page or of the navigation state.
        """
        self._speaker = speaker
        self._choose = choose
        self._report_activity = report_activity
        self._hold = offer_variants
        self._written = typed_text
        self._focus = NavigationState()
        self._page: Page | None = None
        self._pager_targets: tuple[Target, ...] = ()
        self._person: int | None = None
        self._held: set[str] = set()
        """Lists the keys whose hold has been reported and whose release has not."""
        self._choose_waits_for_release = False
        """States whether the choose key is down on a target that can be held, so that the choice waits for its release."""
        self._activity_reported_at: int | None = None
        """Holds the time at which listening was last reported as activity. None means that nobody listens to what they asked for."""
        self._asked_at = 0
        """Holds the time at which the person asked for what is being said."""
        self._chosen_at: int | None = None
        """Holds the time at which a target was last chosen on the page that is shown, for `CHOICE_LOCKOUT_MS`. None means that none was."""

    @property
    def focused_target(self) -> str | None:
        """Return the name of the target to draw as focused, or None as long as the person has pressed no key."""
        return self._focus.target if self._focus.last_key_at is not None else None

    @property
    def is_speech_on(self) -> bool:
        """Return whether speech is on."""
        return self._focus.speech_on

    def on_page_shown(self, page: Page, *, visit_began_at: int | None, now: int, pager_targets: tuple[Target, ...] = ()) -> None:
        """Register the page that is shown, and say what is new on it.

        Args:
            page: the page, which may be the same as before.
            visit_began_at: when the visit began (`survey.visit.Visit.began_at`), which distinguishes one person from the next. None means
                that nobody is there.
            now: monotonic milliseconds.
            pager_targets: the targets that turn to other parts of the screen, if the window shows any. Keys reach them after all other
                targets while speech is off. With speech on they are left out, because the listener hears the whole page.
        """
        self._pager_targets = pager_targets
        before, left = self._page, self._person is not None and visit_began_at != self._person
        self._page, self._person = page, visit_began_at
        if page == before and not left:
            return
        self._chosen_at = None
        if left or before is None or not navigator.is_same_page(before, page):
            self._choose_waits_for_release = False
        alarm = page.screen == "still_there" and (before is None or before.screen != "still_there")
        step = navigator.on_page_change(self._focus, before, page, person_left=left)
        if page.screen in SILENT_SCREENS:
            # Speech is stopped on entering the screen only, because the staff's speaker test speaks there later.
            step = replace(step, utterance=(), stop_speech=before is None or before.screen not in SILENT_SCREENS)
        # Listening to the countdown, or to the question on the idle screen, does not count as activity; else it would never end.
        hears = self._activity_reported_at is not None or step.state.last_key_at is not None or step.state.headset
        listens = visit_began_at is not None and page.screen != "still_there" and hears
        self._take(step, now if listens else None, alarm=alarm)

    def on_key(self, name: str, kind: KeyEventKind, now: int) -> None:
        """Handle an event of a hardware key (`hardware.events.KeyEvent`).

        Args:
            name: the name of the key.
            kind: what happened to it.
            now: monotonic milliseconds.
        """
        if self._page is None or self._page.screen in SILENT_SCREENS:
            return
        if kind == "press" and self._choose_waits_for_release and name != "choose":
            self._choose_waits_for_release = False
            self._press("choose", now)  # the next key was pressed before the release was reported
        if name == "choose" and kind == "hold":
            self._held.add(name)
            self._offer(self._page, now)
        elif (key := self._key(name, kind, self._page)) is not None:
            self._press(key, now)

    def _press(self, key: NavigationAction, now: int) -> None:
        if self._page is None:
            return
        if key == "choose" and self._chosen_at is not None and now - self._chosen_at < CHOICE_LOCKOUT_MS:
            self._report_activity(True)
            return
        looks = not self._focus.speech_on and key not in ("speech", "help")
        page = dataclasses.replace(self._page, targets=(*self._page.targets, *self._pager_targets)) if looks else self._page
        step = navigator.on_key_press(self._focus, key, page, now)
        self._take(self._with_written(step, page.language), now)
        if step.chosen_target is None:
            self._report_activity(True)
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
        """Move the focus to a target without saying anything, because the window no longer shows the target that was in focus."""
        self._focus = replace(self._focus, target=name)

    def on_headset(self, plugged_in: bool, now: int) -> None:
        """Handle the plugging in or pulling out of a headset (`hardware.events.SwitchEvent`).

        Args:
            plugged_in: whether the headset is plugged in now.
            now: monotonic milliseconds.
        """
        if self._page is None:
            self._focus = NavigationState(headset=plugged_in, speech_on=plugged_in)
            return
        step = navigator.on_headset(self._focus, self._page, plugged_in=plugged_in)
        if self._page.screen in SILENT_SCREENS:
            step = replace(step, utterance=(), stop_speech=False)  # staff test the speaker there while they plug in headsets
        self._take(step, now if plugged_in else None)
        self._report_activity(False)

    def on_tick(self, now: int, timeout_ms: int) -> None:
        """Handle the passing of time. Call it about once a second.

        Args:
            now: monotonic milliseconds.
            timeout_ms: the time-out of a visit.
        """
        if self._person is None:
            self._focus = navigator.on_time_passed(self._focus, now, timeout_ms)
        if self._activity_reported_at is None:
            return
        if not self._speaker.is_busy or now - self._asked_at >= MAX_LISTENING_MS:
            self._activity_reported_at = None
        elif now - self._activity_reported_at >= ACTIVITY_INTERVAL_MS:
            self._activity_reported_at = now
            self._report_activity(False)

    def _key(self, name: str, kind: KeyEventKind, page: Page) -> NavigationAction | None:
        if kind == "hold":
            self._held.add(name)
            return _ON_HOLD.get(name)
        if kind == "press":
            self._held.discard(name)
            if name == "choose":
                self._choose_waits_for_release = navigator.can_be_held(self._focus, page)
            return None if name == "choose" and self._choose_waits_for_release else _ON_PRESS.get(name)
        if name in self._held:
            self._held.discard(name)
            return None
        # The help key can be held, and so can choose on a letter. Only their release shows that a press was short.
        if name == "choose" and self._choose_waits_for_release:
            self._choose_waits_for_release = False
            return "choose"
        return "help" if name == "help" else None

    def _offer(self, page: Page, now: int) -> None:
        """Handle holding the choose key: on a letter with variants, offer them without typing anything yet."""
        late, self._choose_waits_for_release = self._choose_waits_for_release, False
        if late and self._focus.target is not None:
            names = self._hold(self._focus.target)  # the page with them is shown before this returns
            self._take(navigator.on_variants_offered(self._focus, self._page or page, names), now)
        self._report_activity(True)

    def _take(self, step: NavigationResult, listens_since: int | None, *, alarm: bool = False) -> None:
        self._focus = step.state
        if step.utterance or alarm:
            self._activity_reported_at = listens_since if step.utterance else None
            self._asked_at = listens_since or 0
            self._speaker.say(step.utterance, rate=RATES[self._focus.rate_step], volume=VOLUMES[self._focus.volume_step], chime=alarm)
        elif step.stop_speech:
            self._activity_reported_at = None
            self._speaker.stop()
