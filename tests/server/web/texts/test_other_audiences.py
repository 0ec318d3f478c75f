"""A form for children works from beginning to end: sheet by command or page, plan at a place, configuration of a terminal, response."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from i18n.labels import PICTURE_NAMES
from server.commands import main
from server.store.tables import responses
from survey.configuration_validation import find_fault, find_form_fault
from survey.wire import Configuration
from tests.server.domain.texts.sample_sheets import CHILD_SHEET
from tests.server.installation import ApiTerminal
from tests.server.web.page_client import SECRET, Pages

WORDS = ("Ei yhtään", "Vain vähän", "Melkein", "Kyllä", "Kyllä, paljon")
FACES = tuple(zip(WORDS, PICTURE_NAMES, strict=True))
SHEET = CHILD_SHEET + "".join(f"label;value_{n};{word}\r\nlabel;picture_{n};{face}\r\n" for n, (word, face) in enumerate(FACES, 1))
SWEDISH = SHEET.replace("language;fi", "language;sv")
LOAD = "/texts/pohjola/load"
HIDDEN = re.compile(r'name="(sheet|official|fingerprint)" value="([^"]*)"')
PLAN: dict[str, Any] = {"per_visit": "2", "statements": ["heard", "kind", "brave"], "order": "national", "seen": "", "act": "save"}


def by_command(pages: Pages, folder: Path, sheet: str) -> None:
    file = folder / "child.csv"
    file.write_bytes(sheet.encode())
    settings = {
        "AULA_SERVER_STATE": str(folder),
        "AULA_DATABASE_URL": pages.settings.database_url,
        "AULA_SECRET_KEY": SECRET,
    }
    done = CliRunner().invoke(main, ["load-texts", str(file), "--region", "pohjola"], env=settings)
    assert done.exit_code == 0, done.output


def on_the_page(pages: Pages, folder: Path, sheet: str) -> None:
    visitor = pages.signed_in("coordinator")
    data = {"csrf_token": visitor.form_token(LOAD), "file": (io.BytesIO(sheet.encode()), "child.csv")}
    preview = visitor.client.post(LOAD, data=data, headers={"Accept-Language": "en"})
    assert preview.status_code == 200, preview.text
    done = visitor.press(f"{LOAD}/confirm", dict(HIDDEN.findall(preview.text)), on=LOAD)
    assert done.status_code == 302


def ask_children(pages: Pages, where: str) -> None:
    """Create a plan for the children's form on the page of a place."""
    visitor = pages.signed_in("coordinator")
    address = f"/rotation/pohjola{where}/change"
    shown = visitor.get(f"{address}?form=child-1")
    seen = re.search(r'name="seen" value="([^"]*)"', shown.text)
    assert seen is not None, shown.text
    done = visitor.press(f"{address}?form=child-1", {**PLAN, "form": "child-1", "seen": seen[1]}, on=f"{address}?form=child-1")
    assert done.status_code == 302, done.text


def given(terminal: ApiTerminal) -> Configuration:
    found = msgspec.json.decode(terminal.get("/api/v1/configuration").data, type=Configuration)
    assert find_fault(found) is None, "the terminal's own judgement"
    assert [find_form_fault(found, form) for form in found.forms] == [None for _ in found.forms], "each can be chosen on it"
    return found


