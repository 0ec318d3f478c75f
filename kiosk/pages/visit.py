"""The screens of a visit: the question itself, the open question, the statements, the thanks, and what is laid over them.

A page offers what `survey.visit.targets` allows, and the keyboard. The first one offers every language and the list of them:
the window shows the one or the other, as it has room. None leads to news where there are none.
"""

from __future__ import annotations

from i18n.catalogs import mark
from i18n.languages import language as known_language
from kiosk.keyboard import WIDEST, Rows, rows
from kiosk.page import Line, LineRole, Page, Screen, Target
from kiosk.pages import news, writing
from kiosk.pages.wording import Wording, wording
from kiosk.typing import Typing
from survey.visit import Visit, remaining_ms
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
        keys_across: how many keys of a keyboard fit beside each other.
    """
    words = wording(configuration, visit.script.form, visit.language)
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
            beneath = page(visit.lifted, configuration, typing, now, answered=answered, keys_across=keys_across)
            return _still_there(visit, words, now, beneath)
        case _:
            return _aside(visit, words, answered)


def _aside(visit: Visit, words: Wording, answered: int) -> Page:
    """What a person opened over the visit."""
    match visit.screen:
        case "languages":
            return _languages(visit, words)
        case "audience":
            return _audience(visit, words)
        case "news":
            return _news(visit, words, answered)
        case "display":
            return _display(visit, words)
        case _:
            return _about(visit, words)


def _nps(visit: Visit, words: Wording, needs_code: bool, answered: int) -> Page:
    low, high = words.label("nps_low"), words.label("nps_high")
    ends = {0: low, 10: high}
    tiles = tuple(
        Target(f"nps-{n}", "option", str(n), _option(words, words.ui("{value} of 10", value=n), ends.get(n)), selected=visit.nps == n)
        for n in range(11)
    )
    several = len(visit.script.languages) > 1
    ways = (*(_language_targets(visit) if several else ()), *_ways_languages(visit, words))
    problem = words.ui("For the staff: this terminal needs a new code.") if needs_code else ""
    about = Target("about", "button", words.ui("About"), words.ui("What happens with my answer?"))
    lines = _lines(("place", words.place), ("low", low), ("high", high), ("trust", words.notice("trust")), ("problem", problem))
    told = news.foot(words, answered)
    what = (
        (Target("news", "button", words.ui("Changes"), words.ui("What has changed?")),) if any(line.role == "news" for line in told) else ()
    )
    onward = () if visit.nps is None else (_button("skip", words.ui("Continue")), _button("finish", words.ui("Finish")))
    who = (Target("audience", "button", words.ui("Who?"), words.ui("Who is answering?")),) if "audience" in allowed(visit) else ()
    targets = (*tiles, *onward, *ways, *who, _display_button(words), about, *what)
    return _page(visit, words, "nps", words.question("nps"), (*lines, *told), targets)


def _comment(visit: Visit, words: Wording) -> Page:
    sent = visit.comment is not None
    write = _button("write", words.ui("Write again") if sent else words.ui("Write"))
    targets = (write, _button("skip", words.ui("Continue") if sent else words.ui("Pass by")), *_way_back(words), *_ways(visit, words))
    status = words.ui("Your text was received.") if sent else ""
    left_out = writing.sent_without(words, visit.comment.redactions) if visit.comment is not None else ""
    lines = _lines(*_notices(words), ("status", status), ("masked", left_out))
    return _page(visit, words, "comment", words.question(visit.script.question), lines, targets)


def _writing(visit: Visit, words: Wording, typing: Typing, keys_across: int) -> Page:
    keys = rows(visit.language, signs=typing.signs, most=keys_across)
    targets = (*writing.targets(keys, words, typing), *_way_back(words), *_ways(visit, words))
    lines = (*_lines(*_notices(words)), *writing.lines(words, typing))
    return _page(visit, words, "comment", words.question(visit.script.question), lines, targets, keyboard=keys)


def _statement(visit: Visit, words: Wording) -> Page:
    code = visit.code or ""
    reply = visit.replies.get(code)
    chosen = reply.value if reply else None
    values, ends = _scale(visit, words, chosen)
    apart = words.label("not_applicable") or words.ui("Does not concern me")
    not_applicable = Target("not-applicable", "option", apart, apart, selected=reply is not None and reply.outcome == "not_applicable")
    skip = _button("skip", words.ui("Skip") if reply is None or reply.outcome == "skipped" else words.ui("Continue"))
    position, of = _place_in_row(visit)
    progress = words.ui("{position} / {of}", position=position, of=of)
    lines = _lines(("instruction", words.label("instruction")), *ends, ("progress", progress))
    back, finish = _way_back(words)
    return _page(
        visit, words, "statement", words.statement(code), lines, (*values, not_applicable, skip, back, finish, *_ways(visit, words))
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
    return _counting(
        visit, now, visit.script.thanks_ms, words, "thanks", heading,
        _lines(("body", words.notice("thanks"))), (_button("close", words.ui("Close")), _display_button(words)),
    )  # fmt: skip


def _still_there(visit: Visit, words: Wording, now: int, beneath: Page) -> Page:
    seconds = seconds_left(visit, now) or 0
    heading = words.ui("Are you still there?")
    line = words.ui("The screen clears in {seconds} seconds.", seconds=seconds)
    targets = (_button("continue", words.ui("I am still here")), _button("finish", words.ui("Finish")))
    whole = visit.script.countdown_ms
    return _counting(visit, now, whole, words, "still_there", heading, _lines(("body", line)), targets, beneath.out_of_reach())


def _languages(visit: Visit, words: Wording) -> Page:
    return _page(visit, words, "languages", words.ui("Choose a language"), (), (*_language_targets(visit), *_way_out(words)))


AUDIENCES = {"general": mark("I am 13 or older"), "child": mark("A child, 7 to 12"), "relative": mark("A family member")}


def _audience(visit: Visit, words: Wording) -> Page:
    """Each form by whom it asks; a second one for the same people, which no region needs, by its id."""
    names = [words.ui(AUDIENCES[each.audience]) if each.audience in AUDIENCES else each.form for each in visit.script.choices]
    forms = tuple(
        Target(f"form-{each.form}", "button", name, name, selected=each.form == visit.script.form)
        for each, name in zip(visit.script.choices, names, strict=True)
    )
    return _page(visit, words, "audience", words.ui("Who is answering?"), (), (*forms, *_way_out(words)))


SIGHTS = {
    "text-normal": (mark("Usual"), mark("Text of the usual size")),
    "text-large": (mark("Larger"), mark("Larger text")),
    "text-largest": (mark("Largest"), mark("The largest text")),
    "contrast-normal": (mark("Usual"), mark("The usual colours")),
    "contrast-white": (mark("White"), mark("Black text on white")),
    "contrast-black": (mark("Black"), mark("White text on black")),
    "reach-whole": (mark("Whole screen"), mark("Buttons on the whole screen")),
    "reach-low": (mark("Lower half"), mark("All buttons in the lower half of the screen")),
}
"""What stands on each choice, and what is heard of it."""
CAPTIONS = (mark("Size of the text"), mark("Background"), mark("Where the buttons are"))


def _display(visit: Visit, words: Wording) -> Page:
    chosen = {f"text-{visit.sight.text}", f"contrast-{visit.sight.contrast}", f"reach-{visit.sight.reach}"}
    choices = tuple(
        Target(name, "option", words.ui(shown), words.ui(heard), selected=name in chosen) for name, (shown, heard) in SIGHTS.items()
    )
    lines = _lines(*(("caption", words.ui(caption)) for caption in CAPTIONS))
    return _page(visit, words, "display", words.ui("How the screen looks"), lines, (*choices, _button("close", words.ui("Close"))))


def _news(visit: Visit, words: Wording, answered: int) -> Page:
    return _page(visit, words, "news", words.ui("You said, we did"), news.lines(words, answered), _way_out(words))


def _about(visit: Visit, words: Wording) -> Page:
    paragraphs: list[tuple[LineRole, str]] = [("body", paragraph.strip()) for paragraph in words.notice("about").split("\n\n")]
    lines = _lines(*paragraphs, ("body", words.notice("not_a_complaint")))
    return _page(visit, words, "about", words.ui("About this survey"), lines, _way_out(words))


# ── parts ─────────────────────────────────────────────────────────────────────────────────────────


def _page(
    visit: Visit, words: Wording, screen: Screen, heading: str, lines: tuple[Line, ...], targets: tuple[Target, ...], keyboard: Rows = ()
) -> Page:
    position, of = _place_in_row(visit)
    return Page(
        screen=screen, language=words.language, heading=heading, lines=lines, targets=targets,
        statement=visit.code, position=position, of=of, keyboard=keyboard, sight=visit.sight,
        turning=_turning(words),
    )  # fmt: skip


def _counting(
    visit: Visit, now: int, whole_ms: int, words: Wording, screen: Screen, heading: str,
    lines: tuple[Line, ...], targets: tuple[Target, ...], beneath: Page | None = None,
) -> Page:  # fmt: skip
    position, of = _place_in_row(visit)
    share = (remaining_ms(visit, now) or 0) / max(1, whole_ms)
    return Page(
        screen=screen, language=words.language, heading=heading, lines=lines, targets=targets, statement=visit.code,
        position=position, of=of, seconds_left=seconds_left(visit, now), left=round(min(1.0, share), 3), beneath=beneath, sight=visit.sight,
        turning=_turning(words),
    )  # fmt: skip


def seconds_left(visit: Visit, now: int) -> int | None:
    """Whole seconds, rounded up, so that the last one shown is 1 and not 0."""
    left = remaining_ms(visit, now)
    return None if left is None else -(-left // 1000)


def _notices(words: Wording) -> tuple[tuple[LineRole, str], ...]:
    return (("notice", words.notice("personal_data")), ("notice", words.notice("not_a_complaint")))


def _option(words: Wording, spoken: str, end: str | None) -> str:
    """What is heard of a tile; the end of a scale says what it means."""
    return words.ui("{value}, {label}", value=spoken, label=end) if end else spoken


def _button(name: str, text: str) -> Target:
    return Target(name, "button", text, text)


def _turning(words: Wording) -> tuple[Target, Target]:
    return _button("more", words.ui("More")), _button("less", words.ui("Up"))


def _display_button(words: Wording) -> Target:
    return Target("display", "button", words.ui("Aa"), words.ui("How the screen looks"))


def _way_out(words: Wording) -> tuple[Target, Target]:
    return _button("close", words.ui("Close")), _display_button(words)


def _way_back(words: Wording) -> tuple[Target, Target]:
    return _button("back", words.ui("Back")), _button("finish", words.ui("Finish"))


def _ways(visit: Visit, words: Wording) -> tuple[Target, ...]:
    return (
        *_ways_languages(visit, words),
        _display_button(words),
        Target("about", "button", words.ui("About"), words.ui("About this survey")),
    )


def _ways_languages(visit: Visit, words: Wording) -> tuple[Target, ...]:
    return (_button("languages", words.ui("Languages")),) if len(visit.script.languages) > 1 else ()


def _language_targets(visit: Visit) -> tuple[Target, ...]:
    return tuple(language_target(tag, selected=tag == visit.language) for tag in visit.script.languages)


def language_target(tag: str, *, selected: bool) -> Target:
    """A language under its own name, which is the same whatever language the page is in."""
    name = known_language(tag).name
    return Target(f"language-{tag}", "button", name, name, selected=selected)


def _place_in_row(visit: Visit) -> tuple[int | None, int | None]:
    if visit.step != "statement" or visit.drawn is None:
        return None, None
    return visit.statement + 1, len(visit.drawn.codes)


def _lines(*pairs: tuple[LineRole, str]) -> tuple[Line, ...]:
    return tuple(Line(role, text) for role, text in pairs if text)
