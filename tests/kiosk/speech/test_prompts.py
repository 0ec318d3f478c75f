"""Tests that the list of prompts contains everything that a terminal can say."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.pages.text_input import TextInput
from kiosk.speech.navigator import NavigationAction, NavigationState, on_key_press, on_page_change
from kiosk.speech.prompts import all_prompts, configuration_without_service_point
from kiosk.speech.utterances import Phrase, page_utterance, target_utterance
from survey.visit import Visit
from tests.kiosk.speech.speech_doubles import CONFIGURATION, page_for, visits
from tests.kiosk.speech.test_navigator import ALL_KEYS


@cache
def known_phrases(language: str) -> frozenset[Phrase]:
    return frozenset(all_prompts(CONFIGURATION, language))


@given(visits(), st.booleans(), st.booleans(), st.none() | st.sampled_from(["key-a", "key-o", "key-z"]))
def test_whatever_a_page_says_is_among_the_prompts(at: tuple[Visit, int], signs: bool, shifted: bool, held: str | None) -> None:
    typing = TextInput(capitalise_sentences=False)
    if signs:
        typing.toggle_layer()
    if shifted:
        typing.toggle_shift()
    if held:
        typing.hold_key(held)
    seen = page_for(*at, typing)
    said = {*page_utterance(seen), *(piece for target in seen.targets for piece in target_utterance(seen, target))}
    assert said <= known_phrases(seen.language)


@given(visits(), visits(), st.lists(st.sampled_from(ALL_KEYS), max_size=20))
def test_and_whatever_keys_lead_to(at: tuple[Visit, int], then: tuple[Visit, int], keys: list[NavigationAction]) -> None:
    before, focus = page_for(*at), NavigationState(headset=True, speech_on=True)
    for key in keys:
        step = on_key_press(focus, key, before, 1)
        assert set(step.utterance) <= known_phrases(before.language)
        focus = step.state
    after = page_for(*then)
    assert set(on_page_change(focus, before, after).utterance) <= known_phrases(after.language)


@pytest.mark.parametrize("language", ["fi", "sv", "en", "se"])
def test_each_once_and_some_two_hundred_of_them(language: str) -> None:
    said = all_prompts(configuration_without_service_point(language), language)
    assert len(said) == len(set(said))
    assert 150 < len(said) < 400
    assert all(piece.text.strip() for piece in said)


def test_every_form_of_the_configuration_is_among_them() -> None:
    """The prompts include a second form with its own texts. Here these are the texts of the general form with a mark."""
    own = CONFIGURATION.forms[0]
    other = replace(own, id="other-1", audience="relative")
    marked = tuple(
        replace(texts, form="other-1", questions={code: replace(text, text=f"{text.text} *") for code, text in texts.questions.items()})
        for texts in CONFIGURATION.texts
    )
    both = replace(CONFIGURATION, forms=(own, other), texts=(*CONFIGURATION.texts, *marked))
    said = {piece.text for piece in all_prompts(both, "en")}
    questions = {text.text for texts in both.texts if texts.language == "en" for text in texts.questions.values()}
    assert questions <= said
    assert {"Who is answering?", "Family member", "I am 13 or older"} <= said
