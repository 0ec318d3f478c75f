"""Defines `status`, which lists all terminals, for people and for scripts."""

from __future__ import annotations

import click

from server.commands.startup import Program, as_json, now, opened, pass_program, print_json
from server.store.fleet import terminal_overview
from server.store.fleet.terminal_overview import TerminalRow
from server.store.read_transaction import reading
from survey.rfc3339 import to_rfc3339


@click.command()
@as_json
@pass_program
def status(program: Program, as_json: bool) -> None:
    """List all terminals with service point, last contact, and numbers of unsent, refused and missing responses."""
    at = now()
    with opened(program.settings) as engine, reading(engine) as connection:
        lines = terminal_overview.list_terminals(connection, at)
    if as_json:
        print_json({"server_time": to_rfc3339(at), "terminals": [_document(line) for line in lines]})
        return
    if not lines:
        click.echo("There are no terminals yet: `aula-server load` a region file, then `aula-server add-terminal`.")
        return
    _print_table([_cells(line) for line in lines])


def _document(line: TerminalRow) -> dict[str, object]:
    return {
        "id": line.id,
        "region": line.region,
        "label": line.label,
        "service_point": line.service_point,
        "state": line.state,
        "last_heartbeat": to_rfc3339(line.last_heartbeat) if line.last_heartbeat else None,
        "unsent": line.unsent,
        "oldest_unsent": line.oldest_unsent_reported,
        "refused": line.refused,
        "missing": line.missing,
        "software": line.software,
    }


HEADINGS = ("TERMINAL", "LABEL", "SERVICE POINT", "STATE", "LAST HEARTBEAT", "UNSENT", "OLDEST UNSENT", "REFUSED", "MISSING", "SOFTWARE")
NUMBERS = {5, 7, 8}


def _cells(line: TerminalRow) -> tuple[str, ...]:
    return (
        line.id,
        line.label or "",
        line.service_point or "nowhere",
        line.state,
        to_rfc3339(line.last_heartbeat) if line.last_heartbeat else "never",
        "" if line.unsent is None else str(line.unsent),
        line.oldest_unsent_reported or "",
        "" if line.refused is None else str(line.refused),
        str(line.missing),
        line.software or "",
    )


def _print_table(rows: list[tuple[str, ...]]) -> None:
    table = [HEADINGS, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(HEADINGS))]
    for row in table:
        cells = (
            cell.rjust(width) if column in NUMBERS else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        click.echo("  ".join(cells).rstrip())
