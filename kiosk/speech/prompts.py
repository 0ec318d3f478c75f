"""All that a terminal can say to people under a configuration, made from the pages themselves: to be rendered or recorded ahead.

Whatever stands on a page is found here, so that a new button needs no line. The enrolment is left out: it is read once, by staff.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import msgspec
from msgspec.structs import replace

from i18n import texts as texts_of
from i18n.catalogs import catalog
from kiosk.pages.comment_input import LEFT_OUT
from kiosk.pages.keyboard import rows
from kiosk.pages.page import Page
from kiosk.pages.page_builder import page
from kiosk.pages.text_input import LIMIT, Typing
from kiosk.speech.navigator import WORDS
from kiosk.speech.utterances import ANNOUNCED_SECONDS, Piece, Said, of_count, of_name, of_page, of_seconds, of_target, piece
from kiosk.visit.script import form as form_of
from kiosk.visit.script import script
from kiosk.visit.view import View
from survey.forms import CORE
from survey.visit import Drawn, Overlay, Reply, Visit, idle
from survey.wire import (
    Configuration,
    DrawRef,
    FormConfiguration,
    FormPlan,
    Keys,
    Named,
    Region,
    SealedComment,
    SealingKey,
    Settings,
    Targets,
    TextSet,
)

COUNTS = range(1, 25)
"""How many choices a screen may have on one panel or another: the window alone knows which of a page's targets it has room for."""
LAID_OVER: tuple[Overlay, ...] = tuple(overlay for overlay in get_args(Overlay) if overlay != "still_there")
_SENT = SealedComment("reason", "k", "c2VudA==")


def prompts(configuration: Configuration, language: str) -> Said:
    """Every piece that may be said while the pages are in a language, each once."""
    found: dict[Piece, None] = {}
    for one in _pages(configuration, language):
        found |= dict.fromkeys(of_page(one))
        for target in one.targets:
            found |= dict.fromkeys((*of_target(one, target), *of_name(one, target)))
    for count in COUNTS:
        found |= dict.fromkeys(of_count(count, language))
    for seconds in ANNOUNCED_SECONDS:
        found |= dict.fromkeys(of_seconds(seconds, language))
    words = catalog(language, "kiosk")
    left_out = tuple(msgid for pair in LEFT_OUT.values() for msgid in pair)
    return (*found, *(said for msgid in (*WORDS, *left_out) if (said := piece(words.text(msgid), language)) not in found))


def without_place(language: str) -> Configuration:
    """A configuration of the house's own form and texts, with no place's name in it."""
    known = [tag for tag in (language, "fi") if tag in texts_of.available("general-1")]
    sets = tuple(msgspec.convert(texts_of.text_set("general-1", tag), TextSet) for tag in known)
    form = FormConfiguration(
        "general-1", "general", ("nps", "comment", "statements"), ("nps", "reason"), CORE, FormPlan(1, len(CORE), CORE), Targets()
    )
    keys = Keys(SealingKey("k", "", "s", ""), ())
    return Configuration(
        etag="", region=Region("", {}, "UTC"), service_point=Named("", {language: ""}), languages=(language,), forms=(form,), texts=sets,
        keys=keys, settings=Settings(),
    )  # fmt: skip


def _pages(configuration: Configuration, language: str) -> Iterator[Page]:
    for visit, typing, now in _visits(configuration, language):
        for needs_code in (False, True) if visit.screen == "nps" else (False,):
            view = View(mode="visit", configuration=configuration, visit=visit, now=now, needs_code=needs_code)
            yield page(view, typing, now)
    yield page(View(mode="out_of_use", configuration=configuration), Typing(), 0, language=language)


def _visits(configuration: Configuration, language: str) -> Iterator[tuple[Visit, Typing, int]]:
    """A visit in every state that says something of its own, how the keyboard stands, and when; for each form that may be chosen."""
    own = idle(script(configuration))
    for form in [asked.form for asked in own.script.choices] or [own.script.form]:
        yield from _by_form(replace(own, script=own.script.asking(form), language=language), configuration)


def _by_form(start: Visit, configuration: Configuration) -> Iterator[tuple[Visit, Typing, int]]:
    language = start.language
    begun = replace(start, began_at=0, answered_at=0)
    rated = replace(begun, nps=9)
    comment = replace(rated, step="comment")
    quiet = Typing()
    sent = (replace(comment, comment=replace(_SENT, redactions=redactions)) for redactions in (0, 1, 2))
    for visit in (start, begun, rated, comment, *sent):
        yield visit, quiet, 0
    writing = replace(comment, writing=True)
    for typing in _boards(language):
        yield writing, typing, 0
    yield from ((visit, quiet, 0) for visit in _statements(rated, configuration))
    yield replace(rated, step="thanks", ended="completed"), quiet, 0
    for overlay in LAID_OVER:
        yield replace(rated, overlay=overlay), quiet, 0
    over = replace(rated, overlay="still_there")
    for second in range(over.script.countdown_ms // 1000 + 1):
        yield over, quiet, over.script.timeout_ms - 1000 * second


def _boards(language: str) -> Iterator[Typing]:
    """A keyboard in every way it can stand: its layers, small and capital, each key held that offers other forms, and full."""
    held = [key.name for row in rows(language, signs=False) for key in row if key.held]
    for shifted in (False, True):
        for name in (None, *held):
            typing = Typing(sentences=False)
            if shifted:
                typing.shift()
            if name is not None:
                typing.hold(name)
            yield typing
        signs = Typing(sentences=False)
        signs.turn()
        if shifted:
            signs.shift()
        yield signs
    full = Typing(sentences=False)
    for _ in range(LIMIT):
        full.insert("x")
    yield full


def _statements(visit: Visit, configuration: Configuration) -> Iterator[Visit]:
    form = form_of(configuration, visit)
    most = form.plan.per_visit
    for code in form.statements:
        yield _asked(visit, (code,), 0)
    code = form.statements[0] if form.statements else ""
    for of in range(1, most + 1):
        for at in range(of):
            yield _asked(visit, tuple(f"{code}-{number}" if number != at else code for number in range(of)), at)
    for reply in (Reply("answered", 3), Reply("answered", 1), Reply("answered", 5), Reply("not_applicable"), Reply("skipped")):
        yield replace(_asked(visit, (code,), 0), replies={code: reply})


def _asked(visit: Visit, codes: tuple[str, ...], at: int) -> Visit:
    return replace(visit, step="statement", statement=at, drawn=Drawn(DrawRef(0, 0, 0), codes))
