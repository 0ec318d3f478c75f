"""`aula-kiosk enrol`: give the terminal its identity; may run beside it, which then takes it up by itself."""

from __future__ import annotations

import click

from kiosk.commands.startup import load_settings, make_clock, open_store

PROBLEM_MESSAGES = {
    "mistyped_code": "a character of the code is wrong: read it again",
    "code_unknown": "the server does not know this code: read it again, or ask for a new one",
    "code_used": "this code has been used: ask for a new one",
    "code_expired": "this code has expired: ask for a new one",
    "other_terminal": "the code is another terminal's, but answers of this one are unsent: send them, or ask for its own code",
    "network": "there is no way to the server: check the network and the address",
    "certificate": "the server's certificate is not vouched for: set AULA_KIOSK_CA_FILE, or check the address",
    "captive_portal": "something else answered in the server's place: check the address, and whether the network asks for a log-in",
    "too_many_requests": "too many tries from this network: wait ten minutes",
    "unreachable": "the server does not answer: check the address and whether it runs",
    "server_error": "the server cannot take it now: try again later",
    "bad_address": "the address cannot be a server's: write https://HOST (plain http to this machine alone)",
    "no_server": "nobody has said where the server is: give --server",
    "configuration_rejected": "the server's configuration cannot be used: check its form, texts and keys",
    "disk": "the state folder cannot be written: mend the disk or its permissions",
    "exchange_running": "an exchange with the server is running: try again in a minute",
}


@click.command()
@click.option("--server", required=True, metavar="URL", help="Address of the region's server.")
@click.option("--code", required=True, help="The enrolment code.")
@click.pass_context
def enrol(context: click.Context, server: str, code: str) -> None:
    """Enrol this terminal with a code."""
    from kiosk.enrolment.enrolment import Enrolment

    own = load_settings(context)
    with open_store(own) as store:
        outcome = Enrolment(store, make_clock(own), ca_file=own.ca_file).try_code(server, code)
    if outcome.problem is not None:
        raise click.ClickException(f"not enrolled: {PROBLEM_MESSAGES.get(outcome.problem, outcome.problem)}")
    click.echo(f"enrolled as {outcome.terminal_id}")
