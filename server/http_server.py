"""gunicorn, set up from our settings: the socket, the workers, an access log without personal data, systemd's watchdog.

Everything a worker needs is made after the fork (`create_app`), so no database connection is shared between processes.
"""

from __future__ import annotations

import gc
import os
import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.systemd import sd_notify

from server.app import create_app
from server.schedule import Node, start_schedule
from server.settings import ServerSettings
from server.store.restore_lock import DatabaseInUse, server_lock

SECRET_PATHS = re.compile(r"^(/choose-password/).+")
GRACE_SECONDS = 25
"""How long requests may still take after SIGTERM."""
WORKER_TIMEOUT_SECONDS = 60
STALL_TIMEOUT_SECONDS = 30
BOOT_ERROR = 3
"""Exit status of a worker that makes gunicorn end as a whole."""


def bind(host: str, port: int, *, stall_timeout: int = STALL_TIMEOUT_SECONDS) -> socket.socket:
    """A listening socket; port 0 picks a free one. Whoever connects and then stops in the middle is hung up on after `patience` seconds.

    A terminal that loses its network half-way says nothing more, ever: each would hold a thread until none was left. gunicorn has no
    limit for this, and makes its sockets blocking, so the limit is the kernel's, which accepted sockets inherit.

    Raises:
        OSError: the address is not ours, or taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=512)
    for limit in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        listening.setsockopt(socket.SOL_SOCKET, limit, struct.pack("@ll", stall_timeout, 0))
    return listening


def server_url(listening: socket.socket, *, https: bool) -> str:
    host, port = listening.getsockname()[:2]
    return f"{'https' if https else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"


class GunicornServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """A gunicorn that says `listening on …` once, when the first worker has the application ready."""

    def __init__(self, settings: ServerSettings, listening: socket.socket) -> None:
        self._settings = settings
        self._address = server_url(listening, https=settings.tls_certificate is not None)
        self._host, self._port = listening.getsockname()[:2]
        self._descriptor = listening.detach()  # gunicorn's from now on: it closes this number after taking a copy
        super().__init__()

    def load_config(self) -> None:
        settings = self._settings
        for name, value in {
            "bind": f"fd://{self._descriptor}",
            "workers": settings.workers,
            "worker_class": "gthread",
            "threads": settings.threads,
            "timeout": WORKER_TIMEOUT_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "keepalive": 15,
            "loglevel": settings.log_level,
            "errorlog": "-",
            "accesslog": "-",
            "logger_class": AccessLogger,
            "control_socket_disable": True,
            "proc_name": "aula-server",
            "certfile": str(settings.tls_certificate) if settings.tls_certificate else None,
            "keyfile": str(settings.tls_key) if settings.tls_key else None,
            "when_ready": self._watch,
            "post_worker_init": self._say_ready,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return create_app(self._settings)

    def _say_ready(self, worker: Any) -> None:
        """In each worker, once its application is there."""
        context = worker.wsgi.extensions["aula"]
        presence = server_lock(context.engine)
        try:
            presence.__enter__()  # until the process ends
        except DatabaseInUse:
            worker.log.error("the database is being restored: start again when that is done")
            os._exit(BOOT_ERROR)
        worker.aula_presence = presence
        gc.freeze()  # what stands by now stays: the collector need not go through it again with every batch
        node = Node(context.engine, context.settings, context.now, name=f"{socket.gethostname()}:{os.getpid()}")
        worker.aula_schedule = start_schedule(node)
        if worker.age == 1:
            click.echo(f"listening on {self._address}")

    def _watch(self, _: Any) -> None:
        """Tell systemd's watchdog that we live as long as a request is really answered."""
        if microseconds := os.environ.get("WATCHDOG_USEC"):
            # Workers are forked while the thread runs. A module half imported at that moment would stay locked in them for
            # ever, so the first look-up, which imports the codec of host names, is made before there is a thread.
            socket.getaddrinfo(*self._own_address)
            threading.Thread(target=_watchdog, args=(self._ask, int(microseconds) / 2_000_000), daemon=True).start()

    @property
    def _own_address(self) -> tuple[str, int]:
        """Where we ask ourselves."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._host, self._host), self._port  # noqa: S104  where we listen, not what we bind

    def _ask(self) -> bool:
        host, port = self._own_address
        if self._settings.tls_certificate:
            line: HTTPConnection = HTTPSConnection(host, port, timeout=10, context=ssl._create_unverified_context())  # noqa: S323, SLF001  our own process
        else:
            line = HTTPConnection(host, port, timeout=10)
        try:
            line.request("GET", "/healthz")
            return line.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            line.close()


def _watchdog(is_well: Callable[[], bool], seconds: float) -> None:
    pause = threading.Event()
    while True:
        if is_well():
            with suppress(OSError):
                sd_notify("WATCHDOG=1", _Silent())
        pause.wait(seconds)


class _Silent:
    """Where gunicorn tells that there is no systemd to tell."""

    def debug(self, *_: object, **__: object) -> None: ...


class AccessLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """The access log: what was asked and how it went, not who asked. No query, no address, no secret of a path."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        path = SECRET_PATHS.sub(r"\1…", environ.get("PATH_INFO", ""))
        milliseconds = request_time.total_seconds() * 1000
        self.error_log.info("%s %s %s %.0f ms", environ.get("REQUEST_METHOD"), path, str(resp.status).split(" ", 1)[0], milliseconds)
