"""Defines `aula-kiosk forget`, which removes the terminal's identity and data from this device.

It requires that the server has received everything, or that the user confirms the loss.
"""

from __future__ import annotations

import shutil

import click

from kiosk.commands.startup import load_settings, make_clock, open_store
from kiosk.enrolment import identity
from kiosk.settings import KioskSettings
from kiosk.speech.speech_system import PROMPTS_FOLDER
from kiosk.store import atomic_files, configuration, staff_state, stream
from kiosk.store.store import Store


@click.command()
@click.option("--discard", is_flag=True, help="Delete even unsent and refused responses, after a confirmation.")
@click.pass_context
def forget(context: click.Context, *, discard: bool) -> None:
    """Send everything, then delete identity, configuration, outbox and rendered speech."""
    own = load_settings(context)
    with open_store(own, exclusive=True) as store:
        held = _sent(own, store)
        if held and not discard:
            raise click.ClickException(f"{held} responses are unsent or refused: resolve that first, or use --discard to lose them")
        if held:
            click.confirm(f"{held} responses will be lost permanently. Delete them?", abort=True)
    identity.forget(own.state)
    configuration.forget(own.state)
    staff_state.forget(own.state)
    for path in own.state.glob("outbox*.sqlite3*"):
        atomic_files.remove(path)
    if (prompts := own.state / PROMPTS_FOLDER).exists():
        shutil.rmtree(prompts)  # the prompts contain the name of the place
    click.echo("this device is no longer enrolled, and its data is deleted")


def _sent(own: KioskSettings, store: Store) -> int:
    """Send the unsent responses. Return the number of responses that only this device still has."""
    from kiosk.exchange.sync import Sync

    with store.reading() as db:
        before = stream.read(db)
    if before.unsent or before.refused:
        Sync(store, make_clock(own), ca_file=own.ca_file).exchange()
    with store.reading() as db:
        after = stream.read(db)
    return after.unsent + after.refused
