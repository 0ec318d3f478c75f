"""The pages for texts show what would change before it is done, change nothing if there are faults, and refuse roles without permission."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from werkzeug.test import TestResponse

from server.domain.rotation.plan_calendar import Unit
from server.domain.texts.sheet_parser import parse_sheet
from server.domain.texts.text_sheet import write_sheet
from server.operations.region import load_region_file
from server.store.read_transaction import reading
from server.store.rotation import plans
from server.store.tables import audit_entries, text_sets
from server.store.texts import added_statements
from server.store.texts.added_statements import AddedStatement
from server.store.write_transaction import writing
from survey.forms import CORE_STATEMENTS
from tests.server.domain.texts.sample_sheets import CHILD_SHEET, national_sheet
from tests.server.installation import REGION_TOML, sample_region_file
from tests.server.web.page_client import Pages, Visitor

HOME, LOAD, NEW = "/texts", "/texts/pohjola/load", "/texts/pohjola/statements/new"
PARKING = "/texts/pohjola/statements/pysakointi-oli-helppoa"
HIDDEN = re.compile(r'name="(sheet|official|fingerprint)" value="([^"]*)"')


def upload(visitor: Visitor, content: bytes, **fields: str) -> TestResponse:
    data = {"csrf_token": visitor.form_token(LOAD), "file": (io.BytesIO(content), "sheet.csv"), **fields}
    return visitor.client.post(LOAD, data=data, headers={"Accept-Language": "en"})


def confirm(visitor: Visitor, preview: TestResponse) -> TestResponse:
    assert preview.status_code in (200, 409), preview.text
    return visitor.press(f"{LOAD}/confirm", dict(HIDDEN.findall(preview.text)), on=LOAD, follow_redirects=True)


def words(answer: TestResponse) -> str:
    """Return the text of the page in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def make_parking(visitor: Visitor, **texts: str) -> TestResponse:
    said = {"text-fi": "Pysäköinti oli helppoa", "text-sv": "Det var lätt att parkera"} | {
        f"text-{tag}": text for tag, text in texts.items()
    }
    return visitor.press(NEW, {"kind": "own", **said}, on=NEW)


def plan_parking(pages: Pages, *, unit: Unit | None = None) -> int:
    content = {"per_visit": 3, "statements": list(CORE_STATEMENTS), "fixed": [], "special": [], "own": ["pysakointi-oli-helppoa"]}
    with writing(pages.engine) as connection:
        fields = {**content, "order": ["nps", "comment", "statements"], "form": "general-1"}
        return plans.add(connection, "pohjola", fields, author="x", now=pages.clock(), unit=unit)


def test_core_texts_cannot_be_edited_and_the_page_says_what_to_do(pages: Pages) -> None:
    assert "The texts that terminals show." in words(pages.signed_in("coordinator").get(HOME))


def test_it_shows_status_source_and_which_languages_are_offered(pages: Pages) -> None:
    with writing(pages.engine) as connection:
        text = REGION_TOML.replace('languages = ["fi", "sv"]', 'languages = ["fi", "sv", "se"]').replace(
            'drafts = ["fi", "sv"]', "drafts = []"
        )
        load_region_file.apply_region_file(connection, sample_region_file(text), author="command", now=pages.clock())
    shown = words(pages.signed_in("coordinator").get(HOME))
    assert "Suomi Offered –" in shown
    assert (
        "Svenska Not offered These texts of the form “People aged 13 and over” are drafts, and the region does not show drafts: nps, reason"
        in shown
    )
    assert "Davvisámegiella Not offered The form “People aged 13 and over” has no texts in this language" in shown
    assert "Svenska Draft Statements: Ostrobothnia county" in shown
    assert "Terminals also support English, Anarâškielâ" in shown


