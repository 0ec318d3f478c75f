"""The pictures of the coordinator's pages for the README of `server/`: `python -m tests.pictures.rotation` → docs/pictures.

A real server with the example region, seen by a real browser, after a coordinator has left a statement out at one place and scheduled the
pilot's plan at another, and terminals at four places have sent what people answered by lot.
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

from provisioning.demo import EXAMPLE
from survey.draw_counts import after_answers, after_draw, empty
from survey.draws import draw
from survey.enrolment_code import new_token
from survey.rfc3339 import to_rfc3339
from survey.visit import Drawn
from survey.wire import MAX_RESPONSES, FormConfiguration
from tests.bench.region import LEAVES, NOT_CONCERNED
from tests.fixtures.browser import ARGUMENTS
from tests.fixtures.missing_programs import program
from tests.fixtures.server import ServerProcess
from tests.pictures.readme import EMAIL, KEPT, PASSWORD, SIZE, tell

ROOT = "/rotation/pohjola"
AT = "keskusta-health-centre"
PAGES = {"rotation": "/rotation", "rotation-preview": ROOT + "/preview/{terminal}", "balance": "/balance", "texts": "/texts"}
VISITS = {"koivuniemi-health-centre": 260, "satama-mental-health": 140, "keskusta-maternity-clinic": 180, "keskusta-laboratory": 75}
"""By service point, at a terminal of its own."""


def main() -> int:
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder))
        server.init()
        server.command("load", str(EXAMPLE))
        server.command("add-person", EMAIL, "--role", "coordinator", "--password-stdin", typed=f"{PASSWORD}\n")
        added = server.json("add-terminal", "--service-point", AT, "--label", "Lobby")
        server.start()
        try:
            tell(server.url, added["enrolment_code"], {})
            visit_by_lot(server)
            photograph(server.url, added["terminal_id"], Path(folder))
        finally:
            server.close()
    print(f"{len(PAGES) + 2} pictures of the coordinator's pages in {KEPT}")
    return 0


def photograph(url: str, terminal: str, folder: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium", "chromium"), args=ARGUMENTS)
        page = browser.new_page(locale="en-GB", viewport=SIZE)
        page.goto(f"{url}/sign-in")
        page.locator("input[type=email]").fill(EMAIL)
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator("main form button").click()
        page.wait_for_selector("nav.ways")
        leave_out(page, f"{url}{ROOT}/points/keskusta-dental-clinic")
        schedule_the_pilot(page, f"{url}{ROOT}/services/diagnostics", folder)
        for name, path in PAGES.items():
            page.goto(f"{url}{path.format(terminal=terminal)}")
            keep(page, folder, name)
        browser.close()


def visit_by_lot(server: ServerProcess) -> None:
    """People answer by lot what terminals draw with their own code."""
    chance = Random(1)
    for point, number in VISITS.items():
        added, token = server.json("add-terminal", "--service-point", point, "--label", "Lobby"), new_token()
        enrolled = requests.post(
            f"{server.url}/api/v1/enrolments", json={"code": added["enrolment_code"], "token": token}, timeout=30
        ).json()
        form = msgspec.convert(enrolled["configuration"]["forms"][0], FormConfiguration)
        counts, sent, now = empty(form.plan.number), [], datetime.now(UTC)
        for sequence in range(1, number + 1):
            drawn = draw(form.plan, form.targets, counts, stream=point)
            given = [code for code in drawn.codes if chance.random() >= LEAVES + NOT_CONCERNED[code]]
            counts = after_answers(after_draw(counts, form.plan, drawn), form.plan, given)
            sent.append(_response(point, sequence, now - timedelta(minutes=7 * (number - sequence)), form.id, drawn, given))
        for start in range(0, number, MAX_RESPONSES):
            body = {"responses": sent[start : start + MAX_RESPONSES]}
            requests.post(
                f"{server.url}/api/v1/responses", json=body, headers={"Authorization": f"Bearer {token}"}, timeout=60
            ).raise_for_status()


def _response(stream: str, sequence: int, at: datetime, form: str, drawn: Drawn, given: list[str]) -> dict[str, Any]:
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


def leave_out(page: Page, place: str) -> None:
    """A place without continuing care asks the other six."""
    page.goto(f"{place}/change")
    page.uncheck("input[name=statements][value=continuity]")
    page.locator(".plan p.actions button").click()
    page.locator("button[value=save]").click()
    page.wait_for_selector(".said")


def schedule_the_pilot(page: Page, place: str, folder: Path) -> None:
    """The pilot's three from the new year on; with pictures of the form and of what it means."""
    page.goto(f"{place}/change")
    page.locator("button[value=pilot]").click()
    keep(page, folder, "rotation-change")
    page.check("input[name=begin][value=at]")
    page.fill("#begin_day", f"{datetime.now(UTC).year + 1}-01-04")
    page.fill("#begin_time", "08:00")
    page.locator(".plan p.actions button").click()
    keep(page, folder, "rotation-review")
    page.locator("button[value=save]").click()
    page.wait_for_selector(".said")


def keep(page: Page, folder: Path, name: str) -> None:
    """What the window shows, in few colours: a repository is no place for more."""
    file = folder / f"{name}.png"
    page.screenshot(path=file)
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(KEPT / file.name, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
