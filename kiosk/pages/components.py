"""What the pages are made of: targets and lines that several of them have, and the pages' common frame."""

from __future__ import annotations

from i18n.catalogs import Catalog
from i18n.languages import language_for_tag as known_language
from kiosk.pages.keyboard import KeyRows
from kiosk.pages.page import LineRole, Page, ScreenName, Target, TextLine
from kiosk.pages.texts import PageTexts
from survey.visit import Visit, remaining_ms


def build_visit_page(
    visit: Visit,
    words: PageTexts,
    screen: ScreenName,
    heading: str,
    lines: tuple[TextLine, ...],
    targets: tuple[Target, ...],
    keyboard: KeyRows = (),
) -> Page:
    """A page of a visit, seen as its person wants it."""
    position, of = statement_position(visit)
    return Page(
        screen=screen, language=words.language, heading=heading, lines=lines, targets=targets,
        statement=visit.statement_code, position=position, statement_count=of, keyboard=keyboard,
        display_preferences=visit.display_preferences,
        pager_targets=pager_targets(words.catalog),
    )  # fmt: skip


def build_countdown_page(
    visit: Visit, now: int, duration_ms: int, words: PageTexts, screen: ScreenName, heading: str,
    lines: tuple[TextLine, ...], targets: tuple[Target, ...], covered_page: Page | None = None,
) -> Page:  # fmt: skip
    """A page that goes by itself; `whole_ms` is how long it stays in all."""
    position, of = statement_position(visit)
    share = (remaining_ms(visit, now) or 0) / max(1, duration_ms)
    return Page(
        screen=screen, language=words.language, heading=heading, lines=lines, targets=targets, statement=visit.statement_code,
        position=position, statement_count=of, seconds_left=seconds_left(visit, now), fraction_left=round(min(1.0, share), 3),
        covered_page=covered_page, display_preferences=visit.display_preferences,
        pager_targets=pager_targets(words.catalog),
    )  # fmt: skip


def seconds_left(visit: Visit, now: int) -> int | None:
    """Whole seconds, rounded up, so that the last one shown is 1 and not 0."""
    left = remaining_ms(visit, now)
    return None if left is None else -(-left // 1000)


def button_target(name: str, text: str) -> Target:
    return Target(name, "button", text, text)


def pager_targets(catalog: Catalog) -> tuple[Target, Target]:
    """To the next part of a screen that is shown in parts, and to the one before."""
    return button_target("more", catalog.text("More")), button_target("less", catalog.text("Up"))


def display_button(catalog: Catalog) -> Target:
    return Target("display", "button", catalog.text("Aa"), catalog.text("Display settings"))


def overlay_buttons(words: PageTexts) -> tuple[Target, Target]:
    return button_target("close", words.text("Close")), display_button(words.catalog)


def back_and_finish_buttons(words: PageTexts) -> tuple[Target, Target]:
    return button_target("back", words.text("Back")), button_target("finish", words.text("Finish"))


def side_buttons(visit: Visit, words: PageTexts) -> tuple[Target, ...]:
    """Aside from every question."""
    return (
        *languages_button(visit, words),
        display_button(words.catalog),
        Target("about", "button", words.text("About"), words.text("About this survey")),
    )


def languages_button(visit: Visit, words: PageTexts) -> tuple[Target, ...]:
    """The list of the languages, where there is anything to choose."""
    return (button_target("languages", words.text("Languages")),) if len(visit.script.languages) > 1 else ()


def language_targets(visit: Visit) -> tuple[Target, ...]:
    return tuple(language_target(tag, chosen=visit.language) for tag in visit.script.languages)


def language_target(tag: str, *, chosen: str) -> Target:
    """A language under its own name, which is the same whatever language the page is in."""
    name = known_language(tag).name
    return Target(f"language-{tag}", "button", name, name, selected=tag == chosen)


def all_language_targets(visit: Visit, words: PageTexts) -> tuple[Target, ...]:
    """Each language and the list of them, where there is anything to choose: the window shows the one or the other, as it has room."""
    return (*language_targets(visit), *languages_button(visit, words)) if len(visit.script.languages) > 1 else ()


def statement_position(visit: Visit) -> tuple[int | None, int | None]:
    """Which statement is asked, from 1, and of how many."""
    if visit.step != "statement" or visit.drawn is None:
        return None, None
    return visit.statement_index + 1, len(visit.drawn.codes)


def non_empty_lines(*pairs: tuple[LineRole, str]) -> tuple[TextLine, ...]:
    """Those of them that say anything."""
    return tuple(TextLine(role, text) for role, text in pairs if text)
