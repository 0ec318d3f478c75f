"""A refused response waits in quarantine, appears on the status page, can be called back there, and does not block other responses."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

import msgspec
import requests
from playwright.sync_api import Page, sync_playwright

from kiosk.enrolment import identity
from survey.response import freeze_response
from survey.wire import MAX_RESPONSES, Response
from tests.fixtures.browser import CHROMIUM_ARGUMENTS
from tests.journey.region_setup import InstalledRegion

EMAIL, PASSWORD = "it@example.fi", "four words are enough"


def store_impostor(region: InstalledRegion, sequence: int) -> str:
    """Store another response under a sequence of the terminal's stream, so that the true one is refused.

    Returns:
        The id of the stored response.
    """
    own = identity.read(region.terminal.state)
    assert own is not None
    with closing(sqlite3.connect(region.terminal.state / "outbox.sqlite3")) as db:
        (raw,) = db.execute("SELECT bytes FROM outbox WHERE sequence = ?", (sequence,)).fetchone()
    true = msgspec.json.decode(raw, type=Response)
    impostor = msgspec.structs.replace(true, id=str(uuid.uuid4()), nps=0)
    body = b'{"responses":[' + freeze_response(impostor) + b"]}"
    headers = {"Authorization": f"Bearer {own.token}"}
    answer = requests.post(f"{region.server.url}/api/v1/responses", data=body, headers=headers, timeout=30)
    assert answer.json()["results"][0]["outcome"] == "stored"
    return impostor.id


def delete_response(region: InstalledRegion, response_id: str) -> None:
    """Delete a response from the server's database, as an operator does with a wrong one."""
    with closing(sqlite3.connect(region.server.state / "aula.db")) as db, db:
        db.execute("PRAGMA foreign_keys=ON")
        db.execute("DELETE FROM responses WHERE id = ?", (response_id,))


def call_back(page: Page, region: InstalledRegion) -> None:
    page.goto(f"{region.server.url}/sign-in")
    page.locator("input[type=email]").fill(EMAIL)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main form button").click()
    page.goto(f"{region.server.url}/terminals/{region.terminal_id}")
    assert "sequence_taken" in page.locator("main").inner_text()
    page.locator("form[action$=retry] button").click()


def test_a_refused_response_is_seen_called_back_and_stored_while_the_rest_goes_through(region: InstalledRegion, chromium: Path) -> None:
    region.server.run_command("add-person", EMAIL, "--role", "it", "--password-stdin", stdin=f"{PASSWORD}\n")
    region.enrol()
    waiting = region.make_visits(5)
    impostor = store_impostor(region, 3)

    refused = region.terminal.sync()
    assert (refused["exit_status"], refused["stored"], refused["refused"], refused["left"]) == (5, 4, 1, 0)
    assert region.terminal.status()["refused"] == 1
    region.terminal.sync()
    assert region.terminal_status()["refused"] == 1

    delete_response(region, impostor)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        call_back(browser.new_page(locale="en-GB"), region)
        browser.close()

    for _ in range(2):
        region.terminal.sync()
    assert sorted(held["id"] for held in region.server.export_responses()) == sorted(waiting)
    assert (region.terminal_status()["refused"], region.terminal_status()["missing"]) == (0, 0)


def test_more_than_a_batch_goes_through_around_a_refused_one(region: InstalledRegion) -> None:
    region.enrol()
    waiting = region.make_visits(MAX_RESPONSES + 20)
    store_impostor(region, 7)
    report = region.terminal.sync()
    assert (report["stored"], report["refused"], report["left"]) == (len(waiting) - 1, 1, 0)
