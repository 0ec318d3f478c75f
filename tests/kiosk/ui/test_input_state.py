"""The input state belongs to one person and is wiped when they leave."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.service.session import ServicePage, ServiceSession
from kiosk.service.session import step as session_step
from kiosk.ui.input_state import VIEWER_TIMEOUT_MS, InputState
from kiosk.visit.view import EnrolmentView, View
from survey.enrolment_code import make_code
from survey.visit import DisplayPreferences, TargetChosen, Visit, VisitScript, idle_visit
from survey.wire import Configuration
from tests.kiosk.ui.sample_runtime import make_configuration

CONFIGURATION = make_configuration()
IDLE_VISIT = idle_visit(VisitScript(form="general-1", languages=("fi", "sv", "en")))
WRITING_VISIT = replace(IDLE_VISIT, step="comment", is_writing=True, began_at=5)
ENROL_VIEW = View(mode="enrol", enrolment=EnrolmentView("https://example.fi"))


def view_of(visit: Visit) -> View:
    return View(mode="visit", configuration=CONFIGURATION, visit=visit)


def input_state_for(shown: View) -> InputState:
    desk = InputState()
    desk.set_view(shown)
    return desk


def type_letters(state: InputState, shown: View, letters: str) -> None:
    for letter in letters:
        state.press_key(state.build_page(shown, 0), f"key-{letter}")


def test_keys_type_and_act() -> None:
    shown = view_of(WRITING_VISIT)
    desk = input_state_for(shown)
    type_letters(desk, shown, "hei")
    for name in ("key-space", "key-shift", "key-a", "key-backspace", "key-layer", "key-1", "key-unknown"):
        desk.press_key(desk.build_page(shown, 0), name)
    assert desk.active_input.text == "Hei 1"
    assert desk.field_content.text == "Hei 1"


def test_the_next_person_finds_an_empty_field() -> None:
    desk = input_state_for(view_of(WRITING_VISIT))
    type_letters(desk, view_of(WRITING_VISIT), "salaisuus")
    assert desk.set_view(view_of(IDLE_VISIT))
    assert desk.active_input.is_empty
    assert not desk.set_view(view_of(replace(WRITING_VISIT, began_at=99)))
    assert desk.active_input.is_empty


def test_what_is_typed_stays_through_a_countdown() -> None:
    desk = input_state_for(view_of(WRITING_VISIT))
    type_letters(desk, view_of(WRITING_VISIT), "ab")
    desk.set_view(view_of(replace(WRITING_VISIT, overlay="still_there")))
    desk.set_view(view_of(WRITING_VISIT))
    assert desk.active_input.text == "Ab"


def test_a_code_is_shown_in_groups_and_given_as_on_its_card() -> None:
    desk, code = input_state_for(ENROL_VIEW), make_code(bytes(range(16)))
    type_letters(desk, ENROL_VIEW, code.replace("-", "").lower())
    assert desk.field_content.text == code.replace("-", " ")
    assert desk.parse_code() == code


def test_a_mistyped_code_is_said_until_the_next_key() -> None:
    desk = input_state_for(ENROL_VIEW)
    type_letters(desk, ENROL_VIEW, "abc")
    assert desk.parse_code() is None
    assert desk.build_page(ENROL_VIEW, 0).texts_of("problem")
    type_letters(desk, ENROL_VIEW, "d")
    assert not desk.build_page(ENROL_VIEW, 0).texts_of("problem")


def test_the_code_is_forgotten_when_the_terminal_is_enrolled() -> None:
    desk = input_state_for(ENROL_VIEW)
    type_letters(desk, ENROL_VIEW, "abc")
    desk.set_view(view_of(IDLE_VISIT))
    desk.set_view(ENROL_VIEW)
    assert desk.active_input.is_empty


def test_the_enrolment_speaks_the_language_chosen_there_until_its_person_is_gone() -> None:
    desk = input_state_for(ENROL_VIEW)
    assert desk.build_page(ENROL_VIEW, 0).language == "fi"
    desk.record_activity(1_000)
    desk.apply_choice("language-sv", 1_000)
    assert desk.build_page(ENROL_VIEW, 1_000).language == "sv"
    desk.record_activity(2_000)
    assert not desk.forget_if_left(2_000 + VIEWER_TIMEOUT_MS["enrol"] - 1)
    assert desk.build_page(ENROL_VIEW, 0).language == "sv"
    assert desk.forget_if_left(2_000 + VIEWER_TIMEOUT_MS["enrol"])
    assert desk.build_page(ENROL_VIEW, 0).language == "fi"


@pytest.mark.parametrize("first", ["fi", "sv", "en"])
def test_who_wants_the_enrolment_larger_keeps_the_language_of_the_place(first: str) -> None:
    shown = replace(ENROL_VIEW, configuration=make_configuration((first, *({"fi", "sv", "en"} - {first}))))
    desk = input_state_for(shown)
    assert desk.build_page(shown, 0).language == first
    for name in ("display", "text-large", "close"):
        desk.apply_choice(name, 1)
    page = desk.build_page(shown, 1)
    assert (page.language, page.display_preferences) == (first, DisplayPreferences("large"))


def test_half_a_code_is_gone_with_its_person() -> None:
    desk = input_state_for(ENROL_VIEW)
    desk.record_activity(1_000)
    type_letters(desk, ENROL_VIEW, "abc")
    assert desk.forget_if_left(1_000 + VIEWER_TIMEOUT_MS["enrol"])
    assert desk.active_input.is_empty


def test_a_new_code_is_asked_for_in_the_language_of_the_service_screen_and_leaves_it_to_nobody() -> None:
    staff = ServiceSession(page="code", languages=("fi", "sv", "en"), language="sv", needs_code=True)
    shown = replace(ENROL_VIEW, service_session=staff)
    desk = input_state_for(shown)
    desk.apply_choice("language-en", 0)  # of the person who was at the enrolment screen before
    page = desk.build_page(shown, 0)
    assert page.language == "sv"
    assert [target.name for target in page.targets if target.selected and target.name.startswith("language-")] == ["language-sv"]
    english, _ = session_step(staff, TargetChosen("language-en"), 1)
    assert desk.build_page(replace(shown, service_session=english), 1).language == "en"
    assert input_state_for(ENROL_VIEW).build_page(ENROL_VIEW, 1).language == "fi"


def test_staff_see_every_page_of_the_service_screen_as_they_chose_on_one_and_nobody_does_after_them() -> None:
    staff = ServiceSession(page="pad", languages=("fi", "sv", "en"), language="sv")
    shown = View(mode="service", configuration=CONFIGURATION, service_session=staff)
    desk = input_state_for(shown)
    type_letters(desk, shown, "12")
    for name in ("display", "text-largest", "contrast-black"):
        desk.apply_choice(name, 1)
    looks = desk.build_page(shown, 1)
    assert (looks.screen, looks.language, looks.display_preferences) == ("display", "sv", DisplayPreferences("largest", "black"))
    assert not [target.name for target in looks.targets if target.name.startswith("reach-")]
    desk.apply_choice("close", 1)
    assert not desk.active_input.is_empty
    for place in get_args(ServicePage)[1:]:
        mode = "enrol" if place == "code" else "service"
        later = replace(shown, mode=mode, enrolment=ENROL_VIEW.enrolment, service_session=replace(staff, page=place))
        desk.set_view(later)
        page = desk.build_page(later, 2)
        assert (page.screen, page.language, page.display_preferences) == (mode, "sv", DisplayPreferences("largest", "black"))
        assert desk.active_input.is_empty == (place != "pad")
    desk.set_view(view_of(IDLE_VISIT))
    desk.set_view(shown)
    assert desk.build_page(shown, 3).display_preferences == DisplayPreferences()


OUT_OF_USE_VIEW = View(mode="out_of_use", configuration=CONFIGURATION)


DISPLAY_TARGETS = ("languages", "language-sv", "language-en", "display", "text-largest", "contrast-black", "reach-low", "close")


@given(st.lists(st.sampled_from(DISPLAY_TARGETS)))
def test_whoever_cannot_answer_chooses_language_and_looks_and_the_next_one_finds_nothing_of_it(names: list[str]) -> None:
    desk, now, waiting = input_state_for(OUT_OF_USE_VIEW), 1_000, input_state_for(OUT_OF_USE_VIEW).build_page(OUT_OF_USE_VIEW, 0)
    for name in names:
        now += 1_000
        desk.record_activity(now)
        if desk.build_page(OUT_OF_USE_VIEW, now).find_target(name):
            desk.apply_choice(name, now)
        page = desk.build_page(OUT_OF_USE_VIEW, now)
        assert page.screen in ("out_of_use", "languages", "display")
        assert not desk.forget_if_left(now + VIEWER_TIMEOUT_MS["out_of_use"] - 1)
    desk.forget_if_left(now + VIEWER_TIMEOUT_MS["out_of_use"])
    assert desk.build_page(OUT_OF_USE_VIEW, now) == waiting
    assert not desk.forget_if_left(now + 2 * VIEWER_TIMEOUT_MS["out_of_use"])


@pytest.mark.parametrize("known", [CONFIGURATION, None], ids=["placed", "unplaced"])
def test_out_of_use_is_read_in_another_language_and_larger(known: Configuration | None) -> None:
    shown = replace(OUT_OF_USE_VIEW, configuration=known)
    desk = input_state_for(shown)
    for name in ("language-sv", "display", "text-largest", "close"):
        desk.apply_choice(name, 1)
    page = desk.build_page(shown, 1)
    assert (page.screen, page.language, page.display_preferences.text_size) == ("out_of_use", "sv", "largest")
    assert page.heading == "Den här terminalen är inte i bruk."


def test_a_target_of_a_visit_that_was_still_shown_does_nothing_out_of_use() -> None:
    desk = input_state_for(OUT_OF_USE_VIEW)
    desk.apply_choice("nps-9", 1)
    assert desk.build_page(OUT_OF_USE_VIEW, 1) == input_state_for(OUT_OF_USE_VIEW).build_page(OUT_OF_USE_VIEW, 1)


def test_what_was_chosen_out_of_use_is_not_there_when_it_is_out_of_use_again() -> None:
    desk = input_state_for(OUT_OF_USE_VIEW)
    desk.apply_choice("language-sv", 1)
    desk.set_view(view_of(IDLE_VISIT))
    desk.set_view(OUT_OF_USE_VIEW)
    assert desk.build_page(OUT_OF_USE_VIEW, 1).language == "fi"


def test_a_held_key_offers_its_forms_until_one_is_chosen() -> None:
    shown = view_of(WRITING_VISIT)
    desk = input_state_for(shown)
    type_letters(desk, shown, "p")
    offered = desk.hold_key(desk.build_page(shown, 0), "key-a")
    page = desk.build_page(shown, 0)
    assert "key-á" in offered
    assert [target.text for target in page.targets if target.name in offered] == [name.removeprefix("key-") for name in offered]
    assert [target.name for target in page.targets].index("key-á") == [target.name for target in page.targets].index("key-a") + 1
    desk.press_key(page, "key-á")
    assert desk.field_content.text == "Pá"
    assert desk.build_page(shown, 0).find_target("key-á") is None


def test_a_touch_elsewhere_takes_the_forms_away_and_one_on_them_does_not() -> None:
    shown = view_of(WRITING_VISIT)
    desk = input_state_for(shown)
    desk.hold_key(desk.build_page(shown, 0), "key-a")
    assert not desk.dismiss_key_forms(desk.build_page(shown, 0), "key-á")
    assert desk.dismiss_key_forms(desk.build_page(shown, 0), "key-s")
    assert desk.build_page(shown, 0).find_target("key-á") is None
    assert not desk.dismiss_key_forms(desk.build_page(shown, 0), "key-s")


def test_what_has_no_other_forms_cannot_be_held() -> None:
    shown = view_of(WRITING_VISIT)
    desk = input_state_for(shown)
    page = desk.build_page(shown, 0)
    assert [desk.hold_key(page, name) for name in ("key-space", "key-j", "send", "key-shift", "field")] == [()] * 5


def test_forms_on_offer_are_gone_with_a_countdown_and_with_their_person() -> None:
    shown = view_of(WRITING_VISIT)
    desk = input_state_for(shown)
    desk.hold_key(desk.build_page(shown, 0), "key-a")
    desk.set_view(view_of(replace(WRITING_VISIT, overlay="still_there")))
    desk.set_view(shown)
    assert desk.build_page(shown, 0).find_target("key-á") is None
    desk.hold_key(desk.build_page(shown, 0), "key-a")
    desk.set_view(view_of(IDLE_VISIT))
    assert desk.active_input.held_key is None


def test_a_code_has_no_other_forms() -> None:
    desk = input_state_for(ENROL_VIEW)
    assert desk.hold_key(desk.build_page(ENROL_VIEW, 0), "key-a") == ()
