"""What lies on the desk belongs to one person, and is gone with them."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.service.session import Place, Session
from kiosk.service.session import step as session_step
from kiosk.ui.input_state import STAYS_MS, Desk
from kiosk.visit.view import EnrolView, View
from survey.enrolment_code import make
from survey.visit import Chose, Script, Sight, Visit, idle
from survey.wire import Configuration
from tests.kiosk.ui.sample_stage import configuration

CONFIGURATION = configuration()
NOBODY = idle(Script(form="general-1", languages=("fi", "sv", "en")))
WRITING = replace(NOBODY, step="comment", writing=True, began_at=5)
ENROL = View(mode="enrol", enrol=EnrolView("https://example.fi"))


def view(visit: Visit) -> View:
    return View(mode="visit", configuration=CONFIGURATION, visit=visit)


def at(shown: View) -> Desk:
    desk = Desk()
    desk.follow(shown)
    return desk


def type_on(desk: Desk, shown: View, letters: str) -> None:
    for letter in letters:
        desk.stroke(desk.page(shown, 0), f"key-{letter}")


def test_keys_type_and_act() -> None:
    shown = view(WRITING)
    desk = at(shown)
    type_on(desk, shown, "hei")
    for name in ("key-space", "key-shift", "key-a", "key-backspace", "key-layer", "key-1", "key-unknown"):
        desk.stroke(desk.page(shown, 0), name)
    assert desk.typing.text == "Hei 1"
    assert desk.shown.text == "Hei 1"


def test_the_next_person_finds_an_empty_field() -> None:
    desk = at(view(WRITING))
    type_on(desk, view(WRITING), "salaisuus")
    assert desk.follow(view(NOBODY))
    assert desk.typing.empty
    assert not desk.follow(view(replace(WRITING, began_at=99)))
    assert desk.typing.empty


def test_what_is_typed_stays_through_a_countdown() -> None:
    desk = at(view(WRITING))
    type_on(desk, view(WRITING), "ab")
    desk.follow(view(replace(WRITING, overlay="still_there")))
    desk.follow(view(WRITING))
    assert desk.typing.text == "Ab"


def test_a_code_is_shown_in_groups_and_given_as_on_its_card() -> None:
    desk, code = at(ENROL), make(bytes(range(16)))
    type_on(desk, ENROL, code.replace("-", "").lower())
    assert desk.shown.text == code.replace("-", " ")
    assert desk.code() == code


def test_a_mistyped_code_is_said_until_the_next_key() -> None:
    desk = at(ENROL)
    type_on(desk, ENROL, "abc")
    assert desk.code() is None
    assert desk.page(ENROL, 0).all_said("problem")
    type_on(desk, ENROL, "d")
    assert not desk.page(ENROL, 0).all_said("problem")


def test_the_code_is_forgotten_when_the_terminal_is_enrolled() -> None:
    desk = at(ENROL)
    type_on(desk, ENROL, "abc")
    desk.follow(view(NOBODY))
    desk.follow(ENROL)
    assert desk.typing.empty


def test_the_enrolment_speaks_the_language_chosen_there_until_its_person_is_gone() -> None:
    desk = at(ENROL)
    assert desk.page(ENROL, 0).language == "fi"
    desk.stirred(1_000)
    desk.look("language-sv", 1_000)
    assert desk.page(ENROL, 1_000).language == "sv"
    desk.stirred(2_000)
    assert not desk.pass_time(2_000 + STAYS_MS["enrol"] - 1)
    assert desk.page(ENROL, 0).language == "sv"
    assert desk.pass_time(2_000 + STAYS_MS["enrol"])
    assert desk.page(ENROL, 0).language == "fi"


@pytest.mark.parametrize("first", ["fi", "sv", "en"])
def test_who_wants_the_enrolment_larger_keeps_the_language_of_the_place(first: str) -> None:
    shown = replace(ENROL, configuration=configuration((first, *({"fi", "sv", "en"} - {first}))))
    desk = at(shown)
    assert desk.page(shown, 0).language == first
    for name in ("display", "text-large", "close"):
        desk.look(name, 1)
    page = desk.page(shown, 1)
    assert (page.language, page.sight) == (first, Sight("large"))


def test_half_a_code_is_gone_with_its_person() -> None:
    desk = at(ENROL)
    desk.stirred(1_000)
    type_on(desk, ENROL, "abc")
    assert desk.pass_time(1_000 + STAYS_MS["enrol"])
    assert desk.typing.empty


def test_a_new_code_is_asked_for_in_the_language_of_the_service_screen_and_leaves_it_to_nobody() -> None:
    staff = Session(place="code", languages=("fi", "sv", "en"), language="sv", needs_code=True)
    shown = replace(ENROL, service=staff)
    desk = at(shown)
    desk.look("language-en", 0)  # of whoever stood at an enrolment before
    page = desk.page(shown, 0)
    assert page.language == "sv"
    assert [target.name for target in page.targets if target.selected and target.name.startswith("language-")] == ["language-sv"]
    english, _ = session_step(staff, Chose("language-en"), 1)
    assert desk.page(replace(shown, service=english), 1).language == "en"
    assert at(ENROL).page(ENROL, 1).language == "fi"


def test_staff_see_every_page_of_the_service_screen_as_they_chose_on_one_and_nobody_does_after_them() -> None:
    staff = Session(place="pad", languages=("fi", "sv", "en"), language="sv")
    shown = View(mode="service", configuration=CONFIGURATION, service=staff)
    desk = at(shown)
    type_on(desk, shown, "12")
    for name in ("display", "text-largest", "contrast-black"):
        desk.look(name, 1)
    looks = desk.page(shown, 1)
    assert (looks.screen, looks.language, looks.sight) == ("display", "sv", Sight("largest", "black"))
    assert not [target.name for target in looks.targets if target.name.startswith("reach-")]
    desk.look("close", 1)
    assert not desk.typing.empty
    for place in get_args(Place)[1:]:
        mode = "enrol" if place == "code" else "service"
        later = replace(shown, mode=mode, enrol=ENROL.enrol, service=replace(staff, place=place))
        desk.follow(later)
        page = desk.page(later, 2)
        assert (page.screen, page.language, page.sight) == (mode, "sv", Sight("largest", "black"))
        assert desk.typing.empty == (place != "pad")
    desk.follow(view(NOBODY))
    desk.follow(shown)
    assert desk.page(shown, 3).sight == Sight()


ASIDE = View(mode="out_of_use", configuration=CONFIGURATION)


WISHES = ("languages", "language-sv", "language-en", "display", "text-largest", "contrast-black", "reach-low", "close")


@given(st.lists(st.sampled_from(WISHES)))
def test_whoever_cannot_answer_chooses_language_and_looks_and_the_next_one_finds_nothing_of_it(names: list[str]) -> None:
    desk, now, waiting = at(ASIDE), 1_000, at(ASIDE).page(ASIDE, 0)
    for name in names:
        now += 1_000
        desk.stirred(now)
        if desk.page(ASIDE, now).target(name):
            desk.look(name, now)
        page = desk.page(ASIDE, now)
        assert page.screen in ("out_of_use", "languages", "display")
        assert not desk.pass_time(now + STAYS_MS["out_of_use"] - 1)
    desk.pass_time(now + STAYS_MS["out_of_use"])
    assert desk.page(ASIDE, now) == waiting
    assert not desk.pass_time(now + 2 * STAYS_MS["out_of_use"])


@pytest.mark.parametrize("known", [CONFIGURATION, None], ids=["placed", "unplaced"])
def test_out_of_use_is_read_in_another_language_and_larger(known: Configuration | None) -> None:
    shown = replace(ASIDE, configuration=known)
    desk = at(shown)
    for name in ("language-sv", "display", "text-largest", "close"):
        desk.look(name, 1)
    page = desk.page(shown, 1)
    assert (page.screen, page.language, page.sight.text) == ("out_of_use", "sv", "largest")
    assert page.heading == "Den här terminalen är inte i bruk."


def test_a_target_of_a_visit_that_was_still_shown_does_nothing_out_of_use() -> None:
    desk = at(ASIDE)
    desk.look("nps-9", 1)
    assert desk.page(ASIDE, 1) == at(ASIDE).page(ASIDE, 1)


def test_what_was_chosen_out_of_use_is_not_there_when_it_is_out_of_use_again() -> None:
    desk = at(ASIDE)
    desk.look("language-sv", 1)
    desk.follow(view(NOBODY))
    desk.follow(ASIDE)
    assert desk.page(ASIDE, 1).language == "fi"


def test_a_held_key_offers_its_forms_until_one_is_chosen() -> None:
    shown = view(WRITING)
    desk = at(shown)
    type_on(desk, shown, "p")
    offered = desk.hold(desk.page(shown, 0), "key-a")
    page = desk.page(shown, 0)
    assert "key-á" in offered
    assert [target.text for target in page.targets if target.name in offered] == [name.removeprefix("key-") for name in offered]
    assert [target.name for target in page.targets].index("key-á") == [target.name for target in page.targets].index("key-a") + 1
    desk.stroke(page, "key-á")
    assert desk.shown.text == "Pá"
    assert desk.page(shown, 0).target("key-á") is None


def test_a_touch_elsewhere_takes_the_forms_away_and_one_on_them_does_not() -> None:
    shown = view(WRITING)
    desk = at(shown)
    desk.hold(desk.page(shown, 0), "key-a")
    assert not desk.touched(desk.page(shown, 0), "key-á")
    assert desk.touched(desk.page(shown, 0), "key-s")
    assert desk.page(shown, 0).target("key-á") is None
    assert not desk.touched(desk.page(shown, 0), "key-s")


def test_what_has_no_other_forms_cannot_be_held() -> None:
    shown = view(WRITING)
    desk = at(shown)
    page = desk.page(shown, 0)
    assert [desk.hold(page, name) for name in ("key-space", "key-j", "send", "key-shift", "field")] == [()] * 5


def test_forms_on_offer_are_gone_with_a_countdown_and_with_their_person() -> None:
    shown = view(WRITING)
    desk = at(shown)
    desk.hold(desk.page(shown, 0), "key-a")
    desk.follow(view(replace(WRITING, overlay="still_there")))
    desk.follow(shown)
    assert desk.page(shown, 0).target("key-á") is None
    desk.hold(desk.page(shown, 0), "key-a")
    desk.follow(view(NOBODY))
    assert desk.typing.held is None


def test_a_code_has_no_other_forms() -> None:
    desk = at(ENROL)
    assert desk.hold(desk.page(ENROL, 0), "key-a") == ()
