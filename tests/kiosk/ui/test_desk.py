"""What lies on the desk belongs to one person, and is gone with them."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.ui.desk import Desk
from kiosk.view import EnrolView, View
from survey.enrolment_code import make
from survey.visit import Script, Visit, idle
from tests.kiosk.ui.small_stage import configuration

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


def test_the_enrolment_speaks_the_language_chosen_there() -> None:
    desk = at(ENROL)
    before = desk.page(ENROL, 0)
    desk.speak("sv")
    assert before.language == "fi"
    assert desk.page(ENROL, 0).language == "sv"


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
