"""Builds the pages of a visit: the NPS question, the open question, the statements, the thanks and the overlays.

A page offers the targets that `survey.visit.allowed_targets` allows, and the keyboard. The first page offers both a target for each
language and the target `languages`; the window shows whichever it has room for. It offers the target `news` only if there is news.
"""

from __future__ import annotations

from datetime import date

from i18n.catalogs import gettext_noop
from kiosk.pages import comment_input, display_settings, messages
from kiosk.pages.components import (
    all_language_targets,
    back_and_finish_buttons,
    build_countdown_page,
    build_visit_page,
    button_target,
    display_button,
    non_empty_lines,
    overlay_buttons,
    seconds_left,
    side_buttons,
    statement_position,
)
from kiosk.pages.keyboard import MAX_KEYS_ACROSS, keyboard_rows
from kiosk.pages.page import LineRole, Page, Target
from kiosk.pages.text_input import TextInput
from kiosk.pages.texts import PageTexts, page_texts
from survey.visit import Visit
from survey.visit import allowed_targets as allowed
from survey.wire import Configuration


def build_page(
    visit: Visit,
    configuration: Configuration,
    text_input: TextInput,
    now: int,
    *,
    needs_code: bool = False,
    answered_count: int = 0,
    today: date | None = None,
    keys_across: int = MAX_KEYS_ACROSS,
) -> Page:
    """Return the page that shows the state of a visit.

    Args:
        visit: the state of the visit.
        configuration: the configuration whose texts and messages are shown.
        text_input: the state of the keyboard.
        now: milliseconds of the visit's clock.
        needs_code: whether the first screen tells the staff that the terminal needs a new code.
        answered_count: how many people have answered here this month; 0 if that is not known.
        today: the date in the region's time zone, on which it depends which messages are shown; None if it is not known.
        keys_across: how many keys of the keyboard fit beside each other.
    """
    words = page_texts(configuration, visit.script.form, visit.language, today)
    match visit.screen:
        case "nps":
            return _nps(visit, words, needs_code, answered_count)
        case "comment" if visit.is_writing:
            return _writing(visit, words, text_input, keys_across)
        case "comment":
            return _comment(visit, words)
        case "statement":
            return _statement(visit, words)
        case "thanks":
            return _thanks(visit, words, now)
        case "still_there":
            beneath = build_page(
                visit.without_overlay, configuration, text_input, now, answered_count=answered_count, today=today, keys_across=keys_across
            )
            return _still_there(visit, words, now, beneath)
        case _:
            return _build_overlay_page(visit, words, answered_count)


def _build_overlay_page(visit: Visit, words: PageTexts, answered: int) -> Page:
    """Return the page of an overlay that a person opened."""
    match visit.screen:
        case "languages":
            return display_settings.build_languages_page(visit, words)
        case "audience":
            return _audience(visit, words)
        case "news":
            return _news(visit, words, answered)
        case "display":
            return display_settings.build_display_page(visit, words)
        case _:
            return _about(visit, words)


def _nps(visit: Visit, words: PageTexts, needs_code: bool, answered: int) -> Page:
    low, high = words.label("nps_low"), words.label("nps_high")
    ends = {0: low, 10: high}
    tiles = tuple(
        Target(f"nps-{n}", "option", str(n), _option(words, words.text("{value} of 10", value=n), ends.get(n)), selected=visit.nps == n)
        for n in range(11)
    )
    problem = words.text("Staff: this terminal needs a new code.") if needs_code else ""
    about = Target("about", "button", words.text("About"), words.text("What happens to my answer?"))
    lines = non_empty_lines(
        ("place", words.service_point_name), ("low", low), ("high", high), ("trust", words.notice("trust")), ("problem", problem)
    )
    told = messages.idle_screen_lines(words, answered)
    what = (
        (Target("news", "button", words.text("Changes"), words.text("What has changed?")),)
        if any(line.role == "news" for line in told)
        else ()
    )
    onward = () if visit.nps is None else (button_target("skip", words.text("Continue")), button_target("finish", words.text("Finish")))
    who = (Target("audience", "button", words.text("Who?"), words.text("Who is answering?")),) if "audience" in allowed(visit) else ()
    targets = (*tiles, *onward, *all_language_targets(visit, words), *who, display_button(words.catalog), about, *what)
    return build_visit_page(visit, words, "nps", words.question("nps"), (*lines, *told), targets)


def _comment(visit: Visit, words: PageTexts) -> Page:
    sent = visit.comment is not None
    write = button_target("write", words.text("Write again") if sent else words.text("Write"))
    targets = (
        write,
        button_target("skip", words.text("Continue") if sent else words.text("Skip")),
        *back_and_finish_buttons(words),
        *side_buttons(visit, words),
    )
    status = words.text("Your text was received.") if sent else ""
    left_out = comment_input.sent_redaction_notice(words, visit.comment.redactions) if visit.comment is not None else ""
    lines = non_empty_lines(*_notices(words), ("status", status), ("masked", left_out))
    return build_visit_page(visit, words, "comment", words.question(visit.script.question), lines, targets)