@pytest.mark.parametrize("load", [by_command, on_the_page])
def test_children_are_asked_first_at_their_clinic_and_beside_the_others_elsewhere(
    pages: Pages, tmp_path: Path, load: Callable[[Pages, Path, str], None]
) -> None:
    load(pages, tmp_path, SHEET)
    load(pages, tmp_path, SWEDISH)
    ask_children(pages, "")
    ask_children(pages, "/points/keskusta")
    clinic, elsewhere = (pages.installation.enrol_terminal(point) for point in ("keskusta", "satama"))
    at_clinic, beside = given(clinic), given(elsewhere)
    assert [(form.id, form.audience) for form in at_clinic.forms] == [("child-1", "child"), ("general-1", "general")]
    assert [(form.id, form.audience) for form in beside.forms] == [("general-1", "general"), ("child-1", "child")]
    for found in (at_clinic, beside):
        assert found.languages == ("fi", "sv")
        [texts] = [each for each in found.texts if (each.form, each.language) == ("child-1", "fi")]
        values = [(texts.labels[f"value_{n}"].text, texts.labels[f"picture_{n}"].text) for n in range(1, 6)]
        assert values == list(FACES)
        assert not [code for each in found.texts if each.form == "general-1" for code in each.labels if "picture" in code]
    answers = [{"code": "kind", "position": 1, "outcome": "answered", "value": 4}]
    draw = {"plan": at_clinic.forms[0].plan.number, "targets": 0, "index": 0}
    assert clinic.send_responses(clinic.next_response(form="child-1", texts="fi-2026-1", draw=draw, statements=answers)) == [
        ("stored", None)
    ]
    assert [row.form for row in pages.installation.rows(responses)] == ["child-1"]


def test_a_form_beside_the_place_s_own_takes_no_language_away_and_the_page_says_why_nobody_can_choose_it(
    pages: Pages, tmp_path: Path
) -> None:
    by_command(pages, tmp_path, SHEET)
    form = "/rotation/pohjola/change?form=child-1"
    review = pages.signed_in("coordinator").press(form, PLAN | {"form": "child-1", "act": "review"}, on=form)
    assert "People could not choose the form “Children aged 7 to 12 (child-1)” here" in review.text
    assert "would no longer be offered" not in review.text
    ask_children(pages, "")
    found = given(pages.installation.enrol_terminal("satama"))
    assert (found.languages, [form.id for form in found.forms]) == (("fi", "sv"), ["general-1"])
    shown = pages.signed_in("viewer").get("/texts").text
    assert "Cannot be chosen: Children aged 7 to 12" in shown
    assert "Svenska: The form “Children aged 7 to 12” has no texts in this language" in shown
    by_command(pages, tmp_path, SWEDISH)
    found = given(pages.installation.enrol_terminal("satama"))
    assert (found.languages, [form.id for form in found.forms]) == (("fi", "sv"), ["general-1", "child-1"])
    assert "Cannot be chosen" not in pages.signed_in("viewer").get("/texts").text


def test_where_it_is_the_place_s_own_the_languages_are_those_of_its_texts(pages: Pages, tmp_path: Path) -> None:
    by_command(pages, tmp_path, SHEET)
    ask_children(pages, "/points/keskusta")
    found = given(pages.installation.enrol_terminal("keskusta"))
    assert (found.languages, [form.id for form in found.forms]) == (("fi",), ["child-1", "general-1"])
    assert "The form “Children aged 7 to 12” has no texts in this language. Import its sheet." in pages.signed_in().get("/texts").text


@pytest.mark.parametrize(
    ("was", "instead", "said"),
    [
        ("picture_2;face-2", "picture_2;smiley", "line 15: label picture_2: terminals have no picture “smiley”. They have face-1, face-2"),
        ("label;picture_3;face-3\r\n", "", "label picture_3 is missing. Give words and pictures for all five values or for none."),
        ("label;value_", "label;word_", "line 12: The form child-1 has no label “word_1”"),
        ("audience;child", "audience;general", "The form child-1 has no label “value_1”"),
    ],
)
def test_words_and_pictures_that_terminals_cannot_show_are_told_with_their_line(
    pages: Pages, tmp_path: Path, was: str, instead: str, said: str
) -> None:
    file = tmp_path / "child.csv"
    assert was in SHEET
    file.write_bytes(SHEET.replace(was, instead).encode())
    settings = {"AULA_SERVER_STATE": str(tmp_path), "AULA_DATABASE_URL": pages.settings.database_url, "AULA_SECRET_KEY": SECRET}
    done = CliRunner().invoke(main, ["load-texts", str(file), "--region", "pohjola"], env=settings)
    assert done.exit_code == 1
    assert said in done.output
