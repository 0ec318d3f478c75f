"""Defines `add-terminal` and `new-code`, which issue the codes that enrol terminals."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import click

from server.commands.param_types import MOMENT
from server.commands.startup import Program, as_json, by_whom, no_terminal, now, opened, pass_program, print_json
from server.operations.region import terminals as operations
from server.operations.region.terminals import IssuedCode, TerminalExists, TerminalRevoked, issue_code
from server.settings import ServerSettings
from server.store.region.service_point_lookup import ServicePointNotFound
from server.store.region.terminals import UnknownTerminal
from survey.rfc3339 import to_rfc3339

IDENTITY = re.compile(r"[A-Za-z0-9_-]{1,64}")


@click.command("add-terminal")
@click.option("--service-point", required=True, metavar="[REGION/]ID", help="The service point where it stands.")
@click.option("--label", metavar="TEXT", help="Distinguishes several terminals of a service point, such as entrance or waiting room.")
@click.option(
    "--id", "identity", metavar="ID", help="Add an existing terminal that is missing from a restored backup, by the id that it shows."
)
@click.option("--from", "since", type=MOMENT, metavar="TIME", help="The time since which it stands there. Default: now.")
@as_json
@pass_program
def add_terminal(
    program: Program, service_point: str, label: str | None, identity: str | None, since: datetime | None, as_json: bool
) -> None:
    """Add a terminal at a service point, and print the code that enrols it once.

    With --id and without --from, the terminal's placement begins when the region was first loaded, so that responses
    that it has not sent yet are assigned to the service point.
    """
    if identity is not None and not IDENTITY.fullmatch(identity):
        raise click.BadParameter("an id has letters, digits, - and _ only", param_hint="--id")
    with opened(program.settings) as engine:
        try:
            issued = operations.add_terminal(
                engine,
                service_point,
                identity=identity,
                label=label,
                begins_at=since,
                code_lifetime=_code_lifetime(program.settings),
                who=by_whom(),
                now=now(),
            )
        except ServicePointNotFound as fault:
            raise click.ClickException(str(fault)) from None
        except TerminalExists:
            raise click.ClickException(
                f"the terminal {identity} is there already: `aula-server new-code {identity}` gives it a new code"
            ) from None
    _print(issued, as_json)


@click.command("new-code")
@click.argument("terminal")
@as_json
@pass_program
def new_code(program: Program, terminal: str, as_json: bool) -> None:
    """Print a new enrolment code for TERMINAL. An earlier unused code is no longer valid.

    The terminal keeps its outbox and streams. It keeps its token until the new code is used.
    """
    with opened(program.settings) as engine:
        try:
            issued = issue_code(engine, terminal, code_lifetime=_code_lifetime(program.settings), who=by_whom(), now=now())
        except UnknownTerminal:
            raise no_terminal(terminal) from None
        except TerminalRevoked:
            raise click.ClickException(f"the terminal {terminal} is revoked for good: add a new one") from None
    _print(issued, as_json)


def _code_lifetime(settings: ServerSettings) -> timedelta:
    return timedelta(hours=settings.enrolment_code_hours)


def _print(issued: IssuedCode, as_json: bool) -> None:
    expires = to_rfc3339(issued.expires_at)
    if as_json:
        print_json({"terminal_id": issued.terminal, "enrolment_code": issued.code, "expires_at": expires})
    else:
        click.echo(f"Terminal {issued.terminal}: type the code {issued.code} on it before {expires}.")
