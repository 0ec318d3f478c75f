"""Where a person is in a page of several parts, without a window."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.pages.page import Page, Target
from kiosk.ui.pager import Parts
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Scene, Touch

Lie = dict[str, list[set[str]]]


def page(name: str, *, beneath: Page | None = None) -> Page:
    targets = tuple(Target(each, "button", each, each) for each in "abcdefgh")
    return Page(screen="still_there" if beneath else "about", language="fi", heading=name, targets=targets, beneath=beneath)


def parts_of(lie: Lie) -> Parts:
    """`lie`: which targets lie on which part of the page with a heading."""

    def lay(page: Page, part: int) -> Scene:
        there = lie[page.heading]
        return Scene([Touch(each, Rect(0, 0, 1, 1), "tile", None) for each in sorted(there[part])], parts=len(there))

    return Parts(lay)


lies = st.lists(st.sets(st.sampled_from("abcdefgh")), min_size=1, max_size=5)


@given(lies, st.lists(st.sampled_from([1, -1])))
def test_turning_never_leaves_the_page_and_one_turn_is_one_part(lie: list[set[str]], turns: list[int]) -> None:
    parts, text = parts_of({"text": lie}), page("text")
    parts.begin(None, text, somebody=True)
    parts.show(text)
    for by in turns:
        before = parts.at
        parts.turn(text, by)
        assert parts.at in (before + by, before) and 0 <= parts.at < len(lie)
        assert (parts.at == before) == (not 0 <= before + by < len(lie))
        assert {touch.name for touch in parts.scene.touches()} == lie[parts.at]


@given(lies, st.integers(0, 4), st.sampled_from("abcdefgh"))
def test_a_target_that_lies_anywhere_is_found_and_else_nothing_turns(lie: list[set[str]], at: int, name: str) -> None:
    parts, text = parts_of({"text": lie}), page("text")
    parts.show(text)
    for _ in range(at):
        parts.turn(text, 1)
    before, shown = parts.at, parts.scene
    turned = parts.turn_to(text, name)
    assert parts.holds(name) == any(name in each for each in lie)
    assert turned == (name not in lie[before] and parts.holds(name))
    if not turned:
        assert (parts.at, parts.scene) == (before, shown)


@given(lies)
def test_keys_go_through_what_lies_on_some_part_in_the_order_of_the_page(lie: list[set[str]]) -> None:
    parts, text = parts_of({"text": lie}), page("text")
    parts.show(text)
    assert [target.name for target in parts.reached(text).targets] == sorted(set().union(*lie))
    assert parts.at == 0


def test_who_comes_back_from_the_countdown_is_where_they_were_and_who_opens_another_page_at_its_beginning() -> None:
    parts, text, other = parts_of({"text": [{"a"}, {"b"}], "other": [{"c"}, {"d"}], "warning": [{"e"}]}), page("text"), page("other")
    warning = page("warning", beneath=text)
    parts.show(text)
    parts.turn(text, 1)
    for before, after in ((text, warning), (warning, text)):
        parts.begin(before, after, somebody=True)
        parts.show(after)
    assert parts.at == 1
    for before, after in ((text, warning), (warning, other)):
        parts.begin(before, after, somebody=True)
        parts.show(after)
    assert parts.at == 0


def test_the_next_person_begins_at_the_first_part() -> None:
    parts, text = parts_of({"text": [{"a"}, {"b"}], "warning": [{"e"}]}), page("text")
    warning = page("warning", beneath=text)
    parts.show(text)
    parts.turn(text, 1)
    parts.begin(text, warning, somebody=True)
    parts.forget()
    assert list(parts.scene.touches()) == []
    parts.begin(warning, text, somebody=True)
    parts.show(text)
    assert parts.at == 0
