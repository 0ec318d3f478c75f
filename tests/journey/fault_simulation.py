"""Simulates one server, one terminal and a network with faults, in a simulated time, and checks the result.

Server and terminal run their real code on real files and a real socket. Only time is simulated, so that weeks pass in a moment and a clock
can be wrong by decades. Whatever has happened, `settle` lets the terminal send everything, and `discrepancies` returns what is not as it
should be.
"""

from __future__ import annotations

import random
import shutil
import threading
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from kiosk.enrolment import identity
from kiosk.exchange.server_client import ServerClient
from kiosk.exchange.sync import ExchangeReport, Sync
from kiosk.store import configuration as configurations
from kiosk.store.store import Store
from kiosk.visit.runtime import Runtime
from server.app import create_app
from server.operations import backup
from server.operations.region.placements import set_placement
from server.settings import ServerSettings
from server.store import engine
from server.store.fleet import terminal_overview
from server.store.read_transaction import reading
from server.store.tables import responses
from server.store.write_transaction import writing
from survey import enrolment_code, wire
from survey.rfc3339 import from_rfc3339
from survey.visit import Event, TargetChosen, Visit
from tests.fixtures.fault_proxy import FaultProxy
from tests.fixtures.network_faults import NetworkFault

EXACT_TOLERANCE = timedelta(seconds=2)
REGION = "pohjola"
SERVICE_POINTS = ("keskusta-health-centre", "koivuniemi-health-centre")


class TrueTime:
    """Holds the true time, which passes only when `advance` is called."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def advance(self, milliseconds: int) -> None:
        self.now += timedelta(milliseconds=milliseconds)


class SimulatedClock:
    """Simulates the terminal's clocks. The monotonic clock counts from the boot, and the wall clock deviates by `wall_error`."""

    def __init__(self, time: TrueTime) -> None:
        self._time = time
        self.wall_error = timedelta(0)
        self.is_synchronised = False
        self.boot = ""
        self._booted = time.now
        self.start()

    def start(self) -> None:
        """Start the machine, with a new boot id and a monotonic clock that begins anew. The error of the wall clock stays as it was set."""
        self.boot = uuid.uuid4().hex
        self._booted = self._time.now - timedelta(seconds=20)

    def wall_time(self) -> datetime:
        return self._time.now + self.wall_error

    def steady_ms(self) -> int:
        return (self._time.now - self._booted) // timedelta(milliseconds=1)

    def is_ntp_synchronised(self) -> bool:
        return self.is_synchronised


@dataclass
class FinishedVisit:
    """Describes a finished visit as the terminal stored it."""

    sequence: int
    raw: bytes
    answered_at: datetime
    """Holds the true time of the first answer."""
    boot: str


@dataclass
class TruePlacement:
    """Holds the true time since which the terminal has stood at a service point."""

    since: datetime
    service_point: str


class _Silent(WSGIRequestHandler):
    def log(self, *_: Any, **__: Any) -> None:
        """Log nothing."""


