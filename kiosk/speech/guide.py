"""Leads a person through the pages by keys and ear: joins the navigator, the pages as they come, and the speaker.

It lives in the thread of the screens, which tell it of every page and ask it what is in focus. It posts nothing itself: what is
chosen and that somebody stirs goes to whoever was given.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Literal, Protocol

from msgspec.structs import replace

from kiosk.pages.page import LESS, MORE, Page, Target
from kiosk.speech import navigator
from kiosk.speech.navigator import Focus, Key, Step
from kiosk.speech.settings import RATES, VOLUMES
from kiosk.speech.utterances import Said, of_erased, of_written

KeyKind = Literal["press", "hold", "release"]
STIR_MS = 5_000
"""While somebody listens to what they asked for, their time does not run out."""
LISTEN_MS = 10 * 60_000
"""So long at most without another key: longer than the longest text takes at the slowest speed. A voice that hangs keeps no visit open."""
SILENT_SCREENS = frozenset({"service"})
"""Of staff alone: they look, and test the keys themselves there."""
AGAIN_MS = 1_000
"""From a choice until the same page takes another: what comes next would be answered unheard. Letters are typed and parts turned freely."""
_ON_PRESS: dict[str, Key] = {"previous": "previous", "next": "next", "choose": "choose", "repeat": "repeat"}
_ON_HOLD: dict[str, Key] = {"help": "speech", "next": "next_group", "previous": "previous_group"}
_NOTHING: tuple[str, ...] = ()


class Says(Protocol):
    """What the guide needs of `kiosk.speech.speaker.Speaker`."""

    @property
    def busy(self) -> bool: ...

    def say(self, said: Said, *, rate: int, share: float, chime: bool = False) -> None: ...

    def hush(self) -> None: ...


class Guide:
    """One terminal's keys and ears."""

    def __init__(
        self,
        speaker: Says,
        choose: Callable[[str], None],
        stir: Callable[[bool], None],
        hold: Callable[[str], tuple[str, ...]] = lambda _: _NOTHING,
        written: Callable[[], str] = lambda: "",
    ) -> None:
        """Joins whoever was given.

        Args:
            speaker: says what is to be heard.
            choose: takes the target of the page shown as a tap by keys.
            stir: hears that somebody is there: True by a key, False because they listen.
            hold: offers the other forms of a letter's key on the page; their names, none where it has none.
            written: what is being typed into the open question. Asked only as it is said through a headset, and handed on to the
                speaker alone: neither page nor focus ever has it.
        """
        self._speaker = speaker
        self._choose = choose
        self._stir = stir
        self._hold = hold
        self._written = written
        self._focus = Focus()
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
    def focus(self) -> str | None:
        """Name of the target to be drawn as in focus: only once keys are used; a finger needs no ring."""
        return self._focus.target if self._focus.keyed_at is not None else None

    @property
    def speaking(self) -> bool:
        return self._focus.speaking

    def shown(self, page: Page, *, person: int | None, now: int, turning: tuple[Target, ...] = ()) -> None:
        """This page is shown from now on, or still.

        Args:
            page: the page.
            person: when the visit began (`survey.visit.Visit.began_at`), None where nobody is there: it tells one person from the next.
            now: steady milliseconds.
            turning: the targets there are to turn to what else the page says. Who goes by keys and looks finds them after all
                others; who listens has heard the whole.
        """
        self._turning = turning
        before, left = self._page, self._person is not None and person != self._person
        self._page, self._person = page, person
        if page == before and not left:
            return
        self._chosen_at = None
        if left or before is None or not navigator.same_place(before, page):
            self._late = False
        alarm = page.screen == "still_there" and (before is None or before.screen != "still_there")
        step = navigator.follow(self._focus, before, page, left=left)
        if page.screen in SILENT_SCREENS:
            # Whoever was listening listens no more; what is said there by itself is staff's own test.
            step = replace(step, said=(), hush=before is None or before.screen not in SILENT_SCREENS)
        # A countdown must not keep itself awake, nor the question that waits for the next person.
        hears = self._stirred_at is not None or step.focus.keyed_at is not None or step.focus.headset
        listens = person is not None and page.screen != "still_there" and hears
        self._take(step, now if listens else None, alarm=alarm)

    def key(self, name: str, kind: KeyKind, now: int) -> None:
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

    def _press(self, key: Key, now: int) -> None:
        if self._page is None:
            return
        if key == "choose" and self._chosen_at is not None and now - self._chosen_at < AGAIN_MS:
            self._stir(True)
            return
        looks = not self._focus.speaking and key not in ("speech", "help")
        page = dataclasses.replace(self._page, targets=(*self._page.targets, *self._turning)) if looks else self._page
        step = navigator.press(self._focus, key, page, now)
        self._take(self._with_written(step, page.language), now)
        if step.chosen is None:
            self._stir(True)
            return
        self._chosen_at = None if step.chosen.startswith("key-") or step.chosen in ("field", MORE, LESS) else now
        self._choose(step.chosen)

    def _with_written(self, step: Step, language: str) -> Step:
        if step.written is None:
            return step
        text = self._written()
        said = (*step.said, *of_written(text, language)) if step.written == "all" else of_erased(text, language) or step.said
        return replace(step, said=said)

    def stand_on(self, name: str) -> None:
        """What was in focus is not there any more; this target is, and is in focus from now on. Nothing is said."""
        self._focus = replace(self._focus, target=name)

    def headset(self, inside: bool, now: int) -> None:
        """A headset was plugged in or pulled out (`hardware.events.SwitchEvent`)."""
        if self._page is None:
            self._focus = Focus(headset=inside, speaking=inside)
            return
        step = navigator.plug(self._focus, self._page, inside=inside)
        if self._page.screen in SILENT_SCREENS:
            step = replace(step, said=(), hush=False)  # staff test the speaker there, with one plug and another
        self._take(step, now if inside else None)
        self._stir(False)

    def beat(self, now: int, timeout_ms: int) -> None:
        """Time has passed; call it about once a second. `timeout_ms` is the visit's time-out."""
        if self._person is None:
            self._focus = navigator.pass_time(self._focus, now, timeout_ms)
        if self._stirred_at is None:
            return
        if not self._speaker.busy or now - self._asked_at >= LISTEN_MS:
            self._stirred_at = None
        elif now - self._stirred_at >= STIR_MS:
            self._stirred_at = now
            self._stir(False)

    def _key(self, name: str, kind: KeyKind, page: Page) -> Key | None:
        if kind == "hold":
            self._held.add(name)
            return _ON_HOLD.get(name)
        if kind == "press":
            self._held.discard(name)
            if name == "choose":
                self._late = navigator.waits(self._focus, page)
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
            self._take(navigator.offered(self._focus, self._page or page, names), now)
        self._stir(True)

    def _take(self, step: Step, listens_since: int | None, *, alarm: bool = False) -> None:
        self._focus = step.focus
        if step.said or alarm:
            self._stirred_at = listens_since if step.said else None
            self._asked_at = listens_since or 0
            self._speaker.say(step.said, rate=RATES[self._focus.rate], share=VOLUMES[self._focus.volume], chime=alarm)
        elif step.hush:
            self._stirred_at = None
            self._speaker.hush()
