"""Defines `aula-kiosk enrol`, which gives the terminal its identity.

The command may run while the terminal is running. The terminal then loads the new identity by itself.
"""

from __future__ import annotations

import click

from kiosk.commands.startup import load_settings, make_clock, open_store

PROBLEM_MESSAGES = {
    "mistyped_code": "a character of the code is wrong: check the code",
    "code_unknown": "the server does not know this code: check the code, or ask for a new one",
    "code_used": "this code has already been used: ask for a new one",
    "code_expired": "this code has expired: ask for a new one",
    "other_terminal": "the code is for another terminal, but this one has unsent responses: send them, or ask for a code for this terminal",
    "network": "the server could not be reached: check the network and the address",
    "certificate": "the server's certificate is not trusted: set AULA_KIOSK_CA_FILE, or check the address",
    "captive_portal": "the answer did not come from the server: check the address, and whether the network requires a log-in",
    "too_many_requests": "too many attempts from this network: wait ten minutes",
    "unreachable": "the server does not answer: check the address, and whether the server is running",
    "server_error": "the server cannot process the request now: try again later",
    "bad_address": "this is not a valid server address: write https://HOST (plain http only to this machine)",
    "no_server": "there is no server address: give --server",
    "configuration_rejected": "the server's configuration cannot be used: check its form, texts and keys",
    "disk": "the state folder cannot be written: repair the disk or its permissions",
    "exchange_running": "an exchange with the server is running: try again in a minute",
}


@click.command()
@click.option("--server", required=True, metavar="URL", help="The address of the region's server.")
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
