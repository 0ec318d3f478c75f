"""Builds the parts that several pages share: common targets and lines, and the pages of a visit themselves."""

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
    """Return a page of a visit, with the statement's position and the person's display preferences."""
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
    """Return a page of a visit that closes by itself.

    Args:
        visit: the state of the visit.
        now: milliseconds of the visit's clock.
        duration_ms: how long the page is shown in total.
        words: the texts of the page's language.
        screen: the name of the screen.
        heading: the heading.
        lines: the lines of text.
        targets: the targets.
        covered_page: the page that is shown dimmed under this one, if any.
    """
    position, of = statement_position(visit)
    share = (remaining_ms(visit, now) or 0) / max(1, duration_ms)
    return Page(
        screen=screen, language=words.language, heading=heading, lines=lines, targets=targets, statement=visit.statement_code,
        position=position, statement_count=of, seconds_left=seconds_left(visit, now), fraction_left=round(min(1.0, share), 3),
        covered_page=covered_page, display_preferences=visit.display_preferences,
        pager_targets=pager_targets(words.catalog),
    )  # fmt: skip


def seconds_left(visit: Visit, now: int) -> int | None:
    """Return the seconds until the countdown ends, rounded up so that the last one shown is 1, or None if nothing counts down."""
    left = remaining_ms(visit, now)
    return None if left is None else -(-left // 1000)


def button_target(name: str, text: str) -> Target:
    """Return a button that is read aloud as it is labelled."""
    return Target(name, "button", text, text)


def pager_targets(catalog: Catalog) -> tuple[Target, Target]:
    """Return the targets `more` and `less`, which lead to the next and the previous part of a screen that is shown in parts."""
    return button_target("more", catalog.text("More")), button_target("less", catalog.text("Up"))


def display_button(catalog: Catalog) -> Target:
    """Return the button that opens the display settings."""
    return Target("display", "button", catalog.text("Aa"), catalog.text("Display settings"))


def overlay_buttons(words: PageTexts) -> tuple[Target, Target]:
    """Return the buttons of an overlay, which close it and open the display settings."""
    return button_target("close", words.text("Close")), display_button(words.catalog)


def back_and_finish_buttons(words: PageTexts) -> tuple[Target, Target]:
    """Return the buttons that lead to the previous screen and end the visit."""
    return button_target("back", words.text("Back")), button_target("finish", words.text("Finish"))


def side_buttons(visit: Visit, words: PageTexts) -> tuple[Target, ...]:
    """Return the buttons beside every question but NPS: languages, display settings and about the survey."""
    return (
        *languages_button(visit, words),
        display_button(words.catalog),
        Target("about", "button", words.text("About"), words.text("About this survey")),
    )


def languages_button(visit: Visit, words: PageTexts) -> tuple[Target, ...]:
    """Return the button that opens the list of languages, or nothing if there is only one language."""
    return (button_target("languages", words.text("Languages")),) if len(visit.script.languages) > 1 else ()


def language_targets(visit: Visit) -> tuple[Target, ...]:
    """Return a target for each language of the visit; that of the current language is marked as selected."""
    return tuple(language_target(tag, chosen=visit.language) for tag in visit.script.languages)


def language_target(tag: str, *, chosen: str) -> Target:
    """Return the target of a language, labelled with the language's own name for itself.

    Args:
        tag: the tag of the language.
        chosen: the tag of the current language, whose target is marked as selected.
    """
    name = known_language(tag).name
    return Target(f"language-{tag}", "button", name, name, selected=tag == chosen)


def all_language_targets(visit: Visit, words: PageTexts) -> tuple[Target, ...]:
    """Return a target for each language and the button that opens the list of languages, or nothing if there is only one language.

    The window shows the former or the latter, depending on the room that it has.
    """
    return (*language_targets(visit), *languages_button(visit, words)) if len(visit.script.languages) > 1 else ()


def statement_position(visit: Visit) -> tuple[int | None, int | None]:
    """Return the number of the statement that is being asked, counted from 1, and the number of drawn statements.

    Both are None if no statement is being asked.
    """
    if visit.step != "statement" or visit.drawn is None:
        return None, None
    return visit.statement_index + 1, len(visit.drawn.codes)


def non_empty_lines(*pairs: tuple[LineRole, str]) -> tuple[TextLine, ...]:
    """Return the lines whose text is not empty."""
    return tuple(TextLine(role, text) for role, text in pairs if text)
