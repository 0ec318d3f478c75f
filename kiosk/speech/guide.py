"""Leads a person through the pages by keys and ear: joins the navigator, the pages as they come, and the speaker.

It lives in the thread of the screens, which tell it of every page and ask it what is in focus. It posts nothing itself: what is
chosen and that somebody stirs goes to whoever was given.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from kiosk.page import Page
from kiosk.speech import navigator
from kiosk.speech.navigator import Focus, Key, Step
from kiosk.speech.settings import RATES, VOLUMES
from kiosk.speech.spoken import Said

KeyKind = Literal["press", "hold", "release"]
STIR_MS = 5_000
"""While somebody listens to what they asked for, their time does not run out."""
AGAIN_MS = 1_000
"""From a choice until the same page takes another: what comes next would be answered unheard. Letters are typed freely."""
_ON_PRESS: dict[str, Key] = {"previous": "previous", "next": "next", "choose": "choose", "repeat": "repeat"}
_ON_HOLD: dict[str, Key] = {"help": "speech", "next": "next_group", "previous": "previous_group"}


class Says(Protocol):
    """What the guide needs of `kiosk.speech.speaker.Speaker`."""

    @property
    def busy(self) -> bool: ...

    def say(self, said: Said, *, rate: int, share: float, chime: bool = False) -> None: ...

    def hush(self) -> None: ...


class Guide:
    """One terminal's keys and ears."""

    def __init__(self, speaker: Says, choose: Callable[[str], None], stir: Callable[[], None]) -> None:
        """`choose(name)` takes the target of the page shown as a tap by keys; `stir()` says that somebody is there, by keys."""
        self._speaker = speaker
        self._choose = choose
        self._stir = stir
        self._focus = Focus()
        self._page: Page | None = None
        self._person: int | None = None
        self._held: str | None = None
        self._stirred_at: int | None = None
        """Since when somebody listens to what they asked for; None where nobody does."""
        self._chosen_at: int | None = None
        """When something was chosen on the page that is still shown."""

    @property
    def focus(self) -> str | None:
        """Name of the target to be drawn as in focus: only once keys are used; a finger needs no ring."""
        return self._focus.target if self._focus.keyed_at is not None else None

    @property
    def speaking(self) -> bool:
        return self._focus.speaking

    def shown(self, page: Page, *, person: int | None, now: int) -> None:
        """This page is shown from now on, or still.

        Args:
            page: the page.
            person: when the visit began (`survey.visit.Visit.began_at`), None where nobody is there: it tells one person from the next.
            now: steady milliseconds.
        """
        before, left = self._page, self._person is not None and person != self._person
        self._page, self._person = page, person
        if page == before and not left:
            return
        self._chosen_at = None
        alarm = page.screen == "still_there" and (before is None or before.screen != "still_there")
        step = navigator.follow(self._focus, before, page, left=left)
        # A countdown must not keep itself awake, nor the question that waits for the next person.
        listens = person is not None and page.screen != "still_there" and (self._stirred_at is not None or step.focus.keyed_at is not None)
        self._take(step, now if listens else None, alarm=alarm)

    def key(self, name: str, kind: KeyKind, now: int) -> None:
        """A key of the terminal (`hardware.events.KeyEvent`): its name, what it did, and steady milliseconds."""
        key = self._key(name, kind)
        if key is None or self._page is None:
            return
        if key == "choose" and self._chosen_at is not None and now - self._chosen_at < AGAIN_MS:
            self._stir()
            return
        step = navigator.press(self._focus, key, self._page, now)
        self._take(step, now)
        if step.chosen is None:
            self._stir()
            return
        self._chosen_at = None if step.chosen.startswith("key-") else now
        self._choose(step.chosen)

    def headset(self, inside: bool, now: int) -> None:
        """A headset was plugged in or pulled out (`hardware.events.SwitchEvent`)."""
        if self._page is None:
            self._focus = Focus(headset=inside, speaking=inside)
            return
        self._take(navigator.plug(self._focus, self._page, inside=inside), now if inside else None)
        self._stir()

    def beat(self, now: int, timeout_ms: int) -> None:
        """Time has passed; call it about once a second. `timeout_ms` is the visit's time-out."""
        if self._person is None:
            self._focus = navigator.pass_time(self._focus, now, timeout_ms)
        if self._stirred_at is None:
            return
        if not self._speaker.busy:
            self._stirred_at = None
        elif now - self._stirred_at >= STIR_MS:
            self._stirred_at = now
            self._stir()

    def _key(self, name: str, kind: KeyKind) -> Key | None:
        if kind == "hold":
            self._held = name
            return _ON_HOLD.get(name)
        if kind == "press":
            self._held = None
            return _ON_PRESS.get(name)
        # The help key may be held, so what a short press of it means is known only at its end.
        return "help" if name == "help" and self._held != "help" else None

    def _take(self, step: Step, listens_since: int | None, *, alarm: bool = False) -> None:
        self._focus = step.focus
        if step.said or alarm:
            self._stirred_at = listens_since if step.said else None
            self._speaker.say(step.said, rate=RATES[self._focus.rate], share=VOLUMES[self._focus.volume], chime=alarm)
        elif step.hush:
            self._stirred_at = None
            self._speaker.hush()
