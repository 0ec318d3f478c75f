"""The pages are accessible in a real browser (axe), write nothing to its console, and refresh themselves."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, expect

from survey.enrolment_code import make_token
from tests.fixtures.accessibility import find_violations
from tests.fixtures.server import ServerProcess
from tests.server.web.browser_session import furnish, sign_in


@pytest.fixture
def lobby(server: ServerProcess) -> tuple[ServerProcess, str, dict[str, str]]:
    """Provides a running server with the example region, a person who can sign in, and a terminal with refused and missing responses.

    It returns the server, the id of the terminal, and the headers for requests of the terminal.
    """
    furnish(server, "admin")
    server.run_json("add-terminal", "--service-point", "keskusta-laboratory")
    added = server.run_json("add-terminal", "--service-point", "keskusta-health-centre", "--label", "Lobby")
    token = make_token()
    enrolled = requests.post(f"{server.url}/api/v1/enrolments", json={"code": added["enrolment_code"], "token": token}, timeout=30)
    assert enrolled.status_code == 201, enrolled.text
    headers = {"Authorization": f"Bearer {token}"}
    _heartbeat(server, headers, refused=1)
    return server, added["terminal_id"], headers


def _heartbeat(server: ServerProcess, headers: dict[str, str], *, refused: int) -> None:
    beat = {
        "sent_at": "2026-11-22T10:00:00+02:00",
        "clock": {"boot": "b", "monotonic_ms": 1, "trusted": True},
        "stream": "s1",
        "next_sequence": 9,
        "unsent": 2,
        "refused": {"count": refused, "items": [{"id": str(uuid.uuid4()), "code": "unknown_statement"}] * refused},
    }
    answer = requests.post(f"{server.url}/api/v1/heartbeats", json=beat, headers=headers, timeout=30)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_readable_by_everybody(
    browser: Browser, lobby: tuple[ServerProcess, str, dict[str, str]], width: int, scheme: Any
) -> None:
    server, terminal, _ = lobby
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="fi-FI", bypass_csp=True)
    page = context.new_page()
    page.goto(f"{server.url}/sign-in")
    found = find_violations(page)
    sign_in(page, server)
    found += find_violations(page)
    page.goto(f"{server.url}/terminals/{terminal}")
    found += find_violations(page)
    page.goto(f"{server.url}/nothing-here")
    found += find_violations(page)
    context.close()
    assert found == []


def test_the_console_stays_quiet_and_nothing_is_fetched_from_elsewhere(
    browser: Browser, lobby: tuple[ServerProcess, str, dict[str, str]]
) -> None:
    server, terminal, _ = lobby
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    sign_in(page, server)
    page.goto(f"{server.url}/terminals/{terminal}")
    context.close()
    assert said == []
    assert all(url.startswith((server.url, "data:")) for url in asked), asked


def test_the_status_refreshes_itself_and_keeps_the_focus(browser: Browser, lobby: tuple[ServerProcess, str, dict[str, str]]) -> None:
    server, terminal, headers = lobby
    context = browser.new_context(locale="en")
    page = context.new_page()
    page.clock.install()
    sign_in(page, server)
    assert "1 response was refused" in page.inner_text("#summary")
    page.focus(f"#terminal-{terminal}")
    _heartbeat(server, headers, refused=3)
    page.clock.fast_forward(21_000)
    expect(page.locator("#summary")).to_contain_text("3 responses were refused", timeout=30_000)
    assert page.evaluate("document.activeElement.id") == f"terminal-{terminal}"
    expect(page.locator("#news")).to_contain_text("3 responses were refused")  # screen readers announce what has changed
    page.click("#pause")
    assert page.get_attribute("#pause", "aria-pressed") == "true"
    context.close()


def test_a_server_that_is_gone_is_said_on_the_page(browser: Browser, lobby: tuple[ServerProcess, str, dict[str, str]]) -> None:
    server, _, _ = lobby
    context = browser.new_context(locale="en")
    page = context.new_page()
    page.clock.install()
    sign_in(page, server)
    server.kill()
    page.clock.fast_forward(21_000)
    expect(page.locator("#stale")).to_contain_text("could not be refreshed", timeout=30_000)
    context.close()


def test_call_back_by_mouse_reaches_the_terminal(browser: Browser, lobby: tuple[ServerProcess, str, dict[str, str]]) -> None:
    server, terminal, headers = lobby
    context = browser.new_context(locale="en")
    page = context.new_page()
    sign_in(page, server)
    page.click(f"#need-{terminal}")
    page.get_by_role("region", name="Refused responses").get_by_role("button", name="Request again").click()
    page.wait_for_selector(".said")
    assert "The terminal will be asked to resend its refused responses the next time it connects." in page.inner_text(".said")
    context.close()
    answer = requests.post(
        f"{server.url}/api/v1/heartbeats",
        json={
            "sent_at": "2026-11-22T10:00:00+02:00",
            "clock": {"boot": "b", "monotonic_ms": 2},
            "stream": "s1",
            "next_sequence": 9,
            "unsent": 2,
        },
        headers=headers,
        timeout=30,
    )
    assert "retry" in [request["kind"] for request in answer.json()["requests"]]
