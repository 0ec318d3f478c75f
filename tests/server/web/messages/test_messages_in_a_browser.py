"""The pages for messages and for the PIN are accessible in a real browser, and a message can be written from beginning to end."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.fixtures.accessibility import find_violations
from tests.fixtures.server import ServerProcess
from tests.server.web.browser_session import BO, may_sign_in, signed_in

KESKUSTA = "service_point:keskusta-health-centre"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_every_page_is_readable_by_everybody(browser: Browser, region: ServerProcess, width: int, scheme: str) -> None:
    may_sign_in(region, "admin", BO)  # a coordinator may not open the page of the PIN
    window = {"width": width, "height": 900}
    page = signed_in(browser, region, BO, viewport=window, color_scheme=scheme, locale="fi-FI", bypass_csp=True)
    found: list[str] = []

    def look(selector: str = "h1") -> None:
        page.wait_for_selector(selector)
        found.extend(find_violations(page))
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} is wider than the window"

    for path in ("", f"?place={KESKUSTA}", "/pohjola/quiet-corner", "/pohjola/quiet-corner/end", "/pohjola/new"):
        page.goto(f"{region.url}/messages{path}")
        look()
    page.click("main form .hds-button")
    expect(page.locator("#faults")).to_be_focused()
    look()
    page.fill("#did-fi", "Ovi aukeaa nyt napista")
    page.click("main form .hds-button--primary")
    look(".told")
    page.goto(f"{region.url}/service-pin")
    look()
    page.fill("#pin", "123456")
    page.click("main form .hds-button--primary")
    look("#pin-fault")
    page.context.close()
    assert found == []


def test_a_message_is_written_looked_at_mended_and_saved(browser: Browser, region: ServerProcess) -> None:
    page = signed_in(browser, region)
    page.goto(f"{region.url}/messages?place={KESKUSTA}")
    page.click("text=Add a message")
    assert page.input_value("#place") == KESKUSTA, "the place that was looked at"
    page.fill("#said-fi", "Ovi oli raskas")
    page.fill("#did-fi", "Ovi aukeaa nyt napista")
    page.click("text=Preview message")
    expect(page.locator(".told__language")).to_have_count(1)
    expect(page.locator("main")).to_contain_text("Incomplete in: Svenska, English")
    page.click("text=Continue editing")
    assert page.input_value("#said-fi") == "Ovi oli raskas"
    page.fill("#did-sv", "Dörren öppnas nu med en knapp")
    page.click("text=Preview message")
    expect(page.locator(".told__language")).to_have_count(2)
    page.click("main button[value=save]")
    expect(page.locator(".said")).to_contain_text("Added.")
    expect(page.locator("#here ~ table tbody tr").first).to_contain_text("Ovi aukeaa nyt napista")
    page.context.close()
