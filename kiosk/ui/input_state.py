"""What the screens themselves remember between two views: what is being typed, and how somebody sees a screen of no visit. No Kivy.

Nothing in here outlives the person it belongs to: `follow` is told of every view and forgets what no longer has an owner.
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.pages import viewing_preferences
from kiosk.pages.enrolment import CODE_LIMIT
from kiosk.pages.keyboard import WIDEST, forms, key
from kiosk.pages.page import Page
from kiosk.pages.page_builder import page
from kiosk.pages.text_input import Shown, Typing, fate
from kiosk.service.pin_attempts import MOST_DIGITS
from kiosk.service.session import IDLE_MS
from kiosk.visit.view import View
from survey.enrolment_code import MistypedCode, normalise
from survey.visit import Visit

DOT = "•"
STAYS_MS = {"out_of_use": 45_000, "enrol": IDLE_MS}
"""So long after the last touch whoever stood at a screen of no visit is taken to be gone; who sets a terminal up has as long as staff have
at the service screen."""


class Desk:
    """Where a person's unsent words lie."""

    def __init__(self) -> None:
        self._comment = Typing()
        self._code = Typing(limit=CODE_LIMIT, sentences=False, capitals=True)
        self._pin = Typing(limit=MOST_DIGITS, sentences=False)
        self._onlooker: Visit | None = None
        self.touched_at = 0
        """Steady milliseconds at which somebody last touched the screen or a key, or listened."""
        self._mistyped = False
        self._view: View | None = None
        self.strokes = 0
        """Grows with every key, so that a change is seen without comparing what was typed."""

    def follow(self, view: View) -> bool:
        """A new view is shown from now on; whether another person may be standing there."""
        before, self._view = self._view, view
        if before is None or before.mode != view.mode or _place(before) != _place(view):
            self._wipe_typed()
            if before is None or before.service is None or view.service is None:
                self._onlooker = None  # from one page of the service screen to the next it is the same person
            return True
        if fate(before.visit, view.visit) == "wipe":
            self._comment.wipe()
        elif view.visit is not None and view.visit.overlay is not None:
            self._comment.let_go()
        if before.configuration is not view.configuration and view.service is None:
            self._onlooker = None  # who may have chosen what is no longer there; staff choose nothing that a place has
        return view.visit is not None and (before.visit is None or (view.visit.idle and not before.visit.idle))

    def wipe(self) -> None:
        """Forget everything that was typed and chosen."""
        self._wipe_typed()
        self._onlooker = None

    def _wipe_typed(self) -> None:
        self._comment.wipe()
        self._code.wipe()
        self._pin.wipe()
        self._mistyped = False
        self.strokes += 1

    def stirred(self, now: int) -> None:
        """Somebody is there; `now` is steady milliseconds."""
        self.touched_at = now

    def pass_time(self, now: int) -> bool:
        """Whoever left a screen that belongs to no visit is forgotten, since none ends there; whether there was anything to forget."""
        mode = self._view.mode if self._view is not None else "visit"
        left = self._onlooker is not None or self._mistyped or not self._code.empty
        if not left or mode not in STAYS_MS or now - self.touched_at < STAYS_MS[mode]:
            return False
        self.wipe()
        return True

    def page(self, view: View, now: int, keys_across: int = WIDEST) -> Page:
        """What to show of the view, where so many keys have room side by side."""
        if self._mistyped and view.enrol is not None:
            view = replace(view, enrol=replace(view.enrol, problem="mistyped"))
        return page(view, self.typing, now, onlooker=self._onlooker, keys_across=keys_across)

    @property
    def typing(self) -> Typing:
        """What the keyboard on screen types into."""
        mode = self._view.mode if self._view is not None else "visit"
        return self._code if mode == "enrol" else self._pin if mode == "service" else self._comment

    @property
    def written(self) -> str:
        """What is being typed into the open question: never a code or a PIN."""
        return self._comment.text

    @property
    def shown(self) -> Shown:
        """What stands in the field: the text and what of it will be left out, a code in groups of three as on its card, or a dot
        for each digit of a PIN."""
        text = self.typing.text
        if self.typing is self._comment:
            return Shown(text, self.typing.masked)
        if self.typing is self._pin:
            return Shown(DOT * len(text))
        return Shown(" ".join(text[start : start + 3] for start in range(0, len(text), 3)))

    def look(self, name: str, now: int) -> None:
        """On a screen of no visit a language, or how it looks, was chosen."""
        self._onlooker = viewing_preferences.chose(self._onlooker or viewing_preferences.before(self._view), name, now)

    def stroke(self, page: Page, name: str) -> None:
        """A key of the page's keyboard was pressed."""
        found, typing = key(page.keyboard, name), self.typing
        if found is None:
            return
        self.strokes += 1
        self._mistyped = False
        match found.act:
            case "backspace":
                typing.backspace()
            case "shift":
                typing.shift()
            case "layer":
                typing.turn()
            case _ if typing.held == name:
                typing.insert_held(found.letter)
            case _ if name in self._offered(page):
                typing.insert_form(found.letter)
            case _:
                typing.insert(found.letter)

    def hold(self, page: Page, name: str) -> tuple[str, ...]:
        """A target of the page is held; names of the other forms that are on offer from now on, none for most targets."""
        found = key(page.keyboard, name)
        if found is None or not found.held or found.name in self._offered(page):
            return ()
        self.typing.hold(name)
        return self._offered(page)

    def touched(self, page: Page, name: str | None) -> bool:
        """A target, or none, was touched: what a held key offers is taken away unless it is that; whether it was."""
        if self.typing.held is None or name in self._offered(page):
            return False
        self.typing.let_go()
        return True

    def _offered(self, page: Page) -> tuple[str, ...]:
        held = key(page.keyboard, self.typing.held) if self.typing.held else None
        return tuple(form.name for form in forms(held)) if held is not None else ()

    def pin(self) -> str:
        """The PIN that was typed, which is forgotten with this."""
        text = self._pin.text
        self._pin.wipe()
        self.strokes += 1
        return text

    def code(self) -> str | None:
        """The code that was typed, in the form of the card; None, and said on the page, where it can be no code."""
        try:
            return normalise(self._code.text)
        except MistypedCode:
            self._mistyped = True
            return None


def _place(view: View) -> str | None:
    """What of the service screen a PIN was typed for."""
    return view.service.place if view.service is not None else None
