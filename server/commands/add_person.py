"""Defines `add-person`, which creates the account of a person who signs in to the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import click

from server.commands.startup import Program, as_json, by_whom, now, opened, pass_program, print_json, read_secret
from server.operations.people.accounts import RegionNotFound, add_or_change_person
from server.operations.people.passwords import SHORTEST
from server.settings import ServerSettings
from server.store.people.people import Role
from survey.rfc3339 import to_rfc3339


@click.command("add-person")
@click.argument("email")
@click.option("--role", type=click.Choice(get_args(Role)), required=True, help="The person's role.")
@click.option("--region", help="The only region that the person may see. Default: all.")
@click.option("--password-stdin", is_flag=True, help="Read their password from standard input instead of making a link.")
@as_json
@pass_program
def add_person(program: Program, email: str, role: Role, region: str | None, password_stdin: bool, as_json: bool) -> None:
    """Add a person who signs in with EMAIL, and print a link with which they choose a password once.

    If the person exists already, they receive the given role and region, and can choose a new password with the link.
    """
    if "@" not in email.strip("@") or any(character.isspace() for character in email) or len(email) > 320:
        raise click.BadParameter("this is no e-mail address", param_hint="EMAIL")
    password = read_secret("Password", from_stdin=True) if password_stdin else None
    if password is not None and len(password) < SHORTEST:
        raise click.ClickException(f"the password is too short: give at least {SHORTEST} characters")
    settings, at = program.settings, now()
    lifetime = timedelta(hours=settings.link_hours)
    with opened(settings) as engine:
        try:
            saved = add_or_change_person(
                engine, email, role, region=region, password=password, link_lifetime=lifetime, author=by_whom(), now=at
            )
        except RegionNotFound:
            raise click.ClickException(f"there is no region {region}: load its file first") from None
    person, expires = saved.person, at + lifetime
    link = f"{address(settings)}/choose-password/{saved.link_token}" if saved.link_token else None
    if as_json:
        print_json(
            {"email": person.email, "role": role, "region": region, "link": link, "expires_at": to_rfc3339(expires) if link else None}
        )
    elif link:
        click.echo(f"{person.email} may choose a password until {to_rfc3339(expires)}, once:\n{link}")
    else:
        click.echo(f"{person.email} may sign in.")


def address(settings: ServerSettings) -> str:
    """Return the address of the pages according to the settings."""
    if settings.public_url:
        return settings.public_url
    scheme = "https" if settings.tls_certificate else "http"
    return f"{scheme}://{settings.host}:{settings.port}"
