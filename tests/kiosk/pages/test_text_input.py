"""Tests the text that is being typed: its growth, capitals at the start of sentences, variants of letters, and its complete deletion."""

from __future__ import annotations

import gc

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.pages.text_input import MAX_COMMENT_LENGTH, TextInput, keep_or_wipe
from survey.visit import VisitScript, idle_visit

WRITING = replace(idle_visit(VisitScript(form="general-1", languages=("fi",))), step="comment", is_writing=True, began_at=5)


def type_text(letters: str, text_input: TextInput | None = None) -> TextInput:
    text_input = text_input or TextInput()
    for letter in letters:
        text_input.insert(letter)
    return text_input


def test_a_sentence_begins_with_a_capital_by_itself() -> None:
    assert type_text("hei. no niin! onko? on").text == "Hei. No niin! Onko? On"


def test_a_number_with_a_point_begins_no_sentence() -> None:
    assert type_text("klo 9.30 asti").text == "Klo 9.30 asti"


def test_shift_counts_for_one_letter_and_can_be_taken_back() -> None:
    typing = type_text("a")
    typing.toggle_shift()
    assert typing.is_shifted
    assert type_text("bc", typing).text == "ABc"
    typing.toggle_shift()
    typing.toggle_shift()
    assert type_text("d", typing).text == "ABcd"


def test_shift_at_the_start_of_a_sentence_makes_a_small_letter() -> None:
    typing = TextInput()
    typing.toggle_shift()
    assert type_text("a", typing).text == "a"


def test_a_code_is_all_capitals() -> None:
    assert type_text("ab2", TextInput(capitalise_sentences=False, all_capitals=True)).text == "AB2"


def test_backspace_takes_the_last_and_nothing_from_nothing() -> None:
    typing = type_text("ab")
    for _ in range(3):
        typing.backspace()
    assert typing.text == ""
    assert typing.is_shifted


@given(st.text(max_size=40), st.integers(0, 20))
def test_it_never_grows_over_its_limit(letters: str, limit: int) -> None:
    typing = TextInput(limit=limit, capitalise_sentences=False)
    taken = [typing.insert(letter) for letter in letters]
    assert len(taken) == len(letters)
    assert typing.text == letters[:limit]
    assert typing.is_full == (len(letters) >= limit)


def test_an_answer_may_be_long() -> None:
    assert len(type_text("a" * (MAX_COMMENT_LENGTH + 5)).text) == MAX_COMMENT_LENGTH


@given(st.text(min_size=1, max_size=60))
def test_wiped_is_as_new(letters: str) -> None:
    typing = type_text(letters)
    typing.toggle_layer()
    typing.toggle_shift()
    typing.wipe()
    assert (typing.text, typing.is_empty, typing.show_signs, typing.is_shifted) == ("", True, False, True)


def test_wiping_leaves_the_letters_nowhere_in_it() -> None:
    typing = type_text("salaisuus")
    inside = [one for one in gc.get_referents(typing) if isinstance(one, list)]
    assert inside
    typing.wipe()
    assert inside == [[]]


def test_it_does_not_print_what_was_typed() -> None:
    assert "salaisuus" not in repr(type_text("salaisuus")).lower()


def test_white_space_alone_is_nothing() -> None:
    assert type_text("  ").is_empty


def test_text_is_kept_while_the_same_person_has_the_field_open() -> None:
    assert keep_or_wipe(WRITING, replace(WRITING, touched_at=9)) == "keep"
    assert keep_or_wipe(WRITING, replace(WRITING, overlay="still_there")) == "keep"
    assert keep_or_wipe(WRITING, replace(WRITING, overlay="languages", language="sv")) == "keep"


def test_text_is_forgotten_when_it_was_sent_or_left_or_another_person_is_there() -> None:
    assert keep_or_wipe(WRITING, replace(WRITING, is_writing=False)) == "wipe"
    assert keep_or_wipe(WRITING, idle_visit(WRITING.script)) == "wipe"
    assert keep_or_wipe(WRITING, replace(WRITING, began_at=77)) == "wipe"
    assert keep_or_wipe(WRITING, replace(WRITING, ended="completed")) == "wipe"
    assert keep_or_wipe(WRITING, None) == "wipe"
    assert keep_or_wipe(None, WRITING) == "wipe"


def hold_letter(text_input: TextInput, letter: str = "a") -> TextInput:
    text_input.hold_key(f"key-{letter}")
    return text_input


def test_a_form_of_a_held_key_is_typed_in_place_of_its_letter() -> None:
    typing = hold_letter(type_text("P"))
    typing.insert_variant("ä")
    assert (typing.text, typing.held_key) == ("Pä", None)


def test_a_slow_finger_types_the_letter_itself_and_may_still_choose_a_form() -> None:
    typing = hold_letter(type_text("P"))
    typing.insert_held_letter("a")
    assert (typing.text, typing.held_key) == ("Pa", "key-a")
    typing.insert_variant("ä")
    assert (typing.text, typing.held_key) == ("Pä", None)


def test_a_slow_finger_goes_on_typing_as_if_nothing_had_been_offered() -> None:
    typing = hold_letter(type_text("P"))
    typing.insert_held_letter("a")
    assert type_text("i", typing).text == "Pai"
    assert typing.held_key is None


def test_a_form_is_a_capital_where_the_letter_was_to_be_one() -> None:
    typing = hold_letter(TextInput())
    assert typing.is_held_key_shifted
    typing.insert_held_letter("a")
    assert not typing.is_shifted
    typing.insert_variant("á")
    assert type_text("n", typing).text == "Án"


def test_a_form_takes_the_last_place_of_a_full_text_only_from_its_own_letter() -> None:
    typing = hold_letter(type_text("P", TextInput(limit=2)))
    typing.insert_held_letter("a")
    assert typing.is_full and typing.has_room_for_variant
    typing.insert_variant("ä")
    assert typing.text == "Pä"
    hold_letter(typing).insert_variant("å")
    assert (typing.text, typing.has_room_for_variant) == ("Pä", False)


def test_whatever_else_is_done_takes_the_forms_away() -> None:
    for done in (TextInput.backspace, TextInput.toggle_shift, TextInput.toggle_layer, TextInput.wipe, TextInput.release_held_key):
        typing = hold_letter(type_text("Pa"))
        done(typing)
        assert typing.held_key is None
