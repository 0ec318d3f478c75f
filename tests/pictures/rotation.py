"""Makes the pictures of the coordinator's pages for the README of `server/` and writes them to `docs/pictures`.

Usage: `python -m tests.pictures.rotation`. The pictures are taken with a real browser from a real server with the example region. Before, a
coordinator has left a statement out at one service point and scheduled the pilot's plan for a service, and terminals at four service points
have sent random answers.
"""

from __future__ import annotations

import sys
import tempfile
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import requests
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from provisioning.demo import EXAMPLE_REGION_FILE
from survey.draw_counts import counts_after_answers, counts_after_draw, empty_counts
from survey.draws import draw_statements
from survey.enrolment_code import make_token
from survey.rfc3339 import to_rfc3339
from survey.visit import DrawnStatements
from survey.wire import MAX_RESPONSES, FormConfiguration
from tests.bench.region_simulation import LEAVE_PROBABILITY, NOT_CONCERNED_PROBABILITY
from tests.fixtures.browser import CHROMIUM_ARGUMENTS
from tests.fixtures.program_lookup import find_program
from tests.fixtures.server import ServerProcess
from tests.pictures.readme import EMAIL, PASSWORD, PICTURE_FOLDER, VIEWPORT, enrol_and_send_heartbeat

ROTATION_PATH = "/rotation/pohjola"
SERVICE_POINT = "keskusta-health-centre"
PAGES = {"rotation": "/rotation", "rotation-preview": ROTATION_PATH + "/preview/{terminal}", "balance": "/balance", "texts": "/texts"}
VISIT_COUNTS = {"koivuniemi-health-centre": 260, "satama-mental-health": 140, "keskusta-maternity-clinic": 180, "keskusta-laboratory": 75}
"""Maps service points to the number of visits. Each of them gets a terminal of its own."""


def main() -> int:
    PICTURE_FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder))
        server.init()
        server.run_command("load", str(EXAMPLE_REGION_FILE))
        server.run_command("add-person", EMAIL, "--role", "coordinator", "--password-stdin", stdin=f"{PASSWORD}\n")
        added = server.run_json("add-terminal", "--service-point", SERVICE_POINT, "--label", "Lobby")
        server.start()
        try:
            enrol_and_send_heartbeat(server.url, added["enrolment_code"], {})
            send_random_visits(server)
            screenshot_pages(server.url, added["terminal_id"], Path(folder))
        finally:
            server.close()
    print(f"{len(PAGES) + 2} pictures of the coordinator's pages in {PICTURE_FOLDER}")
    return 0


def screenshot_pages(url: str, terminal: str, folder: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_program("chromium", "chromium"), args=CHROMIUM_ARGUMENTS)
        page = browser.new_page(locale="en-GB", viewport=VIEWPORT)
        page.goto(f"{url}/sign-in")
        page.locator("input[type=email]").fill(EMAIL)
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator("main form button").click()
        page.wait_for_selector("nav.ways")
        exclude_statement(page, f"{url}{ROTATION_PATH}/points/keskusta-dental-clinic")
        schedule_pilot_plan(page, f"{url}{ROTATION_PATH}/services/diagnostics", folder)
        for name, path in PAGES.items():
            page.goto(f"{url}{path.format(terminal=terminal)}")
            save_screenshot(page, folder, name)
        browser.close()


def send_random_visits(server: ServerProcess) -> None:
    """Send random answers to statements that are drawn as terminals draw them, for each service point in `VISIT_COUNTS`."""
    chance = Random(1)
    for point, number in VISIT_COUNTS.items():
        added, token = server.run_json("add-terminal", "--service-point", point, "--label", "Lobby"), make_token()
        enrolled = requests.post(
            f"{server.url}/api/v1/enrolments", json={"code": added["enrolment_code"], "token": token}, timeout=30
        ).json()
        form = msgspec.convert(enrolled["configuration"]["forms"][0], FormConfiguration)
        counts, sent, now = empty_counts(form.plan.number), [], datetime.now(UTC)
        for sequence in range(1, number + 1):
            drawn = draw_statements(form.plan, form.targets, counts, stream=point)
            given = [code for code in drawn.codes if chance.random() >= LEAVE_PROBABILITY + NOT_CONCERNED_PROBABILITY[code]]
            counts = counts_after_answers(counts_after_draw(counts, form.plan, drawn), form.plan, given)
            sent.append(_response(point, sequence, now - timedelta(minutes=7 * (number - sequence)), form.id, drawn, given))
        for start in range(0, number, MAX_RESPONSES):
            body = {"responses": sent[start : start + MAX_RESPONSES]}
            requests.post(
                f"{server.url}/api/v1/responses", json=body, headers={"Authorization": f"Bearer {token}"}, timeout=60
            ).raise_for_status()


def _response(stream: str, sequence: int, at: datetime, form: str, drawn: DrawnStatements, given: list[str]) -> dict[str, Any]:
    answers = [
        {"code": code, "position": place, "outcome": "answered", "value": 4}
        if code in given
        else {"code": code, "position": place, "outcome": "not_applicable"}
        for place, code in enumerate(drawn.codes, start=1)
    ]
    return {
        "id": str(uuid.uuid4()),
        "stream": stream,
        "sequence": sequence,
        "visited_at": to_rfc3339(at),
        "clock": {"boot": "b", "monotonic_ms": 420_000 * sequence, "trusted": True},
        "form": form,
        "language": "fi",
        "ended": "completed",
        "nps": 9,
        "draw": msgspec.to_builtins(drawn.ref),
        "statements": answers,
    }


def exclude_statement(page: Page, unit_url: str) -> None:
    """Leave the statement on continuity of care out of the plan of a unit, which then asks the other six."""
    page.goto(f"{unit_url}/change")
    page.uncheck("input[name=statements][value=continuity]")
    page.locator(".plan p.actions button").click()
    page.locator("button[value=save]").click()
    page.wait_for_selector(".said")


def schedule_pilot_plan(page: Page, unit_url: str, folder: Path) -> None:
    """Schedule the pilot's plan for a unit from January on, and save pictures of the form and of the review page."""
    page.goto(f"{unit_url}/change")
    page.locator("button[value=pilot]").click()
    save_screenshot(page, folder, "rotation-change")
    page.check("input[name=begin][value=at]")
    page.fill("#begin_day", f"{datetime.now(UTC).year + 1}-01-04")
    page.fill("#begin_time", "08:00")
    page.locator(".plan p.actions button").click()
    save_screenshot(page, folder, "rotation-review")
    page.locator("button[value=save]").click()
    page.wait_for_selector(".said")


def save_screenshot(page: Page, folder: Path, name: str) -> None:
    """Save a picture of the browser window with 64 colours, which keeps the repository small."""
    file = folder / f"{name}.png"
    page.screenshot(path=file)
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(PICTURE_FOLDER / file.name, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
