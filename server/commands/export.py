"""Defines `export responses`, which writes responses to files for other programs. Only one response is in memory at a time.

The command exports exact times. Pages and HTTP give only the date and hour (design, decision 18).
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
    """Export data of the server."""


@export.command("responses")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), required=True, help="One JSON document per line, or a table.")
@click.option("--from", "first", type=MOMENT_OR_DAY, metavar="TIME|DAY", help="Visits from this time, or service dates from this day.")
@click.option(
    "--until", type=MOMENT_OR_DAY, metavar="TIME|DAY", help="Only visits before this time, or service dates up to and including this day."
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; it appears once it is complete. Default: standard output.",
)
@click.option("--comments", is_flag=True, help="Include the text of comments, which must be unlocked.")
@pass_program
def responses(program: Program, form: str, first: Bound, until: Bound, output: Path | None, comments: bool) -> None:
    """Export responses in the order of their visits, with times to the millisecond.

    In CSV each statement has a column with 1 to 5, not_applicable, skipped or not_reached. It is empty if the statement was not asked.
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
    """Return the function that exports a response's comments: either their number, or each of them with its text.

    The text of a comment that cannot be opened is null, and `unread` counts it under the id of its key. The export continues.
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
    """Return a whole number, or its text if it has too many digits for most programs, which an unknown field may contain."""
    return int(text) if len(text) <= LONGEST_NUMBER else text


def _broken(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else text


def document(row: ExportedResponse, opener: Opener = len) -> dict[str, Any]:
    """Return a response as it was received, with its corrected time and its place as determined by the server."""
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
    """Return a value for a CSV cell: true and false as in JSON, and text that no spreadsheet interprets as a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _harmless(value) if isinstance(value, str) else value


def _harmless(text: str) -> str:
    """Return the text, with an apostrophe in front if a spreadsheet would interpret it as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


@contextmanager
def _target(output: Path | None) -> Iterator[TextIO]:
    """Yield standard output, or a file that only its user can read and that appears when it is complete."""
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
