"""The real parts that tests run against, as fixtures.

A part that is missing on the machine fails the test and says how to get it: nothing is skipped. Each fixture starts
late and only when asked for, so tests of the pure rooms stay quick.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.fixtures import databases, ports, waiting
from tests.fixtures.certificates import CertificateAuthority
from tests.fixtures.fault_proxy import FaultProxy
from tests.fixtures.missing_programs import find_program
from tests.fixtures.postgresql import PostgresCluster
from tests.fixtures.programs import ProgramProcess
from tests.fixtures.screen import Pointer, VirtualDisplay
from tests.fixtures.server import ServerProcess
from tests.fixtures.terminal import TerminalProcess

# A machine under load is slow, not wrong: no deadline for one example. The same examples each time, so a red run can be run again.
settings.register_profile(
    "aula", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.register_profile("search", parent=settings.get_profile("aula"), derandomize=False, max_examples=1000)
settings.load_profile("search" if os.environ.get("HYPOTHESIS_SEARCH") else "aula")

# Kivy reads the command line, takes over the log and writes into the home folder unless it is told not to, before its first import.
os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_CONFIG="1", KIVY_NO_FILELOG="1", KIVY_LOG_MODE="PYTHON")


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the developer's own `AULA_` settings are, tests begin without any."""
    for name in [name for name in os.environ if name.startswith("AULA_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def wait_until() -> Callable[..., object]:
    """`wait_until(condition, timeout=…)`: polls until it holds; a TimeoutError names what was waited for."""
    return waiting.wait_until


@pytest.fixture
def free_port() -> int:
    """A free TCP port of loopback."""
    return ports.free_port()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresCluster]:
    """One private PostgreSQL for the whole run."""
    with PostgresCluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> databases.SqliteTemplate:
    """A migrated SQLite file to copy from."""
    return databases.SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture
def postgresql_url(postgresql: PostgresCluster) -> Iterator[str]:
    """The address of a fresh PostgreSQL database with the newest schema."""
    url = postgresql.migrated_database(databases.migrate)
    yield url
    postgresql.drop(url)


@pytest.fixture
def sqlite_url(sqlite_template: databases.SqliteTemplate, tmp_path: Path) -> str:
    """The address of a fresh SQLite database with the newest schema."""
    return sqlite_template.copy_to(tmp_path / "aula.db")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database with the newest schema, once for each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database without a table, once for each kind: for tests of the migrations themselves."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    cluster: PostgresCluster = request.getfixturevalue("postgresql")
    url = cluster.empty_database()
    yield url
    cluster.drop(url)


@pytest.fixture
def display() -> Iterator[VirtualDisplay]:
    """A private display of 1280×800, on a number of its own."""
    with VirtualDisplay(1280, 800) as virtual:
        yield virtual


@pytest.fixture
def pointer(display: VirtualDisplay) -> Pointer:
    """The pointer of the private display."""
    return Pointer(display.name)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser for tests of pages, for Playwright's `executable_path`."""
    return find_program("chromium", "chromium")


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> CertificateAuthority:
    """A county's private certificate authority."""
    return CertificateAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def close_at_end() -> Iterator[Callable[[ProgramProcess], None]]:
    """`running(program)` sees to it that the program ends with the test."""
    programs: list[ProgramProcess] = []
    yield programs.append
    for one in programs:
        one.close()


@pytest.fixture
def server(tmp_path: Path, close_at_end: Callable[[ProgramProcess], None]) -> ServerProcess:
    """A real server on SQLite: initialised and listening, without a region."""
    process = ServerProcess(tmp_path)
    close_at_end(process)
    process.init()
    process.start()
    return process


@pytest.fixture
def terminal(tmp_path: Path, display: VirtualDisplay, close_at_end: Callable[[ProgramProcess], None]) -> TerminalProcess:
    """A real terminal program on the private display: neither enrolled nor started."""
    process = TerminalProcess(tmp_path, display=display)
    close_at_end(process)
    return process


@pytest.fixture
def start_fault_proxy() -> Iterator[Callable[[str], FaultProxy]]:
    """`fault_proxy(upstream_url)` puts a proxy before a server, whose requests go wrong as told."""
    proxies: list[FaultProxy] = []

    def before(upstream: str) -> FaultProxy:
        proxies.append(FaultProxy(upstream).__enter__())
        return proxies[-1]

    yield before
    for proxy in proxies:
        proxy.__exit__()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the figures that tests found (`record_property("figures", …)`), whether they ran side by side or not."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                if name == "figures" and report.when == "call":
                    terminalreporter.write_line(f"{report.nodeid}: {value}")
