"""The pictures of rotation for the README of `server/`: `python -m tests.pictures.rotation` → docs/pictures/rotation*.png.

A real server with the example region, seen by a real browser, after a coordinator has left a statement out at one place and scheduled the
pilot's plan at another.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from provisioning.demo import EXAMPLE
from tests.parts.browser import ARGUMENTS
from tests.parts.missing import program
from tests.parts.server import ServerProcess
from tests.pictures.readme import EMAIL, KEPT, PASSWORD, SIZE, tell

ROOT = "/rotation/pohjola"
AT = "keskusta-health-centre"


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
            photograph(server.url, added["terminal_id"], Path(folder))
        finally:
            server.close()
    print(f"{len(list(KEPT.glob('rotation*.png')))} pictures of rotation in {KEPT}")
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
        for name, path in (("rotation", "/rotation"), ("rotation-preview", f"{ROOT}/preview/{terminal}")):
            page.goto(f"{url}{path}")
            keep(page, folder, name)
        browser.close()


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
