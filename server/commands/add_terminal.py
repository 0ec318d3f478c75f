"""`add-terminal` and `new-code`: a terminal and the code that enrols it."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

import click

from server.commands.param_types import MOMENT
from server.commands.startup import Program, as_json, by_whom, now, opened, pass_program, print_json
from server.settings import Settings
from server.store.engine import Connection
from server.store.intake import enrolments
from server.store.people import audit
from server.store.region import placements, service_point_lookup, terminals
from server.store.region.service_point_lookup import NoPoint, Point
from server.store.write_transaction import writing
from survey.enrolment_code import make
from survey.rfc3339 import to_rfc3339

IDENTITY = re.compile(r"[A-Za-z0-9_-]{1,64}")


@click.command("add-terminal")
@click.option("--service-point", required=True, metavar="[REGION/]ID", help="Where it stands.")
@click.option("--label", metavar="TEXT", help="Which of several it is: entrance, waiting room …")
@click.option("--id", "identity", metavar="ID", help="Make a terminal again that a restored backup knows nothing of, by the id it shows.")
@click.option("--from", "since", type=MOMENT, metavar="TIME", help="Since when it stands there; now otherwise.")
@as_json
@pass_program
def add_terminal(
    program: Program, service_point: str, label: str | None, identity: str | None, since: datetime | None, as_json: bool
) -> None:
    """Add a terminal at a service point and print the code that enrols it, good for one use.

    With --id, the terminal is taken to have stood there since the region was first loaded, unless --from says otherwise:
    what it still has not sent belongs to the days before.
    """
    if identity is not None and not IDENTITY.fullmatch(identity):
        raise click.BadParameter("an id has letters, digits, - and _ only", param_hint="--id")
    at = now()
    with opened(program.settings) as engine, writing(engine) as connection:
        point = _find(connection, service_point, at)
        if identity is None:
            terminal = terminals.add(connection, point.region, now=at, label=label)
            begins = since or at
        else:
            terminal, begins = identity, since or service_point_lookup.region_since(connection, point.region)
            if not terminals.add_again(connection, terminal, point.region, since=begins, now=at, label=label):
                raise click.ClickException(
                    f"the terminal {terminal} is there already: `aula-server new-code {terminal}` gives it a new code"
                )
        placements.set_from(connection, terminal, point.region, point.id, begins)
        code, expires = _give_code(connection, terminal, at, program.settings)
        audit.write(connection, by_whom(), "terminal_added", now=at, subject=terminal, region=point.region, service_point=point.id)
    _print(terminal, code, expires, as_json)


@click.command("new-code")
@click.argument("terminal")
@as_json
@pass_program
def new_code(program: Program, terminal: str, as_json: bool) -> None:
    """Print a new enrolment code for TERMINAL; one that was waiting ends.

    The terminal keeps its outbox and streams, and its token until the new code is used.
    """
    at = now()
    with opened(program.settings) as engine, writing(engine) as connection:
        found = terminals.get(connection, terminal)
        if found is None:
            raise click.ClickException(f"there is no terminal {terminal}: `aula-server status` lists them")
        if found.revoked_at is not None:
            raise click.ClickException(f"the terminal {terminal} is revoked for good: add a new one")
        code, expires = _give_code(connection, terminal, at, program.settings)
        audit.write(connection, by_whom(), "code_made", now=at, subject=terminal, region=found.region)
    _print(terminal, code, expires, as_json)


def _find(connection: Connection, said: str, at: datetime) -> Point:
    try:
        return service_point_lookup.find(connection, said, at)
    except NoPoint as fault:
        raise click.ClickException(str(fault)) from None


def _give_code(connection: Connection, terminal: str, at: datetime, settings: Settings) -> tuple[str, datetime]:
    code, expires = make(secrets.token_bytes(16)), at + timedelta(hours=settings.enrolment_code_hours)
    enrolments.add_code(connection, terminal, code, now=at, expires_at=expires)
    return code, expires


def _print(terminal: str, code: str, expires: datetime, as_json: bool) -> None:
    if as_json:
        print_json({"terminal_id": terminal, "enrolment_code": code, "expires_at": to_rfc3339(expires)})
    else:
        click.echo(f"Terminal {terminal}: type the code {code} on it before {to_rfc3339(expires)}.")
