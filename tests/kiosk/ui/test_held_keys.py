"""A key that is held, in the real window: its other forms appear over it, and can be slid onto or touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kiosk.ui.test_window import look_at, pointer
from tests.kiosk.ui.window_driver import LARGE, PANELS, SMALL, Seen, Shown


def names(seen: Seen) -> set[str]:
    return {target["name"] for target in seen["targets"]}


def write(shown: Shown) -> None:
    shown.choose("nps-5")
    shown.choose("write")


def down(shown: Shown, name: str) -> None:
    x, y = (str(round(part)) for part in shown.point(name))
    pointer(shown, "mousemove", x, y, "mousedown", "1")


def up(shown: Shown) -> None:
    pointer(shown, "mouseup", "1")


def hold(shown: Shown, name: str, form: str) -> Seen:
    """Hold a key until its forms are there; the finger is still down."""
    down(shown, name)
    return shown.until(f"the forms of {name}", lambda seen: form in names(seen))


def gone(shown: Shown, form: str) -> Seen:
    return shown.until("the forms to be gone", lambda seen: form not in names(seen))


@pytest.mark.parametrize("panel", PANELS.values(), ids=list(PANELS))
def test_the_forms_lie_over_the_key_apart_from_all_that_can_be_touched(tmp_path: Path, panel: tuple[str, str]) -> None:
    with Shown(tmp_path, panel) as shown:
        write(shown)
        for key, form in (("key-a", "key-á"), ("key-o", "key-õ"), ("key-e", "key-é"), ("key-n", "key-ŋ")):
            y = shown.point(key)[1]
            hold(shown, key, form)
            seen = look_at(shown)
            assert key in names(seen)
            assert shown.point(form)[1] < y
            up(shown)
            shown.touch("key-backspace")
            assert "key-q" in names(gone(shown, form))


def test_a_finger_slides_onto_a_form_and_chooses_it_by_leaving(tmp_path: Path) -> None:
    with Shown(tmp_path, SMALL) as shown:
        write(shown)
        hold(shown, "key-a", "key-á")
        x, y = (str(round(part)) for part in shown.point("key-á"))
        pointer(shown, "mousemove", x, y)
        up(shown)
        gone(shown, "key-á")
        assert "key-s" in names(look_at(shown))


def test_forms_stay_when_the_key_is_let_go_until_one_is_touched_or_something_else_is(tmp_path: Path) -> None:
    with Shown(tmp_path, LARGE) as shown:
        write(shown)
        for then in ("key-á", "key-l", "key-space"):
            hold(shown, "key-a", "key-á")
            up(shown)
            assert "key-á" in names(look_at(shown))
            shown.touch(then)
            gone(shown, "key-á")


def test_a_finger_that_leaves_the_forms_chooses_none(tmp_path: Path) -> None:
    with Shown(tmp_path, SMALL) as shown:
        write(shown)
        hold(shown, "key-a", "key-á")
        pointer(shown, "mousemove", "5", "5")
        up(shown)
        gone(shown, "key-á")


@pytest.mark.parametrize("panel", PANELS.values(), ids=list(PANELS))
@pytest.mark.parametrize("language", ["se", "smn", "sms"])
def test_the_keyboards_of_the_sami_languages_fit_their_panel(tmp_path: Path, panel: tuple[str, str], language: str) -> None:
    own = {"se": "áčđŋšŧž", "smn": "áâäčđŋšž", "sms": "âåäčđǧǥǩŋõšžʒǯʹ"}[language]
    with Shown(tmp_path, panel, languages=f"{language},fi") as shown:
        write(shown)
        assert {f"key-{letter}" for letter in own} <= names(look_at(shown))
        shown.touch("key-layer")
        shown.until("the other layer", lambda seen: "key-1" in names(seen))
        look_at(shown)
