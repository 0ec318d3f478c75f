"""Text being typed grows at its end, begins sentences with a capital, and is forgotten whole."""

from __future__ import annotations

import gc

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.pages.text_input import LIMIT, Typing, fate
from survey.visit import Script, idle

WRITING = replace(idle(Script(form="general-1", languages=("fi",))), step="comment", writing=True, began_at=5)


def typed(letters: str, typing: Typing | None = None) -> Typing:
    typing = typing or Typing()
    for letter in letters:
        typing.insert(letter)
    return typing


def test_a_sentence_begins_with_a_capital_by_itself() -> None:
    assert typed("hei. no niin! onko? on").text == "Hei. No niin! Onko? On"


def test_a_number_with_a_point_begins_no_sentence() -> None:
    assert typed("klo 9.30 asti").text == "Klo 9.30 asti"


def test_shift_counts_for_one_letter_and_can_be_taken_back() -> None:
    typing = typed("a")
    typing.shift()
    assert typing.shifted
    assert typed("bc", typing).text == "ABc"
    typing.shift()
    typing.shift()
    assert typed("d", typing).text == "ABcd"


def test_shift_at_the_start_of_a_sentence_makes_a_small_letter() -> None:
    typing = Typing()
    typing.shift()
    assert typed("a", typing).text == "a"


def test_a_code_is_all_capitals() -> None:
    assert typed("ab2", Typing(sentences=False, capitals=True)).text == "AB2"


def test_backspace_takes_the_last_and_nothing_from_nothing() -> None:
    typing = typed("ab")
    for _ in range(3):
        typing.backspace()
    assert typing.text == ""
    assert typing.shifted


@given(st.text(max_size=40), st.integers(0, 20))
def test_it_never_grows_over_its_limit(letters: str, limit: int) -> None:
    typing = Typing(limit=limit, sentences=False)
    taken = [typing.insert(letter) for letter in letters]
    assert len(taken) == len(letters)
    assert typing.text == letters[:limit]
    assert typing.full == (len(letters) >= limit)


def test_an_answer_may_be_long() -> None:
    assert len(typed("a" * (LIMIT + 5)).text) == LIMIT


@given(st.text(min_size=1, max_size=60))
def test_wiped_is_as_new(letters: str) -> None:
    typing = typed(letters)
    typing.turn()
    typing.shift()
    typing.wipe()
    assert (typing.text, typing.empty, typing.signs, typing.shifted) == ("", True, False, True)


def test_wiping_leaves_the_letters_nowhere_in_it() -> None:
    typing = typed("salaisuus")
    inside = [one for one in gc.get_referents(typing) if isinstance(one, list)]
    assert inside
    typing.wipe()
    assert inside == [[]]


def test_it_does_not_print_what_was_typed() -> None:
    assert "salaisuus" not in repr(typed("salaisuus")).lower()


def test_white_space_alone_is_nothing() -> None:
    assert typed("  ").empty


def test_text_is_kept_while_the_same_person_has_the_field_open() -> None:
    assert fate(WRITING, replace(WRITING, touched_at=9)) == "keep"
    assert fate(WRITING, replace(WRITING, overlay="still_there")) == "keep"
    assert fate(WRITING, replace(WRITING, overlay="languages", language="sv")) == "keep"


def test_text_is_forgotten_when_it_was_sent_or_left_or_another_person_is_there() -> None:
    assert fate(WRITING, replace(WRITING, writing=False)) == "wipe"
    assert fate(WRITING, idle(WRITING.script)) == "wipe"
    assert fate(WRITING, replace(WRITING, began_at=77)) == "wipe"
    assert fate(WRITING, replace(WRITING, ended="completed")) == "wipe"
    assert fate(WRITING, None) == "wipe"
    assert fate(None, WRITING) == "wipe"


def held(typing: Typing, letter: str = "a") -> Typing:
    typing.hold(f"key-{letter}")
    return typing


def test_a_form_of_a_held_key_is_typed_in_place_of_its_letter() -> None:
    typing = held(typed("P"))
    typing.insert_form("ä")
    assert (typing.text, typing.held) == ("Pä", None)


def test_a_slow_finger_types_the_letter_itself_and_may_still_choose_a_form() -> None:
    typing = held(typed("P"))
    typing.insert_held("a")
    assert (typing.text, typing.held) == ("Pa", "key-a")
    typing.insert_form("ä")
    assert (typing.text, typing.held) == ("Pä", None)


def test_a_slow_finger_goes_on_typing_as_if_nothing_had_been_offered() -> None:
    typing = held(typed("P"))
    typing.insert_held("a")
    assert typed("i", typing).text == "Pai"
    assert typing.held is None


def test_a_form_is_a_capital_where_the_letter_was_to_be_one() -> None:
    typing = held(Typing())
    assert typing.held_shifted
    typing.insert_held("a")
    assert not typing.shifted
    typing.insert_form("á")
    assert typed("n", typing).text == "Án"


def test_a_form_takes_the_last_place_of_a_full_text_only_from_its_own_letter() -> None:
    typing = held(typed("P", Typing(limit=2)))
    typing.insert_held("a")
    assert typing.full and typing.takes_form
    typing.insert_form("ä")
    assert typing.text == "Pä"
    held(typing).insert_form("å")
    assert (typing.text, typing.takes_form) == ("Pä", False)


def test_whatever_else_is_done_takes_the_forms_away() -> None:
    for done in (Typing.backspace, Typing.shift, Typing.turn, Typing.wipe, Typing.let_go):
        typing = held(typed("Pa"))
        done(typing)
        assert typing.held is None