@dataclass
class SimulatedWorld:
    """Simulates the server, the terminal and the network between them.

    `template` is the state of a server as `InstalledRegion.prepare` makes it, and `folder` is the folder of this simulation.
    """

    template: Path
    folder: Path
    code: str
    terminal_id: str
    began: datetime
    finished_visits: dict[tuple[str, int], FinishedVisit] = field(default_factory=dict)
    known_boots: set[str] = field(default_factory=set)
    """Contains the boots in which an exchange with the server has succeeded, so that their times can be known."""
    first_answer_at: datetime | None = None

    def __post_init__(self) -> None:
        self.time = TrueTime(self.began)
        self.clock = SimulatedClock(self.time)
        self.true_placements = [TruePlacement(self.began - timedelta(days=1), SERVICE_POINTS[0])]
        shutil.copytree(self.template, self.folder / "server")
        self.settings = ServerSettings(server_state=self.folder / "server")
        self.terminal_state = self.folder / "terminal"
        self._server: BaseWSGIServer | None = None
        self._backups = 0
        self._random = random.Random(1)
        self.start_server()
        self.network = FaultProxy(self._url).__enter__()
        self.open_terminal()

    # ── Server ──

    def start_server(self) -> None:
        app = create_app(self.settings, now=lambda: self.time.now)
        self._server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
        self._url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self._app = app
        if hasattr(self, "network"):
            self.network.upstream = self._url

    def stop_server(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._app.extensions["aula"].engine.dispose()
            self._server = None

    def restart_server(self) -> None:
        self.stop_server()
        self.start_server()

    def back_up(self) -> None:
        self._backups += 1
        backup.write_backup(self.engine, self.folder / f"backup-{self._backups}")

    def restore(self) -> None:
        """Replace the database by the newest backup, as after the loss of a disk. Nothing happens without a backup."""
        if not self._backups:
            return
        self.stop_server()
        database = engine.connect(self.settings.database_address)
        backup.restore_rows(database, self.folder / f"backup-{self._backups}")
        database.dispose()
        self.start_server()

    @property
    def engine(self) -> Any:
        return self._app.extensions["aula"].engine

    def place_terminal(self, service_point: str, since: datetime) -> None:
        """Record where the terminal has stood since some time, which may be in the past."""
        with writing(self.engine) as connection:
            set_placement(connection, self.terminal_id, REGION, service_point, since)
        self.true_placements = [place for place in self.true_placements if place.since < since] + [TruePlacement(since, service_point)]

    # ── Terminal ──

    def open_terminal(self) -> None:
        self.store = Store(self.terminal_state, wall=self.clock.wall_time)
        self.runtime = Runtime(self.store, self.clock)
        self.reload_configuration()
        self._account()

    def kill_terminal(self) -> None:
        """End the process with the loss of whatever is not on disk, and start a new one."""
        self.store.close()
        self.open_terminal()

    def reboot(self, wall_error: timedelta, *, is_synchronised: bool) -> None:
        """Cut the power and start again with a wall clock that deviates by `wall_error`."""
        self.store.close()
        self.time.advance(30_000)
        self.clock.wall_error, self.clock.is_synchronised = wall_error, is_synchronised
        self.clock.start()
        self.open_terminal()

    def reload_configuration(self) -> None:
        kept = configurations.read(self.terminal_state)
        self.runtime.use_configuration(kept, enrolled=identity.read(self.terminal_state) is not None).result()

    def enrol(self, code: str | None = None) -> None:
        token = enrolment_code.make_token()
        with ServerClient(self.network.url) as client:
            answer, raw = client.enrol(wire.EnrolmentRequest(code or self.code, token))
        assert answer.terminal_id == self.terminal_id
        trusted = answer.configuration.keys.signing
        identity.write(self.terminal_state, identity.Identity(answer.terminal_id, self.network.url, token, trusted))
        configurations.save(self.terminal_state, raw)
        self.reload_configuration()

    @property
    def visit(self) -> Visit | None:
        return self.runtime.view.visit

    def touch(self, event: Event) -> None:
        if isinstance(event, TargetChosen) and event.target == "send":
            return
        before = self.visit
        self.runtime.submit(event).result()
        self._after(before)

    def send_text(self, text: str) -> None:
        before = self.visit
        self.runtime.send_text(text)
        self.runtime.tick().result()
        self._after(before)

    def wait(self, milliseconds: int) -> None:
        self.time.advance(milliseconds)
        before = self.visit
        self.runtime.tick().result()
        self._after(before)

    def sync(self, *faults: NetworkFault) -> ExchangeReport:
        """Run one exchange, with the given faults of the network."""
        self.network.fail_next(*faults)
        report = Sync(self.store, self.clock).exchange()
        self.network.clear_faults()
        self.reload_configuration()
        if report.problem is None:
            self.known_boots.add(self.clock.boot)
        return report

    # ── Checks ──

    def _after(self, before: Visit | None) -> None:
        """Record when the first answer was given, and which responses the terminal has stored."""
        now = self.visit
        if now is not None and now.answered_at is not None and (before is None or before.answered_at is None):
            self.first_answer_at = self.time.now
        self._account()

    def _account(self) -> None:
        with self.store.reading() as db:
            rows = db.execute("SELECT stream, sequence, bytes FROM outbox ORDER BY place").fetchall()
        for stream, sequence, frozen in rows:
            if (stream, sequence) not in self.finished_visits:
                assert self.first_answer_at is not None
                self.finished_visits[stream, sequence] = FinishedVisit(sequence, bytes(frozen), self.first_answer_at, self._boot_of(frozen))

    @staticmethod
    def _boot_of(frozen: bytes) -> str:
        return msgspec.json.decode(frozen, type=wire.Response).clock.boot

    def settle(self) -> None:
        """Let the visit time out, and sync without faults until the terminal has nothing left to send."""
        self.wait(60_000)
        self.wait(60_000)
        for _ in range(6):
            self.time.advance(300_000)
            report = self.sync()
            assert report.problem is None, report

    def count_missing(self) -> int:
        with reading(self.engine) as connection:
            found = terminal_overview.get_terminal(connection, self.terminal_id, self.time.now)
        assert found is not None
        return found.missing

    def discrepancies(self) -> list[str]:
        """Return what is not as it should be.

        The result is empty if every finished visit is stored exactly once, with its bytes unchanged and with the right place and time.
        """
        with reading(self.engine) as connection:
            rows = {(row.stream, row.sequence): row for row in connection.execute(select(responses))}
        wrong = [f"{key} was never made" for key in rows.keys() - self.finished_visits.keys()]
        wrong += [f"{key} is not stored" for key in self.finished_visits.keys() - rows.keys()]
        for key in self.finished_visits.keys() & rows.keys():
            wrong += [f"{key}: {fault}" for fault in self._faults(self.finished_visits[key], rows[key])]
        if missing := self.count_missing():
            wrong.append(f"{missing} sequences are missing")
        return wrong

    def _faults(self, made: FinishedVisit, row: Any) -> list[str]:
        faults = []
        if bytes(row.raw) != made.raw:
            faults.append("its bytes have changed")
        off = abs(row.visited_at - made.answered_at)
        if made.boot in self.known_boots and off > EXACT_TOLERANCE:
            faults.append(f"{off} from its true time, {row.visited_at_quality}, though the clock could be known")
        if row.visited_at_quality == "exact" and off > EXACT_TOLERANCE:
            faults.append(f"called exact but {off} from its true time")
        stood = [place.service_point for place in self.true_placements if place.since <= made.answered_at]
        near = any(abs(place.since - made.answered_at) <= EXACT_TOLERANCE for place in self.true_placements)
        if row.visited_at_quality == "exact" and not near and row.service_point != stood[-1]:
            faults.append(f"under {row.service_point}, though the terminal stood at {stood[-1]}")
        reported = from_rfc3339(row.visited_at_reported)
        if reported.astimezone(UTC).year < 1900:
            faults.append("reported before 1900")
        return faults

    def close(self) -> None:
        self.store.close()
        self.network.__exit__()
        self.stop_server()
