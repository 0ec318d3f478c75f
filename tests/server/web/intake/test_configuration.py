"""`GET /api/v1/configuration` returns everything that a terminal shows, and 304 as long as nothing has changed."""

from __future__ import annotations

import gzip
import json

import pytest

from server.operations.region import load_region_file
from server.store.write_transaction import writing
from tests.server.installation import REGION_TOML, ApiTerminal, Installation, sample_region_file


def test_it_holds_all_that_the_terminal_shows(api_terminal: ApiTerminal) -> None:
    body = api_terminal.get("/api/v1/configuration").get_json()
    assert body["region"] == {"id": "pohjola", "name": {"fi": "Pohjola"}, "time_zone": "Europe/Helsinki"}
    assert body["service_point"] == {"id": "keskusta", "name": {"fi": "Keskusta"}}
    assert body["languages"] == ["fi", "sv"]
    [form] = body["forms"]
    assert (form["id"], form["plan"]["number"], form["plan"]["per_visit"], form["targets"]["revision"]) == ("general-1", 1, 3, 0)
    assert [(text["form"], text["language"]) for text in body["texts"]] == [("general-1", "fi"), ("general-1", "sv")]
    assert body["texts"][0]["statements"]["access"]["text"] == "Sain apua, kun sitä tarvitsin"
    assert (body["keys"]["sealing"]["id"], [key["id"] for key in body["keys"]["signing"]]) == ("k1", ["s1"])
    assert body["opening_hours"] == {"mon": "08:00-16:00"}
    assert body["settings"]["timeout_seconds"] == 45


def test_what_the_terminal_has_is_not_sent_again(api_terminal: ApiTerminal, installation: Installation) -> None:
    first = api_terminal.get("/api/v1/configuration")
    assert first.headers["ETag"] == f'"{first.get_json()["etag"]}"'
    same = api_terminal.get("/api/v1/configuration", **{"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    with writing(installation.engine) as connection:
        load_region_file.apply_region_file(
            connection,
            sample_region_file(REGION_TOML.replace("per_visit = 3", "per_visit = 4")),
            author="command",
            now=installation.clock(),
        )
    changed = api_terminal.get("/api/v1/configuration", **{"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.get_json()["forms"][0]["plan"]["number"] == 2


def test_it_is_packed_for_whoever_takes_that(api_terminal: ApiTerminal) -> None:
    plain, packed = api_terminal.get("/api/v1/configuration"), api_terminal.get("/api/v1/configuration", **{"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data)) == plain.get_json()
    same = api_terminal.get("/api/v1/configuration", **{"If-None-Match": packed.headers["ETag"]})
    assert same.status_code == 304


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_304_names_the_etag_that_200_gave(api_terminal: ApiTerminal, encoding: str) -> None:
    given = api_terminal.get("/api/v1/configuration", **{"Accept-Encoding": encoding}).headers["ETag"]
    for asked in (given, given.removeprefix("W/"), "*", f'"another", {given}'):
        same = api_terminal.get("/api/v1/configuration", **{"Accept-Encoding": encoding, "If-None-Match": asked})
        assert (same.status_code, same.headers["ETag"], same.data) == (304, given, b""), asked


def test_a_moved_terminal_gets_its_new_place(api_terminal: ApiTerminal, installation: Installation) -> None:
    installation.move_terminal(api_terminal.id, "satama", installation.clock.advance(days=1))
    assert api_terminal.get("/api/v1/configuration").get_json()["service_point"]["id"] == "satama"


def test_a_draft_that_is_not_allowed_is_shown_nowhere(api_terminal: ApiTerminal, installation: Installation) -> None:
    """The server sends no configuration if the region's texts have become drafts that it does not allow."""
    _, code = installation.add_terminal()
    only_drafts = REGION_TOML.replace('languages = ["fi", "sv"]', 'languages = ["sv"]').replace('drafts = ["fi", "sv"]', "drafts = []")
    with writing(installation.engine) as connection:
        load_region_file.apply_region_file(connection, sample_region_file(only_drafts), author="command", now=installation.clock())
    for refused in (api_terminal.get("/api/v1/configuration"), installation.post_enrolment(code, "t" * 43)):
        assert (refused.status_code, refused.get_json()["code"]) == (503, "unavailable")
        assert "allow drafts in its region file" in refused.get_json()["detail"]
    with writing(installation.engine) as connection:
        load_region_file.apply_region_file(connection, sample_region_file(), author="command", now=installation.clock())
    assert installation.post_enrolment(code, "t" * 43).status_code == 201, "a refused enrolment must not use the code up"


def test_drafts_are_shown_only_where_the_region_allows_it(api_terminal: ApiTerminal, installation: Installation) -> None:
    with writing(installation.engine) as connection:
        load_region_file.apply_region_file(
            connection,
            sample_region_file(REGION_TOML.replace('["fi", "sv"]\n[[', '["fi"]\n[[')),
            author="command",
            now=installation.clock(),
        )
    body = api_terminal.get("/api/v1/configuration").get_json()
    assert "fi" in body["languages"]
    statuses = {text["language"]: text["status"] for text in body["texts"]}
    assert statuses.get("sv") != "draft"


def test_settings_of_the_region_reach_the_terminal(api_terminal: ApiTerminal, installation: Installation) -> None:
    text = REGION_TOML.replace("[[producer]]", "[region.settings]\nheartbeat_seconds = 5\n[[producer]]", 1)
    with writing(installation.engine) as connection:
        load_region_file.apply_region_file(connection, sample_region_file(text), author="command", now=installation.clock())
    assert api_terminal.get("/api/v1/configuration").get_json()["settings"]["heartbeat_seconds"] == 5
