"""A response that the server refuses waits in quarantine, is seen on the status page, is called back there, and holds nothing up."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

import msgspec
import requests
from playwright.sync_api import Page, sync_playwright

from kiosk.enrolment import identity
from survey.response import freeze
from survey.wire import MAX_RESPONSES, Response
from tests.fixtures.browser import ARGUMENTS
from tests.journey.installed_region import County

EMAIL, PASSWORD = "it@example.fi", "four words are enough"


def take_its_place(county: County, sequence: int) -> str:
    """Store an impostor under a sequence of the terminal's stream, so that the true response is refused; gives the impostor's id."""
    own = identity.read(county.terminal.state)
    assert own is not None
    with closing(sqlite3.connect(county.terminal.state / "outbox.sqlite3")) as db:
        (raw,) = db.execute("SELECT bytes FROM outbox WHERE sequence = ?", (sequence,)).fetchone()
    true = msgspec.json.decode(raw, type=Response)
    impostor = msgspec.structs.replace(true, id=str(uuid.uuid4()), nps=0)
    body = b'{"responses":[' + freeze(impostor) + b"]}"
    headers = {"Authorization": f"Bearer {own.token}"}
    answer = requests.post(f"{county.server.url}/api/v1/responses", data=body, headers=headers, timeout=30)
    assert answer.json()["results"][0]["outcome"] == "stored"
    return impostor.id


def remove(county: County, response: str) -> None:
    """What an operator does with an impostor."""
    with closing(sqlite3.connect(county.server.state / "aula.db")) as db, db:
        db.execute("PRAGMA foreign_keys=ON")
        db.execute("DELETE FROM responses WHERE id = ?", (response,))


def call_back(page: Page, county: County) -> None:
    page.goto(f"{county.server.url}/sign-in")
    page.locator("input[type=email]").fill(EMAIL)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main form button").click()
    page.goto(f"{county.server.url}/terminals/{county.terminal_id}")
    assert "sequence_taken" in page.locator("main").inner_text()
    page.locator("form[action$=retry] button").click()


def test_a_refused_response_is_seen_called_back_and_stored_while_the_rest_goes_through(county: County, chromium: Path) -> None:
    county.server.command("add-person", EMAIL, "--role", "it", "--password-stdin", typed=f"{PASSWORD}\n")
    county.enrol()
    waiting = county.people_answer(5)
    impostor = take_its_place(county, 3)

    refused = county.terminal.sync()
    assert (refused["exit_status"], refused["stored"], refused["refused"], refused["left"]) == (5, 4, 1, 0)
    assert county.terminal.status()["refused"] == 1
    county.terminal.sync()
    assert county.line()["refused"] == 1

    remove(county, impostor)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        call_back(browser.new_page(locale="en-GB"), county)
        browser.close()

    for _ in range(2):
        county.terminal.sync()
    assert sorted(held["id"] for held in county.server.exported()) == sorted(waiting)
    assert (county.line()["refused"], county.line()["missing"]) == (0, 0)


def test_more_than_a_batch_goes_through_around_a_refused_one(county: County) -> None:
    county.enrol()
    waiting = county.people_answer(MAX_RESPONSES + 20)
    take_its_place(county, 7)
    report = county.terminal.sync()
    assert (report["stored"], report["refused"], report["left"]) == (len(waiting) - 1, 1, 0)
