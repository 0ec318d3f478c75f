"""The way through the pages by five keys."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.pages.page import Page
from kiosk.pages.text_input import Typing
from kiosk.speech import navigator
from kiosk.speech.navigator import Focus, Key, Step, follow, offered, pass_time, plug, press, waits
from kiosk.speech.settings import RATE, RATES, VOLUME, VOLUMES
from survey.visit import Overlay, Visit
from tests.kiosk.speech.listener import after, shown, texts, visits

ON = Focus(speaking=True, headset=True)
KEYS: tuple[Key, ...] = ("previous", "next", "choose", "repeat", "help", "speech", "previous_group", "next_group")


def go(focus: Focus, page: Page, *keys: Key) -> Step:
    step = Step(focus)
    for key in keys:
        step = press(step.focus, key, page, 1_000)
    return step


def times(key: Key, count: int) -> list[Key]:
    return [key] * count


NPS = shown(after(language="en"))
STATEMENT = shown(after("nps-9", "skip", language="en"))
WRITING = shown(after("nps-9", "write", language="en"), typing=Typing(sentences=False))


def test_next_comes_to_the_first_and_previous_to_the_last() -> None:
    assert texts(go(ON, NPS, "next").said) == ["0, Highly unlikely", "option"]
    assert go(ON, NPS, "previous").focus.target == "about"


def test_the_end_wraps_with_a_word() -> None:
    assert texts(go(ON, NPS, "previous", "next").said)[0] == "From the start again."
    assert texts(go(ON, NPS, "next", "previous").said)[0] == "From the end."
    assert go(ON, NPS, "next", "previous").focus.target == "about"


def test_choose_gives_the_target_in_focus() -> None:
    step = go(ON, NPS, *times("next", 10), "choose")
    assert (step.chosen, step.focus.target) == ("nps-9", "nps-9")


def test_choose_before_anything_is_in_focus_says_how_to_come_there() -> None:
    step = go(ON, NPS, "choose")
    assert (step.chosen, texts(step.said)) == (None, ["Press next to come to the first choice."])


def test_what_cannot_be_chosen_says_so() -> None:
    full = Typing(limit=1, sentences=False)
    full.insert("x")
    page = shown(after("nps-9", "write", language="en"), typing=full)
    step = press(replace(ON, target="key-a"), "choose", page, 0)
    assert (step.chosen, texts(step.said)) == (None, ["a", "not available"])


def test_repeat_says_the_page_or_the_target_again() -> None:
    assert texts(go(ON, NPS, "repeat").said)[0] == "City Centre Health Station"
    assert texts(go(ON, NPS, "next", "next", "repeat").said) == ["1", "option"]


def test_groups_are_the_scale_the_languages_the_ways_onward_and_the_rows_of_the_keyboard() -> None:
    names = []
    focus = ON
    for _ in range(4):
        focus = press(focus, "next_group", NPS, 0).focus
        names.append(focus.target)
    assert names == ["nps-0", "language-fi", "languages", "nps-0"]
    assert go(ON, WRITING, "next_group", "next_group", "next_group").focus.target == "key-a"
    assert go(ON, WRITING, "next_group", "next_group", "next_group", "next", "previous_group").focus.target == "key-q"
    assert go(ON, NPS, "next", "previous_group").focus.target == "languages"


def test_letters_are_said_back_through_a_headset_only() -> None:
    heard = press(replace(ON, target="key-a"), "choose", WRITING, 0)
    aloud = press(Focus(speaking=True, target="key-a"), "choose", WRITING, 0)
    assert (heard.chosen, texts(heard.said)) == ("key-a", ["a"])
    assert (aloud.chosen, aloud.said) == ("key-a", ())


def test_without_speech_keys_go_their_way_in_silence() -> None:
    step = go(Focus(), NPS, "next", "next", "choose")
    assert (step.chosen, step.said) == ("nps-1", ())


def test_help_starts_speech_and_warns_that_others_hear() -> None:
    step = press(Focus(), "help", NPS, 0)
    assert step.focus.speaking
    assert texts(step.said)[:2] == ["Speech is on.", "Others may hear it. With a headset only you do."]


def test_help_opens_the_settings_and_leads_back() -> None:
    opened = go(ON, NPS, "next", "help")
    assert texts(opened.said)[-1] == "Louder"
    assert texts(press(opened.focus, "help", NPS, 0).said) == ["0, Highly unlikely", "option"]
    closed = go(opened.focus, NPS, "previous", "choose")
    assert (closed.focus.menu, closed.chosen) == (None, None)


def test_speed_and_loudness_go_as_far_as_they_go() -> None:
    louder = go(ON, NPS, "help", *times("choose", 10))
    assert (louder.focus.volume, texts(louder.said)) == (len(VOLUMES) - 1, ["It goes no further."])
    slower = go(ON, NPS, "help", "next", "next", "next", *times("choose", 10))
    assert (slower.focus.rate, texts(slower.said)) == (0, ["It goes no further."])
    faster = go(ON, NPS, "help", "next", "next", "choose")
    assert faster.focus.rate == RATE + 1 < len(RATES)


def test_turning_speech_off_forgets_how_it_was_set() -> None:
    step = go(ON, NPS, "help", "choose", "next", "next", "next", "next", "choose")
    assert (step.focus.speaking, step.focus.volume, step.hush, step.said) == (False, VOLUME, True, ())


def test_a_headset_starts_speech_and_pulling_it_ends_it() -> None:
    plugged = plug(Focus(), NPS, inside=True)
    assert plugged.focus.speaking
    assert texts(plugged.said)[:2] == ["Speech is on.", "City Centre Health Station"]
    pulled = plug(replace(plugged.focus, volume=5, rate=4), NPS, inside=False)
    assert pulled.hush
    assert (pulled.focus.speaking, pulled.focus.headset, pulled.focus.volume, pulled.focus.rate) == (False, False, VOLUME, RATE)


def test_another_screen_begins_at_its_start_and_is_said() -> None:
    step = follow(replace(ON, target="nps-9", volume=4), NPS, STATEMENT)
    assert (step.focus.target, step.focus.volume) == (None, 4)
    assert texts(step.said)[0] == "Statement 1 of 3."


def test_another_language_leaves_the_focus_where_it_is() -> None:
    swedish = shown(after(language="sv"))
    step = follow(replace(ON, target="language-sv"), NPS, swedish)
    assert step.focus.target == "language-sv"
    assert texts(step.said)[0] == "Centrums hälsostation"


def test_under_an_overlay_the_place_is_kept() -> None:
    about = shown(after("nps-9", "skip", "about", language="en"))
    there = follow(replace(ON, target="value-4"), STATEMENT, about)
    assert there.focus.target is None
    assert follow(there.focus, about, STATEMENT).focus.target == "value-4"


def test_the_countdown_over_the_languages_leads_back_too() -> None:
    languages = shown(after("nps-9", "skip", "languages", language="en"))
    warned = shown(replace(after("nps-9", "skip", language="en"), overlay="still_there"), 40_000)
    focus = follow(replace(ON, target="value-4"), STATEMENT, languages).focus
    focus = follow(focus, languages, warned).focus
    assert follow(focus, warned, STATEMENT).focus.target == "value-4"


def test_who_comes_back_to_where_they_stood_hears_where_that_is() -> None:
    about = shown(after("nps-9", "skip", "about", language="en"))
    there = follow(replace(ON, target="value-4"), STATEMENT, about)
    back = texts(follow(there.focus, about, STATEMENT).said)
    assert (back[0], back[-2:]) == ("Statement 1 of 3.", ["4", "option"])


@pytest.mark.parametrize("overlay", ["languages", "about", "audience", "news", "display", "still_there"])
def test_under_whatever_is_laid_over_it_the_place_is_kept(overlay: Overlay) -> None:
    over = shown(replace(after("nps-9", "skip", language="en"), overlay=overlay), 40_000)
    focus = follow(replace(ON, target="value-4"), STATEMENT, over).focus
    assert follow(focus, over, STATEMENT).focus.target == "value-4"


def test_a_choice_of_how_screens_look_says_that_it_is_chosen() -> None:
    before, larger = (shown(after("display", *names, language="en")) for names in ((), ("text-large",)))
    step = follow(replace(ON, target="text-large"), before, larger)
    assert (step.focus.target, texts(step.said)) == ("text-large", ["Larger text", "option", "chosen"])
    groups = [go(ON, before, *times("next_group", count)).focus.target for count in (1, 2, 3, 4)]
    assert groups == ["text-normal", "contrast-normal", "reach-whole", "close"]


def test_a_held_letter_offers_its_other_forms_and_leads_back_to_its_key() -> None:
    typing = Typing(sentences=False)
    typing.hold("key-a")
    plain, offering = (shown(after("nps-9", "write", language="en"), typing=one) for one in (Typing(sentences=False), typing))
    assert waits(replace(ON, target="key-a"), plain)
    assert not waits(replace(ON, target="key-q"), plain)
    assert not waits(replace(ON, target="key-a", menu=0), plain)
    step = offered(replace(ON, target="key-a"), offering, ("key-á", "key-à"))
    assert (step.focus.target, texts(step.said)) == ("key-á", ["Other forms:", "á"])
    assert follow(step.focus, offering, plain).focus.target == "key-a"
    assert texts(offered(ON, plain, ()).said) == ["This has no other forms."]


def test_typing_a_letter_leaves_the_focus_on_its_key() -> None:
    shifted = shown(after("nps-9", "write", language="en"))
    step = follow(replace(ON, target="key-a"), shifted, WRITING)
    assert (step.focus.target, step.said, step.hush) == ("key-a", (), False)


def test_the_next_person_begins_as_everybody_does() -> None:
    for headset in (False, True):
        used = Focus(target="x", menu=2, speaking=True, headset=headset, rate=5, volume=5, keyed_at=7)
        assert follow(used, STATEMENT, NPS, left=True).focus == Focus(speaking=headset, headset=headset)


def test_who_turned_it_up_and_left_is_forgotten_after_a_while() -> None:
    used = Focus(speaking=True, volume=5, keyed_at=1_000)
    assert pass_time(used, 45_999, 45_000) == used
    assert pass_time(used, 46_000, 45_000) == Focus()


foci = st.builds(
    Focus,
    target=st.sampled_from([None, "nps-3", "key-a", "send", "about", "gone"]), menu=st.none() | st.integers(0, len(navigator.MENU) - 1),
    under=st.none(), speaking=st.booleans(), headset=st.booleans(), rate=st.integers(0, len(RATES) - 1),
    volume=st.integers(0, len(VOLUMES) - 1), keyed_at=st.none() | st.integers(0, 10**9),
)  # fmt: skip


@given(visits(), foci, st.lists(st.sampled_from(KEYS), max_size=12))
def test_no_key_on_any_screen_leads_astray(at: tuple[Visit, int], focus: Focus, keys: list[Key]) -> None:
    page = shown(*at)
    for key in keys:
        step = press(focus, key, page, 5)
        assert step.chosen is None or page.target(step.chosen) is not None
        assert step.focus.speaking or not step.said
        assert msgspec.json.decode(msgspec.json.encode(step.focus), type=Focus) == step.focus
        focus = step.focus


@given(visits())
def test_every_target_of_every_screen_is_reached_by_next_alone_in_its_order(at: tuple[Visit, int]) -> None:
    page, focus, reached = shown(*at), ON, []
    for _ in page.targets:
        focus = press(focus, "next", page, 0).focus
        reached.append(focus.target)
    assert reached == [target.name for target in page.targets]


@pytest.mark.parametrize("key", ["next", "previous", "next_group", "previous_group", "choose"])
def test_a_screen_without_choices_says_so(key: Key) -> None:
    page = Page(screen="out_of_use", language="en", heading="This terminal is out of use.")
    assert texts(press(ON, key, page, 0).said) == ["Nothing can be chosen here."]
