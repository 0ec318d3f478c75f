"""Makes the pictures of the README files and writes them to `docs/pictures`.

Usage: `python -m tests.pictures.readme`, after `make pictures`, which makes the pictures of the terminal. The picture of the status page is
taken with a real browser from a real server, to which simulated terminals have sent heartbeats over HTTP.
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

from provisioning.demo import EXAMPLE_REGION_FILE
from survey.enrolment_code import make_token
from survey.rfc3339 import to_rfc3339
from tests.fixtures.browser import CHROMIUM_ARGUMENTS
from tests.fixtures.program_lookup import find_program
from tests.fixtures.server import ServerProcess

SOURCE_FOLDER, PICTURE_FOLDER = Path("build/pictures"), Path("docs/pictures")
SCREENS = {"nps": "fi/nps", "statement": "fi/statement", "writing": "sv/writing", "still-there": "en/still_there"}
EMAIL, PASSWORD = "coordinator@example.fi", "four words are enough"
VIEWPORT: ViewportSize = {"width": 1280, "height": 1000}
HeartbeatFields = dict[str, Any]


def terminal_heartbeats(now: datetime) -> dict[str, HeartbeatFields | None]:
    """Return the fields by which the heartbeats of some terminals differ from the default, by service point.

    None means that the terminal is not enrolled yet.
    """
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
    PICTURE_FOLDER.mkdir(parents=True, exist_ok=True)
    for name, source in SCREENS.items():
        made = SOURCE_FOLDER / f"{source}-light-1280x800.png"
        if not made.exists():
            print(f"{made} is missing: run make pictures first", file=sys.stderr)
            return 1
        shrink_picture(made, PICTURE_FOLDER / f"{name}.png")
    with tempfile.TemporaryDirectory() as folder:
        make_status_page_picture(Path(folder))
    print(f"{len(list(PICTURE_FOLDER.glob('*.png')))} pictures in {PICTURE_FOLDER}")
    return 0


def shrink_picture(source: Path, destination: Path) -> None:
    """Save a picture with 960×600 pixels and 128 colours, because the repository needs no more than a README shows."""
    with Image.open(source) as picture:
        picture.convert("RGB").resize((960, 600), Image.Resampling.LANCZOS).quantize(128, dither=Image.Dither.NONE).save(
            destination, optimize=True
        )


def make_status_page_picture(folder: Path) -> None:
    server = ServerProcess(folder)
    server.init()
    server.run_command("load", str(EXAMPLE_REGION_FILE))
    server.run_command("add-person", EMAIL, "--role", "admin", "--password-stdin", stdin=f"{PASSWORD}\n")
    added = {
        point: server.run_json("add-terminal", "--service-point", point, "--label", "Lobby")
        for point in terminal_heartbeats(datetime.now(UTC))
    }
    server.start()
    try:
        for point, told in terminal_heartbeats(datetime.now(UTC)).items():
            if told is not None:
                enrol_and_send_heartbeat(server.url, added[point]["enrolment_code"], told)
        screenshot_status_page(server.url, folder / "status.png")
    finally:
        server.close()
    with Image.open(folder / "status.png") as picture:
        picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(PICTURE_FOLDER / "status.png", optimize=True)


def enrol_and_send_heartbeat(url: str, code: str, fields: HeartbeatFields) -> None:
    """Enrol a terminal and send one heartbeat from it. `fields` replace or add fields of the heartbeat."""
    enrolment = {"code": code, "token": make_token(), "model": "Raspberry Pi 4 Model B", "software": "aula 0.1.0"}
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
        **fields,
    }
    headers = {"Authorization": f"Bearer {enrolment['token']}"}
    requests.post(f"{url}/api/v1/heartbeats", json=heartbeat, headers=headers, timeout=30).raise_for_status()


def screenshot_status_page(url: str, file: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_program("chromium", "chromium"), args=CHROMIUM_ARGUMENTS)
        page = browser.new_page(locale="en-GB", viewport=VIEWPORT)
        page.goto(f"{url}/sign-in")
        page.locator("input[type=email]").fill(EMAIL)
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator("main form button").click()
        page.wait_for_selector("table")
        page.screenshot(path=file, full_page=True)
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
