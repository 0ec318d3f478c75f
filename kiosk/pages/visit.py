"""The screens of a visit: the question itself, the open question, the statements, the thanks, and what is laid over them.

A page offers what `survey.visit.targets` allows, and the keyboard. The first one offers every language and the list of them:
the window shows the one or the other, as it has room. None leads to news where there are none.
"""

from __future__ import annotations

from datetime import date

from i18n.catalogs import mark
from kiosk.pages import comment_input, display_settings, news
from kiosk.pages.components import (
    button,
    counting,
    display_button,
    every_language,
    lines_of,
    of_visit,
    place_in_row,
    seconds_left,
    way_back,
    way_out,
    ways,
)
from kiosk.pages.keyboard import WIDEST, rows
from kiosk.pages.page import LineRole, Page, Target
from kiosk.pages.text_input import Typing
from kiosk.pages.texts import Wording, wording
from survey.visit import Visit
from survey.visit import targets as allowed
from survey.wire import Configuration


def page(
    visit: Visit,
    configuration: Configuration,
    typing: Typing,
    now: int,
    *,
    needs_code: bool = False,
    answered: int = 0,
    today: date | None = None,
    keys_across: int = WIDEST,
) -> Page:
    """The page of a visit's screen.

    Args:
        visit: where it stands.
        configuration: whose texts and messages are shown.
        typing: how the keyboard stands.
        now: milliseconds of the visit's clock.
        needs_code: said to the staff on the first screen: the terminal needs a code.
        answered: how many have answered here this month; 0 where that is not known.
        today: the day at the place, by which messages end; None where that is not known.
        keys_across: how many keys of a keyboard fit beside each other.
    """
    words = wording(configuration, visit.script.form, visit.language, today)
    match visit.screen:
        case "nps":
            return _nps(visit, words, needs_code, answered)
        case "comment" if visit.writing:
            return _writing(visit, words, typing, keys_across)
        case "comment":
            return _comment(visit, words)
        case "statement":
            return _statement(visit, words)
        case "thanks":
            return _thanks(visit, words, now)
        case "still_there":
            beneath = page(visit.lifted, configuration, typing, now, answered=answered, today=today, keys_across=keys_across)
            return _still_there(visit, words, now, beneath)
        case _:
            return _aside(visit, words, answered)


def _aside(visit: Visit, words: Wording, answered: int) -> Page:
    """What a person opened over the visit."""
    match visit.screen:
        case "languages":
            return display_settings.languages(visit, words)
        case "audience":
            return _audience(visit, words)
        case "news":
            return _news(visit, words, answered)
        case "display":
            return display_settings.display(visit, words)
        case _:
            return _about(visit, words)


def _nps(visit: Visit, words: Wording, needs_code: bool, answered: int) -> Page:
    low, high = words.label("nps_low"), words.label("nps_high")
    ends = {0: low, 10: high}
    tiles = tuple(
        Target(f"nps-{n}", "option", str(n), _option(words, words.ui("{value} of 10", value=n), ends.get(n)), selected=visit.nps == n)
        for n in range(11)
    )
    problem = words.ui("For the staff: this terminal needs a new code.") if needs_code else ""
    about = Target("about", "button", words.ui("About"), words.ui("What happens with my answer?"))
    lines = lines_of(("place", words.place), ("low", low), ("high", high), ("trust", words.notice("trust")), ("problem", problem))
    told = news.foot(words, answered)
    what = (
        (Target("news", "button", words.ui("Changes"), words.ui("What has changed?")),) if any(line.role == "news" for line in told) else ()
    )
    onward = () if visit.nps is None else (button("skip", words.ui("Continue")), button("finish", words.ui("Finish")))
    who = (Target("audience", "button", words.ui("Who?"), words.ui("Who is answering?")),) if "audience" in allowed(visit) else ()
    targets = (*tiles, *onward, *every_language(visit, words), *who, display_button(words.catalog), about, *what)
    return of_visit(visit, words, "nps", words.question("nps"), (*lines, *told), targets)


def _comment(visit: Visit, words: Wording) -> Page:
    sent = visit.comment is not None
    write = button("write", words.ui("Write again") if sent else words.ui("Write"))
    targets = (write, button("skip", words.ui("Continue") if sent else words.ui("Pass by")), *way_back(words), *ways(visit, words))
    status = words.ui("Your text was received.") if sent else ""
    left_out = comment_input.sent_without(words, visit.comment.redactions) if visit.comment is not None else ""
    lines = lines_of(*_notices(words), ("status", status), ("masked", left_out))
    return of_visit(visit, words, "comment", words.question(visit.script.question), lines, targets)


