"""Every answer has the security headers, and plain HTTP is allowed to loopback and probes only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.server.installation import Installation
from tests.server.web.page_client import Pages

INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|https?://(?!localhost)", re.IGNORECASE)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing-here", "/healthz", "/api/v1/nothing-here", "/static/aula.css", "/metrics"])
def test_every_answer_carries_the_headers(pages: Pages, path: str) -> None:
    with pages.visitor().get(path) as answer:
        headers = answer.headers
    assert "'unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_no_page_holds_anything_inline_or_from_elsewhere(pages: Pages) -> None:
    terminal = pages.installation.enrol_terminal()
    terminal.send_heartbeat(refused={"count": 1, "items": [{"id": "x", "code": "conflict"}]})
    visitor = pages.signed_in()
    for path in ("/", "/status/table", f"/terminals/{terminal.id}", "/nothing-here"):
        found = INLINE.findall(visitor.get(path).text)
        assert found == [], f"{path}: the policy would stop this; put it in server/web/static"


def test_no_source_of_ours_fetches_from_elsewhere() -> None:
    static = Path("server/web/static")
    for file in [*static.glob("*.css"), *static.glob("*.js")]:
        assert not re.search(r"@import|//[a-z0-9.-]+\.[a-z]{2,}/", file.read_text(encoding="utf-8")), f"{file} names another server"


def test_plain_http_from_a_network_is_sent_to_https_and_never_takes_a_form(pages: Pages) -> None:
    network = {"REMOTE_ADDR": "192.0.2.7"}
    client = pages.app.test_client()
    moved = client.get("/sign-in", environ_overrides=network)
    assert moved.status_code == 308
    assert moved.location == "https://localhost/sign-in"
    assert client.post("/sign-in", environ_overrides=network).status_code in (400, 403)
    assert client.get("/api/v1/configuration", environ_overrides=network).status_code == 403
    assert client.get("/healthz", environ_overrides=network).status_code == 200


def test_https_says_so_for_a_year(pages: Pages) -> None:
    answer = pages.app.test_client().get("/sign-in", base_url="https://localhost", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert answer.status_code == 200
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_behind_a_proxy_the_cookie_is_for_https_alone(installation: Installation, database_url: str, tmp_path: Path) -> None:
    behind = Pages(installation, database_url, tmp_path, trusted_proxies=1)
    headers = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
    cookie = behind.app.test_client().get("/sign-in", headers=headers).headers["Set-Cookie"]
    assert cookie.startswith("__Host-aula=")
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in cookie
    plain = behind.app.test_client().get("/sign-in", headers={"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "http"})
    assert plain.status_code == 308
    behind.close()


def test_nobody_is_believed_to_be_a_proxy_unless_the_settings_say_so(pages: Pages) -> None:
    headers = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https"}
    answer = pages.app.test_client().get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert answer.status_code == 403


def test_a_form_larger_than_any_of_ours_is_refused(pages: Pages) -> None:
    answer = pages.visitor().press("/sign-in", {"email": "x" * 100_000, "password": "y"})
    assert answer.status_code == 413


def test_unknown_pages_and_unknown_calls_say_so_each_in_their_way(pages: Pages) -> None:
    page, call = pages.visitor().get("/nothing-here"), pages.visitor().get("/api/v1/nothing-here")
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "Page not found" in page.text
    assert (call.status_code, call.mimetype, call.get_json(force=True)["code"]) == (404, "application/problem+json", "not_found")
