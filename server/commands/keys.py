"""Defines `unlock` and `lock`, which start and end the key agent."""

from __future__ import annotations

import time

import click
import msgspec

from server import key_agent
from server.commands.startup import Program, by_whom, now, opened, pass_program, read_secret
from server.key_agent import KeyAgentClient, KeysLocked, PrivateKeys
from server.operations.installation_keys import record_lock, record_unlock
from server.settings import ServerSettings
from survey.sealing import WrongPassphrase, unwrap_keys

LOCK_SECONDS = 10


@click.command()
@click.option("--passphrase-stdin", is_flag=True, help="Read the passphrase from standard input.")
@pass_program
def unlock(program: Program, passphrase_stdin: bool) -> None:
    """Allow pages and commands to read comments until `lock`, the time limit (AULA_UNLOCK_HOURS) or a restart of the machine.

    A process of its own keeps the keys in its memory alone; only the user who unlocked can ask it.
    """
    settings = program.settings
    with opened(settings) as engine:
        if key_agent.is_unlocked(settings.state_folder):
            click.echo("The comments are unlocked already.")
            return
        private = _unwrapped(settings, passphrase_stdin)
        record_unlock(engine, who=by_whom(), now=now())
    key_agent.start_agent(settings.state_folder, private, hours=settings.unlock_hours)
    click.echo(f"The comments are unlocked for {settings.unlock_hours} hours. `aula-server lock` ends it.")


@click.command()
@pass_program
def lock(program: Program) -> None:
    """End the key agent. Nobody can read comments until the next `unlock`."""
    settings = program.settings
    try:
        with KeyAgentClient(settings.state_folder) as agent:
            agent.lock()
    except KeysLocked:
        click.echo("The comments were locked already.")
        return
    deadline = time.monotonic() + LOCK_SECONDS
    while key_agent.is_unlocked(settings.state_folder):
        if time.monotonic() > deadline:
            raise click.ClickException("the key agent does not end: restart the machine, or end the process by hand")
        time.sleep(0.02)
    with opened(settings) as engine:
        record_lock(engine, who=by_whom(), now=now())
    click.echo("The comments are locked.")


def _unwrapped(settings: ServerSettings, from_stdin: bool) -> PrivateKeys:
    try:
        wrapped = settings.keys_file.read_bytes()
    except FileNotFoundError:
        raise click.ClickException(
            f"there are no keys in {settings.keys_file}: put the file back from where it is kept, or run init"
        ) from None
    passphrase = read_secret("Passphrase", from_stdin=from_stdin)
    try:
        return msgspec.json.decode(unwrap_keys(wrapped, passphrase), type=PrivateKeys)
    except WrongPassphrase:
        raise click.ClickException("the passphrase is wrong: nothing was unlocked, try again") from None
    except (ValueError, msgspec.DecodeError):
        raise click.ClickException(f"{settings.keys_file} is damaged: put it back from where it is kept") from None