def _writing(visit: Visit, words: Wording, typing: Typing, keys_across: int) -> Page:
    keys = rows(visit.language, signs=typing.signs, most=keys_across)
    targets = (*comment_input.targets(keys, words, typing), *way_back(words), *ways(visit, words))
    lines = (*lines_of(*_notices(words)), *comment_input.lines(words, typing))
    return of_visit(visit, words, "comment", words.question(visit.script.question), lines, targets, keyboard=keys)


def _statement(visit: Visit, words: Wording) -> Page:
    code = visit.code or ""
    reply = visit.replies.get(code)
    chosen = reply.value if reply else None
    values, ends = _scale(visit, words, chosen)
    apart = words.label("not_applicable") or words.ui("Does not concern me")
    not_applicable = Target("not-applicable", "option", apart, apart, selected=reply is not None and reply.outcome == "not_applicable")
    skip = button("skip", words.ui("Skip") if reply is None or reply.outcome == "skipped" else words.ui("Continue"))
    position, of = place_in_row(visit)
    progress = words.ui("{position} / {of}", position=position, of=of)
    lines = lines_of(("instruction", words.label("instruction")), *ends, ("progress", progress))
    back, finish = way_back(words)
    return of_visit(
        visit, words, "statement", words.statement(code), lines, (*values, not_applicable, skip, back, finish, *ways(visit, words))
    )


def _scale(visit: Visit, words: Wording, chosen: int | None) -> tuple[tuple[Target, ...], tuple[tuple[LineRole, str], ...]]:
    """The five values: by their words and pictures where the form for others than 13 and over has them, else as numbers with two ends.

    The national form has numbers alone, whatever labels were loaded: words and faces on its scale would lead.
    """
    if visit.script.audience != "general" and (said := words.labels("value")):
        pictures = words.labels("picture") or (None,) * 5
        shown = enumerate(zip(said, pictures, strict=True), start=1)
        return tuple(Target(f"value-{n}", "option", word, word, selected=chosen == n, picture=name) for n, (word, name) in shown), ()
    low, high = words.label("value_low"), words.label("value_high")
    ends = {1: low, 5: high}
    numbers = tuple(
        Target(f"value-{n}", "option", str(n), _option(words, words.ui("Answer {value} of 5", value=n), ends.get(n)), selected=chosen == n)
        for n in range(1, 6)
    )
    return numbers, (("low", low), ("high", high))


def _thanks(visit: Visit, words: Wording, now: int) -> Page:
    heading = words.ui("Thank you for your answer.")
    return counting(
        visit, now, visit.script.thanks_ms, words, "thanks", heading,
        lines_of(("body", words.notice("thanks"))), (button("close", words.ui("Close")), display_button(words.catalog)),
    )  # fmt: skip


def _still_there(visit: Visit, words: Wording, now: int, beneath: Page) -> Page:
    seconds = seconds_left(visit, now) or 0
    heading = words.ui("Are you still there?")
    line = words.ui("The screen clears in {seconds} seconds.", seconds=seconds)
    targets = (button("continue", words.ui("I am still here")), button("finish", words.ui("Finish")), display_button(words.catalog))
    whole = visit.script.countdown_ms
    return counting(visit, now, whole, words, "still_there", heading, lines_of(("body", line)), targets, beneath.out_of_reach())


AUDIENCES = {"general": mark("I am 13 or older"), "child": mark("A child, 7 to 12"), "relative": mark("A family member")}


def _audience(visit: Visit, words: Wording) -> Page:
    """Each form by whom it asks; a second one for the same people, which no region needs, by its id."""
    names = [words.ui(AUDIENCES[each.audience]) if each.audience in AUDIENCES else each.form for each in visit.script.choices]
    forms = tuple(
        Target(f"form-{each.form}", "button", name, name, selected=each.form == visit.script.form)
        for each, name in zip(visit.script.choices, names, strict=True)
    )
    return of_visit(visit, words, "audience", words.ui("Who is answering?"), (), (*forms, *way_out(words)))


def _news(visit: Visit, words: Wording, answered: int) -> Page:
    return of_visit(visit, words, "news", words.ui("You said, we did"), news.lines(words, answered), way_out(words))


def _about(visit: Visit, words: Wording) -> Page:
    paragraphs: list[tuple[LineRole, str]] = [("body", paragraph.strip()) for paragraph in words.notice("about").split("\n\n")]
    lines = lines_of(*paragraphs, ("body", words.notice("not_a_complaint")))
    return of_visit(visit, words, "about", words.ui("About this survey"), lines, way_out(words))


def _notices(words: Wording) -> tuple[tuple[LineRole, str], ...]:
    return (("notice", words.notice("personal_data")), ("notice", words.notice("not_a_complaint")))


def _option(words: Wording, spoken: str, end: str | None) -> str:
    """What is heard of a tile; the end of a scale says what it means."""
    return words.ui("{value}, {label}", value=spoken, label=end) if end else spoken
