"""All that can be said is known beforehand."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.pages.text_input import Typing
from kiosk.speech.navigator import Focus, Key, follow, press
from kiosk.speech.prompts import prompts, without_place
from kiosk.speech.utterances import Piece, of_page, of_target
from survey.visit import Visit
from tests.kiosk.speech.listener import CONFIGURATION, shown, visits
from tests.kiosk.speech.test_navigator import KEYS


@cache
def known(language: str) -> frozenset[Piece]:
    return frozenset(prompts(CONFIGURATION, language))


@given(visits(), st.booleans(), st.booleans(), st.none() | st.sampled_from(["key-a", "key-o", "key-z"]))
def test_whatever_a_page_says_is_among_the_prompts(at: tuple[Visit, int], signs: bool, shifted: bool, held: str | None) -> None:
    typing = Typing(sentences=False)
    if signs:
        typing.turn()
    if shifted:
        typing.shift()
    if held:
        typing.hold(held)
    seen = shown(*at, typing)
    said = {*of_page(seen), *(piece for target in seen.targets for piece in of_target(seen, target))}
    assert said <= known(seen.language)


@given(visits(), visits(), st.lists(st.sampled_from(KEYS), max_size=20))
def test_and_whatever_keys_lead_to(at: tuple[Visit, int], then: tuple[Visit, int], keys: list[Key]) -> None:
    before, focus = shown(*at), Focus(headset=True, speaking=True)
    for key in keys:
        step = press(focus, key, before, 1)
        assert set(step.said) <= known(before.language)
        focus = step.focus
    after = shown(*then)
    assert set(follow(focus, before, after).said) <= known(after.language)


@pytest.mark.parametrize("language", ["fi", "sv", "en", "se"])
def test_each_once_and_some_two_hundred_of_them(language: str) -> None:
    said = prompts(without_place(language), language)
    assert len(said) == len(set(said))
    assert 150 < len(said) < 400
    assert all(piece.text.strip() for piece in said)


def test_every_form_of_the_configuration_is_among_them() -> None:
    """A second form with texts of its own, as a region loads them: here the house's own texts, marked."""
    own = CONFIGURATION.forms[0]
    other = replace(own, id="other-1", audience="relative")
    marked = tuple(
        replace(texts, form="other-1", questions={code: replace(text, text=f"{text.text} *") for code, text in texts.questions.items()})
        for texts in CONFIGURATION.texts
    )
    both = replace(CONFIGURATION, forms=(own, other), texts=(*CONFIGURATION.texts, *marked))
    said = {piece.text for piece in prompts(both, "en")}
    questions = {text.text for texts in both.texts if texts.language == "en" for text in texts.questions.values()}
    assert questions <= said
    assert {"Who is answering?", "A family member", "I am 13 or older"} <= said
