"""Defines a page: everything that one screen says and offers, as plain data.

`kiosk.pages.page_builder` builds pages and `kiosk.ui` draws them. A page contains every word that a person reads or hears, but never what
the person typed.
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
"""Names what a line of text is for. Lines of the roles `date`, `said` and `did` describe changes. Each change begins with a `date` line."""

NEXT_PART, PREVIOUS_PART = "more", "less"
"""Name the targets that lead to the next and the previous part of a screen that is shown in parts.

The window handles these targets itself; the visit does not know them.
"""


@dataclass(frozen=True, slots=True)
class Target:
    """Describes something that can be touched.

    `text` is the label on it. `spoken` is what is read aloud to a person who cannot see where the target stands.
    """

    name: str
    role: TargetRole
    text: str
    spoken: str
    enabled: bool = True
    selected: bool = False
    picture: str | None = None
    """Names a picture beside the text (`kiosk.ui.faces`). It adds nothing to what the text says. None means no picture."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """Describes a piece of text to read, and its role on the page."""

    role: LineRole
    text: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """Describes one screen at one moment. Targets are in the order in which keys and speech go through them."""

    screen: ScreenName
    language: str
    heading: str
    lines: tuple[TextLine, ...] = ()
    targets: tuple[Target, ...] = ()
    statement: str | None = None
    """Holds the code of the statement that is being asked, also while an overlay covers it. None means that no statement is being asked."""
    position: int | None = None
    """Holds the number of the statement among the drawn ones, counted from 1."""
    statement_count: int | None = None
    seconds_left: int | None = None
    """Holds the whole seconds, rounded up, until the countdown on the screen ends. None means that the screen shows no countdown."""
    fraction_left: float | None = None
    """Holds the share of the countdown that is left, from 1 down to 0. None means that the screen shows no countdown."""
    display_preferences: DisplayPreferences = field(default_factory=DisplayPreferences)
    keyboard: KeyRows = ()
    pager_targets: tuple[Target, ...] = ()
    """Holds the targets `more` and `less`, for a screen that must be shown in parts. Only the window knows whether it must."""
    touch_marks: tuple[tuple[int, int], ...] = ()
    """Lists the points at which the panel was touched in a touch test, in thousandths of its width and height."""
    covered_page: Page | None = None
    """Holds the page under the countdown `still_there`, which is shown dimmed and cannot be touched. It is None on all other screens."""

    def text_of(self, role: LineRole) -> str | None:
        """Return the first line of a role, or None if the page has no such line."""
        return next((line.text for line in self.lines if line.role == role), None)

    def texts_of(self, role: LineRole) -> tuple[str, ...]:
        """Return all lines of a role, in the order of the page."""
        return tuple(line.text for line in self.lines if line.role == role)

    def find_target(self, name: str) -> Target | None:
        """Return the target of a name, pager targets included, or None if the page has no such target."""
        return next((target for target in (*self.targets, *self.pager_targets) if target.name == name), None)

    def with_targets_disabled(self) -> Page:
        """Return the page with every target but the pager targets disabled, as it is shown under another page."""
        return replace(self, targets=tuple(replace(target, enabled=False) for target in self.targets))