def _writing(visit: Visit, words: PageTexts, typing: TextInput, keys_across: int) -> Page:
    keys = keyboard_rows(visit.language, show_signs=typing.show_signs, keys_across=keys_across)
    targets = (*comment_input.input_targets(keys, words, typing), *back_and_finish_buttons(words), *side_buttons(visit, words))
    lines = (*non_empty_lines(*_notices(words)), *comment_input.input_lines(words, typing))
    return build_visit_page(visit, words, "comment", words.question(visit.script.question), lines, targets, keyboard=keys)


def _statement(visit: Visit, words: PageTexts) -> Page:
    code = visit.statement_code or ""
    reply = visit.replies.get(code)
    chosen = reply.value if reply else None
    values, ends = _scale(visit, words, chosen)
    apart = words.label("not_applicable") or words.text("Does not concern me")
    not_applicable = Target("not-applicable", "option", apart, apart, selected=reply is not None and reply.outcome == "not_applicable")
    skip = button_target("skip", words.text("Skip") if reply is None or reply.outcome == "skipped" else words.text("Continue"))
    position, of = statement_position(visit)
    progress = words.text("{position} / {of}", position=position, of=of)
    lines = non_empty_lines(("instruction", words.label("instruction")), *ends, ("progress", progress))
    back, finish = back_and_finish_buttons(words)
    return build_visit_page(
        visit, words, "statement", words.statement(code), lines, (*values, not_applicable, skip, back, finish, *side_buttons(visit, words))
    )


def _scale(visit: Visit, words: PageTexts, chosen: int | None) -> tuple[tuple[Target, ...], tuple[tuple[LineRole, str], ...]]:
    """Return the targets of the five values, and the lines at the ends of the scale.

    A form for children or relatives shows words and pictures if its texts have them, and then no lines at the ends. The national form for
    13 and over always shows numbers, whatever labels were loaded, because words or faces on its scale would influence the answers.
    """
    if visit.script.audience != "general" and (said := words.scale_labels("value")):
        pictures = words.scale_labels("picture") or (None,) * 5
        shown = enumerate(zip(said, pictures, strict=True), start=1)
        return tuple(Target(f"value-{n}", "option", word, word, selected=chosen == n, picture=name) for n, (word, name) in shown), ()
    low, high = words.label("value_low"), words.label("value_high")
    ends = {1: low, 5: high}
    numbers = tuple(
        Target(
            f"value-{n}", "option", str(n), _option(words, words.text("Answer {value} of 5", value=n), ends.get(n)), selected=chosen == n
        )
        for n in range(1, 6)
    )
    return numbers, (("low", low), ("high", high))


def _thanks(visit: Visit, words: PageTexts, now: int) -> Page:
    heading = words.text("Thank you for your answer.")
    return build_countdown_page(
        visit, now, visit.script.thanks_ms, words, "thanks", heading,
        non_empty_lines(("body", words.notice("thanks"))), (button_target("close", words.text("Close")), display_button(words.catalog)),
    )  # fmt: skip


def _still_there(visit: Visit, words: PageTexts, now: int, beneath: Page) -> Page:
    seconds = seconds_left(visit, now) or 0
    heading = words.text("Are you still there?")
    line = words.text("The screen clears in {seconds} seconds.", seconds=seconds)
    targets = (
        button_target("continue", words.text("I am still here")),
        button_target("finish", words.text("Finish")),
        display_button(words.catalog),
    )
    whole = visit.script.countdown_ms
    return build_countdown_page(
        visit, now, whole, words, "still_there", heading, non_empty_lines(("body", line)), targets, beneath.with_targets_disabled()
    )


AUDIENCE_TEXTS = {
    "general": gettext_noop("I am 13 or older"),
    "child": gettext_noop("Child aged 7 to 12"),
    "relative": gettext_noop("Family member"),
}
"""Maps an audience to the msgid of its label."""


def _audience(visit: Visit, words: PageTexts) -> Page:
    """Return the page on which a person chooses the form by its audience. A form of an unknown audience is shown by its id."""
    names = [words.text(AUDIENCE_TEXTS[each.audience]) if each.audience in AUDIENCE_TEXTS else each.form for each in visit.script.choices]
    forms = tuple(
        Target(f"form-{each.form}", "button", name, name, selected=each.form == visit.script.form)
        for each, name in zip(visit.script.choices, names, strict=True)
    )
    return build_visit_page(visit, words, "audience", words.text("Who is answering?"), (), (*forms, *overlay_buttons(words)))


def _news(visit: Visit, words: PageTexts, answered: int) -> Page:
    lines = messages.news_lines(words, answered)
    return build_visit_page(visit, words, "news", words.text("You said, we did"), lines, overlay_buttons(words))


def _about(visit: Visit, words: PageTexts) -> Page:
    paragraphs: list[tuple[LineRole, str]] = [("body", paragraph.strip()) for paragraph in words.notice("about").split("\n\n")]
    lines = non_empty_lines(*paragraphs, ("body", words.notice("not_a_complaint")))
    return build_visit_page(visit, words, "about", words.text("About this survey"), lines, overlay_buttons(words))


def _notices(words: PageTexts) -> tuple[tuple[LineRole, str], ...]:
    return (("notice", words.notice("personal_data")), ("notice", words.notice("not_a_complaint")))


def _option(words: PageTexts, spoken: str, end: str | None) -> str:
    """Return what is read aloud for a value of a scale. For the two ends of the scale, it includes their label."""
    return words.text("{value}, {label}", value=spoken, label=end) if end else spoken
