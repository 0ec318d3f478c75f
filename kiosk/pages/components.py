"""What the pages are made of: targets and lines that several of them have, and the pages' common frame."""

from __future__ import annotations

from i18n.catalogs import Catalog
from i18n.languages import language as known_language
from kiosk.pages.keyboard import Rows
from kiosk.pages.page import Line, LineRole, Page, Screen, Target
from kiosk.pages.texts import Wording
from survey.visit import Visit, remaining_ms


def of_visit(
    visit: Visit, words: Wording, screen: Screen, heading: str, lines: tuple[Line, ...], targets: tuple[Target, ...], keyboard: Rows = ()
) -> Page:
    """A page of a visit, seen as its person wants it."""
    position, of = place_in_row(visit)
    return Page(
        screen=screen, language=words.language, heading=heading, lines=lines, targets=targets,
        statement=visit.code, position=position, of=of, keyboard=keyboard, sight=visit.sight,
        turning=turning(words.catalog),
    )  # fmt: skip


def counting(
    visit: Visit, now: int, whole_ms: int, words: Wording, screen: Screen, heading: str,
    lines: tuple[Line, ...], targets: tuple[Target, ...], beneath: Page | None = None,
) -> Page:  # fmt: skip
    """A page that goes by itself; `whole_ms` is how long it stays in all."""
    position, of = place_in_row(visit)
    share = (remaining_ms(visit, now) or 0) / max(1, whole_ms)
    return Page(
        screen=screen, language=words.language, heading=heading, lines=lines, targets=targets, statement=visit.code,
        position=position, of=of, seconds_left=seconds_left(visit, now), left=round(min(1.0, share), 3), beneath=beneath, sight=visit.sight,
        turning=turning(words.catalog),
    )  # fmt: skip


def seconds_left(visit: Visit, now: int) -> int | None:
    """Whole seconds, rounded up, so that the last one shown is 1 and not 0."""
    left = remaining_ms(visit, now)
    return None if left is None else -(-left // 1000)


def button(name: str, text: str) -> Target:
    return Target(name, "button", text, text)


def turning(catalog: Catalog) -> tuple[Target, Target]:
    """To the next part of a screen that is shown in parts, and to the one before."""
    return button("more", catalog.text("More")), button("less", catalog.text("Up"))


def display_button(catalog: Catalog) -> Target:
    return Target("display", "button", catalog.text("Aa"), catalog.text("How the screen looks"))


def way_out(words: Wording) -> tuple[Target, Target]:
    return button("close", words.ui("Close")), display_button(words.catalog)


def way_back(words: Wording) -> tuple[Target, Target]:
    return button("back", words.ui("Back")), button("finish", words.ui("Finish"))


def ways(visit: Visit, words: Wording) -> tuple[Target, ...]:
    """Aside from every question."""
    return (
        *ways_languages(visit, words),
        display_button(words.catalog),
        Target("about", "button", words.ui("About"), words.ui("About this survey")),
    )


def ways_languages(visit: Visit, words: Wording) -> tuple[Target, ...]:
    """The list of the languages, where there is anything to choose."""
    return (button("languages", words.ui("Languages")),) if len(visit.script.languages) > 1 else ()


def language_targets(visit: Visit) -> tuple[Target, ...]:
    return tuple(language_target(tag, chosen=visit.language) for tag in visit.script.languages)


def language_target(tag: str, *, chosen: str) -> Target:
    """A language under its own name, which is the same whatever language the page is in."""
    name = known_language(tag).name
    return Target(f"language-{tag}", "button", name, name, selected=tag == chosen)


def every_language(visit: Visit, words: Wording) -> tuple[Target, ...]:
    """Each language and the list of them, where there is anything to choose: the window shows the one or the other, as it has room."""
    return (*language_targets(visit), *ways_languages(visit, words)) if len(visit.script.languages) > 1 else ()


def place_in_row(visit: Visit) -> tuple[int | None, int | None]:
    """Which statement is asked, from 1, and of how many."""
    if visit.step != "statement" or visit.drawn is None:
        return None, None
    return visit.statement + 1, len(visit.drawn.codes)


def lines_of(*pairs: tuple[LineRole, str]) -> tuple[Line, ...]:
    """Those of them that say anything."""
    return tuple(Line(role, text) for role, text in pairs if text)
