"""A page: everything that one screen says and offers, as plain data. `kiosk.pages.page_builder` fills it and `kiosk.ui` draws it.

Every word a person reads or hears is in here, but never what they typed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from kiosk.pages.keyboard import KeyRows
from survey.visit import DisplayPreferences

ScreenName = Literal[
    "nps", "comment", "statement", "thanks", "still_there", "languages", "audience", "about", "news", "display",
    "enrol", "out_of_use", "service",
]  # fmt: skip
TargetRole = Literal["option", "button", "textbox", "key"]
LineRole = Literal[
    "place", "instruction", "low", "high", "trust", "notice", "body", "status", "problem", "progress", "news", "count", "caption",
    "date", "said", "did", "masked",
]  # fmt: skip
"""`date`, `said` and `did` tell of one change each time they come round; a change begins with its date."""


NEXT_PART, PREVIOUS_PART = "more", "less"
"""Names of the targets that turn the parts of a screen that is shown in parts; the window's own, the visit does not know them."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something to touch. `text` stands on it, `spoken` is the same for someone who does not see where it stands."""

    name: str
    role: TargetRole
    text: str
    spoken: str
    enabled: bool = True
    selected: bool = False
    picture: str | None = None
    """The name of a picture that stands beside the text (`kiosk.ui.faces`); it says nothing that the text does not."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """Something to read, and what it is to the page."""

    role: LineRole
    text: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """One screen at one moment. Targets stand in the order in which keys and speech go through them."""

    screen: ScreenName
    language: str
    heading: str
    lines: tuple[TextLine, ...] = ()
    targets: tuple[Target, ...] = ()
    statement: str | None = None
    """Code of the statement that is asked (under an overlay too)."""
    position: int | None = None
    statement_count: int | None = None
    seconds_left: int | None = None
    """Whole seconds, rounded up, until the screen goes by itself; None where nothing counts down to be seen."""
    fraction_left: float | None = None
    """The same as a share of the whole, 1 down to 0."""
    display_preferences: DisplayPreferences = field(default_factory=DisplayPreferences)
    """How the person wants to see it."""
    keyboard: KeyRows = ()
    pager_targets: tuple[Target, ...] = ()
    """`more` and `less`, for a screen that must be shown in parts; the window alone knows whether it must."""
    touch_marks: tuple[tuple[int, int], ...] = ()
    """Where the panel was touched in a touch test, in thousandths of its width and height."""
    covered_page: Page | None = None
    """The page under a countdown, to be shown dimmed and out of reach."""

    def text_of(self, role: LineRole) -> str | None:
        """The first line of a role, None where the page has none."""
        return next((line.text for line in self.lines if line.role == role), None)

    def texts_of(self, role: LineRole) -> tuple[str, ...]:
        return tuple(line.text for line in self.lines if line.role == role)

    def find_target(self, name: str) -> Target | None:
        return next((target for target in (*self.targets, *self.pager_targets) if target.name == name), None)

    def with_targets_disabled(self) -> Page:
        """The page as it lies beneath another one: to be seen, not to be touched."""
        return replace(self, targets=tuple(replace(target, enabled=False) for target in self.targets))
