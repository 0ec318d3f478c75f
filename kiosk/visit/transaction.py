"""Applies one event to a visit and stores the result: the step, the draw, the journal and, at the end of the visit, the response.

The functions run in the writer thread. Everything that an event changes in the database is one transaction. `apply_event` returns only
after the commit and changes no state outside the database, so that it can be run again on a new database file.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from kiosk.clock import DeviceClock, is_wall_clock_trusted
from kiosk.store import clock_evidence, device_notes, draw_counts, outbox, state_values, stream, visit_journal
from kiosk.store.database import Connection, transaction
from kiosk.store.visit_journal import FirstAnswerTime, JournalEntry
from kiosk.visit.script import form_for_visit as form_of
from kiosk.visit.script import text_set_id
from survey import misuse_detection, response, rfc3339, wire
from survey.draw_counts import counts_after_draw, counts_after_visit
from survey.draws import draw_statements
from survey.misuse_detection import TouchPace
from survey.visit import ActivitySeen, CommentSubmitted, DrawCompleted, Event, Interrupted, NeedsDraw, TargetChosen, Visit, VisitEnded, step
from survey.wire import Configuration, Input


class EventTime(Struct, frozen=True):
    """Holds the time at which an event was handed in, by the steady clock and by the wall clock."""

    steady_ms: int
    wall: datetime


class VisitInProgress(Struct, frozen=True):
    """Holds a visit and what the terminal records about it outside its state."""

    visit: Visit
    first_answer_time: FirstAnswerTime | None = None
    input: Input | None = None
    """States how the person has operated the terminal so far. None means that there was no touch yet."""
    unsaved_touches: int = 0
    """Counts the touches that are not yet in the stream's total. A touch that does not move the visit is not worth a write of its own."""
    pace: TouchPace = TouchPace()
    """Describes the pace of the touches. It is kept in memory only, so a visit that a power cut ends is checked for
    misuse without it."""


def apply_event(
    db: Connection,
    current: VisitInProgress,
    event: Event,
    by: Input,
    event_time: EventTime,
    configuration: Configuration,
    clock: DeviceClock,
) -> VisitInProgress:
    """Return the visit after an event, once its changes are committed.

    Only an event that moves or ends the visit is written.

    Args:
        db: the connection of the writer thread, outside a transaction.
        current: the visit before the event.
        event: what happened.
        by: the means by which the person caused the event.
        event_time: when the event was handed in.
        configuration: the configuration in use.
        clock: the terminal's clocks.

    Raises:
        sqlite3.Error: nothing was stored.
    """
    before = current.visit
    visit, effects = step(before, event, event_time.steady_ms)
    if isinstance(event, TargetChosen | ActivitySeen | CommentSubmitted):
        current = replace(current, unsaved_touches=current.unsaved_touches + 1, input=by if current.input in (None, by) else "mixed")
    ended = next((effect.visit for effect in effects if isinstance(effect, VisitEnded)), None)
    if ended is None and not _needs_journal_write(before, visit, event):
        # On an idle screen nothing of the last visit remains, apart from the touches that are still to be counted.
        return (
            VisitInProgress(visit, unsaved_touches=current.unsaved_touches)
            if visit.is_idle
            else replace(current, visit=visit, pace=_pace(current, visit, event, by, event_time))
        )
    with transaction(db):
        if any(isinstance(effect, NeedsDraw) for effect in effects):
            visit = _draw(db, visit, configuration, event_time)
        current = replace(current, visit=visit, pace=_pace(current, ended or visit, event, by, event_time))
        if current.first_answer_time is None and (ended or visit).has_answer:
            current = replace(current, first_answer_time=_first_answer_time(db, event_time, clock))
        if current.unsaved_touches:
            stream.add_touches(db, current.unsaved_touches, rfc3339.to_rfc3339(event_time.wall))
        if ended is None:
            visit_journal.write(
                db,
                JournalEntry(
                    visit, current.first_answer_time, text_set_id(configuration, visit.script.form, visit.language), current.input or by
                ),
            )
        else:
            texts = text_set_id(configuration, ended.script.form, ended.language)
            store_ended_visit(db, JournalEntry(ended, current.first_answer_time, texts, current.input or by), current.pace, clock.boot)
    return VisitInProgress(visit) if ended is not None else replace(current, unsaved_touches=0)


