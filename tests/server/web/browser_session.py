"""Prepares a running server with the example region, and signs people in to it with a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from server.store.people.people import Role
from tests.fixtures import accessibility
from tests.fixtures.server import ServerProcess
from tests.server.web.page_client import PASSWORD

ANNA, BO = "anna@example.fi", "bo@example.fi"
EXAMPLE = Path("server/example/region.toml").resolve()


def furnish(server: ServerProcess, role: Role, *people: str) -> None:
    """Load the example region, and add people with a role who can sign in. Without `people` this is Anna."""
    accessibility.require_axe()
    server.run_command("load", str(EXAMPLE))
    for email in people or (ANNA,):
        may_sign_in(server, role, email)


def may_sign_in(server: ServerProcess, role: Role, email: str = ANNA) -> None:
    server.run_command("add-person", email, "--role", role, "--password-stdin", stdin=f"{PASSWORD}\n")


def sign_in(page: Page, server: ServerProcess, email: str = ANNA, *, then: str = "/") -> None:
    """Sign in, and wait for the page to which the browser is redirected."""
    page.goto(f"{server.url}/sign-in?next={then}")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{server.url}{then}")


def signed_in(browser: Browser, server: ServerProcess, email: str = ANNA, *, then: str = "/", **context: Any) -> Page:
    """Return a page of a signed-in person, in a browser context of its own. Tests with axe must pass `bypass_csp`."""
    page = browser.new_context(**{"locale": "en-GB", "viewport": {"width": 1280, "height": 900}, **context}).new_page()
    sign_in(page, server, email, then=then)
    return page
