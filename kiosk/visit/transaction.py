"""One event of a visit, all the way to the disk: step, draw, journal, and at the end the response in the outbox.

Runs in the writer's thread. Everything an event changes is one transaction; `take` returns only once it is committed,
and changes nothing but what it returns, so that it can be run again on a new file.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from kiosk.clock import Clock, trusted
from kiosk.store import clock_evidence, device_notes, draw_counts, outbox, state_values, stream, visit_journal
from kiosk.store.database import Connection, transaction
from kiosk.store.visit_journal import Entry, Evidence
from kiosk.visit.script import form as form_of
from kiosk.visit.script import texts_id
from survey import misuse_detection, response, rfc3339, wire
from survey.draw_counts import after_draw, after_visit
from survey.draws import draw
from survey.misuse_detection import Pace
from survey.visit import Chose, Cut, Drew, Event, Finished, NeedsDraw, Sent, Stirred, Visit, step
from survey.wire import Configuration, Input


class Moment(Struct, frozen=True):
    """When an event was handed in."""

    steady: int
    wall: datetime


class Scene(Struct, frozen=True):
    """A visit, and what the terminal knows of it beside."""

    visit: Visit
    evidence: Evidence | None = None
    input: Input | None = None
    """By what means so far; None before the first touch."""
    touches: int = 0
    """Touches not yet in the stream's total: what moves nothing is not worth a write of its own."""
    pace: Pace = Pace()
    """How the visit is touched; in memory alone, so a visit that a power cut ends is judged by its whole."""


def take(db: Connection, scene: Scene, event: Event, by: Input, at: Moment, configuration: Configuration, clock: Clock) -> Scene:
    """The scene after the event, committed."""
    before = scene.visit
    visit, effects = step(before, event, at.steady)
    if isinstance(event, Chose | Stirred | Sent):
        scene = replace(scene, touches=scene.touches + 1, input=by if scene.input in (None, by) else "mixed")
    ended = next((effect.visit for effect in effects if isinstance(effect, Finished)), None)
    if ended is None and not _to_be_kept(before, visit, event):
        # Nobody there: the next person begins with nothing of the last.
        return Scene(visit, touches=scene.touches) if visit.idle else replace(scene, visit=visit, pace=_pace(scene, visit, event, by, at))
    with transaction(db):
        if any(isinstance(effect, NeedsDraw) for effect in effects):
            visit = _draw(db, visit, configuration, at)
        scene = replace(scene, visit=visit, pace=_pace(scene, ended or visit, event, by, at))
        if scene.evidence is None and (ended or visit).answered:
            scene = replace(scene, evidence=_evidence(db, at, clock))
        if scene.touches:
            stream.touched(db, scene.touches, rfc3339.to_rfc3339(at.wall))
        if ended is None:
            visit_journal.write(
                db, Entry(visit, scene.evidence, texts_id(configuration, visit.script.form, visit.language), scene.input or by)
            )
        else:
            texts = texts_id(configuration, ended.script.form, ended.language)
            close(db, Entry(ended, scene.evidence, texts, scene.input or by), scene.pace, clock.boot)
    return Scene(visit) if ended is not None else replace(scene, touches=0)


def close(db: Connection, entry: Entry, pace: Pace, boot: str) -> None:
    """An ended visit leaves a response in the outbox, or a count. Inside a transaction."""
    visit = entry.visit
    visit_journal.clear(db)
    flags = _judge(db, visit, pace, boot)
    if not visit.answered or entry.evidence is None:
        stream.left_without_answer(db)
        return
    stream_id, sequence, place = stream.take(db)
    stamp = response.Stamp(
        id=str(uuid.uuid4()),
        stream=stream_id,
        sequence=sequence,
        visited_at=entry.evidence.visited_at,
        clock=entry.evidence.clock,
        texts=entry.texts,
        input=entry.input,
        flags=flags,
    )
    frozen = response.freeze(response.from_visit(visit, stamp))
    outbox.add(db, place, name=stamp.id, stream=stream_id, sequence=sequence, visited_at=stamp.visited_at, frozen=frozen)
    if visit.drawn is None:
        return
    plan, counted = draw_counts.read(db, visit.script.form, visit.drawn.ref.plan)
    if plan is not None:
        draw_counts.write(db, visit.script.form, plan, after_visit(counted, plan, visit))


def close_interrupted(db: Connection) -> bool:
    """Close the visit that a power cut left behind, with every answer that had been given; whether there was one."""
    with transaction(db):
        try:
            entry = visit_journal.read(db)
        except visit_journal.Unreadable:
            visit_journal.clear(db)
            device_notes.add(db, "journal_unreadable")
            return True
        if entry is None:
            return False
        _, effects = step(entry.visit, Cut(), entry.visit.touched_at)
        ended = next((effect.visit for effect in effects if isinstance(effect, Finished)), None)
        if ended is None:
            visit_journal.clear(db)
        else:
            close(db, replace(entry, visit=ended), Pace(), entry.evidence.clock.boot if entry.evidence else "")
        return True


def _pace(scene: Scene, after: Visit, event: Event, by: Input, at: Moment) -> Pace:
    before = scene.visit
    return misuse_detection.noticed(Pace() if before.idle else scene.pace, before, after, event, at.steady, by_touch=by == "touch")


def _judge(db: Connection, visit: Visit, pace: Pace, boot: str) -> tuple[str, ...]:
    """The flags of an ended visit; the memory of those before goes on with it."""
    flags, memory = misuse_detection.judged(visit, pace, state_values.memory(db), boot=boot, salt=stream.read(db).id.encode())
    state_values.remember(db, memory)
    return flags


def _to_be_kept(before: Visit, after: Visit, event: Event) -> bool:
    """Whether the journal must hear of it: a tap that moved a visit. Time and stirring can be told again from what it holds."""
    if not isinstance(event, Chose | Sent) or after.idle or after.ended is not None:
        return False
    return replace(before, touched_at=after.touched_at) != after


def _draw(db: Connection, visit: Visit, configuration: Configuration, at: Moment) -> Visit:
    form = form_of(configuration, visit)
    _, counted = draw_counts.read(db, form.id, form.plan.number)
    drawn = draw(form.plan, form.targets, counted, stream=stream.read(db).id)
    draw_counts.write(db, form.id, form.plan, after_draw(counted, form.plan, drawn))
    visit, _ = step(visit, Drew(drawn), at.steady)
    return visit


def _evidence(db: Connection, at: Moment, clock: Clock) -> Evidence:
    believed = trusted(clock, clock_evidence.latest(db, clock.boot))
    return Evidence(rfc3339.to_rfc3339(at.wall), wire.Clock(clock.boot, at.steady, believed))
