"""The real server: `aula-server` with gunicorn, on a free port of loopback and a state folder of its own."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.parts.programs import Program
from tests.parts.waiting import wait_until

SECRET = "a-secret-for-tests-alone-0123456789-0123456789"
LISTENING = re.compile(r"listening on (http://[^\s:]+:(\d+))")


class ServerProcess(Program):
    """`aula-server` with its state under `folder`: made by `init`, started by `start`.

    With `database_url` (PostgreSQL) its data lie there, else in SQLite in the state folder.
    """

    PASSPHRASE = "correct horse battery staple"

    def __init__(self, folder: Path, *, database_url: str | None = None, environment: Mapping[str, str] | None = None) -> None:
        self.state = folder / "server"
        self.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.url = ""
        self._port = 0
        settings = {"AULA_SERVER_STATE": str(self.state)}
        if database_url is not None:
            settings |= {"AULA_DATABASE_URL": database_url, "AULA_SECRET_KEY": SECRET}
        super().__init__("aula-server", folder / "server.log", {**settings, **(environment or {})})

    def init(self) -> None:
        """Makes database and keys, wrapped with `PASSPHRASE`."""
        self.command("init", "--passphrase-stdin", typed=f"{self.PASSPHRASE}\n")

    def start(self) -> None:
        """Starts it and waits until it listens; again on the same port when it had one, so that terminals find it.

        Raises:
            ProgramDied: it ended instead; with its last words.
        """
        self.launch("run", "--host", "127.0.0.1", "--port", str(self._port))
        found = wait_until(self._listening, what="the server to listen")
        self.url, self._port = found[1], int(found[2])

    def json(self, *arguments: str) -> Any:
        """What a command with `--json` printed."""
        return json.loads(self.command(*arguments, "--json").stdout)

    def exported(self, *arguments: str) -> list[dict[str, Any]]:
        """The responses in the database, by the operator's own export."""
        return [json.loads(line) for line in self.command("export", "responses", "--format", "jsonl", *arguments).stdout.splitlines()]

    def _listening(self) -> re.Match[str] | None:
        found = LISTENING.search(self.said())
        if found is None:
            self.check_alive()
        return found
