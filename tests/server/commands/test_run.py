"""Tests the command `run`: the server listens, answers, logs and ends, and refuses to start in an unsafe way."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from server.http_server import bind
from tests.fixtures.certificates import CertificateAuthority
from tests.fixtures.server import ServerProcess


def test_it_says_once_where_it_listens_and_answers_there(loaded: ServerProcess) -> None:
    loaded.environment["AULA_WORKERS"] = "2"
    loaded.start()
    assert requests.get(f"{loaded.url}/readyz", timeout=30).status_code == 200
    assert loaded.output().count("listening on") == 1
    assert loaded.stop() == 0


def test_the_log_holds_no_query_no_token_and_no_address(loaded: ServerProcess) -> None:
    loaded.start()
    requests.get(f"{loaded.url}/sign-in?next=/secret-place", timeout=30)
    requests.get(f"{loaded.url}/choose-password/very-secret-token", timeout=30)
    loaded.stop()
    said = loaded.output()
    assert "GET /sign-in 200" in said
    for secret in ("secret-place", "very-secret-token", "127.0.0.1 -"):
        assert secret not in said


def test_away_from_loopback_it_will_not_speak_in_the_clear(loaded: ServerProcess) -> None:
    done = loaded.run_command("run", "--host", "0.0.0.0", "--port", "0", check=False)
    assert done.returncode == 1
    assert "AULA_TLS_CERTIFICATE" in done.stderr


def test_it_speaks_https_with_a_certificate_of_ones_own(
    loaded: ServerProcess, authority: CertificateAuthority, wait_until: Callable[..., object]
) -> None:
    made = authority.issue()
    loaded.environment |= {"AULA_TLS_CERTIFICATE": str(made.certificate), "AULA_TLS_KEY": str(made.key)}
    loaded.launch("run", "--port", "0")
    wait_until(lambda: "listening on https://" in loaded.output(), what="the server to listen by HTTPS")
    address = loaded.output().split("listening on ")[1].split()[0].replace("127.0.0.1", "localhost")
    answer = requests.get(f"{address}/sign-in", verify=str(authority.certificate), timeout=30)
    assert answer.status_code == 200
    assert "Secure" in answer.headers["Set-Cookie"]


def test_whoever_stops_in_the_middle_of_a_request_is_hung_up_on() -> None:
    """A connection on which nothing arrives is closed, so that a terminal that loses its network does not occupy a thread for ever."""
    with bind("127.0.0.1", 0, stall_timeout=1) as listening, socket.create_connection(listening.getsockname()) as caller:
        caller.sendall(b"POST /api/v1/responses HTTP/1.1\r\n")
        accepted, _ = listening.accept()
        with accepted:
            accepted.setblocking(True)  # as gunicorn sets it
            assert accepted.recv(1000)
            with pytest.raises(BlockingIOError):
                accepted.recv(1000)


def test_a_port_that_is_taken_is_told_in_a_line(loaded: ServerProcess) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = loaded.run_command("run", "--port", str(taken.getsockname()[1]), check=False)
    assert done.returncode == 1
    assert "choose another" in done.stderr


def test_on_postgresql_an_older_schema_is_not_migrated_by_run(tmp_path: Path, empty_database_url: str) -> None:
    server = ServerProcess(tmp_path, database_url=empty_database_url)
    done = server.run_command("run", "--port", "0", check=False)
    assert done.returncode == 1
    assert "aula-server init" in done.stderr


def test_systemd_is_told_that_it_is_ready_and_that_it_lives(loaded: ServerProcess, tmp_path: Path) -> None:
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(path)
        systemd.settimeout(60)
        loaded.environment |= {"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "400000"}
        loaded.start()
        said = ""
        while not ("READY=1" in said and "WATCHDOG=1" in said):
            said += systemd.recv(4096).decode()


def test_a_server_that_is_killed_leaves_nothing_in_the_way_of_the_next(loaded: ServerProcess) -> None:
    loaded.start()
    loaded.kill()
    loaded.start()
    assert requests.get(f"{loaded.url}/healthz", timeout=30).status_code == 200


_WATCHING = """
import json, os, sys, threading
import server.commands.run
from server import http_server
from server.settings import ServerSettings

def asks_once(ask, seconds):
    before = set(sys.modules)
    ask()
    print(json.dumps(sorted(set(sys.modules) - before)))

http_server._watchdog = asks_once
watched = http_server.GunicornServer(ServerSettings(), http_server.bind("127.0.0.1", 0))
os.close(watched._descriptor)
watched._watch(None)
for thread in threading.enumerate():
    if thread.daemon:
        thread.join()
"""


def test_the_watch_imports_nothing_while_workers_are_forked(tmp_path: Path) -> None:
    """The watchdog imports no module while workers are forked.

    A module that is being imported at the moment of a fork stays locked in the worker, which then cannot answer any request.
    """
    environment = {**os.environ, "AULA_SERVER_STATE": str(tmp_path), "WATCHDOG_USEC": "400000"}
    done = subprocess.run([sys.executable, "-c", _WATCHING], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "[]\n", done.stderr
