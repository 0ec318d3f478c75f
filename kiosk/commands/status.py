"""Defines `aula-kiosk status`, which prints the status of the terminal and may run while it is running."""

from __future__ import annotations

import click
import msgspec

from kiosk.commands.startup import load_settings, make_clock, open_store


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def status(context: click.Context, *, as_json: bool) -> None:
    """Print the status of this terminal."""
    from kiosk.device import status as statuses

    own = load_settings(context)
    with open_store(own) as store:
        found = statuses.read(store, make_clock(own))
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return
    for name, value in msgspec.to_builtins(found).items():
        click.echo(f"{name.replace('_', ' '):<18} {'-' if value is None else value}")
