"""`aula-kiosk status`: what waits, since when, and what is needed; may run beside the terminal."""

from __future__ import annotations

import click
import msgspec

from kiosk.commands.startup import load_settings, make_clock, open_store


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def status(context: click.Context, *, as_json: bool) -> None:
    """Say how this terminal stands."""
    from kiosk.device import status as statuses

    own = load_settings(context)
    with open_store(own) as store:
        found = statuses.read(store, make_clock(own))
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return
    for name, value in msgspec.to_builtins(found).items():
        click.echo(f"{name.replace('_', ' '):<18} {'-' if value is None else value}")
