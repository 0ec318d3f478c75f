"""Texts in plain Finnish can be loaded from a sheet, opened by their address, and used in a statement of the region."""

from __future__ import annotations

from pathlib import Path

import pytest

import i18n.languages
from server.domain.texts.text_sheet import write_sheet
from server.operations.region import load_region_file
from server.store.tables import text_sets
from server.store.write_transaction import writing
from tests.i18n.sample_plain_finnish import (
    PLAIN_FINNISH_NAME,
    PLAIN_FINNISH_TAG,
    copy_locales_with_plain_finnish,
    plain_finnish_sheet,
    sample_text,
)
from tests.server.installation import REGION_TOML, sample_region_file
from tests.server.web.page_client import Pages
from tests.server.web.texts.test_texts import HOME, NEW, PARKING, confirm, make_parking, upload, words


@pytest.fixture
def plain(pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pages:
    """Provides a region that shows plain Finnish, on a server that has the folder of this language."""
    copy_locales_with_plain_finnish(tmp_path / "locales")
    found = i18n.languages.languages(tmp_path / "locales")
    monkeypatch.setattr(i18n.languages, "_cached", lambda: found)
    text = REGION_TOML.replace('languages = ["fi", "sv"]', f'languages = ["fi", "{PLAIN_FINNISH_TAG}", "sv"]').replace(
        'name = { fi = "Keskusta" }', f'name = {{ fi = "Keskusta", {PLAIN_FINNISH_TAG} = "KOE Keskusta" }}'
    )
    with writing(pages.engine) as connection:
        load_region_file.apply_region_file(connection, sample_region_file(text), author="command", now=pages.clock())
    return pages


def test_its_sheet_is_loaded_on_the_page_and_its_texts_have_an_address(plain: Pages) -> None:
    visitor = plain.signed_in("coordinator")
    assert f"{PLAIN_FINNISH_NAME} Not offered The form “People aged 13 and over” has no texts" in words(visitor.get(HOME))
    done = words(confirm(visitor, upload(visitor, write_sheet(plain_finnish_sheet()))))
    [row] = plain.installation.rows(text_sets)
    assert (row.language, row.in_use) == (PLAIN_FINNISH_TAG, True)
    assert row.id.startswith(f"{PLAIN_FINNISH_TAG}-")
    assert f"{PLAIN_FINNISH_NAME}: the texts {row.id} are now in use." in done
    assert f"{PLAIN_FINNISH_NAME} Offered" in done
    shown = visitor.get(f"/texts/pohjola/sets/general-1/{PLAIN_FINNISH_TAG}/{row.id}")
    assert shown.status_code == 200
    assert sample_text("access") in words(shown)
    assert f'lang="{PLAIN_FINNISH_TAG}"' in shown.text
    assert f'value="{PLAIN_FINNISH_TAG}" selected' in upload(visitor, b"section;code;text\n", language=PLAIN_FINNISH_TAG).text


def test_a_statement_of_the_regions_own_has_words_in_it(plain: Pages) -> None:
    visitor = plain.signed_in("coordinator")
    assert f'name="text-{PLAIN_FINNISH_TAG}"' in visitor.get(NEW).text
    assert make_parking(visitor, **{PLAIN_FINNISH_TAG: sample_text("parking")}).status_code == 302
    shown = visitor.get(PARKING)
    assert sample_text("parking") in words(shown)
    kept = {"text-fi": "Pysäköinti oli helppoa", "seen-fi": "1", "text-sv": "Det var lätt att parkera", "seen-sv": "1"}
    changed = {**kept, f"text-{PLAIN_FINNISH_TAG}": sample_text("other"), f"seen-{PLAIN_FINNISH_TAG}": "1"}
    assert "Saved." in words(visitor.press(PARKING, changed, on=PARKING, follow_redirects=True))
    assert sample_text("other") in words(visitor.get(PARKING))
