"""The pager keeps the part of a page that is shown."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.pages.page import Page, Target
from kiosk.ui.pager import Pager
from kiosk.ui.rect import Rect
from kiosk.ui.scene import PlacedTarget, Scene

TargetsByPart = dict[str, list[set[str]]]


def make_page(name: str, *, beneath: Page | None = None) -> Page:
    targets = tuple(Target(each, "button", each, each) for each in "abcdefgh")
    return Page(screen="still_there" if beneath else "about", language="fi", heading=name, targets=targets, covered_page=beneath)


def make_pager(targets_by_part: TargetsByPart) -> Pager:
    """Return a pager; the mapping holds by heading of a page which targets are on which part."""

    def lay(page: Page, part: int) -> Scene:
        there = targets_by_part[page.heading]
        return Scene([PlacedTarget(each, Rect(0, 0, 1, 1), "tile", None) for each in sorted(there[part])], part_count=len(there))

    return Pager(lay)


target_parts = st.lists(st.sets(st.sampled_from("abcdefgh")), min_size=1, max_size=5)


@given(target_parts, st.lists(st.sampled_from([1, -1])))
def test_turning_never_leaves_the_page_and_one_turn_is_one_part(lie: list[set[str]], turns: list[int]) -> None:
    parts, text = make_pager({"text": lie}), make_page("text")
    parts.open_page(None, text, person_present=True)
    parts.show(text)
    for by in turns:
        before = parts.part_index
        parts.turn(text, by)
        assert parts.part_index in (before + by, before) and 0 <= parts.part_index < len(lie)
        assert (parts.part_index == before) == (not 0 <= before + by < len(lie))
        assert {touch.name for touch in parts.scene.targets()} == lie[parts.part_index]


@given(target_parts, st.integers(0, 4), st.sampled_from("abcdefgh"))
def test_a_target_that_lies_anywhere_is_found_and_else_nothing_turns(lie: list[set[str]], at: int, name: str) -> None:
    parts, text = make_pager({"text": lie}), make_page("text")
    parts.show(text)
    for _ in range(at):
        parts.turn(text, 1)
    before, shown = parts.part_index, parts.scene
    turned = parts.turn_to_target(text, name)
    assert parts.has_target(name) == any(name in each for each in lie)
    assert turned == (name not in lie[before] and parts.has_target(name))
    if not turned:
        assert (parts.part_index, parts.scene) == (before, shown)


@given(target_parts)
def test_keys_go_through_what_lies_on_some_part_in_the_order_of_the_page(lie: list[set[str]]) -> None:
    parts, text = make_pager({"text": lie}), make_page("text")
    parts.show(text)
    assert [target.name for target in parts.reachable_page(text).targets] == sorted(set().union(*lie))
    assert parts.part_index == 0


def test_who_comes_back_from_the_countdown_is_where_they_were_and_who_opens_another_page_at_its_beginning() -> None:
    parts, text, other = (
        make_pager({"text": [{"a"}, {"b"}], "other": [{"c"}, {"d"}], "warning": [{"e"}]}),
        make_page("text"),
        make_page("other"),
    )
    warning = make_page("warning", beneath=text)
    parts.show(text)
    parts.turn(text, 1)
    for before, after in ((text, warning), (warning, text)):
        parts.open_page(before, after, person_present=True)
        parts.show(after)
    assert parts.part_index == 1
    for before, after in ((text, warning), (warning, other)):
        parts.open_page(before, after, person_present=True)
        parts.show(after)
    assert parts.part_index == 0


def test_the_next_person_begins_at_the_first_part() -> None:
    parts, text = make_pager({"text": [{"a"}, {"b"}], "warning": [{"e"}]}), make_page("text")
    warning = make_page("warning", beneath=text)
    parts.show(text)
    parts.turn(text, 1)
    parts.open_page(text, warning, person_present=True)
    parts.reset()
    assert list(parts.scene.targets()) == []
    parts.open_page(warning, text, person_present=True)
    parts.show(text)
    assert parts.part_index == 0
