"""Defines `service-pin`, which sets the PIN that opens the service screen of a region's terminals."""

from __future__ import annotations

import click

from server.commands.startup import Program, by_whom, now, only_region, opened, pass_program, read_secret
from server.domain.region.service_pin import pin_fault_text
from server.operations.region.service_pin import set_service_pin
from server.store.read_transaction import reading


@click.command("service-pin")
@click.argument("region", required=False)
@click.option("--pin-stdin", is_flag=True, help="Read the PIN from standard input.")
@click.option("--remove", is_flag=True, help="Remove the PIN. Nobody can open the service screen then.")
@pass_program
def service_pin(program: Program, region: str | None, pin_stdin: bool, remove: bool) -> None:
    """Set the PIN that opens the service screen of the terminals of REGION: 6 to 12 digits, asked for twice.

    REGION can be left out if there is only one. Terminals use the PIN after their next configuration update. Only its Argon2id hash is
    stored. Without a PIN nobody can open the service screen.
    """
    if remove and pin_stdin:
        raise click.UsageError("give a PIN or remove it, not both")
    with opened(program.settings) as engine:
        with reading(engine) as connection:
            name = only_region(connection, region)
        pin = None if remove else _asked(pin_stdin)
        set_service_pin(engine, name, pin, author=by_whom(), now=now())
    done = "is removed: nobody can open it any more" if remove else "is set"
    click.echo(f"{name}: the PIN of the service screen {done}. Terminals take it up when they next fetch their configuration.")


def _asked(from_stdin: bool) -> str:
    pin = read_secret("Service screen PIN", from_stdin=from_stdin, confirm=True)
    if found := pin_fault_text(pin):
        raise click.ClickException(f"{found}; nothing was changed")
    return pin
