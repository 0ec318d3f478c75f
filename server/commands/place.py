"""`place` and `revoke`: where a terminal stands, and that it stands nowhere any more."""

from __future__ import annotations

from datetime import datetime

import click

from server.commands.param_types import MOMENT
from server.commands.startup import Program, by_whom, now, opened, pass_program
from server.store.people import audit
from server.store.region import placements, service_point_lookup, terminals
from server.store.region.service_point_lookup import NoPoint
from server.store.write_transaction import writing
from survey.rfc3339 import to_rfc3339


@click.command()
@click.argument("terminal")
@click.argument("service_point", metavar="[REGION/]ID")
@click.option("--from", "since", type=MOMENT, metavar="TIME", help="Since when; now otherwise.")
@pass_program
def place(program: Program, terminal: str, service_point: str, since: datetime | None) -> None:
    """Say that TERMINAL stands at the service point [REGION/]ID.

    A time in the past corrects a mistake: its responses since then move to that service point.
    """
    at = now()
    begins = since or at
    with opened(program.settings) as engine, writing(engine) as connection:
        if terminals.get(connection, terminal) is None:
            raise click.ClickException(f"there is no terminal {terminal}: `aula-server status` lists them")
        try:
            point = service_point_lookup.find(connection, service_point, at)
        except NoPoint as fault:
            raise click.ClickException(str(fault)) from None
        moved = placements.set_from(connection, terminal, point.region, point.id, begins)
        audit.write(
            connection,
            by_whom(),
            "placement_changed",
            now=at,
            subject=terminal,
            region=point.region,
            service_point=point.id,
            begins_at=to_rfc3339(begins),
            moved=moved,
        )
    click.echo(f"{terminal} stands at {point} since {to_rfc3339(begins)}; {moved} responses moved.")


@click.command()
@click.argument("terminal")
@pass_program
def revoke(program: Program, terminal: str) -> None:
    """Take TERMINAL out of use for good: its token is worth nothing any more. What it sent stays."""
    at = now()
    with opened(program.settings) as engine, writing(engine) as connection:
        found = terminals.get(connection, terminal)
        if found is None:
            raise click.ClickException(f"there is no terminal {terminal}: `aula-server status` lists them")
        if not terminals.revoke(connection, terminal, at):
            click.echo(f"{terminal} is revoked already.")
            return
        audit.write(connection, by_whom(), "terminal_revoked", now=at, subject=terminal, region=found.region)
    click.echo(f"{terminal} is revoked.")
