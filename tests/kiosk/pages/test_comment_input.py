"""What the page of the open question tells of a text: kinds of what is left out, and nothing of the text itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from msgspec.structs import replace

from i18n.catalogs import catalog
from kiosk.pages.comment_input import LEFT_OUT, SENT_WITHOUT
from kiosk.pages.page import Page
from kiosk.pages.page_builder import page
from kiosk.pages.text_input import Shown, Typing
from kiosk.speech.prompts import prompts
from kiosk.speech.utterances import of_change, of_page
from kiosk.visit.view import View
from survey.redaction import pieces
from survey.visit import Script, Visit
from survey.wire import SealedComment
from tests.kiosk.ui.sample_stage import configuration
from tests.survey.sample_comments import texts

CONFIGURATION = configuration()
VISIT = Visit(script=Script(form="general-1", languages=("fi", "sv", "en")), language="en", step="comment", writing=True, began_at=1)


def typed(text: str) -> Typing:
    typing = Typing(sentences=False)
    for letter in text:
        typing.insert(letter)
    return typing


def shown(typing: Typing, visit: Visit = VISIT) -> Page:
    return page(View(mode="visit", configuration=CONFIGURATION, visit=visit), typing, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("131052-308T", ["An identity code is left out to protect you."]),
        ("call 040 123 4567 ", ["A phone number is left out to protect you."]),
        ("040 1234567, 050 1234567 ", ["Phone numbers are left out to protect you."]),
        ("a@b.fi 401234567 ", ["An e-mail address is left out to protect you.", "A long number is left out to protect you."]),
        ("on 5.6.2024 at 8.30", []),
    ],
)
def test_each_kind_is_told_in_a_sentence_with_its_reason(text: str, said: list[str]) -> None:
    assert list(shown(typed(text)).all_said("masked")) == said


@given(texts)
def test_the_page_holds_kinds_and_no_text(text: str) -> None:
    typing, nothing = typed(text), shown(Typing(sentences=False))
    found = shown(typing)
    sentences = {catalog("en", "kiosk").text(msgid) for pair in LEFT_OUT.values() for msgid in pair}
    assert set(found.all_said("masked")) <= sentences
    assert len(found.all_said("masked")) == len(typing.masked_kinds)
    assert {line for line in found.lines if line.role != "masked"} <= {*nothing.lines, *shown(typed("x" * 2_000)).lines}


def test_what_is_shown_of_a_text_prints_without_it() -> None:
    assert "salaisuus" not in repr(Shown("salaisuus 0401234567", pieces("salaisuus 0401234567")))


def test_it_is_spoken_when_it_comes_and_said_ahead_in_every_language() -> None:
    before, after = shown(typed("call 040 123 456")), shown(typed("call 040 123 4567 or 050 123 4567"))
    assert [piece.text for piece in of_change(before, after)] == ["Phone numbers are left out to protect you."]
    for language in ("fi", "sv", "en"):
        known = {piece.text for piece in prompts(CONFIGURATION, language)}
        words = catalog(language, "kiosk")
        assert {words.text(msgid) for pair in (*LEFT_OUT.values(), SENT_WITHOUT) for msgid in pair} <= known


@pytest.mark.parametrize(("redactions", "told"), [(0, None), (1, SENT_WITHOUT[0]), (3, SENT_WITHOUT[1])])
def test_a_sent_text_tells_once_more_that_something_was_left_out_and_why(redactions: int, told: str | None) -> None:
    visit = replace(VISIT, writing=False, answered_at=1, comment=SealedComment("reason", "k", "c2VudA==", redactions))
    sent = shown(Typing(), visit)
    assert sent.said("masked") == told
    if told:
        assert told in [piece.text for piece in of_page(sent)]
