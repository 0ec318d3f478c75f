"""The pictures of the README files, made by the program itself: `python -m tests.pictures.readme` → docs/pictures.

The terminal's come from `make pictures`; the status page is a real server's, seen by a real browser, with terminals that have
told of themselves over HTTP.
"""

from __future__ import annotations

import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests
from PIL import Image
from playwright.sync_api import ViewportSize, sync_playwright

from provisioning.demo import EXAMPLE
from survey.enrolment_code import new_token
from survey.rfc3339 import to_rfc3339
from tests.fixtures.browser import ARGUMENTS
from tests.fixtures.missing_programs import program
from tests.fixtures.server import ServerProcess

MADE, KEPT = Path("build/pictures"), Path("docs/pictures")
SCREENS = {"nps": "fi/nps", "statement": "fi/statement", "writing": "sv/writing", "still-there": "en/still_there"}
EMAIL, PASSWORD = "coordinator@example.fi", "four words are enough"
SIZE: ViewportSize = {"width": 1280, "height": 1000}
Told = dict[str, Any]


def terminals(now: datetime) -> dict[str, Told | None]:
    """What the terminals of some service points tell of themselves; None where one waits for its enrolment."""
    days_ago = to_rfc3339(now - timedelta(days=6))
    refused = [{"id": str(uuid.uuid4()), "code": "unknown_statement"} for _ in range(2)]
    return {
        "keskusta-health-centre": {},
        "koivuniemi-health-centre": {"unsent": 212, "oldest_unsent_at": days_ago, "next_sequence": 213},
        "keskusta-dental-clinic": {"undervoltage": True, "temperature_c": 61.5},
        "satama-mental-health": {"refused": {"count": 2, "items": refused}, "next_sequence": 3},
        "keskusta-maternity-clinic": {},
        "koivuniemi-physiotherapy": {},
        "rantakatu-family-centre": None,
    }


def main() -> int:
    KEPT.mkdir(parents=True, exist_ok=True)
    for name, source in SCREENS.items():
        made = MADE / f"{source}-light-1280x800.png"
        if not made.exists():
            print(f"{made} is missing: run make pictures first", file=sys.stderr)
            return 1
        smaller(made, KEPT / f"{name}.png")
    with tempfile.TemporaryDirectory() as folder:
        status_page(Path(folder))
    print(f"{len(list(KEPT.glob('*.png')))} pictures in {KEPT}")
    return 0


def smaller(made: Path, kept: Path) -> None:
    """A repository is no place for more pixels than a README shows."""
    with Image.open(made) as picture:
        picture.convert("RGB").resize((960, 600), Image.Resampling.LANCZOS).quantize(128, dither=Image.Dither.NONE).save(
            kept, optimize=True
        )


def status_page(folder: Path) -> None:
    server = ServerProcess(folder)
    server.init()
    server.command("load", str(EXAMPLE))
    server.command("add-person", EMAIL, "--role", "admin", "--password-stdin", typed=f"{PASSWORD}\n")
    added = {point: server.json("add-terminal", "--service-point", point, "--label", "Lobby") for point in terminals(datetime.now(UTC))}
    server.start()
    try:
        for point, told in terminals(datetime.now(UTC)).items():
            if told is not None:
                tell(server.url, added[point]["enrolment_code"], told)
        photograph(server.url, folder / "status.png")
    finally:
        server.close()
    with Image.open(folder / "status.png") as picture:
        picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(KEPT / "status.png", optimize=True)


def tell(url: str, code: str, told: Told) -> None:
    """One terminal enrols and sends a heartbeat."""
    enrolment = {"code": code, "token": new_token(), "model": "Raspberry Pi 4 Model B", "software": "aula 0.1.0"}
    answer = requests.post(f"{url}/api/v1/enrolments", json=enrolment, timeout=30)
    answer.raise_for_status()
    heartbeat = {
        "sent_at": to_rfc3339(datetime.now(UTC)),
        "clock": {"boot": uuid.uuid4().hex, "monotonic_ms": time.monotonic_ns() // 1_000_000, "trusted": True},
        "stream": uuid.uuid4().hex,
        "next_sequence": 1,
        "configuration": answer.json()["configuration"]["etag"],
        "software": "aula 0.1.0",
        "disk_free_mb": 21_400,
        "temperature_c": 47.2,
        "undervoltage": False,
        **told,
    }
    headers = {"Authorization": f"Bearer {enrolment['token']}"}
    requests.post(f"{url}/api/v1/heartbeats", json=heartbeat, headers=headers, timeout=30).raise_for_status()


def photograph(url: str, file: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium", "chromium"), args=ARGUMENTS)
        page = browser.new_page(locale="en-GB", viewport=SIZE)
        page.goto(f"{url}/sign-in")
        page.locator("input[type=email]").fill(EMAIL)
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator("main form button").click()
        page.wait_for_selector("table")
        page.screenshot(path=file, full_page=True)
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