def test_a_sheet_is_shown_text_by_text_and_loaded_when_confirmed(pages: Pages) -> None:
    visitor = pages.signed_in("coordinator")
    content = write_sheet(national_sheet("sv", id="sv-2027-1")).replace(
        "Vad påverkade din upplevelse mest?".encode(), b"Vad var viktigast?"
    )
    preview = upload(visitor, content, official="yes")
    shown = words(preview)
    assert "reason Question Vad påverkade din upplevelse mest? Draft Vad var viktigast? Official Replaces a draft" in shown
    assert "access Statement Jag fick hjälp när jag behövde den Regional Wording unchanged. Official" in shown
    assert pages.installation.rows(text_sets) == [], "nothing is changed by looking"
    done = words(confirm(visitor, preview))
    assert "Svenska: the texts sv-2027-1 are now in use." in done
    assert "Svenska Official THL, a test" in done
    [row] = pages.installation.rows(text_sets)
    assert (row.id, row.status, row.author, row.in_use) == ("sv-2027-1", "official", "coordinator@example.fi", True)
    assert "Nothing would change" in words(upload(visitor, content, official="yes"))


def test_every_fault_is_listed_by_line_and_nothing_is_changed(pages: Pages) -> None:
    visitor = pages.signed_in("coordinator")
    answer = upload(
        visitor, b"section;code;text;status\nquestion;nps;\nlabel;nps_low;x;official\n", source="THL", language="sv", form="general-1"
    )
    assert answer.status_code == 422
    shown = words(answer)
    assert "errors. Nothing was changed." in shown
    assert "2 question nps has no text." in shown
    assert "3 A sheet cannot mark its own texts as official" in shown
    assert "– statement benefit is missing" in shown
    assert 'value="THL"' in answer.text, "what was typed is kept"
    assert '<option value="sv" selected>' in answer.text
    assert pages.installation.rows(text_sets) == []


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "No texts were found"), (b"PK\x03\x04", "Excel workbook"), ("ä".encode("cp1252"), "not UTF-8")]
)
def test_what_is_no_sheet_is_told_as_such(pages: Pages, content: bytes, said: str) -> None:
    answer = upload(pages.signed_in("coordinator"), content)
    assert (answer.status_code, said in words(answer)) == (422, True)


def test_a_file_larger_than_any_sheet_is_told_as_such(pages: Pages) -> None:
    answer = upload(pages.signed_in("coordinator"), b"x" * 100_000)
    assert answer.status_code == 413
    assert "The file is too large for a sheet." in words(answer)


def test_a_date_that_cannot_be_read_is_a_fault(pages: Pages) -> None:
    answer = upload(pages.signed_in("coordinator"), write_sheet(national_sheet("sv")), dated="tomorrow")
    assert (answer.status_code, "“tomorrow” is not a valid date" in words(answer)) == (422, True)


def test_the_second_of_two_coordinators_is_told_and_sees_what_would_change_now(pages: Pages) -> None:
    visitor = pages.signed_in("coordinator")
    mine = upload(visitor, write_sheet(national_sheet("sv", id="sv-mine")))
    confirm(visitor, upload(visitor, write_sheet(national_sheet("sv", id="sv-theirs", source="another"))))
    answer = confirm(visitor, mine)
    assert answer.status_code == 409
    assert "These texts were changed in the meantime" in words(answer)
    assert [row.id for row in pages.installation.rows(text_sets)] == ["sv-theirs"]
    confirm(visitor, answer)
    assert {row.id: row.in_use for row in pages.installation.rows(text_sets)} == {"sv-theirs": False, "sv-mine": True}


def test_a_confirmation_that_was_tampered_with_is_refused(pages: Pages) -> None:
    visitor = pages.signed_in("coordinator")
    for sheet in ("", "%%%", "c2VjdGlvbg=="):
        assert visitor.press(f"{LOAD}/confirm", {"sheet": sheet, "fingerprint": ""}, on=LOAD).status_code == 400


def test_a_new_form_is_announced_with_its_codes(pages: Pages) -> None:
    visitor = pages.signed_in("coordinator")
    preview = upload(visitor, CHILD_SHEET.encode())
    assert "There is no form “child-1” yet. This sheet will create it. Its audience: Children aged 7 to 12." in words(preview)
    assert "nps_low Label none Erittäin epätodennäköisesti Regional Not in the sheet" in words(preview)
    assert "Children aged 7 to 12 child-1" in words(confirm(visitor, preview))