def store_ended_visit(db: Connection, entry: JournalEntry, pace: TouchPace, boot: str) -> None:
    """Store the response of an ended visit in the outbox, or count the visit if it has no answer. Call it inside a transaction.

    Args:
        db: the connection of the writer thread.
        entry: the ended visit with what belongs to it.
        pace: the pace of the visit's touches, for the detection of misuse.
        boot: the boot to whose steady clock the visit's times belong.
    """
    visit = entry.visit
    visit_journal.clear(db)
    flags = _misuse_flags(db, visit, pace, boot)
    if not visit.has_answer or entry.first_answer_time is None:
        stream.count_visit_without_answer(db)
        return
    stream_id, sequence, place = stream.allocate_sequence(db)
    stamp = response.ResponseMetadata(
        response_id=str(uuid.uuid4()),
        stream=stream_id,
        sequence=sequence,
        visited_at=entry.first_answer_time.visited_at,
        clock=entry.first_answer_time.clock,
        texts=entry.texts,
        input=entry.input,
        flags=flags,
    )
    frozen = response.freeze_response(response.build_response(visit, stamp))
    outbox.add(db, place, response_id=stamp.response_id, stream=stream_id, sequence=sequence, visited_at=stamp.visited_at, raw=frozen)
    if visit.drawn is None:
        return
    plan, counted = draw_counts.read(db, visit.script.form, visit.drawn.ref.plan)
    if plan is not None:
        draw_counts.write(db, visit.script.form, plan, counts_after_visit(counted, plan, visit))


def close_interrupted_visit(db: Connection) -> bool:
    """Close the visit that a power cut has left in the journal as interrupted, with every answer that had been given.

    A journal that cannot be read is cleared, and the device note `journal_unreadable` is added.

    Returns:
        Whether the journal contained anything.
    """
    with transaction(db):
        try:
            entry = visit_journal.read(db)
        except visit_journal.UnreadableJournal:
            visit_journal.clear(db)
            device_notes.add(db, "journal_unreadable")
            return True
        if entry is None:
            return False
        _, effects = step(entry.visit, Interrupted(), entry.visit.touched_at)
        ended = next((effect.visit for effect in effects if isinstance(effect, VisitEnded)), None)
        if ended is None:
            visit_journal.clear(db)
        else:
            store_ended_visit(
                db, replace(entry, visit=ended), TouchPace(), entry.first_answer_time.clock.boot if entry.first_answer_time else ""
            )
        return True


def _pace(scene: VisitInProgress, after: Visit, event: Event, by: Input, at: EventTime) -> TouchPace:
    before = scene.visit
    return misuse_detection.pace_after_event(
        TouchPace() if before.is_idle else scene.pace, before, after, event, at.steady_ms, by_touch=by == "touch"
    )


def _misuse_flags(db: Connection, visit: Visit, pace: TouchPace, boot: str) -> tuple[str, ...]:
    """Return the misuse flags of an ended visit, and add the visit to the record of recent visits."""
    flags, memory = misuse_detection.detect_misuse(
        visit, pace, state_values.read_recent_visits(db), boot=boot, salt=stream.read(db).id.encode()
    )
    state_values.write_recent_visits(db, memory)
    return flags


def _needs_journal_write(before: Visit, after: Visit, event: Event) -> bool:
    """Return whether the journal must be written: after a tap or a comment that moved the visit.

    Ticks and mere activity need no write: the visit as of the last tap is enough to close it after a power cut.
    """
    if not isinstance(event, TargetChosen | CommentSubmitted) or after.is_idle or after.ended is not None:
        return False
    return replace(before, touched_at=after.touched_at) != after


def _draw(db: Connection, visit: Visit, configuration: Configuration, at: EventTime) -> Visit:
    form = form_of(configuration, visit)
    _, counted = draw_counts.read(db, form.id, form.plan.number)
    drawn = draw_statements(form.plan, form.targets, counted, stream=stream.read(db).id)
    draw_counts.write(db, form.id, form.plan, counts_after_draw(counted, form.plan, drawn))
    visit, _ = step(visit, DrawCompleted(drawn), at.steady_ms)
    return visit


def _first_answer_time(db: Connection, at: EventTime, clock: DeviceClock) -> FirstAnswerTime:
    believed = is_wall_clock_trusted(clock, clock_evidence.latest(db, clock.boot))
    return FirstAnswerTime(rfc3339.to_rfc3339(at.wall), wire.Clock(clock.boot, at.steady_ms, believed))
