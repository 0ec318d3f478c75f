"""Holds the state of the screens between two views: text that is being typed, and display preferences on screens outside a visit.

Nothing is kept longer than its person is present: `set_view` receives every view and wipes what belongs to a person who has left. This
module does not import Kivy.
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
"""Holds by mode the milliseconds after the last touch at which the person at a screen outside a visit is assumed to have left. It is the
same for enrolment as for the service screen."""


class InputState:
    """Holds the text that a person is typing, and the display preferences of a person outside a visit."""

    def __init__(self) -> None:
        self._comment = TextInput()
        self._code = TextInput(limit=MAX_CODE_LENGTH, capitalise_sentences=False, all_capitals=True)
        self._pin = TextInput(limit=MAX_PIN_DIGITS, capitalise_sentences=False)
        self._onlooker: Visit | None = None
        self.touched_at = 0
        """The monotonic milliseconds of the last touch, key press or speech."""
        self._mistyped = False
        self._view: View | None = None
        self.keystroke_count = 0
        """Counts key presses, so that a change is noticed without comparing text."""

    def set_view(self, view: View) -> bool:
        """Set the view that is shown from now on, and return whether another person may be present."""
        before, self._view = self._view, view
        if before is None or before.mode != view.mode or _place(before) != _place(view):
            self._wipe_typed()
            if before is None or before.service_session is None or view.service_session is None:
                self._onlooker = None  # pages of the service screen are used by the same person
            return True
        if keep_or_wipe(before.visit, view.visit) == "wipe":
            self._comment.wipe()
        elif view.visit is not None and view.visit.overlay is not None:
            self._comment.release_held_key()
        if before.configuration is not view.configuration and view.service_session is None:
            self._onlooker = None  # its choices may no longer exist in the new configuration
        return view.visit is not None and (before.visit is None or (view.visit.is_idle and not before.visit.is_idle))

    def wipe(self) -> None:
        """Wipe everything that was typed and chosen."""
        self._wipe_typed()
        self._onlooker = None

    def _wipe_typed(self) -> None:
        self._comment.wipe()
        self._code.wipe()
        self._pin.wipe()
        self._mistyped = False
        self.keystroke_count += 1

    def record_activity(self, now: int) -> None:
        """Record that a person is present; `now` is in monotonic milliseconds."""
        self.touched_at = now

    def forget_if_left(self, now: int) -> bool:
        """Wipe the state of a person who has left a screen outside a visit, and return whether there was any."""
        mode = self._view.mode if self._view is not None else "visit"
        left = self._onlooker is not None or self._mistyped or not self._code.is_empty
        if not left or mode not in VIEWER_TIMEOUT_MS or now - self.touched_at < VIEWER_TIMEOUT_MS[mode]:
            return False
        self.wipe()
        return True

    def build_page(self, view: View, now: int, keys_across: int = MAX_KEYS_ACROSS) -> Page:
        """Return the page for a view, with a keyboard of at most `keys_across` keys per row."""
        if self._mistyped and view.enrolment is not None:
            view = replace(view, enrolment=replace(view.enrolment, problem="mistyped"))
        return build_page(view, self.active_input, now, viewer=self._onlooker, keys_across=keys_across)

    @property
    def active_input(self) -> TextInput:
        """The input that the keyboard on the screen changes."""
        mode = self._view.mode if self._view is not None else "visit"
        return self._code if mode == "enrol" else self._pin if mode == "service" else self._comment

    @property
    def comment_text(self) -> str:
        """The text that is being typed as a comment, never a code or a PIN."""
        return self._comment.text

    @property
    def field_content(self) -> TextFieldContent:
        """The content of the text field: a comment with the parts that will be redacted, a code in groups of three characters as on
        its card, or a dot for each digit of a PIN.
        """
        text = self.active_input.text
        if self.active_input is self._comment:
            return TextFieldContent(text, self.active_input.redacted_spans)
        if self.active_input is self._pin:
            return TextFieldContent(PIN_DOT * len(text))
        return TextFieldContent(" ".join(text[start : start + 3] for start in range(0, len(text), 3)))

    def apply_choice(self, target: str, now: int) -> None:
        """Apply the choice of a language or display setting on a screen outside a visit."""
        self._onlooker = viewing_preferences.apply_choice(self._onlooker or viewing_preferences.viewer_for(self._view), target, now)

    def press_key(self, page: Page, target: str) -> None:
        """Apply the press of a key on the page's keyboard."""
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
        """Handle a target being held, and return the names of the variants that its key offers; most targets have none."""
        found = find_key(page.keyboard, target)
        if found is None or not found.variants or found.name in self._offered(page):
            return ()
        self.active_input.hold_key(target)
        return self._offered(page)

    def dismiss_key_forms(self, page: Page, target: str | None) -> bool:
        """Hide the variants of a held key when another target or none was touched, and return whether they were hidden."""
        if self.active_input.held_key is None or target in self._offered(page):
            return False
        self.active_input.release_held_key()
        return True

    def _offered(self, page: Page) -> tuple[str, ...]:
        held = find_key(page.keyboard, self.active_input.held_key) if self.active_input.held_key else None
        return tuple(form.name for form in variant_keys(held)) if held is not None else ()

    def pop_pin(self) -> str:
        """Return the PIN that was typed, and wipe it."""
        text = self._pin.text
        self._pin.wipe()
        self.keystroke_count += 1
        return text

    def parse_code(self) -> str | None:
        """Return the typed code in normalised form. If it cannot be a code, return None, and the page shows that it is mistyped."""
        try:
            return normalise_code(self._code.text)
        except MistypedCode:
            self._mistyped = True
            return None


def _place(view: View) -> str | None:
    """Return the page of the service screen, or None outside it."""
    return view.service_session.page if view.service_session is not None else None
