"""Texts in plain Finnish on the pages: loaded from a sheet, found by their address, asked in a statement of the region's own."""

from __future__ import annotations

from pathlib import Path

import pytest

import i18n.languages
from server.domain.texts.text_sheet import write
from server.operations.region import load_region_file
from server.store.tables import text_sets
from server.store.write_transaction import writing
from tests.i18n.plain_finnish import NAME, TAG, beside_ours, said, sheet
from tests.server.installation import REGION, region_file
from tests.server.web.pages import Pages
from tests.server.web.texts.test_texts import HOME, NEW, PARKING, confirm, make_parking, upload, words


@pytest.fixture
def plain(pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pages:
    """A region that shows plain Finnish, on a server that has its folder."""
    beside_ours(tmp_path / "locales")
    found = i18n.languages.languages(tmp_path / "locales")
    monkeypatch.setattr(i18n.languages, "_ours", lambda: found)
    text = REGION.replace('languages = ["fi", "sv"]', f'languages = ["fi", "{TAG}", "sv"]').replace(
        'name = { fi = "Keskusta" }', f'name = {{ fi = "Keskusta", {TAG} = "KOE Keskusta" }}'
    )
    with writing(pages.engine) as connection:
        load_region_file.load(connection, region_file(text), author="command", now=pages.clock())
    return pages


def test_its_sheet_is_loaded_on_the_page_and_its_texts_have_an_address(plain: Pages) -> None:
    visitor = plain.signed_in("coordinator")
    assert f"{NAME} Not offered There are no texts" in words(visitor.get(HOME))
    done = words(confirm(visitor, upload(visitor, write(sheet()))))
    [row] = plain.installation.rows(text_sets)
    assert (row.language, row.in_use) == (TAG, True)
    assert row.id.startswith(f"{TAG}-")
    assert f"{NAME}: the texts {row.id} are in use." in done
    assert f"{NAME} Offered" in done
    shown = visitor.get(f"/texts/pohjola/sets/general-1/{TAG}/{row.id}")
    assert shown.status_code == 200
    assert said("access") in words(shown)
    assert f'lang="{TAG}"' in shown.text
    assert f'value="{TAG}" selected' in upload(visitor, b"section;code;text\n", language=TAG).text


def test_a_statement_of_the_regions_own_has_words_in_it(plain: Pages) -> None:
    visitor = plain.signed_in("coordinator")
    assert f'name="text-{TAG}"' in visitor.get(NEW).text
    assert make_parking(visitor, **{TAG: said("parking")}).status_code == 302
    shown = visitor.get(PARKING)
    assert said("parking") in words(shown)
    kept = {"text-fi": "Pysäköinti oli helppoa", "seen-fi": "1", "text-sv": "Det var lätt att parkera", "seen-sv": "1"}
    changed = {**kept, f"text-{TAG}": said("other"), f"seen-{TAG}": "1"}
    assert "Saved." in words(visitor.press(PARKING, changed, on=PARKING, follow_redirects=True))
    assert said("other") in words(visitor.get(PARKING))
