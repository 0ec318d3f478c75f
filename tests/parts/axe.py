"""Whether a page can be read by everybody: axe-core run in it, and whether it is wider than its window."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page

from server.web.assets.__main__ import HERE, is_current

AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def is_there() -> None:
    """Fails with the word how to get them where the pages' assets or axe are missing."""
    assert is_current(), "the pages' assets are not built: run python -m server.web.assets (make setup does)"
    assert AXE.is_file(), "axe-core is not there: run python -m server.web.assets --force"


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and good practice, each in a line, and how far the page sticks out of its window."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(f"axe.run(document, {json.dumps({'runOnly': RULES})}).then(result => result.violations)")
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    said = [f"{page.url}: {each['id']}: {each['help']} at {each['nodes'][0]['target']}" for each in found]
    return said + ([f"{page.url}: {wider} px wider than its window"] if wider > 0 else [])
