"""Lays out a keyboard in rows of keys with columns of equal width, and above it the variants that a held key offers."""

from __future__ import annotations

from math import ceil

from kiosk.pages.keyboard import KeyRows, variant_keys
from kiosk.ui.page_drawing import PageDrawing
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Block, PlacedTarget, PlacedText, SceneItem, TargetStyle
from kiosk.ui.theme import Measures

MAX_KEY_MM = 18
"""The maximum width and height of a key. On a large panel, two hands must reach the whole keyboard."""
MAX_HEIGHT_SHARE = 0.42
"""The maximum share of the window's height to which a keyboard grows."""
MAX_KEY_ASPECT = 1.4
"""The maximum ratio of the height of a key to its width."""


def min_key_size(measures: Measures) -> tuple[int, int]:
    """Return the minimum width and height of a key in pixels: 12 mm on landscape panels from 10 inches, 9 mm on others."""
    millimetres = 9 if measures.is_portrait or measures.is_small_panel else 12
    return measures.width_to_pixels(millimetres), measures.height_to_pixels(millimetres)


def keys_across(measures: Measures) -> int:
    """Return the number of keys that fit side by side within the margins."""
    room, between = measures.window[0] - 2 * measures.margin, key_gap(measures)
    return (room + between) // (min_key_size(measures)[0] + between)


def key_gap(measures: Measures) -> int:
    """Return the gap between keys in pixels."""
    return max(3, measures.spacing // 2)


def keyboard_height(drawing: PageDrawing, rows: KeyRows) -> int:
    """Return the height of the keyboard in pixels. Keys have the minimum height, or more if the window has room."""
    measures, between = drawing.measures, key_gap(drawing.measures)
    _, down = min_key_size(measures)
    column = _column(measures, rows, drawing.area.width) - between
    largest = min(
        measures.height_to_pixels(MAX_KEY_MM), measures.height_to_pixels(MAX_KEY_ASPECT * column * 9 / measures.width_to_pixels(9))
    )
    share = 0 if drawing.is_low_reach else MAX_HEIGHT_SHARE
    wanted = int((measures.window[1] * share + between) / len(rows)) - between
    return len(rows) * (max(down, min(wanted, largest)) + between) - between


def keyboard_width(drawing: PageDrawing, rows: KeyRows) -> int:
    """Return the width of the keyboard in pixels: that of the area, unless the keys reach their maximum width."""
    between = key_gap(drawing.measures)
    widest = max(sum(key.width for key in row) for row in rows)
    return round(_column(drawing.measures, rows, drawing.area.width) * widest) - between


def _column(measures: Measures, rows: KeyRows, width: int) -> float:
    """Return the distance between the left edges of neighbouring keys."""
    between = key_gap(measures)
    widest = max(sum(key.width for key in row) for row in rows)
    return min((width + between) / widest, measures.width_to_pixels(MAX_KEY_MM) + between)


def lay_out_keyboard(drawing: PageDrawing, rows: KeyRows, area: Rect) -> None:
    """Lay out the keyboard in the centre of an area. Rows that are narrower than the widest are centred."""
    measures, between = drawing.measures, key_gap(drawing.measures)
    column = _column(measures, rows, area.width)
    high = (area.height + between) / len(rows)
    letter = max(measures.small_size, round(high * 0.4))
    for number, row in enumerate(rows):
        y = area.y + round(number * high)
        x = area.x + (area.width + between - column * sum(key.width for key in row)) / 2
        for key in row:
            right = x + key.width * column
            rect = Rect(round(x), y, round(right) - round(x) - between, round(high) - between)
            word = key.action not in ("letter", "space")
            _key(drawing, key.name, rect, "tool" if word else "key", letter if key.action == "letter" else measures.small_size)
            x = right


def _key(drawing: PageDrawing, name: str, rect: Rect, look: TargetStyle, size: int) -> None:
    """Add a key. Its text may extend to its border, because its neighbours are keys as well."""
    target = drawing.page.find_target(name)
    if target is None:
        return
    room = (rect.width - 2 * drawing.measures.border_width, rect.height)
    run = drawing.typesetter.fit(target.text, size, drawing.measures.min_small_size, room, bold=target.selected and look == "tool")
    drawing.scene.add(PlacedTarget(name, rect, look, run, target.enabled, target.selected))


def add_key_forms(drawing: PageDrawing) -> None:
    """Add the variants of the held key in rows above it. What they cover is visible, but cannot be touched."""
    keys = [key for row in drawing.page.keyboard for key in row if key.variants]
    held = next((key for key in keys if drawing.page.find_target(variant_keys(key)[0].name)), None)
    own = next((touch for touch in drawing.scene.targets() if held is not None and touch.name == held.name), None)
    if held is None or own is None:
        return
    between, names = key_gap(drawing.measures), [form.name for form in variant_keys(held)]
    panel, count = _over(drawing, own.rect, len(names), between)
    drawing.scene.items[:] = [part for mark in drawing.scene.items for part in _beneath(mark, panel)]
    drawing.scene.add(Block(panel, "accent", drawing.measures.corner_radius))
    rows = [names[start : start + count] for start in range(0, len(names), count)]
    rest = panel.inset(between, between)
    for row in rows:
        line, rest = rest.split_top(own.rect.height, between)
        for name, rect in zip(row, line.split_columns(count, between), strict=False):
            _key(drawing, name, rect, "key", own.run.size if own.run else drawing.measures.small_size)


def _over(drawing: PageDrawing, own: Rect, count: int, between: int) -> tuple[Rect, int]:
    """Return the box of the variants above their key, and how many are side by side.

    The first variant is in the column of the key, unless the box would then leave the area. Variants that do not fit in one row are in
    several.
    """
    width = max(own.width, min_key_size(drawing.measures)[0])
    room = drawing.area.expand(between)
    fit = max(1, (room.width - between) // (width + between))
    rows = ceil(count / fit)
    across = ceil(count / rows)
    whole, high = across * (width + between) + between, rows * (own.height + between) + between
    x = max(room.x, min(own.x - between, room.right - whole))
    return Rect(x, max(0, own.y - high - between), whole, high), across


def _beneath(mark: SceneItem, panel: Rect) -> list[SceneItem]:
    """Return what remains of an item under a panel. A target there cannot be touched, so only its box and text are drawn."""
    if not isinstance(mark, PlacedTarget) or not _meet(mark.rect, panel):
        return [mark]
    if mark.style == "none" or mark.run is None:
        return []
    box, run = mark.rect, mark.run
    words = Rect(box.x + (box.width - run.width) // 2, box.y + (box.height - run.height) // 2, run.width, run.height)
    looks: list[SceneItem] = [Block(box, "tile", 0, None, 0.4)]
    return looks if _meet(words, panel) else [*looks, PlacedText(words, run, "soft", "centre")]


def _meet(one: Rect, other: Rect) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom
