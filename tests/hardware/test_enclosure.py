"""Tests that the case can be made in every variant, and that its openings have the sizes of the parts behind them.

The sizes are measured in the drawings that OpenSCAD makes.
"""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest
from PIL import Image

from hardware import enclosure, pins
from hardware.enclosure import drawing
from hardware.enclosure.__main__ import PAGE_VARIANTS, PICTURES_FOLDER, main
from hardware.enclosure.drawing import FOLDER, FRONT_SHEET, PICTURES, SOLIDS, DrawingError
from tests.fixtures.display import VirtualDisplay
from tests.fixtures.program_lookup import find_program

VARIANTS = drawing.load_variants()
REVEAL_MM = 1
HARDWARE_FOLDER = FOLDER.parent


@pytest.fixture(scope="session")
def openscad() -> Path:
    return find_program("openscad", "openscad")


class Outline:
    """Represents a closed line of the front sheet by its bounding box in millimetres. The y axis points upwards."""

    def __init__(self, points: list[tuple[float, float]]) -> None:
        xs, ys = [x for x, _ in points], [-y for _, y in points]
        self.corners = len(points)
        self.left, self.right, self.bottom, self.top = min(xs), max(xs), min(ys), max(ys)

    @property
    def size(self) -> tuple[float, float]:
        return self.right - self.left, self.top - self.bottom

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


class FrontSheet:
    """Represents the front sheet as drawn: the outline of the plate, the opening for the panel, and the other holes, largest first."""

    def __init__(self, svg: str) -> None:
        (path,) = re.findall(r'<path d="([^"]+)"', svg)
        lines = [re.findall(r"(-?[\d.e-]+),(-?[\d.e-]+)", line) for line in path.split("z") if line.strip()]
        outlines = sorted((Outline([(float(x), float(y)) for x, y in line]) for line in lines), key=lambda one: -one.size[0] * one.size[1])
        self.plate, self.cut_out, *self.holes = outlines

    def keys_and_socket(self) -> list[Outline]:
        """Return the holes for the keys and the headset socket, from left to right."""
        return sorted((hole for hole in self.holes if hole.middle[1] < self.cut_out.bottom), key=lambda hole: hole.middle[0])


