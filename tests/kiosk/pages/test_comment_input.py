"""Tests that the page of the open question names the kinds of personal data that are masked, and contains nothing of the text itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from msgspec.structs import replace

from i18n.catalogs import catalog
from kiosk.pages.comment_input import REDACTION_NOTICES, SENT_REDACTION_NOTICES
from kiosk.pages.page import Page
from kiosk.pages.page_builder import build_page
from kiosk.pages.text_input import TextFieldContent, TextInput
from kiosk.speech.prompts import all_prompts
from kiosk.speech.utterances import page_change_utterance, page_utterance
from kiosk.visit.view import View
from survey.redaction import find_personal_data
from survey.visit import Visit, VisitScript
from survey.wire import SealedComment
from tests.kiosk.ui.sample_runtime import make_configuration
from tests.survey.sample_comments import comment_texts

CONFIGURATION = make_configuration()
VISIT = Visit(
    script=VisitScript(form="general-1", languages=("fi", "sv", "en")), language="en", step="comment", is_writing=True, began_at=1
)


def type_text(text: str) -> TextInput:
    typing = TextInput(capitalise_sentences=False)
    for letter in text:
        typing.insert(letter)
    return typing


def page_for(text_input: TextInput, visit: Visit = VISIT) -> Page:
    return build_page(View(mode="visit", configuration=CONFIGURATION, visit=visit), text_input, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("131052-308T", ["An identity code is left out to protect you."]),
        ("call 040 123 4567 ", ["A phone number is left out to protect you."]),
        ("040 1234567, 050 1234567 ", ["Phone numbers are left out to protect you."]),
        ("a@b.fi 401234567 ", ["An email address is left out to protect you.", "A long number is left out to protect you."]),
        ("on 5.6.2024 at 8.30", []),
    ],
)
def test_each_kind_is_told_in_a_sentence_with_its_reason(text: str, said: list[str]) -> None:
    assert list(page_for(type_text(text)).texts_of("masked")) == said


@given(comment_texts)
def test_the_page_holds_kinds_and_no_text(text: str) -> None:
    typing, nothing = type_text(text), page_for(TextInput(capitalise_sentences=False))
    found = page_for(typing)
    sentences = {catalog("en", "kiosk").text(msgid) for pair in REDACTION_NOTICES.values() for msgid in pair}
    assert set(found.texts_of("masked")) <= sentences
    assert len(found.texts_of("masked")) == len(typing.redacted_kinds)
    assert {line for line in found.lines if line.role != "masked"} <= {*nothing.lines, *page_for(type_text("x" * 2_000)).lines}


def test_what_is_shown_of_a_text_prints_without_it() -> None:
    assert "salaisuus" not in repr(TextFieldContent("salaisuus 0401234567", find_personal_data("salaisuus 0401234567")))


def test_it_is_spoken_when_it_comes_and_said_ahead_in_every_language() -> None:
    before, after = page_for(type_text("call 040 123 456")), page_for(type_text("call 040 123 4567 or 050 123 4567"))
    assert [piece.text for piece in page_change_utterance(before, after)] == ["Phone numbers are left out to protect you."]
    for language in ("fi", "sv", "en"):
        known = {piece.text for piece in all_prompts(CONFIGURATION, language)}
        words = catalog(language, "kiosk")
        assert {words.text(msgid) for pair in (*REDACTION_NOTICES.values(), SENT_REDACTION_NOTICES) for msgid in pair} <= known


@pytest.mark.parametrize(("redactions", "told"), [(0, None), (1, SENT_REDACTION_NOTICES[0]), (3, SENT_REDACTION_NOTICES[1])])
def test_a_sent_text_tells_once_more_that_something_was_left_out_and_why(redactions: int, told: str | None) -> None:
    visit = replace(VISIT, is_writing=False, answered_at=1, comment=SealedComment("reason", "k", "c2VudA==", redactions))
    sent = page_for(TextInput(), visit)
    assert sent.text_of("masked") == told
    if told:
        assert told in [piece.text for piece in page_utterance(sent)]
