"""Tests how a person moves through the targets of pages with five keys."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.pages.page import Page
from kiosk.pages.text_input import TextInput
from kiosk.speech import navigator
from kiosk.speech.navigator import (
    NavigationAction,
    NavigationResult,
    NavigationState,
    can_be_held,
    on_headset,
    on_key_press,
    on_page_change,
    on_time_passed,
    on_variants_offered,
)
from kiosk.speech.speech_levels import DEFAULT_RATE_STEP, DEFAULT_VOLUME_STEP, RATES, VOLUMES
from survey.visit import Overlay, Visit
from tests.kiosk.speech.speech_doubles import page_for, phrase_texts, visit_after, visits

LISTENING = NavigationState(speech_on=True, headset=True)
ALL_KEYS: tuple[NavigationAction, ...] = ("previous", "next", "choose", "repeat", "help", "speech", "previous_group", "next_group")


def press_all(state: NavigationState, page: Page, *keys: NavigationAction) -> NavigationResult:
    step = NavigationResult(state)
    for key in keys:
        step = on_key_press(step.state, key, page, 1_000)
    return step


def repeat_key(key: NavigationAction, count: int) -> list[NavigationAction]:
    return [key] * count


NPS = page_for(visit_after(language="en"))
STATEMENT = page_for(visit_after("nps-9", "skip", language="en"))
WRITING = page_for(visit_after("nps-9", "write", language="en"), text_input=TextInput(capitalise_sentences=False))


def test_next_comes_to_the_first_and_previous_to_the_last() -> None:
    assert phrase_texts(press_all(LISTENING, NPS, "next").utterance) == ["0, Highly unlikely", "option"]
    assert press_all(LISTENING, NPS, "previous").state.target == "about"


def test_the_end_wraps_with_a_word() -> None:
    assert phrase_texts(press_all(LISTENING, NPS, "previous", "next").utterance)[0] == "Back to the start."
    assert phrase_texts(press_all(LISTENING, NPS, "next", "previous").utterance)[0] == "Now at the end."
    assert press_all(LISTENING, NPS, "next", "previous").state.target == "about"


def test_choose_gives_the_target_in_focus() -> None:
    step = press_all(LISTENING, NPS, *repeat_key("next", 10), "choose")
    assert (step.chosen_target, step.state.target) == ("nps-9", "nps-9")


def test_choose_before_anything_is_in_focus_says_how_to_come_there() -> None:
    step = press_all(LISTENING, NPS, "choose")
    assert (step.chosen_target, phrase_texts(step.utterance)) == (None, ["Press Next to go to the first choice."])


def test_what_cannot_be_chosen_says_so() -> None:
    full = TextInput(limit=1, capitalise_sentences=False)
    full.insert("x")
    page = page_for(visit_after("nps-9", "write", language="en"), text_input=full)
    step = on_key_press(replace(LISTENING, target="key-a"), "choose", page, 0)
    assert (step.chosen_target, phrase_texts(step.utterance)) == (None, ["a", "not available"])


def test_repeat_says_the_page_or_the_target_again() -> None:
    assert phrase_texts(press_all(LISTENING, NPS, "repeat").utterance)[0] == "City Centre Health Station"
    assert phrase_texts(press_all(LISTENING, NPS, "next", "next", "repeat").utterance) == ["1", "option"]


def test_groups_are_the_scale_the_languages_the_ways_onward_and_the_rows_of_the_keyboard() -> None:
    names = []
    focus = LISTENING
    for _ in range(4):
        focus = on_key_press(focus, "next_group", NPS, 0).state
        names.append(focus.target)
    assert names == ["nps-0", "language-fi", "languages", "nps-0"]
    assert press_all(LISTENING, WRITING, "next_group", "next_group", "next_group").state.target == "key-a"
    assert press_all(LISTENING, WRITING, "next_group", "next_group", "next_group", "next", "previous_group").state.target == "key-q"
    assert press_all(LISTENING, NPS, "next", "previous_group").state.target == "languages"


def test_letters_are_said_back_through_a_headset_only() -> None:
    heard = on_key_press(replace(LISTENING, target="key-a"), "choose", WRITING, 0)
    aloud = on_key_press(NavigationState(speech_on=True, target="key-a"), "choose", WRITING, 0)
    assert (heard.chosen_target, phrase_texts(heard.utterance)) == ("key-a", ["a"])
    assert (aloud.chosen_target, aloud.utterance) == ("key-a", ())


def test_without_speech_keys_go_their_way_in_silence() -> None:
    step = press_all(NavigationState(), NPS, "next", "next", "choose")
    assert (step.chosen_target, step.utterance) == ("nps-1", ())


def test_help_starts_speech_and_warns_that_others_hear() -> None:
    step = on_key_press(NavigationState(), "help", NPS, 0)
    assert step.state.speech_on
    assert phrase_texts(step.utterance)[:2] == ["Speech is on.", "Others may hear it. With a headset, only you will."]


def test_help_opens_the_settings_and_leads_back() -> None:
    opened = press_all(LISTENING, NPS, "next", "help")
    assert phrase_texts(opened.utterance)[-1] == "Louder"
    assert phrase_texts(on_key_press(opened.state, "help", NPS, 0).utterance) == ["0, Highly unlikely", "option"]
    closed = press_all(opened.state, NPS, "previous", "choose")
    assert (closed.state.menu_item, closed.chosen_target) == (None, None)


def test_speed_and_loudness_go_as_far_as_they_go() -> None:
    louder = press_all(LISTENING, NPS, "help", *repeat_key("choose", 10))
    assert (louder.state.volume_step, phrase_texts(louder.utterance)) == (len(VOLUMES) - 1, ["That is the limit."])
    slower = press_all(LISTENING, NPS, "help", "next", "next", "next", *repeat_key("choose", 10))
    assert (slower.state.rate_step, phrase_texts(slower.utterance)) == (0, ["That is the limit."])
    faster = press_all(LISTENING, NPS, "help", "next", "next", "choose")
    assert faster.state.rate_step == DEFAULT_RATE_STEP + 1 < len(RATES)


def test_turning_speech_off_forgets_how_it_was_set() -> None:
    step = press_all(LISTENING, NPS, "help", "choose", "next", "next", "next", "next", "choose")
    assert (step.state.speech_on, step.state.volume_step, step.stop_speech, step.utterance) == (False, DEFAULT_VOLUME_STEP, True, ())


def test_a_headset_starts_speech_and_pulling_it_ends_it() -> None:
    plugged = on_headset(NavigationState(), NPS, plugged_in=True)
    assert plugged.state.speech_on
    assert phrase_texts(plugged.utterance)[:2] == ["Speech is on.", "City Centre Health Station"]
    pulled = on_headset(replace(plugged.state, volume_step=5, rate_step=4), NPS, plugged_in=False)
    assert pulled.stop_speech
    assert (pulled.state.speech_on, pulled.state.headset, pulled.state.volume_step, pulled.state.rate_step) == (
        False,
        False,
        DEFAULT_VOLUME_STEP,
        DEFAULT_RATE_STEP,
    )


def test_another_screen_begins_at_its_start_and_is_said() -> None:
    step = on_page_change(replace(LISTENING, target="nps-9", volume_step=4), NPS, STATEMENT)
    assert (step.state.target, step.state.volume_step) == (None, 4)
    assert phrase_texts(step.utterance)[0] == "Statement 1 of 3."


def test_another_language_leaves_the_focus_where_it_is() -> None:
    swedish = page_for(visit_after(language="sv"))
    step = on_page_change(replace(LISTENING, target="language-sv"), NPS, swedish)
    assert step.state.target == "language-sv"
    assert phrase_texts(step.utterance)[0] == "Centrums hälsostation"


def test_under_an_overlay_the_place_is_kept() -> None:
    about = page_for(visit_after("nps-9", "skip", "about", language="en"))
    there = on_page_change(replace(LISTENING, target="value-4"), STATEMENT, about)
    assert there.state.target is None
    assert on_page_change(there.state, about, STATEMENT).state.target == "value-4"


def test_the_countdown_over_the_languages_leads_back_too() -> None:
    languages = page_for(visit_after("nps-9", "skip", "languages", language="en"))
    warned = page_for(replace(visit_after("nps-9", "skip", language="en"), overlay="still_there"), 40_000)
    focus = on_page_change(replace(LISTENING, target="value-4"), STATEMENT, languages).state
    focus = on_page_change(focus, languages, warned).state
    assert on_page_change(focus, warned, STATEMENT).state.target == "value-4"


def test_who_comes_back_to_where_they_stood_hears_where_that_is() -> None:
    about = page_for(visit_after("nps-9", "skip", "about", language="en"))
    there = on_page_change(replace(LISTENING, target="value-4"), STATEMENT, about)
    back = phrase_texts(on_page_change(there.state, about, STATEMENT).utterance)
    assert (back[0], back[-2:]) == ("Statement 1 of 3.", ["4", "option"])


@pytest.mark.parametrize("overlay", ["languages", "about", "audience", "news", "display", "still_there"])
def test_under_whatever_is_laid_over_it_the_place_is_kept(overlay: Overlay) -> None:
    over = page_for(replace(visit_after("nps-9", "skip", language="en"), overlay=overlay), 40_000)
    focus = on_page_change(replace(LISTENING, target="value-4"), STATEMENT, over).state
    assert on_page_change(focus, over, STATEMENT).state.target == "value-4"


def test_a_choice_of_how_screens_look_says_that_it_is_chosen() -> None:
    before, larger = (page_for(visit_after("display", *names, language="en")) for names in ((), ("text-large",)))
    step = on_page_change(replace(LISTENING, target="text-large"), before, larger)
    assert (step.state.target, phrase_texts(step.utterance)) == ("text-large", ["Larger text", "option", "selected"])
    groups = [press_all(LISTENING, before, *repeat_key("next_group", count)).state.target for count in (1, 2, 3, 4)]
    assert groups == ["text-normal", "contrast-normal", "reach-whole", "close"]


def test_a_held_letter_offers_its_other_forms_and_leads_back_to_its_key() -> None:
    typing = TextInput(capitalise_sentences=False)
    typing.hold_key("key-a")
    plain, offering = (
        page_for(visit_after("nps-9", "write", language="en"), text_input=one) for one in (TextInput(capitalise_sentences=False), typing)
    )
    assert can_be_held(replace(LISTENING, target="key-a"), plain)
    assert not can_be_held(replace(LISTENING, target="key-q"), plain)
    assert not can_be_held(replace(LISTENING, target="key-a", menu_item=0), plain)
    step = on_variants_offered(replace(LISTENING, target="key-a"), offering, ("key-á", "key-à"))
    assert (step.state.target, phrase_texts(step.utterance)) == ("key-á", ["Variants:", "á"])
    assert on_page_change(step.state, offering, plain).state.target == "key-a"
    assert phrase_texts(on_variants_offered(LISTENING, plain, ()).utterance) == ["This has no variants."]


def test_typing_a_letter_leaves_the_focus_on_its_key() -> None:
    shifted = page_for(visit_after("nps-9", "write", language="en"))
    step = on_page_change(replace(LISTENING, target="key-a"), shifted, WRITING)
    assert (step.state.target, step.utterance, step.stop_speech) == ("key-a", (), False)


def test_the_next_person_begins_as_everybody_does() -> None:
    for headset in (False, True):
        used = NavigationState(target="x", menu_item=2, speech_on=True, headset=headset, rate_step=5, volume_step=5, last_key_at=7)
        assert on_page_change(used, STATEMENT, NPS, person_left=True).state == NavigationState(speech_on=headset, headset=headset)


def test_who_turned_it_up_and_left_is_forgotten_after_a_while() -> None:
    used = NavigationState(speech_on=True, volume_step=5, last_key_at=1_000)
    assert on_time_passed(used, 45_999, 45_000) == used
    assert on_time_passed(used, 46_000, 45_000) == NavigationState()


navigation_states = st.builds(
    NavigationState,
    target=st.sampled_from([None, "nps-3", "key-a", "send", "about", "gone"]),
    menu_item=st.none() | st.integers(0, len(navigator.MENU_ITEMS) - 1),
    return_to=st.none(), speech_on=st.booleans(), headset=st.booleans(), rate_step=st.integers(0, len(RATES) - 1),
    volume_step=st.integers(0, len(VOLUMES) - 1), last_key_at=st.none() | st.integers(0, 10**9),
)  # fmt: skip


@given(visits(), navigation_states, st.lists(st.sampled_from(ALL_KEYS), max_size=12))
def test_no_key_on_any_screen_leads_astray(at: tuple[Visit, int], focus: NavigationState, keys: list[NavigationAction]) -> None:
    page = page_for(*at)
    for key in keys:
        step = on_key_press(focus, key, page, 5)
        assert step.chosen_target is None or page.find_target(step.chosen_target) is not None
        assert step.state.speech_on or not step.utterance
        assert msgspec.json.decode(msgspec.json.encode(step.state), type=NavigationState) == step.state
        focus = step.state


@given(visits())
def test_every_target_of_every_screen_is_reached_by_next_alone_in_its_order(at: tuple[Visit, int]) -> None:
    page, focus, reached = page_for(*at), LISTENING, []
    for _ in page.targets:
        focus = on_key_press(focus, "next", page, 0).state
        reached.append(focus.target)
    assert reached == [target.name for target in page.targets]


@pytest.mark.parametrize("key", ["next", "previous", "next_group", "previous_group", "choose"])
def test_a_screen_without_choices_says_so(key: NavigationAction) -> None:
    page = Page(screen="out_of_use", language="en", heading="This terminal is out of use.")
    assert phrase_texts(on_key_press(LISTENING, key, page, 0).utterance) == ["Nothing to choose here."]
