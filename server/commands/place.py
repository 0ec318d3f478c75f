"""Defines `place` and `revoke`, which move a terminal to a service point and take it out of use."""

from __future__ import annotations

from datetime import datetime

import click

from server.commands.param_types import MOMENT
from server.commands.startup import Program, by_whom, no_terminal, now, opened, pass_program
from server.operations.region.placements import place_terminal
from server.operations.region.terminals import revoke_terminal
from server.store.region.service_point_lookup import ServicePointNotFound
from server.store.region.terminals import UnknownTerminal
from survey.rfc3339 import to_rfc3339


@click.command()
@click.argument("terminal")
@click.argument("service_point", metavar="[REGION/]ID")
@click.option("--from", "since", type=MOMENT, metavar="TIME", help="The time since which it stands there. Default: now.")
@pass_program
def place(program: Program, terminal: str, service_point: str, since: datetime | None) -> None:
    """Place TERMINAL at the service point [REGION/]ID.

    A time in the past corrects an earlier placement: responses to visits since then move to the service point.
    """
    at = now()
    begins = since or at
    with opened(program.settings) as engine:
        try:
            found = place_terminal(engine, terminal, service_point, begins_at=begins, who=by_whom(), now=at)
        except UnknownTerminal:
            raise no_terminal(terminal) from None
        except ServicePointNotFound as fault:
            raise click.ClickException(str(fault)) from None
    click.echo(f"{terminal} stands at {found.service_point} since {to_rfc3339(begins)}; {found.moved} responses moved.")


@click.command()
@click.argument("terminal")
@pass_program
def revoke(program: Program, terminal: str) -> None:
    """Revoke TERMINAL for good. Its token is no longer valid. Its responses are kept."""
    with opened(program.settings) as engine:
        try:
            is_revoked_now = revoke_terminal(engine, terminal, who=by_whom(), now=now())
        except UnknownTerminal:
            raise no_terminal(terminal) from None
    click.echo(f"{terminal} is revoked{'' if is_revoked_now else ' already'}.")
