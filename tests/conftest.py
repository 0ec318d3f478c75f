"""Provides the real programs and services that tests run against as fixtures.

If a program is missing on the machine, the test fails with a message that says how to install it. Nothing is skipped. A fixture starts its
program only for tests that request it, so tests of pure modules stay fast.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.fixtures import databases, ports, waiting
from tests.fixtures.certificates import CertificateAuthority
from tests.fixtures.display import Pointer, VirtualDisplay
from tests.fixtures.fault_proxy import FaultProxy
from tests.fixtures.postgresql import PostgresCluster
from tests.fixtures.program_lookup import find_program
from tests.fixtures.programs import ProgramProcess
from tests.fixtures.server import ServerProcess
from tests.fixtures.terminal import TerminalProcess

# Examples have no deadline, because a machine under load is slow. They are the same in each run, so that a failure can be repeated.
settings.register_profile(
    "aula", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.register_profile("search", parent=settings.get_profile("aula"), derandomize=False, max_examples=1000)
settings.load_profile("search" if os.environ.get("HYPOTHESIS_SEARCH") else "aula")

# Unless these are set before its first import, Kivy reads the command line, takes over the log and writes into the home folder.
os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_CONFIG="1", KIVY_NO_FILELOG="1", KIVY_LOG_MODE="PYTHON")


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the developer's own `AULA_` settings from the environment of each test."""
    for name in [name for name in os.environ if name.startswith("AULA_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def wait_until() -> Callable[..., object]:
    """Return `wait_until(condition, timeout=…)`, which polls until the condition is true. Its `TimeoutError` names the condition."""
    return waiting.wait_until


@pytest.fixture
def free_port() -> int:
    """Return a free TCP port of the loopback interface."""
    return ports.free_port()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresCluster]:
    """Run one private PostgreSQL cluster for the whole test session."""
    with PostgresCluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> databases.SqliteTemplate:
    """Return a template that copies an SQLite file with the newest schema."""
    return databases.SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture
def postgresql_url(postgresql: PostgresCluster) -> Iterator[str]:
    """Return the address of a fresh PostgreSQL database with the newest schema."""
    url = postgresql.migrated_database(databases.migrate)
    yield url
    postgresql.drop(url)


@pytest.fixture
def sqlite_url(sqlite_template: databases.SqliteTemplate, tmp_path: Path) -> str:
    """Return the address of a fresh SQLite database with the newest schema."""
    return sqlite_template.copy_to(tmp_path / "aula.db")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the address of a fresh database with the newest schema. The test runs once for each engine."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of a fresh database without tables, for tests of the migrations. The test runs once for each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    cluster: PostgresCluster = request.getfixturevalue("postgresql")
    url = cluster.empty_database()
    yield url
    cluster.drop(url)


@pytest.fixture
def display() -> Iterator[VirtualDisplay]:
    """Run a private X display of 1280×800 pixels with a free display number."""
    with VirtualDisplay(1280, 800) as virtual:
        yield virtual


@pytest.fixture
def pointer(display: VirtualDisplay) -> Pointer:
    """Return the pointer of the private display."""
    return Pointer(display.name)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Return the path of the browser, for Playwright's `executable_path`."""
    return find_program("chromium", "chromium")


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> CertificateAuthority:
    """Return a private certificate authority, such as a county may have."""
    return CertificateAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def close_at_end() -> Iterator[Callable[[ProgramProcess], None]]:
    """Return `close_at_end(process)`, which ends the process when the test ends, however it ends."""
    programs: list[ProgramProcess] = []
    yield programs.append
    for one in programs:
        one.close()


@pytest.fixture
def server(tmp_path: Path, close_at_end: Callable[[ProgramProcess], None]) -> ServerProcess:
    """Return a running `aula-server` on SQLite, initialised and listening, without a region."""
    process = ServerProcess(tmp_path)
    close_at_end(process)
    process.init()
    process.start()
    return process


@pytest.fixture
def terminal(tmp_path: Path, display: VirtualDisplay, close_at_end: Callable[[ProgramProcess], None]) -> TerminalProcess:
    """Return an `aula-kiosk` on the private display, neither enrolled nor started."""
    process = TerminalProcess(tmp_path, display=display)
    close_at_end(process)
    return process


@pytest.fixture
def start_fault_proxy() -> Iterator[Callable[[str], FaultProxy]]:
    """Return `start_fault_proxy(upstream_url)`, which starts a proxy in front of a server that injects network faults."""
    proxies: list[FaultProxy] = []

    def before(upstream: str) -> FaultProxy:
        proxies.append(FaultProxy(upstream).__enter__())
        return proxies[-1]

    yield before
    for proxy in proxies:
        proxy.__exit__()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests have recorded with `record_property("figures", …)`, whether or not the tests ran in parallel."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                if name == "figures" and report.when == "call":
                    terminalreporter.write_line(f"{report.nodeid}: {value}")
