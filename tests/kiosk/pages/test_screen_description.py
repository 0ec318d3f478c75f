"""Tests the file with the screen description.

It has the documented fields, a reader never sees an incomplete file, and it is written only if something has changed.
"""

from __future__ import annotations

import json
import threading
from pathlib import Path

from kiosk.pages.page import Page, Target
from kiosk.pages.screen_description import DescriptionFile, ScreenDescription, TextDescription, describe_page

PAGE = Page(
    screen="statement",
    language="fi",
    heading="Sain apua",
    statement="access",
    position=1,
    statement_count=3,
    targets=(
        Target("value-1", "option", "1", "Vastaus 1 / 5", selected=True),
        Target("back", "button", "Takaisin", "Takaisin", enabled=False),
    ),
)
BOXES = {"value-1": (10, 20, 100, 80), "back": (10, 400, 120, 50)}


def sample_description(page: Page = PAGE) -> ScreenDescription:
    return describe_page(page, (800, 480), BOXES, (TextDescription("Sain apua", (10, 60, 700, 90), (300, 45)),))


def test_it_has_the_fields_of_the_outside(tmp_path: Path) -> None:
    file = tmp_path / "screen.json"
    DescriptionFile(file).write(sample_description())
    seen = json.loads(file.read_text(encoding="utf-8"))
    for field in ("screen", "language", "statement", "position", "of", "seconds_left", "window", "targets"):
        assert field in seen
    assert seen["window"] == [800, 480]
    first, second = seen["targets"]
    assert {key: first[key] for key in ("name", "role", "text", "rect", "enabled", "selected")} == {
        "name": "value-1", "role": "option", "text": "1", "rect": [10, 20, 100, 80], "enabled": True, "selected": True,
    }  # fmt: skip
    assert second["enabled"] is False


def test_a_target_without_a_place_is_not_there() -> None:
    seen = describe_page(PAGE, (800, 480), {"back": BOXES["back"]})
    assert [target.name for target in seen.targets] == ["back"]


def test_it_is_written_again_only_when_something_changed(tmp_path: Path) -> None:
    file = tmp_path / "screen.json"
    writer = DescriptionFile(file)
    writer.write(sample_description())
    first = file.stat().st_ino
    writer.write(sample_description())
    assert file.stat().st_ino == first
    writer.write(sample_description(Page(screen="nps", language="fi", heading="Kuinka")))
    assert file.stat().st_ino != first
    assert [path.name for path in tmp_path.iterdir()] == ["screen.json"]


def test_a_reader_never_sees_half_of_it(tmp_path: Path) -> None:
    file = tmp_path / "screen.json"
    writer = DescriptionFile(file)
    writer.write(sample_description())
    done = threading.Event()
    broken: list[str] = []

    def read() -> None:
        while not done.is_set():
            content = file.read_bytes()
            try:
                json.loads(content)
            except ValueError:
                broken.append(content.decode(errors="replace"))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(500):
        writer.write(sample_description(Page(screen="nps", language="fi", heading="Kuinka" * (number % 50))))
    done.set()
    reader.join()
    assert broken == []
