"""The pages for texts in a real browser: loading a sheet with faults and a correct one, and adding, changing and ending a statement."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from server.domain.texts.text_sheet import write_sheet
from survey.enrolment_code import make_token
from tests.fixtures.accessibility import find_violations
from tests.fixtures.server import ServerProcess
from tests.server.domain.texts.sample_sheets import national_sheet
from tests.server.web.browser_session import EXAMPLE, may_sign_in, signed_in


def sheet(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return str(folder / name)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_every_page_is_readable_by_everybody(browser: Browser, region: ServerProcess, tmp_path: Path, width: int, scheme: str) -> None:
    window = {"width": width, "height": 900}
    page = signed_in(browser, region, viewport=window, color_scheme=scheme, locale="fi-FI", bypass_csp=True)
    found: list[str] = []
    page.goto(f"{region.url}/texts/pohjola/statements/new")
    found += find_violations(page)
    page.click("main form .hds-button")
    expect(page.locator("#faults")).to_be_focused()
    found += find_violations(page)
    page.fill("#text-fi", "Pysäköinti oli helppoa")
    page.click("main form .hds-button")
    page.wait_for_selector(".said")
    found += find_violations(page)
    for path in ("/texts", "/texts/pohjola/load", "/texts/pohjola/sets/general-1/fi/fi-2026-1"):
        page.goto(f"{region.url}{path}")
        found += find_violations(page)
    page.goto(f"{region.url}/texts/pohjola/load")
    page.set_input_files("#file", sheet(tmp_path, "bad.csv", b"section;code;text\nquestion;nps;\n"))
    page.click("main form .hds-button")
    expect(page.locator("#faults")).to_be_focused()
    found += find_violations(page)
    page.set_input_files("#file", sheet(tmp_path, "sv.csv", write_sheet(national_sheet("sv"))))
    page.click("main form .hds-button")
    page.wait_for_selector(".changes")
    found += find_violations(page)
    page.context.close()
    assert found == []


def test_a_sheet_s_faults_are_listed_and_the_mended_one_replaces_drafts_on_the_terminal(
    browser: Browser, region: ServerProcess, tmp_path: Path
) -> None:
    code = region.run_json("add-terminal", "--service-point", "keskusta-health-centre")["enrolment_code"]
    token = make_token()
    requests.post(f"{region.url}/api/v1/enrolments", json={"code": code, "token": token}, timeout=30).raise_for_status()
    good = write_sheet(national_sheet("sv", id="sv-2027-1", source="THL 2027", dated=None))
    page = signed_in(browser, region)
    page.click("text=Texts")
    assert "Draft" in page.inner_text("section[aria-labelledby=sets]")
    page.get_by_role("link", name="Import a sheet").click()
    page.set_input_files("#file", sheet(tmp_path, "bad.csv", good.replace(b"statement;safety;", b"statement;safty;")))
    page.fill("#dated", "31.1.2027")
    page.get_by_role("button", name="Preview changes").click()
    assert "Did you mean “safety”?" in page.inner_text("#faults")
    assert page.input_value("#dated") == "31.1.2027"
    page.set_input_files("#file", sheet(tmp_path, "good.csv", good))
    page.check("#official")
    page.get_by_role("button", name="Preview changes").click()
    expect(page.locator("main")).to_contain_text("drafts will be replaced.")
    page.get_by_role("button", name="Import these texts").click()
    expect(page.locator(".said")).to_contain_text("Svenska: the texts sv-2027-1 are now in use.")
    assert "Svenska\tOfficial\tTHL 2027\t31/01/2027\tsv-2027-1\tanna@example.fi" in page.inner_text("section[aria-labelledby=sets]")
    page.context.close()
    given = requests.get(f"{region.url}/api/v1/configuration", headers={"Authorization": f"Bearer {token}"}, timeout=30).json()
    assert {text["language"]: (text["id"], text["status"]) for text in given["texts"]}["sv"] == ("sv-2027-1", "official")


def test_a_statement_s_life_with_the_keyboard_alone(browser: Browser, region: ServerProcess, tmp_path: Path) -> None:
    page = signed_in(browser, region, bypass_csp=True)
    page.goto(f"{region.url}/texts/pohjola/statements/new")
    press_to(page, "#kind-own")
    press_to(page, "#text-fi")
    page.keyboard.type("Pysäköinti oli helppoa")
    for words in ("Det var lätt att parkera", "It was easy to park"):
        page.keyboard.press("Tab")
        page.keyboard.type(words)
    page.keyboard.press("Tab")
    page.keyboard.type("parking")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_contain_text("The statement has been created.")
    press_to(page, "#text-en")
    page.keyboard.press("Control+A")
    page.keyboard.type("I found a place to park")
    press_to(page, "main form button")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_contain_text("Saved.")
    expect(page.locator("section[aria-labelledby=history]")).to_contain_text("It was easy to park")
    asked = tmp_path / "asked.toml"
    asked.write_text(EXAMPLE.read_text().replace("[plan]", '[plan]\nown = ["parking"]').replace("\nown = []", ""))
    region.run_command("load", str(asked))
    page.reload()
    press_to(page, "section[aria-labelledby=ending] a")
    page.keyboard.press("Enter")
    expect(page.locator("#faults")).to_be_focused()
    expect(page.locator("#faults")).to_contain_text("1 plan uses it, so it cannot be ended")
    found = find_violations(page)
    press_to(page, "#faults a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rotation/pohjola")
    region.run_command("load", str(EXAMPLE))
    page.goto(f"{region.url}/texts/pohjola/statements/parking/end")
    found += find_violations(page)
    press_to(page, "main form button")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_contain_text("Ended.")
    found += find_violations(page)
    press_to(page, "section[aria-labelledby=ending] button")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_contain_text("Restored. Plans can use it again.")
    page.context.close()
    assert found == []


def press_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    page.wait_for_load_state()
    for _ in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {selector} on {page.url}")


def test_before_there_is_a_region_the_page_says_what_to_do(browser: Browser, server: ServerProcess) -> None:
    may_sign_in(server, "admin")
    page = signed_in(browser, server, bypass_csp=True)
    page.goto(f"{server.url}/texts")
    assert "There is no region yet" in page.inner_text("main")
    found = find_violations(page)
    page.context.close()
    assert found == []
