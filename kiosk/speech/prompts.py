"""Lists everything that a terminal can say under a configuration, so that it can be rendered or recorded in advance.

The list is made from the pages themselves, so a new button needs no code here. The enrolment screen is left out, because staff use it once.
The service screen is left out, because it is silent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import msgspec
from msgspec.structs import replace

from i18n import texts as texts_of
from i18n.catalogs import catalog
from kiosk.pages.comment_input import REDACTION_NOTICES
from kiosk.pages.keyboard import keyboard_rows
from kiosk.pages.page import Page
from kiosk.pages.page_builder import build_page
from kiosk.pages.text_input import MAX_COMMENT_LENGTH, TextInput
from kiosk.speech.navigator import NAVIGATION_MSGIDS
from kiosk.speech.utterances import (
    ANNOUNCED_SECONDS,
    Phrase,
    Utterance,
    choice_count_utterance,
    make_phrase,
    page_utterance,
    seconds_left_utterance,
    target_name_utterance,
    target_utterance,
)
from kiosk.visit.script import build_script
from kiosk.visit.script import form_for_visit as form_of
from kiosk.visit.view import View
from survey.forms import CORE_STATEMENTS
from survey.visit import DrawnStatements, Overlay, Reply, Visit, idle_visit
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

CHOICE_COUNTS = range(1, 25)
"""Lists the numbers of choices that a screen may have. Only the window knows which of a page's targets it has room for."""
OVERLAYS: tuple[Overlay, ...] = tuple(overlay for overlay in get_args(Overlay) if overlay != "still_there")
_SENT = SealedComment("reason", "k", "c2VudA==")


def all_prompts(configuration: Configuration, language: str) -> Utterance:
    """Return every phrase that may be said while the pages are in a language, each of them once.

    Phrases in another language, such as the names of the other languages, are included.
    """
    found: dict[Phrase, None] = {}
    for one in _pages(configuration, language):
        found |= dict.fromkeys(page_utterance(one))
        for target in one.targets:
            found |= dict.fromkeys((*target_utterance(one, target), *target_name_utterance(one, target)))
    for count in CHOICE_COUNTS:
        found |= dict.fromkeys(choice_count_utterance(count, language))
    for seconds in ANNOUNCED_SECONDS:
        found |= dict.fromkeys(seconds_left_utterance(seconds, language))
    words = catalog(language, "kiosk")
    left_out = tuple(msgid for pair in REDACTION_NOTICES.values() for msgid in pair)
    return (*found, *(said for msgid in (*NAVIGATION_MSGIDS, *left_out) if (said := make_phrase(words.text(msgid), language)) not in found))


def configuration_without_service_point(language: str) -> Configuration:
    """Return a configuration with the national form and its texts in this software, without the name of a service point.

    It contains the form's texts in the language, if there are any, and in Finnish.
    """
    known = [tag for tag in (language, "fi") if tag in texts_of.languages_with_texts("general-1")]
    sets = tuple(msgspec.convert(texts_of.load_text_set("general-1", tag), TextSet) for tag in known)
    form = FormConfiguration(
        "general-1",
        "general",
        ("nps", "comment", "statements"),
        ("nps", "reason"),
        CORE_STATEMENTS,
        FormPlan(1, len(CORE_STATEMENTS), CORE_STATEMENTS),
        Targets(),
    )
    keys = Keys(SealingKey("k", "", "s", ""), ())
    return Configuration(
        etag="", region=Region("", {}, "UTC"), service_point=Named("", {language: ""}), languages=(language,), forms=(form,), texts=sets,
        keys=keys, settings=Settings(),
    )  # fmt: skip


def _pages(configuration: Configuration, language: str) -> Iterator[Page]:
    for visit, typing, now in _visits(configuration, language):
        for needs_code in (False, True) if visit.screen == "nps" else (False,):
            view = View(mode="visit", configuration=configuration, visit=visit, decided_at=now, needs_code=needs_code)
            yield build_page(view, typing, now)
    yield build_page(View(mode="out_of_use", configuration=configuration), TextInput(), 0, language=language)


def _visits(configuration: Configuration, language: str) -> Iterator[tuple[Visit, TextInput, int]]:
    """Yield a visit, a keyboard and a time in milliseconds for every state that has phrases of its own, for each form to choose from."""
    own = idle_visit(build_script(configuration))
    for form in [asked.form for asked in own.script.choices] or [own.script.form]:
        yield from _by_form(replace(own, script=own.script.with_form(form), language=language), configuration)


def _by_form(start: Visit, configuration: Configuration) -> Iterator[tuple[Visit, TextInput, int]]:
    language = start.language
    begun = replace(start, began_at=0, answered_at=0)
    rated = replace(begun, nps=9)
    comment = replace(rated, step="comment")
    quiet = TextInput()
    sent = (replace(comment, comment=replace(_SENT, redactions=redactions)) for redactions in (0, 1, 2))
    for visit in (start, begun, rated, comment, *sent):
        yield visit, quiet, 0
    writing = replace(comment, is_writing=True)
    for typing in _keyboard_states(language):
        yield writing, typing, 0
    yield from ((visit, quiet, 0) for visit in _statements(rated, configuration))
    yield replace(rated, step="thanks", ended="completed"), quiet, 0
    for overlay in OVERLAYS:
        yield replace(rated, overlay=overlay), quiet, 0
    over = replace(rated, overlay="still_there")
    for second in range(over.script.countdown_ms // 1000 + 1):
        yield over, quiet, over.script.timeout_ms - 1000 * second


def _keyboard_states(language: str) -> Iterator[TextInput]:
    """Yield a keyboard in each of its states: both layers, with and without shift, with each key held that has variants, and full."""
    held = [key.name for row in keyboard_rows(language, show_signs=False) for key in row if key.variants]
    for shifted in (False, True):
        for name in (None, *held):
            typing = TextInput(capitalise_sentences=False)
            if shifted:
                typing.toggle_shift()
            if name is not None:
                typing.hold_key(name)
            yield typing
        signs = TextInput(capitalise_sentences=False)
        signs.toggle_layer()
        if shifted:
            signs.toggle_shift()
        yield signs
    full = TextInput(capitalise_sentences=False)
    for _ in range(MAX_COMMENT_LENGTH):
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
    return replace(visit, step="statement", statement_index=at, drawn=DrawnStatements(DrawRef(0, 0, 0), codes))