def test_earlier_texts_are_shown_whole_and_brought_back_after_a_question(pages: Pages) -> None:
    visitor = pages.signed_in("coordinator")
    confirm(visitor, upload(visitor, write_sheet(national_sheet("sv", id="sv-a"))))
    page = "/texts/pohjola/sets/general-1/sv/sv-2026-1"
    shown = words(visitor.get(page))
    assert "Why these texts cannot be edited" in shown
    assert "No, an earlier version" in shown
    assert "Responsen är inte en officiell anmärkning eller klagan." in shown
    assert "Use sv-2026-1 again" in words(visitor.get(f"{page}/use"))
    assert "are in use again" in words(visitor.press(f"{page}/use", on=f"{page}/use", follow_redirects=True))
    assert "These texts are already in use." in words(visitor.press(f"{page}/use", on=f"{page}/use", follow_redirects=True))
    assert [row.what for row in pages.installation.rows(audit_entries, audit_entries.c.number)][-2:] == [
        "texts_loaded",
        "texts_brought_back",
    ]


def test_the_template_downloads_with_the_texts_in_use_beside(pages: Pages) -> None:
    visitor = pages.signed_in("viewer")
    answer = visitor.get("/texts/pohjola/template?form=general-1&language=se")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="general-1-se.csv"'
    assert "statement;access;;;;Sain apua, kun sitä tarvitsin" in answer.data.decode("utf-8-sig")
    swedish = visitor.get("/texts/pohjola/template?form=general-1&language=sv").data.decode("utf-8-sig")
    assert "statement;access;;;Jag fick hjälp när jag behövde den;Sain apua, kun sitä tarvitsin" in swedish
    sheet, _ = parse_sheet(visitor.get("/texts/pohjola/template?form=new&language=fi").data)
    assert sheet is not None
    assert (sheet.form, sheet.language, sheet.audience) == (None, "fi", None)
    for wrong in ("form=general-1&language=xx", "form=none&language=fi", ""):
        assert visitor.get(f"/texts/pohjola/template?{wrong}").status_code == 404


def test_a_statement_is_made_with_a_code_from_its_words(pages: Pages) -> None:
    visitor = pages.signed_in("coordinator")
    assert make_parking(visitor).headers["Location"] == PARKING
    shown = words(visitor.get(PARKING))
    assert "Own statement pysakointi-oli-helppoa" in shown
    assert "No plan in force or scheduled uses it." in shown
    assert make_parking(visitor).headers["Location"] == f"{PARKING}-2"
    assert "Pysäköinti oli helppoa" in words(visitor.get(HOME))


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"text-fi": ""}, 422, "Enter the text in the region’s first language."),
        ({"text-sv": "=x"}, 422, "A text cannot begin with ="),
        ({"text-fi": "x" * 251}, 422, "The text has 251 characters. The maximum is 250."),
        ({"kind": "core"}, 422, "Choose a type."),
        ({"code": "Ä"}, 422, "Use lower-case letters"),
        ({"code": "access"}, 409, "There is already a statement “access”"),
    ],
)
def test_a_statement_that_will_not_do_is_said_at_its_field_and_what_was_typed_is_kept(
    pages: Pages, fields: dict[str, str], status: int, said: str
) -> None:
    visitor = pages.signed_in("coordinator")
    answer = visitor.press(NEW, {"kind": "own", "text-fi": "Näin", "text-sv": "Så här", **fields}, on=NEW)
    assert answer.status_code == status
    assert words(answer).count(said) == 2, "at the top and beside the field"
    kept = next(text for text in ({"text-sv": "Så här", "text-fi": "Näin"} | fields).values() if text)
    assert kept in unescape(answer.text)
    with reading(pages.engine) as connection:
        assert added_statements.usable(connection, "pohjola") == []


def test_a_changed_text_is_a_revision_and_the_second_to_save_is_told(pages: Pages) -> None:
    visitor = pages.signed_in("coordinator")
    make_parking(visitor)
    first = {"text-fi": "Löysin paikan", "seen-fi": "1", "text-sv": "Det var lätt att parkera", "seen-sv": "1"}
    assert "Saved." in words(visitor.press(PARKING, first, on=PARKING, follow_redirects=True))
    answer = visitor.press(PARKING, {**first, "text-fi": "Jotain muuta"}, on=PARKING)
    assert answer.status_code == 409
    assert "This was changed in the meantime." in words(answer)
    assert "In use now: Löysin paikan" in words(answer)
    assert "Jotain muuta" in answer.text
    assert "Saved." in words(
        visitor.press(PARKING, {**first, "text-fi": "Jotain muuta", "seen-fi": "2"}, on=PARKING, follow_redirects=True)
    )
    assert "Nothing was changed." in words(visitor.press(PARKING, {**first, "text-fi": "Jotain muuta"}, on=PARKING, follow_redirects=True))
    assert "A saved text can be changed but not removed" in words(visitor.press(PARKING, {**first, "text-sv": ""}, on=PARKING))


