"""The endpoints for machines report whether the process runs, whether it can do its work, and its figures."""

from __future__ import annotations

from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from server.app import create_app
from server.settings import ServerSettings
from tests.server.installation import Installation
from tests.server.web.page_client import SECRET, Pages

KEY = "a-key-for-metrics-0123456789-0123456789"
AWAY = {"REMOTE_ADDR": "192.0.2.7"}


def test_it_lives_and_is_ready(pages: Pages) -> None:
    assert pages.visitor().get("/healthz").status_code == 200
    assert pages.visitor().get("/readyz").status_code == 200


def test_on_an_empty_database_it_lives_but_is_not_ready(empty_database_url: str, tmp_path: Path) -> None:
    app = create_app(ServerSettings(server_state=tmp_path, database_url=empty_database_url, secret_key=SECRET))
    assert app.test_client().get("/healthz").status_code == 200
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert "aula-server init" in answer.get_json()["detail"]
    app.extensions["aula"].engine.dispose()


def test_without_a_database_it_lives_but_is_not_ready(tmp_path: Path) -> None:
    app = create_app(ServerSettings(server_state=tmp_path, database_url="postgresql://127.0.0.1:1/none", secret_key=SECRET))
    assert app.test_client().get("/healthz").status_code == 200
    assert app.test_client().get("/readyz").status_code == 503


def test_metrics_are_for_allowed_addresses(installation: Installation, database_url: str, tmp_path: Path) -> None:
    pages = Pages(installation, database_url, tmp_path, metrics_addresses="192.0.2.0/24, ::1")
    client = pages.app.test_client()
    assert client.get("/metrics", environ_overrides=AWAY).status_code == 200
    assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": "::ffff:192.0.2.9"}).status_code == 200
    assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": "198.51.100.1"}).status_code == 403
    assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": "127.0.0.1"}).status_code == 403
    pages.close()


def test_metrics_are_for_whoever_has_the_key(installation: Installation, database_url: str, tmp_path: Path) -> None:
    pages = Pages(installation, database_url, tmp_path, metrics_key=KEY)
    client = pages.app.test_client()
    assert client.get("/metrics", environ_overrides=AWAY).status_code == 403
    assert client.get("/metrics", environ_overrides=AWAY, headers={"Authorization": "Bearer no"}).status_code == 403
    assert client.get("/metrics", environ_overrides=AWAY, headers={"Authorization": f"Bearer {KEY}"}).status_code == 200
    pages.close()


def test_metrics_tell_what_alarms_watch(pages: Pages) -> None:
    terminal = pages.installation.enrol_terminal()
    pages.installation.add_terminal()
    sent = [terminal.next_response() for _ in range(4)]
    terminal.send_responses(sent[0], sent[3])
    at = pages.clock()
    terminal.send_heartbeat(unsent=1, oldest_unsent_at=at.isoformat(), refused={"count": 0, "items": []})
    pages.clock.advance(minutes=10)
    text = pages.visitor().get("/metrics").text
    found = {
        (sample.name, sample.labels.get("state") or sample.labels.get("terminal")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert found["aula_terminals", "enrolled"] == 1
    assert found["aula_terminals", "waiting"] == 1
    assert found["aula_responses_stored_total", None] == 2
    assert found["aula_responses_unsent", None] == 1
    assert found["aula_responses_missing", None] == 1
    assert found["aula_oldest_unsent_age_seconds", terminal.id] == 600
    assert found["aula_last_heartbeat_age_seconds", terminal.id] == 600
