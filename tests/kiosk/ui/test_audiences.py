"""The forms for children and relatives and the messages work in a real window, with real touches."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from kiosk.pages.page_builder import build_page as page_of
from kiosk.pages.text_input import TextInput
from kiosk.ui.theme import THEMES
from kiosk.visit.script import build_script
from kiosk.visit.view import View
from survey.visit import DisplayPreferences, DrawnStatements, Visit
from survey.wire import Answered, Configuration, DrawRef
from tests.kiosk.sample_forms import CHILD_FORM, LONG_CHILD_FORM, NEWS_MESSAGES, PLACEHOLDER_STATEMENTS, RELATIVE_FORM, with_forms
from tests.kiosk.ui.layout_rules import PanelSize, check_bounds, check_overlaps, check_reach, check_target_sizes, check_type_sizes
from tests.kiosk.ui.sample_runtime import FROZEN_CLOCK_MS, make_configuration
from tests.kiosk.ui.screenshots import grab_stable_picture
from tests.kiosk.ui.test_window import check_screen
from tests.kiosk.ui.window_driver import SEVEN_INCH_PANEL, TEN_INCH_PANEL, VISIT_PANELS, DescriptionDict, WindowDriver, has_target

FORMS = f"general-1,{CHILD_FORM},{RELATIVE_FORM}"
LEAST_FACE_MM = 12
TALL_PANEL = ("1080x1920", "194x345")


def choose_audience(driver: WindowDriver, name: str) -> DescriptionDict:
    driver.choose("audience")
    assert check_screen(driver)["screen"] == "audience"
    return driver.choose(f"form-{name}")


def value_targets(description: DescriptionDict) -> list[DescriptionDict]:
    return [target for target in description["targets"] if target["name"].startswith("value-")]


@pytest.mark.parametrize("panel", [*VISIT_PANELS.values(), TALL_PANEL], ids=[*VISIT_PANELS, "tall"])
def test_a_whole_visit_of_a_child(tmp_path: Path, panel: tuple[str, str]) -> None:
    millimetre = int(panel[0].split("x")[0]) / int(panel[1].split("x")[0])
    with WindowDriver(tmp_path, panel, forms=FORMS) as shown:
        assert choose_audience(shown, CHILD_FORM)["heading"] == f"Koekysymys ({CHILD_FORM})?"
        check_screen(shown)
        shown.choose("nps-8")
        assert check_screen(shown)["heading"] == "Koekysymys kaksi?"
        shown.choose("skip")
        for position, value in ((1, "value-2"), (2, "value-5")):
            seen = check_screen(shown)
            assert (seen["screen"], seen["position"]) == ("statement", position)
            assert [target["picture"]["name"] for target in value_targets(seen)] == [f"face-{n}" for n in range(1, 6)]
            sizes = {tuple(target["picture"]["rect"][2:]) for target in value_targets(seen)}
            assert len(sizes) == 1, "no face is larger than another"
            assert min(sizes.pop()) >= LEAST_FACE_MM * millimetre - 1
            assert len({target["rect"][3] for target in value_targets(seen)}) == 1
            for target in value_targets(seen):
                assert is_inside(target["picture"]["rect"], target["rect"])
                assert [text for text in seen["texts"] if text["text"] == target["text"] and is_inside(text["rect"], target["rect"])]
            shown.choose(value)
        assert check_screen(shown)["screen"] == "thanks"
        shown.choose("close")
        seen = check_screen(shown)
        assert (seen["screen"], seen["heading"].startswith("Kuinka")) == ("nps", True), "the next person is asked as the place asks"
        assert shown.stop() == 0
        told = shown.final_report
        assert (told["visits"], told["texts"], told["codes"], told["unseen"]) == (1, 0, [], [])
        assert told["finished"] == [{"nps": 8, "replies": 2, "ended": "completed"}]


@pytest.mark.parametrize("panel", [*VISIT_PANELS.values(), TALL_PANEL, ("480x800", "86x154")], ids=[*VISIT_PANELS, "tall", "7inch upright"])
@pytest.mark.parametrize(
    "sight",
    [
        DisplayPreferences(),
        DisplayPreferences("largest"),
        DisplayPreferences("normal", "black", "low"),
        DisplayPreferences("large", "white", "low"),
    ],
    ids=repr,
)
def test_screens_for_others_and_news_lie_right_however_somebody_wants_to_see_them(
    tmp_path: Path, panel: tuple[str, str], sight: DisplayPreferences
) -> None:
    """With very long texts and several parts, nothing is cut off, too small or out of reach."""
    place = replace(with_forms(make_configuration(), CHILD_FORM, RELATIVE_FORM, LONG_CHILD_FORM), messages=NEWS_MESSAGES)
    begun = Visit(
        script=build_script(place),
        language="fi",
        display_preferences=sight,
        began_at=FROZEN_CLOCK_MS - 9_000,
        touched_at=FROZEN_CLOCK_MS - 2_000,
    )
    drawn = DrawnStatements(DrawRef(1, 0, 0), PLACEHOLDER_STATEMENTS[:2])

    def asked(name: str) -> Visit:
        return replace(
            begun, script=begun.script.with_form(name), step="statement", answered_at=FROZEN_CLOCK_MS - 5_000, nps=9, drawn=drawn
        )

    with WindowDriver(tmp_path, panel, frozen=True) as shown:
        seen_forms = {name: show_parts(shown, place, asked(name)) for name in (CHILD_FORM, RELATIVE_FORM, LONG_CHILD_FORM)}
        told = show_parts(shown, place, replace(begun, overlay="news"))
    for name, parts in seen_forms.items():
        found = [target for seen in parts for target in value_targets(seen)]
        assert [target["name"] for target in found] == [f"value-{n}" for n in range(1, 6)], f"{name}: each value in one part"
        pictures = [target["picture"] and target["picture"]["name"] for target in found]
        assert pictures in ([None] * 5, [f"face-{n}" for n in range(1, 6)])
        least = LEAST_FACE_MM * min(pixels / across for pixels, across in zip(shown.window_pixels, shown.panel_mm, strict=True)) - 1
        assert all(target["picture"]["rect"][2] >= least for target in found if target["picture"])
        if (name, sight) == (CHILD_FORM, DisplayPreferences()):
            assert all(pictures) and len(parts) == 1
    words = " ".join(text["text"] for seen in told for text in seen["texts"])
    assert words.count("Me teimme") == 3 and "12\u00a0041" in words


def show_parts(driver: WindowDriver, config: Configuration, visit: Visit) -> list[DescriptionDict]:
    """Show a visit with a stopped clock, and return all parts of its screen after checking that their layout has no faults."""
    view = View(mode="visit", configuration=config, visit=visit, decided_at=FROZEN_CLOCK_MS, month_count=Answered("2026-11", 12_041))
    page = page_of(view, TextInput(), FROZEN_CLOCK_MS)
    words = {target.name: target.text for target in page.targets}
    driver.show(replace(view, mode="out_of_use"))
    driver.wait_for_screen("out_of_use")
    driver.show(view)
    parts = [driver.wait_for(page.heading, lambda seen: seen["screen"] == page.screen and seen["heading"] == page.heading)]
    while has_target(parts[-1], "more"):
        parts.append(driver.turn_part("more"))
    panel = PanelSize(driver.window_pixels, driver.panel_mm)
    for seen in parts:
        assert all(words.get(target["name"], target["text"]) == target["text"] for target in seen["targets"])
        faults = [
            fault
            for rule in (check_bounds, check_overlaps, check_type_sizes, check_target_sizes, check_reach)
            for fault in rule(seen, panel)
        ]
        assert faults == [], faults
    return parts


def test_a_whole_visit_of_a_relative_in_two_languages(tmp_path: Path) -> None:
    with WindowDriver(tmp_path, forms=FORMS) as shown:
        choose_audience(shown, RELATIVE_FORM)
        for name in ("nps-3", "write", "key-a", "send"):
            if name.startswith("key"):
                shown.tap(name)
            else:
                shown.choose(name)
        seen = check_screen(shown)
        assert [(target["text"], target["picture"]) for target in value_targets(seen)] == [
            (f"Sana {number}", None) for number in ("yksi", "kaksi", "kolme", "neljä", "viisi")
        ]
        shown.choose("languages")
        assert [target["text"] for target in value_targets(shown.choose("language-sv"))] == [
            "Ord ett",
            "Ord två",
            "Ord tre",
            "Ord fyra",
            "Ord fem",
        ]
        shown.choose("value-1")
        assert shown.choose("back")["position"] == 1
        assert [target["name"] for target in check_screen(shown)["targets"] if target["selected"]] == ["value-1"]
        shown.choose("value-3")
        shown.choose("not-applicable")
        assert check_screen(shown)["screen"] == "thanks"
        assert shown.choose("close")["language"] == "fi"


def test_somebody_who_leaves_a_childs_form_leaves_the_places_own_to_the_next(tmp_path: Path) -> None:
    with WindowDriver(tmp_path, forms=FORMS, timeout_ms=2_000) as shown:
        assert choose_audience(shown, CHILD_FORM)["heading"].startswith("Koekysymys")
        shown.wait_for_screen("still_there")
        shown.wait_for("the place's own form", lambda seen: seen["screen"] == "nps" and seen["heading"].startswith("Kuinka"))


def test_a_childrens_clinic_asks_children_first(tmp_path: Path) -> None:
    with WindowDriver(tmp_path, SEVEN_INCH_PANEL, forms=f"{CHILD_FORM},general-1") as shown:
        assert check_screen(shown)["heading"] == f"Koekysymys ({CHILD_FORM})?"
        assert choose_audience(shown, "general-1")["heading"].startswith("Kuinka")


@pytest.mark.parametrize("theme", list(THEMES))
def test_a_face_is_drawn_in_the_ink_of_its_tile_and_nothing_else(tmp_path: Path, theme: str) -> None:
    """Each face has only its own colour, as much of it as its neighbours, and looks different. A selected face changes completely."""
    with WindowDriver(tmp_path, TEN_INCH_PANEL, forms=FORMS, theme=theme) as shown:
        choose_audience(shown, CHILD_FORM)
        shown.choose("nps-8")
        shown.choose("skip")
        shown.choose("value-4")
        shown.choose("back")
        seen, picture = shown.description(), grab_stable_picture(shown).convert("RGB")
        faces = [crop(picture, target["picture"]["rect"]) for target in value_targets(seen)]
    pairs: list[tuple[str, str]] = [("ink", "tile")] * 3 + [("on_accent", "accent"), ("ink", "tile")]
    shares = []
    for face, (ink, ground) in zip(faces, pairs, strict=True):
        line, paper = (tuple(round(255 * part) for part in THEMES[theme].colours[token][:3]) for token in (ink, ground))
        assert all(is_mixture(colour, line, paper) for _, colour in face_colours(face)), f"{theme}: another colour than {line} on {paper}"
        shares.append(sum(count for count, colour in face_colours(face) if is_near_colour(colour, line)) / (face.width * face.height))
    assert min(shares) > 0.05 and max(shares) < 1.1 * min(shares), shares
    light = [face.convert("L").point(lambda value: 255 if value > 127 else 0) for face in (faces[0], faces[1], faces[2], faces[4])]
    assert len({face.tobytes() for face in light}) == 4


@pytest.mark.parametrize("panel", VISIT_PANELS.values(), ids=list(VISIT_PANELS))
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_news_are_a_touch_away_and_whole(tmp_path: Path, panel: tuple[str, str], language: str) -> None:
    others = [tag for tag in ("fi", "sv", "en") if tag != language]
    told = {"fi": 3, "sv": 2, "en": 1}[language]
    with WindowDriver(tmp_path, panel, languages=",".join((language, *others)), told="yes", answered=12_041) as shown:
        check_screen(shown)
        shown.choose("news")
        check_screen(shown)
        done = {"fi": "Me teimme: ", "sv": "Vi gjorde: ", "en": "We did: "}[language]
        words = shown.all_text()
        assert words.count(done) == told
        assert "12\u00a0041" in words
        assert shown.choose("close")["screen"] == "nps"


def test_where_there_is_nothing_to_tell_there_is_no_way_to_it(tmp_path: Path) -> None:
    with WindowDriver(tmp_path) as shown:
        assert "news" not in [target["name"] for target in shown.description()["targets"]]


def is_inside(inner: list[int], outer: list[int]) -> bool:
    return all(outer[at] <= inner[at] and inner[at] + inner[at + 2] <= outer[at] + outer[at + 2] for at in (0, 1))


def crop(picture: Image.Image, rect: list[int]) -> Image.Image:
    x, y, width, height = rect
    return picture.crop((x, y, x + width, y + height))


def face_colours(face: Image.Image) -> list[tuple[int, tuple[int, ...]]]:
    return face.getcolors(face.width * face.height) or []  # type: ignore[return-value]


def is_near_colour(colour: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(one - two) <= 3 for one, two in zip(colour, other, strict=True))


def is_mixture(colour: tuple[int, ...], one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Return whether a colour is a mixture of two others, like the smoothed edge of a line."""
    length = sum((b - a) ** 2 for a, b in zip(one, other, strict=True))
    share = sum((c - a) * (b - a) for a, b, c in zip(one, other, colour, strict=True)) / length
    return is_near_colour(colour, tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))) and -0.02 <= share <= 1.02
