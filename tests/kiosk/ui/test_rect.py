"""Splitting a rectangle loses no pixel, and the parts do not overlap."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kiosk.ui.rect import Rect

AREAS = st.builds(Rect, st.integers(0, 50), st.integers(0, 50), st.integers(100, 2000), st.integers(100, 1200))


@given(AREAS, st.integers(1, 12), st.integers(0, 8))
def test_columns_fill_a_row_exactly_and_are_equal_to_a_pixel(area: Rect, number: int, gap: int) -> None:
    columns = area.split_columns(number, gap)
    assert columns[0].x == area.x
    assert columns[-1].right == area.right
    assert max(column.width for column in columns) - min(column.width for column in columns) <= 1
    for one, other in pairwise(columns):
        assert other.x - one.right == gap


@given(AREAS, st.integers(1, 90), st.integers(0, 9))
def test_strips_and_what_is_left_are_the_whole(area: Rect, size: int, gap: int) -> None:
    for strip, rest in (area.split_top(size, gap), area.split_bottom(size, gap)):
        assert strip.height + gap + rest.height == area.height
        assert strip.width == rest.width == area.width
    for strip, rest in (area.split_left(size, gap), area.split_right(size, gap)):
        assert strip.width + gap + rest.width == area.width
    assert area.split_top(size)[1].y == area.y + size
    assert area.split_bottom(size)[0].bottom == area.bottom


@given(AREAS)
def test_edges_belong_to_one_side_only(area: Rect) -> None:
    assert area.contains(area.x, area.y)
    assert not area.contains(area.right, area.y)
    assert area.expand(1).contains(area.right, area.y)