def test_one_that_is_asked_cannot_be_ended_and_the_page_says_where(pages: Pages) -> None:
    visitor = pages.signed_in("coordinator")
    make_parking(visitor, sv="")
    number = plan_parking(pages, unit=Unit("service_point", "keskusta"))
    shown = words(visitor.get(HOME))
    assert "1 service point Keskusta Languages on terminals" in shown
    assert "Pysäköinti oli helppoa (pysakointi-oli-helppoa)" in shown
    assert "No text in: Svenska" in shown
    for answer in (visitor.get(f"{PARKING}/end"), visitor.press(f"{PARKING}/end", on=LOAD)):
        said = words(answer)
        assert "1 plan uses it, so it cannot be ended" in said
        assert f"Plan {number} , Keskusta: from 02/11/2026, 10.00" in said
        assert "/rotation/pohjola/points/keskusta" in answer.text
    assert answer.status_code == 409


def test_one_that_nobody_asks_is_ended_after_a_question_and_brought_back(pages: Pages) -> None:
    visitor = pages.signed_in("coordinator")
    make_parking(visitor)
    assert "End this statement?" in words(visitor.get(f"{PARKING}/end"))
    assert "Ended. Plans cannot use it until it is restored." in words(
        visitor.press(f"{PARKING}/end", on=f"{PARKING}/end", follow_redirects=True)
    )
    assert "Ended" in words(visitor.get(HOME))
    assert "Restored. Plans can use it again." in words(visitor.press(f"{PARKING}/resume", on=PARKING, follow_redirects=True))


@pytest.mark.parametrize("role", ["viewer", "it"])
def test_who_may_only_look_sees_all_and_changes_nothing(pages: Pages, role: str) -> None:
    with writing(pages.engine) as connection:
        statement = AddedStatement("pysakointi-oli-helppoa", "own", {"fi": "Pysäköinti oli helppoa"})
        added_statements.add(connection, "pohjola", statement, author="x", now=pages.clock())
    visitor = pages.signed_in(role)  # type: ignore[arg-type]
    for page in (HOME, PARKING, "/texts/pohjola/sets/general-1/fi/fi-2026-1"):
        shown = visitor.get(page)
        assert shown.status_code == 200
        assert not re.search(r'<form[^>]*method="post"[^>]*action="/texts', shown.text)
        assert LOAD not in shown.text
    for page in (LOAD, NEW, f"{PARKING}/end", "/texts/pohjola/sets/general-1/fi/fi-2026-1/use"):
        assert visitor.get(page).status_code == 403
        assert visitor.press(page, on=HOME).status_code == 403
    assert visitor.press(f"{LOAD}/confirm", on=HOME).status_code == 403


def test_another_region_is_not_there(pages: Pages) -> None:
    with writing(pages.engine) as connection:
        load_region_file.apply_region_file(
            connection, sample_region_file(REGION_TOML.replace('"pohjola"', '"lappi"')), author="command", now=pages.clock()
        )
    theirs = pages.signed_in("coordinator", region="lappi")
    assert "/texts/lappi/load" in theirs.get(HOME).text
    for page in (LOAD, NEW, PARKING, f"{HOME}?region=pohjola", "/texts/pohjola/sets/general-1/fi/fi-2026-1", "/texts/pohjola/template"):
        assert theirs.get(page).status_code == 404
    everyone = pages.signed_in("admin")
    assert 'value="lappi"' in everyone.get(HOME).text
    assert everyone.get("/texts/a%00b/load").status_code == 404


def test_who_is_not_signed_in_is_asked_to(pages: Pages) -> None:
    for page in (HOME, LOAD, NEW, PARKING):
        assert "/sign-in" in pages.visitor().get(page).headers["Location"]
