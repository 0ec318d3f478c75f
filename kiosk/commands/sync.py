"""Defines `aula-kiosk sync --once`, which exchanges data with the server once and may run while the terminal is running."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import msgspec

from kiosk.commands.startup import load_settings, make_clock, open_store
from kiosk.store import locks

if TYPE_CHECKING:
    from kiosk.exchange.sync import ExchangeReport

EXIT_FAILED, EXIT_UNREACHABLE, EXIT_REFUSED = 1, 4, 5
UNREACHABLE_CODES = frozenset({"network", "certificate", "captive_portal", "unreachable", "server_error", "too_many_requests"})
LOCK_TIMEOUT_SECONDS = 180.0


@click.command()
@click.option("--once", is_flag=True, help="Exchange data once, then exit (required).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def sync(context: click.Context, *, once: bool, as_json: bool) -> None:
    """Exchange data with the server.

    The exit status is 0 if nothing is left, 4 if the server could not be reached, 5 if it refused a response, and 1 otherwise.
    """
    from kiosk.exchange.sync import Sync

    if not once:
        raise click.UsageError("use --once: the running terminal exchanges data by itself")
    own = load_settings(context)
    with open_store(own) as store:
        try:
            with locks.lock(store.folder, locks.EXCHANGE_LOCK, wait_seconds=LOCK_TIMEOUT_SECONDS):
                report = Sync(store, make_clock(own), ca_file=own.ca_file).exchange()
        except locks.LockedElsewhere:
            raise click.ClickException("the running terminal is exchanging data with the server: try again in a minute") from None
    told = msgspec.to_builtins(report)
    told.pop("retry_after")
    if as_json:
        click.echo(msgspec.json.encode(told).decode())
    else:
        click.echo(", ".join(f"{name} {'-' if value is None else value}" for name, value in told.items()))
    _end(context, report)


def _end(context: click.Context, report: ExchangeReport) -> None:
    if report.problem in UNREACHABLE_CODES:
        click.echo(f"the server could not be reached ({report.problem}): {report.left} responses are kept and unsent", err=True)
        context.exit(EXIT_UNREACHABLE)
    if report.refused:
        click.echo(f"{report.refused} responses were refused and are in quarantine: see the server's status page", err=True)
        context.exit(EXIT_REFUSED)
    if report.problem == "not_enrolled":
        click.echo("this terminal is not enrolled: run aula-kiosk enrol", err=True)
        context.exit(EXIT_FAILED)
    if report.problem or report.left:
        click.echo(f"not everything could be sent ({report.problem or 'left'}): {report.left} responses are unsent", err=True)
        context.exit(EXIT_FAILED)
