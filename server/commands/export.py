"""`export responses`: what came, as files that other programs read. One response is in memory at a time.

The operator's command is exact; pages and HTTP give date and hour only (design, decision 18).
"""

from __future__ import annotations

import csv
import io
import json
import math
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

import click
import msgspec

from server.commands.param_types import MOMENT_OR_DAY
from server.commands.startup import Program, by_whom, now, opened, pass_program
from server.key_agent import KeyAgentClient, KeyAgentRefusal, KeysLocked
from server.operations.intake.response_export import record_comment_export
from server.store.engine import Connection
from server.store.intake import response_export as stored
from server.store.intake.response_export import ExportedResponse
from server.store.read_transaction import reading
from survey.forms import CORE_STATEMENTS
from survey.rfc3339 import to_rfc3339
from survey.wire import SealedComment

Bound = datetime | date | None
COLUMNS = (
    "id",
    "region",
    "service_point",
    "terminal_id",
    "visited_at",
    "visited_at_quality",
    "visited_at_reported",
    "service_date",
    "received_at",
    "stream",
    "sequence",
    "clock_boot",
    "clock_monotonic_ms",
    "clock_trusted",
    "medium",
    "visit_channel",
    "form",
    "texts",
    "language",
    "input",
    "ended",
    "duration_ms",
    "plan",
    "targets",
    "draw_index",
    "flags",
    "comments",
    "nps",
)
LONGEST_NUMBER = 40
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@click.group()
def export() -> None:
    """Give out what the server holds."""


@export.command("responses")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), required=True, help="A JSON document a line, or a table.")
@click.option("--from", "first", type=MOMENT_OR_DAY, metavar="TIME|DAY", help="Visits from this time, or service dates from this day.")
@click.option("--until", type=MOMENT_OR_DAY, metavar="TIME|DAY", help="Visits before this time, or service dates to this day, the day too.")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write this file, once it is whole; standard output otherwise."
)
@click.option("--comments", is_flag=True, help="With the text of comments, as long as they are unlocked.")
@pass_program
def responses(program: Program, form: str, first: Bound, until: Bound, output: Path | None, comments: bool) -> None:
    """Give out responses in the order of their visits, times to the millisecond.

    In CSV each statement has a column: 1 to 5, or not_applicable, skipped, not_reached; empty where it was not asked.
    """
    settings = program.settings
    try:
        agent: Any = KeyAgentClient(settings.state_folder) if comments else nullcontext()
    except KeysLocked as fault:
        raise click.ClickException(str(fault)) from None
    with opened(settings) as engine, agent as unlocked:
        if comments:
            record_comment_export(engine, who=by_whom(), now=now())
        with reading(engine) as connection, _target(output) as file:
            rows = stored.stream(connection, since=first, until=until)
            write = _write_csv if form == "csv" else _write_jsonl
            unread: Counter[str] = Counter()
            try:
                write(connection, rows, file, _opener(unlocked, unread))
            except KeysLocked as fault:
                raise click.ClickException(f"{fault}") from None
    for key, count in sorted(unread.items()):
        click.echo(f"{count} comments under the key {key} could not be read: its private part is not here, or they are not whole", err=True)


Opener = Callable[[list[dict[str, Any]]], Any]


def _opener(agent: KeyAgentClient | None, unread: Counter[str]) -> Opener:
    """What becomes of a response's comments: their number, or each with its text.

    One that cannot be opened holds up no other: its text is null, and `unread` counts it under its key.
    """
    if agent is None:
        return len

    def text_of(comment: SealedComment) -> str | None:
        try:
            return agent.open_comment(comment)
        except KeyAgentRefusal:
            unread[comment.key] += 1
            return None

    def open_all(sealed: list[dict[str, Any]]) -> list[dict[str, Any]]:
        comments = msgspec.convert(sealed, list[SealedComment])
        return [{"question": comment.question, "text": text_of(comment), "redactions": comment.redactions} for comment in comments]

    return open_all


def _whole(text: str) -> int | str:
    """A field that we do not know may hold any number: one that few programs could read back stays text, and breaks no export."""
    return int(text) if len(text) <= LONGEST_NUMBER else text


def _broken(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else text


def document(row: ExportedResponse, opener: Opener = len) -> dict[str, Any]:
    """The response as it came, with what the server makes of its time and place."""
    came: dict[str, Any] = json.loads(row.raw, parse_int=_whole, parse_float=_broken)
    return {
        **came,
        "region": row.region,
        "service_point": row.service_point,
        "terminal_id": row.terminal,
        "visited_at": to_rfc3339(row.visited_at),
        "visited_at_quality": row.visited_at_quality,
        "visited_at_reported": row.visited_at_reported,
        "service_date": row.service_date.isoformat(),
        "received_at": to_rfc3339(row.received_at),
        "comments": opener(came.get("comments", [])),
    }


def _write_jsonl(_: Connection, rows: Iterator[ExportedResponse], file: TextIO, opener: Opener) -> None:
    file.writelines(json.dumps(document(row, opener), ensure_ascii=False) + "\n" for row in rows)


def _write_csv(connection: Connection, rows: Iterator[ExportedResponse], file: TextIO, opener: Opener) -> None:
    codes = [*CORE_STATEMENTS, *(code for code in stored.statement_codes(connection) if code not in CORE_STATEMENTS)]
    table = csv.DictWriter(file, [*COLUMNS, *codes], extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    for row in rows:
        table.writerow(_flat(document(row, opener)))


def _flat(found: dict[str, Any]) -> dict[str, Any]:
    draw = found.get("draw") or {}
    answers = {answer["code"]: answer.get("value") or answer["outcome"] for answer in found.get("statements", [])}
    comments = found["comments"]
    flat = {
        **answers,
        **found,
        "plan": draw.get("plan"),
        "targets": draw.get("targets"),
        "draw_index": draw.get("index"),
        **{f"clock_{name}": value for name, value in found["clock"].items()},
        "flags": " ".join(found.get("flags", [])),
        "comments": comments if isinstance(comments, int) else "\n\n".join(comment["text"] or "" for comment in comments),
    }
    return {name: _cell(value) for name, value in flat.items()}


def _cell(value: Any) -> Any:
    """True and false as JSON writes them; text that no spreadsheet takes for a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _harmless(value) if isinstance(value, str) else value


def _harmless(text: str) -> str:
    """Text that a spreadsheet would take for a formula begins with an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA) else text


@contextmanager
def _target(output: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that only its user may read and that appears when it is whole."""
    if output is None:
        sys.stdout.flush()
        with io.TextIOWrapper(os.fdopen(os.dup(1), "wb"), encoding="utf-8", newline="") as file:
            yield file
        return
    if not output.resolve().parent.is_dir():
        raise click.ClickException(f"{output.parent} is no folder: make it first")
    fresh = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="") as file:
            yield file
        fresh.replace(output)
    finally:
        fresh.unlink(missing_ok=True)
