"""One private PostgreSQL for a test run: a cluster of its own in a temporary folder, on a free port of loopback.

Each test gets a fresh database, copied from a template that holds the migrated schema, which takes some
tens of milliseconds instead of a run of all migrations. What is written need not survive a power cut, so it does not wait for the disk.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.parts.missing import program
from tests.parts.ports import free_port

PACKAGE = "postgresql"
FOLDERS = "/usr/lib/postgresql/*/bin"
USER = "aula"

SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "listen_addresses": "127.0.0.1",
    "log_min_messages": "warning",
    "timezone": "UTC",
}


class PostgresCluster:
    """A running cluster. Use as a context manager; the end of it removes every trace.

    Raises (on entering):
        MissingPart: PostgreSQL is not installed.
        RuntimeError: it did not start; with its log.
    """

    def __init__(self, *, durable: bool = False) -> None:
        """`durable` keeps PostgreSQL's own promises about the disk, for measurements."""
        self._durable = durable
        self._folder = Path()
        self._port = 0
        self._databases = 0
        self._template: str | None = None

    def __enter__(self) -> "PostgresCluster":
        # Not pytest's folder: that is closed to the unprivileged user PostgreSQL insists on when we are root.
        self._folder = Path(tempfile.mkdtemp(prefix="aula-postgresql-"))
        _give_away(self._folder)
        try:
            self._run(
                "initdb", "--pgdata", self._data, "--username", USER, "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync"
            )
            self._start()
        except BaseException:
            shutil.rmtree(self._folder)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "stop", "--pgdata", self._data, "--mode", "immediate", "--silent")
        shutil.rmtree(self._folder)

    def url(self, database: str) -> str:
        """The address of a database for SQLAlchemy with psycopg."""
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self._port}/{database}"

    def empty_database(self) -> str:
        """Makes a fresh database without a table and gives its address."""
        return self.url(self._create())

    def migrated_database(self, migrate: Callable[[str], None]) -> str:
        """Makes a fresh database with the newest schema and gives its address; `migrate` is called once for all of them."""
        if self._template is None:
            template = self._create()
            migrate(self.url(template))
            self._template = template
        return self.url(self._create(self._template))

    def drop(self, url: str) -> None:
        """Removes a database with whatever is still connected to it."""
        self._sql(f'DROP DATABASE IF EXISTS "{url.rpartition("/")[2]}" WITH (FORCE)')

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def _create(self, template: str = "template0") -> str:
        self._databases += 1
        name = f"aula_{self._databases}"
        self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def _start(self) -> None:
        self._port = free_port()
        settings = dict(SETTINGS)
        if self._durable:
            for name in ("fsync", "full_page_writes", "synchronous_commit"):
                settings[name] = "on"
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        log = self._folder / "log"
        try:
            self._run(
                "pg_ctl", "start", "--pgdata", self._data, "--wait", "--silent", "--log", str(log), "--options",
                f"-p {self._port} -k {self._folder} {options}",
            )  # fmt: skip
        except RuntimeError as fault:
            said = log.read_text() if log.exists() else ""
            raise RuntimeError(f"PostgreSQL did not start: {fault}\n{said}") from None

    def _sql(self, statement: str) -> None:
        # The socket in our own folder, and the tools' own database: no driver is needed to make one.
        self._run("psql", "--quiet", "--no-psqlrc", "--host", str(self._folder), "--port", str(self._port), "--username", USER,
                  "--set", "ON_ERROR_STOP=1", "--command", statement, "postgres")  # fmt: skip

    def _run(self, name: str, *arguments: str) -> None:
        command = [*_unprivileged(), str(_tool(name)), *arguments]
        # pg_ctl's server keeps what it inherits open, so its output goes to a file and not to a pipe that never ends.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=_environment(), check=False)
            output.seek(0)
            if done.returncode:
                raise RuntimeError(f"{name}: {output.read().decode(errors='replace').strip()}")


def _tool(name: str) -> Path:
    """A program of the newest PostgreSQL here: all of them of one version, whatever the search path holds."""
    folder = program("initdb", PACKAGE, also_in=FOLDERS).resolve().parent
    return folder / name


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}


def _unprivileged() -> list[str]:
    """PostgreSQL refuses to run as root, and Debian's package brings a user for it."""
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []


def _give_away(folder: Path) -> None:
    if os.geteuid() == 0:
        _tool("initdb")  # says that the package is missing before the user of it is looked up
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
