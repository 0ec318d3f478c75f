"""Makes the state of an enrolled terminal without a server, to measure a terminal that can reach no server."""

from itertools import combinations
from pathlib import Path

import msgspec

from kiosk.enrolment import identity
from kiosk.enrolment.identity import Identity
from kiosk.store import configuration as configurations
from kiosk.store.store import Store
from survey.draw_counts import DrawCounts
from survey.draws import draw_statements
from survey.enrolment_code import make_token
from survey.forms import CORE_STATEMENTS
from survey.response import ResponseMetadata, build_response, freeze_response
from survey.visit import DrawCompleted, DrawnStatements, TargetChosen, Visit, VisitEnded, idle_visit, step
from survey.wire import Clock, Configuration, FormPlan, Response, Targets
from tests.kiosk.sample_configuration import configuration

UNREACHABLE_SERVER = "https://127.0.0.1:1"
"""Is an address at which nothing listens, so that a call fails at once, as without a network."""
VISIT_TAPS = ("nps-9", "skip", "value-5", "value-4", "not-applicable")
"""Lists the taps of a complete visit. The thanks are shown afterwards."""


def write_enrolled_state(folder: Path, given: Configuration | None = None) -> None:
    """Make a folder the state of an enrolled terminal. The terminal has the given configuration, or else that of `sample_configuration`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    given = given or configuration()
    identity.write(folder, Identity("bench", UNREACHABLE_SERVER, make_token(), given.keys.signing))
    configurations.save(folder, msgspec.json.encode(given))


def sample_response() -> Response:
    """Return a complete response as a terminal makes it."""
    from kiosk.visit.script import build_script

    visit: Visit = idle_visit(build_script(configuration()))
    drawn = _drawn()
    for now, name in enumerate(VISIT_TAPS):
        visit, effects = step(visit, TargetChosen(name), now * 1500)
        if visit.statement_code is None and visit.step == "statement":
            visit, _ = step(visit, DrawCompleted(drawn), now * 1500)
        for effect in effects:
            if isinstance(effect, VisitEnded):
                stamp = ResponseMetadata(
                    response_id="00000000-0000-4000-8000-000000000000",
                    stream="bench",
                    sequence=1,
                    visited_at="2026-11-22T10:15:04.120+02:00",
                    clock=Clock("b1f0", 8_123_456, trusted=True),
                    texts="fi-2026-1",
                )
                return build_response(effect.visit, stamp)
    raise AssertionError("the taps are no whole visit")


def _drawn() -> DrawnStatements:
    """Return a draw as a terminal makes it after a month, under targets.

    Its counts and targets travel with the response.
    """
    plan = FormPlan(1, 3, CORE_STATEMENTS)
    pairs = [" ".join(two) for two in combinations(sorted(CORE_STATEMENTS), 2)]
    counts = DrawCounts(
        1,
        420,
        drawn=dict.fromkeys(CORE_STATEMENTS, 180),
        answered=dict.fromkeys(CORE_STATEMENTS, 150),
        pairs=dict.fromkeys(pairs, 60),
        positions=dict.fromkeys(CORE_STATEMENTS, (60, 60, 60)),
    )
    return draw_statements(
        plan,
        Targets(40, dict.fromkeys(CORE_STATEMENTS, 0.25), dict.fromkeys(pairs, 0.35), dict.fromkeys(pairs, 1.017)),
        counts,
        stream="bench",
    )


def fill_outbox(store: Store, count: int) -> None:
    """Store `count` unsent responses, as weeks without a network would leave them."""
    whole = freeze_response(sample_response())
    store.write(lambda db: _insert(db, store, whole, count)).result()


def _insert(db: object, store: Store, frozen: bytes, count: int) -> None:
    from kiosk.store import stream
    from kiosk.store.database import Connection, transaction

    assert isinstance(db, Connection)
    own = stream.read(db)
    with transaction(db):
        db.executemany(
            "INSERT INTO outbox (place, id, stream, sequence, visited_at, bytes) VALUES (?, ?, ?, ?, ?, ?)",
            ((n, f"{n:08x}-0000-4000-8000-000000000000", own.id, n, "2026-11-22T10:15:04.120+02:00", frozen) for n in range(1, count + 1)),
        )
        db.execute("UPDATE stream SET next_sequence = ?, next_place = ?", (count + 1, count + 1))
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
