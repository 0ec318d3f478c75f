"""Tests the command `load` with a region file that is loaded again after a coordinator has changed plans on pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from tests.fixtures.programs import ProgramProcess
from tests.fixtures.server import ServerProcess
from tests.server.installation import REGION_TOML

EMAIL, PASSWORD = "anna@example.fi", "four words are enough"


@pytest.fixture
def region(tmp_path: Path) -> Path:
    """Return the path of a region file that tests may change."""
    file = tmp_path / "region.toml"
    file.write_text(REGION_TOML, encoding="utf-8")
    return file


@pytest.fixture
def coordinator(server: ServerProcess, region: Path, close_at_end: Callable[[ProgramProcess], None]) -> Coordinator:
    """Load the region file, and return a coordinator who is signed in to the pages."""
    server.run_command("load", str(region))
    server.run_command("add-person", EMAIL, "--role", "coordinator", "--password-stdin", stdin=f"{PASSWORD}\n")
    return Coordinator(server.url)


class Coordinator:
    """Signs in to the pages by HTTP and changes plans there, as a coordinator does in a browser."""

    def __init__(self, url: str) -> None:
        self._url, self._session = url, requests.Session()
        self._send("/sign-in", {"email": EMAIL, "password": PASSWORD})

    def plan(self, place: str, **fields: str) -> None:
        """Save a plan of two core statements for a place, the end of its path such as `/points/keskusta`, or empty for the region.

        `fields` are added to the fields of the form, or replace them.
        """
        shown = self._get(f"/rotation/pohjola{place}/change")
        [seen] = re.findall(r'name="seen" value="([^"]*)"', shown)
        asked = {
            "act": "save",
            "form": "general-1",
            "seen": seen,
            "per_visit": "2",
            "statements": ["safety", "benefit"],
            "order": "national",
        }
        done = self._send(f"/rotation/pohjola{place}/change", {**asked, **fields})
        assert "has been saved" in done, done

    def in_force(self, place: str) -> str:
        """Return the number of the plan that the page shows as in force at a place."""
        [found] = re.findall(r"plan (\d+), (?:set here|inherited from)", self._get(f"/rotation/pohjola{place}"))[:1]
        return str(found)

    def _get(self, path: str) -> str:
        answer = self._session.get(f"{self._url}{path}", headers={"Accept-Language": "en"}, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.text

    def _send(self, path: str, fields: dict[str, object]) -> str:
        [token] = re.findall(r'name="csrf_token" value="([^"]+)"', self._get(path))[:1]
        headers = {"Accept-Language": "en", "Referer": f"{self._url}{path}"}
        answer = self._session.post(f"{self._url}{path}", data={"csrf_token": token, **fields}, headers=headers, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.text


def test_the_same_file_leaves_everything_that_pages_made(server: ServerProcess, coordinator: Coordinator, region: Path) -> None:
    coordinator.plan("")
    coordinator.plan("/points/keskusta")
    coordinator.plan("", begin="at", begin_day="2100-01-04")
    assert "nothing to change" in server.run_command("load", str(region)).stdout
    assert (coordinator.in_force("/points/keskusta"), coordinator.in_force("/points/satama")) == ("3", "2")


def test_a_changed_file_is_refused_with_what_collides_and_wins_by_force(
    server: ServerProcess, coordinator: Coordinator, region: Path
) -> None:
    coordinator.plan("", begin="at", begin_day="2100-01-04")
    region.write_text(REGION_TOML.replace("per_visit = 3", "per_visit = 4"), encoding="utf-8")
    refused = server.run_command("load", str(region), check=False)
    assert refused.returncode == 1
    assert "plan pohjola: the file says" in refused.stderr
    assert '"begins_at":"2100-01-03T22:00:00Z"' in refused.stderr
    assert coordinator.in_force("") == "1"
    server.run_command("load", "--force", str(region))
    assert coordinator.in_force("") == "3"


def test_a_changed_file_passes_by_the_plans_of_places(server: ServerProcess, coordinator: Coordinator, region: Path) -> None:
    coordinator.plan("/points/keskusta")
    region.write_text(REGION_TOML.replace("per_visit = 3", "per_visit = 4"), encoding="utf-8")
    server.run_command("load", str(region))
    assert (coordinator.in_force("/points/keskusta"), coordinator.in_force("/points/satama")) == ("2", "3")