@pytest.fixture(scope="session", params=list(VARIANTS))
def variant(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def sheet(variant: str, openscad: Path, tmp_path_factory: pytest.TempPathFactory) -> FrontSheet:
    file = tmp_path_factory.mktemp("sheet") / "front.svg"
    drawing.draw(variant, FRONT_SHEET, file, program=openscad)
    return FrontSheet(file.read_text(encoding="utf-8"))


def active_area(variant: str) -> tuple[float, float]:
    width, height = json.loads(VARIANTS[variant]["panel_active"])
    return width, height


def test_the_cut_out_is_the_panels_active_area_and_its_reveal(variant: str, sheet: FrontSheet) -> None:
    width, height = active_area(variant)
    assert sheet.cut_out.size == pytest.approx((width + 2 * REVEAL_MM, height + 2 * REVEAL_MM), abs=0.01)
    assert sheet.cut_out.corners == 4


def test_the_plate_holds_the_panels_frame_on_every_side(variant: str, sheet: FrontSheet) -> None:
    width, height = json.loads(VARIANTS[variant]["panel_outer"])
    cut_width, cut_height = sheet.cut_out.size
    assert min(width - cut_width, height - cut_height) / 2 >= 3
    assert sheet.plate.size[0] > width
    assert sheet.plate.size[1] > height


def test_there_is_a_hole_for_every_key_and_one_for_the_headset(sheet: FrontSheet) -> None:
    *keys, socket = sheet.keys_and_socket()
    assert [hole.size[0] for hole in keys] == pytest.approx([16.2] * len(pins.KEY_NAMES), abs=0.2)
    assert socket.size[0] == pytest.approx(8.2, abs=0.2)
    steps = [right.middle[0] - left.middle[0] for left, right in itertools.pairwise(keys)]
    assert min(steps) >= 30, "a fingertip finds its key"


def test_no_hole_touches_another_or_the_edge(sheet: FrontSheet) -> None:
    inside = [sheet.cut_out, *sheet.holes]
    for index, one in enumerate(inside):
        assert one.left > sheet.plate.left + 3
        assert one.right < sheet.plate.right - 3
        assert one.bottom > sheet.plate.bottom + 3
        assert one.top < sheet.plate.top - 3
        for other in inside[index + 1 :]:
            apart = max(one.left - other.right, other.left - one.right, one.bottom - other.top, other.bottom - one.top)
            assert apart > 2


def test_every_solid_is_drawn_without_a_warning_and_encloses_its_volume(variant: str, openscad: Path, tmp_path: Path) -> None:
    for part in SOLIDS:
        said = drawing.draw(variant, part, tmp_path / f"{part}.stl", program=openscad)
        assert re.search(r"Simple:\s+yes", said), f"{part} has edges that no printer can follow"


@pytest.mark.parametrize("part", PICTURES)
def test_the_case_can_be_seen(part: str, openscad: Path, display: VirtualDisplay, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DISPLAY", display.name)
    drawing.draw("ten-inch-pi4", part, tmp_path / "case.png", program=openscad)
    with Image.open(tmp_path / "case.png") as picture:
        assert picture.size == (1000, 750)
        assert len(picture.convert("RGB").getcolors(1_000_000) or []) > 20


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"panel_offset": "[30, 0]"}, "hold the panel's frame on every side"),
        ({"panel_outer": "[218, 150]"}, "hold the panel's frame on every side"),
        ({"panel_outer": "[170, 160]", "panel_active": "[150, 100]"}, "do not fit beside"),
        ({"vesa": "90"}, "75 or 100"),
        ({"tilt": "45"}, "0 to 30"),
        ({"board": "pi3"}, "pi4 or pi5"),
    ],
)
def test_numbers_that_cannot_be_built_are_refused_in_words(changed: dict[str, str], words: str, openscad: Path, tmp_path: Path) -> None:
    with pytest.raises(DrawingError, match=words):
        drawing.draw("ten-inch-pi4", FRONT_SHEET, tmp_path / "front.svg", program=openscad, overrides=changed)


def test_without_openscad_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["--into", str(tmp_path / "out")]) == 1
    assert "apt-get install openscad" in capsys.readouterr().err


def test_a_variant_of_an_unknown_name_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["twelve-inch"])
    assert "ten-inch-pi4" in capsys.readouterr().err


def test_both_boards_and_both_sizes_are_there() -> None:
    assert {numbers["board"] for numbers in VARIANTS.values()} == {"pi4", "pi5"}
    assert len({active_area(name) for name in VARIANTS}) == 2
    assert enclosure.__doc__


def test_the_parts_list_names_the_panels_that_the_cases_are_for() -> None:
    said = (HARDWARE_FOLDER / "PARTS.md").read_text(encoding="utf-8")
    for name in VARIANTS:
        width, height = active_area(name)
        assert f"{width:.2f} × {height:.2f}" in said
        assert f"`{width:.0f}x{height:.0f}`" in said


def test_the_heights_of_the_mounting_guide_are_those_of_the_cases_and_within_reach(variant: str, sheet: FrontSheet) -> None:
    said = (HARDWARE_FOLDER / "MOUNTING.md").read_text(encoding="utf-8")
    size = '10"' if variant.startswith("ten") else '15"'
    (row,) = re.findall(rf"^\| {size} \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", said, re.MULTILINE)
    lower, *heights = map(int, row)
    drawn = [sheet.keys_and_socket()[0].middle[1], sheet.cut_out.bottom + REVEAL_MM, sheet.cut_out.top - REVEAL_MM, sheet.plate.top]
    assert heights == pytest.approx([lower + at - sheet.plate.bottom for at in drawn], abs=2)
    assert min(heights) >= 380
    assert max(heights) <= 1220


def test_the_page_has_its_pictures() -> None:
    said = (HARDWARE_FOLDER / "ENCLOSURE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\(pictures/([^)]+)\)", said))
    assert named == {f"{name}-{part}.png" for name in PAGE_VARIANTS for part in PICTURES}
    assert {file.name for file in PICTURES_FOLDER.iterdir()} == named
