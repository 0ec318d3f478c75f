"""What the screens themselves remember between two views: what is being typed, and how somebody sees a screen of no visit. No Kivy.

Nothing in here outlives the person it belongs to: `follow` is told of every view and forgets what no longer has an owner.
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.pages import viewing_preferences
from kiosk.pages.enrolment import MAX_CODE_LENGTH
from kiosk.pages.keyboard import MAX_KEYS_ACROSS, find_key, variant_keys
from kiosk.pages.page import Page
from kiosk.pages.page_builder import build_page
from kiosk.pages.text_input import TextFieldContent, TextInput, keep_or_wipe
from kiosk.service.pin_attempts import MAX_PIN_DIGITS
from kiosk.service.session import IDLE_TIMEOUT_MS
from kiosk.visit.view import View
from survey.enrolment_code import MistypedCode, normalise_code
from survey.visit import Visit

PIN_DOT = "•"
VIEWER_TIMEOUT_MS = {"out_of_use": 45_000, "enrol": IDLE_TIMEOUT_MS}
"""So long after the last touch whoever stood at a screen of no visit is taken to be gone; who sets a terminal up has as long as staff have
at the service screen."""


class InputState:
    """Where a person's unsent words lie."""

    def __init__(self) -> None:
        self._comment = TextInput()
        self._code = TextInput(limit=MAX_CODE_LENGTH, capitalise_sentences=False, all_capitals=True)
        self._pin = TextInput(limit=MAX_PIN_DIGITS, capitalise_sentences=False)
        self._onlooker: Visit | None = None
        self.touched_at = 0
        """Steady milliseconds at which somebody last touched the screen or a key, or listened."""
        self._mistyped = False
        self._view: View | None = None
        self.keystroke_count = 0
        """Grows with every key, so that a change is seen without comparing what was typed."""

    def set_view(self, view: View) -> bool:
        """A new view is shown from now on; whether another person may be standing there."""
        before, self._view = self._view, view
        if before is None or before.mode != view.mode or _place(before) != _place(view):
            self._wipe_typed()
            if before is None or before.service_session is None or view.service_session is None:
                self._onlooker = None  # from one page of the service screen to the next it is the same person
            return True
        if keep_or_wipe(before.visit, view.visit) == "wipe":
            self._comment.wipe()
        elif view.visit is not None and view.visit.overlay is not None:
            self._comment.release_held_key()
        if before.configuration is not view.configuration and view.service_session is None:
            self._onlooker = None  # who may have chosen what is no longer there; staff choose nothing that a place has
        return view.visit is not None and (before.visit is None or (view.visit.is_idle and not before.visit.is_idle))

    def wipe(self) -> None:
        """Forget everything that was typed and chosen."""
        self._wipe_typed()
        self._onlooker = None

    def _wipe_typed(self) -> None:
        self._comment.wipe()
        self._code.wipe()
        self._pin.wipe()
        self._mistyped = False
        self.keystroke_count += 1

    def record_activity(self, now: int) -> None:
        """Somebody is there; `now` is steady milliseconds."""
        self.touched_at = now

    def forget_if_left(self, now: int) -> bool:
        """Whoever left a screen that belongs to no visit is forgotten, since none ends there; whether there was anything to forget."""
        mode = self._view.mode if self._view is not None else "visit"
        left = self._onlooker is not None or self._mistyped or not self._code.is_empty
        if not left or mode not in VIEWER_TIMEOUT_MS or now - self.touched_at < VIEWER_TIMEOUT_MS[mode]:
            return False
        self.wipe()
        return True

    def build_page(self, view: View, now: int, keys_across: int = MAX_KEYS_ACROSS) -> Page:
        """What to show of the view, where so many keys have room side by side."""
        if self._mistyped and view.enrolment is not None:
            view = replace(view, enrolment=replace(view.enrolment, problem="mistyped"))
        return build_page(view, self.active_input, now, viewer=self._onlooker, keys_across=keys_across)

    @property
    def active_input(self) -> TextInput:
        """What the keyboard on screen types into."""
        mode = self._view.mode if self._view is not None else "visit"
        return self._code if mode == "enrol" else self._pin if mode == "service" else self._comment

    @property
    def comment_text(self) -> str:
        """What is being typed into the open question: never a code or a PIN."""
        return self._comment.text

    @property
    def field_content(self) -> TextFieldContent:
        """What stands in the field: the text and what of it will be left out, a code in groups of three as on its card, or a dot
        for each digit of a PIN."""
        text = self.active_input.text
        if self.active_input is self._comment:
            return TextFieldContent(text, self.active_input.redacted_spans)
        if self.active_input is self._pin:
            return TextFieldContent(PIN_DOT * len(text))
        return TextFieldContent(" ".join(text[start : start + 3] for start in range(0, len(text), 3)))

    def apply_choice(self, target: str, now: int) -> None:
        """On a screen of no visit a language, or how it looks, was chosen."""
        self._onlooker = viewing_preferences.apply_choice(self._onlooker or viewing_preferences.viewer_for(self._view), target, now)

    def press_key(self, page: Page, target: str) -> None:
        """A key of the page's keyboard was pressed."""
        found, typing = find_key(page.keyboard, target), self.active_input
        if found is None:
            return
        self.keystroke_count += 1
        self._mistyped = False
        match found.action:
            case "backspace":
                typing.backspace()
            case "shift":
                typing.toggle_shift()
            case "layer":
                typing.toggle_layer()
            case _ if typing.held_key == target:
                typing.insert_held_letter(found.letter)
            case _ if target in self._offered(page):
                typing.insert_variant(found.letter)
            case _:
                typing.insert(found.letter)

    def hold_key(self, page: Page, target: str) -> tuple[str, ...]:
        """A target of the page is held; names of the other forms that are on offer from now on, none for most targets."""
        found = find_key(page.keyboard, target)
        if found is None or not found.variants or found.name in self._offered(page):
            return ()
        self.active_input.hold_key(target)
        return self._offered(page)

    def dismiss_key_forms(self, page: Page, target: str | None) -> bool:
        """A target, or none, was touched: what a held key offers is taken away unless it is that; whether it was."""
        if self.active_input.held_key is None or target in self._offered(page):
            return False
        self.active_input.release_held_key()
        return True

    def _offered(self, page: Page) -> tuple[str, ...]:
        held = find_key(page.keyboard, self.active_input.held_key) if self.active_input.held_key else None
        return tuple(form.name for form in variant_keys(held)) if held is not None else ()

    def pop_pin(self) -> str:
        """The PIN that was typed, which is forgotten with this."""
        text = self._pin.text
        self._pin.wipe()
        self.keystroke_count += 1
        return text

    def parse_code(self) -> str | None:
        """The code that was typed, in the form of the card; None, and said on the page, where it can be no code."""
        try:
            return normalise_code(self._code.text)
        except MistypedCode:
            self._mistyped = True
            return None


def _place(view: View) -> str | None:
    """What of the service screen a PIN was typed for."""
    return view.service_session.page if view.service_session is not None else None
