"""`add-person`: whoever may sign in to the pages."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import get_args

import click

from server.commands.startup import Program, as_json, by_whom, now, opened, pass_program, print_json, read_secret
from server.settings import Settings
from server.store.people import audit, people, person_links
from server.store.people.people import Role
from server.store.write_transaction import writing
from server.web.access import token_hash
from server.web.people.sign_in import SHORTEST, hasher
from survey.rfc3339 import to_rfc3339


@click.command("add-person")
@click.argument("email")
@click.option("--role", type=click.Choice(get_args(Role)), required=True, help="What they may do.")
@click.option("--region", help="Only this region; all of them otherwise.")
@click.option("--password-stdin", is_flag=True, help="Read their password from standard input instead of making a link.")
@as_json
@pass_program
def add_person(program: Program, email: str, role: Role, region: str | None, password_stdin: bool, as_json: bool) -> None:
    """Add somebody who signs in with EMAIL, and print a link, good for one use, to choose a password.

    For somebody who is there already, the link lets them choose a new password; role and region are changed to those given.
    """
    if "@" not in email.strip("@") or any(character.isspace() for character in email) or len(email) > 320:
        raise click.BadParameter("this is no e-mail address", param_hint="EMAIL")
    password = read_secret("Password", from_stdin=True) if password_stdin else None
    if password is not None and len(password) < SHORTEST:
        raise click.ClickException(f"the password is too short: give at least {SHORTEST} characters")
    hashed = hasher.hash(password) if password is not None else None
    settings, at = program.settings, now()
    token = secrets.token_urlsafe(32)
    expires = at + timedelta(hours=settings.link_hours)
    with opened(settings) as engine, writing(engine) as connection:
        if region is not None and not people.region_exists(connection, region):
            raise click.ClickException(f"there is no region {region}: load its file first")
        person, is_new = people.add_or_change(connection, email, role, region=region, password_hash=hashed, now=at)
        if hashed is None:
            person_links.add(connection, token_hash(token), person.number, now=at, expires_at=expires)
        audit.write(connection, by_whom(), "person_added" if is_new else "person_changed", now=at, subject=person.email, role=role)
    link = None if hashed else f"{address(settings)}/choose-password/{token}"
    if as_json:
        print_json(
            {"email": person.email, "role": role, "region": region, "link": link, "expires_at": to_rfc3339(expires) if link else None}
        )
    elif link:
        click.echo(f"{person.email} may choose a password until {to_rfc3339(expires)}, once:\n{link}")
    else:
        click.echo(f"{person.email} may sign in.")


def address(settings: Settings) -> str:
    """Where people reach the pages, as far as the settings tell."""
    if settings.public_url:
        return settings.public_url
    scheme = "https" if settings.tls_certificate else "http"
    return f"{scheme}://{settings.host}:{settings.port}"
