"""Runs gunicorn with the server's settings: socket, workers, an access log without personal data, and systemd's watchdog.

Each worker creates its application after the fork, so that processes do not share database connections.
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
"""Matches paths whose end is a secret. The access log shows only the first group."""
GRACE_SECONDS = 25
"""How long requests in progress may still take after SIGTERM."""
WORKER_TIMEOUT_SECONDS = 60
"""How long a worker may give no sign of life before gunicorn replaces it."""
STALL_TIMEOUT_SECONDS = 30
"""How long nothing may arrive, or nothing may be accepted by the client, before a connection is closed."""
BOOT_ERROR = 3
"""The exit status of a worker that makes gunicorn end all workers."""


def bind(host: str, port: int, *, stall_timeout: int = STALL_TIMEOUT_SECONDS) -> socket.socket:
    """Return a listening socket. Port 0 selects a free port.

    A connection on which nothing arrives for `stall_timeout` seconds is closed. A terminal that loses its network during a request would
    otherwise occupy a thread for ever. gunicorn has no such limit and uses blocking sockets. Therefore the limit is set as a socket option,
    which accepted sockets inherit.

    Raises:
        OSError: the address does not belong to this machine, or is in use.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=512)
    for limit in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        listening.setsockopt(socket.SOL_SOCKET, limit, struct.pack("@ll", stall_timeout, 0))
    return listening


def server_url(listening: socket.socket, *, https: bool) -> str:
    """Return the URL of a listening socket."""
    host, port = listening.getsockname()[:2]
    return f"{'https' if https else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"


class GunicornServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Runs the application with gunicorn, and prints `listening on …` once, when the first worker is ready."""

    def __init__(self, settings: ServerSettings, listening: socket.socket) -> None:
        self._settings = settings
        self._address = server_url(listening, https=settings.tls_certificate is not None)
        self._host, self._port = listening.getsockname()[:2]
        self._descriptor = listening.detach()  # gunicorn takes it over and closes it after duplicating it
        super().__init__()

    def load_config(self) -> None:
        """Set gunicorn's options from the server's settings."""
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
        """Return the WSGI application; gunicorn calls this in each worker."""
        return create_app(self._settings)

    def _say_ready(self, worker: Any) -> None:
        """Lock the database against a restore, start the schedule and print the address. It is called in each ready worker."""
        context = worker.wsgi.extensions["aula"]
        presence = server_lock(context.engine)
        try:
            presence.__enter__()  # the lock is held until the process ends
        except DatabaseInUse:
            worker.log.error("the database is being restored: start again when that is done")
            os._exit(BOOT_ERROR)
        worker.aula_presence = presence
        gc.freeze()  # objects that exist now live as long as the process; garbage collections need not examine them again
        node = Node(context.engine, context.settings, context.now, name=f"{socket.gethostname()}:{os.getpid()}")
        worker.aula_schedule = start_schedule(node)
        if worker.age == 1:
            click.echo(f"listening on {self._address}")

    def _watch(self, _: Any) -> None:
        """Notify systemd's watchdog regularly, as long as the server answers a request to itself."""
        if microseconds := os.environ.get("WATCHDOG_USEC"):
            # Workers are forked while the thread runs. A module that the thread is importing at that moment would stay locked in the
            # worker. Therefore the first look-up, which imports the codec of host names, is made before the thread starts.
            socket.getaddrinfo(*self._own_address)
            threading.Thread(target=_watchdog, args=(self._ask, int(microseconds) / 2_000_000), daemon=True).start()

    @property
    def _own_address(self) -> tuple[str, int]:
        """Return the host and port at which the server sends requests to itself."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._host, self._host), self._port  # noqa: S104  compared, not bound

    def _ask(self) -> bool:
        """Return whether the server answers a request to itself with success."""
        host, port = self._own_address
        if self._settings.tls_certificate:
            line: HTTPConnection = HTTPSConnection(host, port, timeout=10, context=ssl._create_unverified_context())  # noqa: S323, SLF001  this server
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
    """Notify systemd every `seconds` for as long as the process runs, each time only if `is_well` returns True."""
    pause = threading.Event()
    while True:
        if is_well():
            with suppress(OSError):
                sd_notify("WATCHDOG=1", _Silent())
        pause.wait(seconds)


class _Silent:
    """Discards gunicorn's message that it does not run under systemd."""

    def debug(self, *_: object, **__: object) -> None: ...


class AccessLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Writes the access log: method, path, status and duration of each request, without query, client address and secrets in the path."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        """Log a completed request to the log that gunicorn uses for its own messages."""
        path = SECRET_PATHS.sub(r"\1…", environ.get("PATH_INFO", ""))
        milliseconds = request_time.total_seconds() * 1000
        self.error_log.info("%s %s %s %.0f ms", environ.get("REQUEST_METHOD"), path, str(resp.status).split(" ", 1)[0], milliseconds)
