"""Defines `init`, which creates what a server needs to run, and `migrate`, which migrates its database to this version's schema.

`init` also signs the sealing key, because the passphrase is available then.
"""

from __future__ import annotations

import secrets
import sys

import click
import msgspec

from server.commands.startup import PASSPHRASE_LENGTH, Program, by_whom, now, opened, pass_program, read_secret
from server.key_agent import PrivateKey, PrivateKeys
from server.operations.installation_keys import publish_keys
from server.operations.migration import migrate
from server.settings import ServerSettings, write_private_file
from server.store.engine import Engine, connect
from survey.enrolment_code import CODE_ALPHABET
from survey.sealing import SealingKeyPair, WrongPassphrase, unwrap_keys, wrap_keys
from survey.signing import SigningKeyPair


@click.command()
@click.option("--passphrase-stdin", is_flag=True, help="Read the passphrase from standard input.")
@pass_program
def init(program: Program, passphrase_stdin: bool) -> None:
    """Create the database, the secret key, and the keys that seal and sign.

    The private keys are wrapped with a passphrase. Without it nobody can ever read the comments: keep it in two places.
    If there is no terminal on which to ask for it, a passphrase is generated and printed once. A second `init` changes nothing.
    """
    settings = program.settings
    settings.state_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    done = ["the secret key"] if settings.create_secret_file() else []
    engine = connect(settings.database_address)
    try:
        migrate(engine)
        if made := _make_keys(engine, settings, from_stdin=passphrase_stdin):
            done.append(made)
    finally:
        engine.dispose()
    if done:
        click.echo(f"Made {' and '.join(done)}, in {settings.state_folder}.")
    else:
        click.echo(f"Everything is there already in {settings.state_folder}; nothing was changed.")


@click.command("migrate")
@pass_program
def migrate_database(program: Program) -> None:
    """Migrate the database to this version's schema. Take a backup first: this cannot be undone."""
    engine = connect(program.settings.database_address)
    try:
        migrate(engine)
    finally:
        engine.dispose()
    with opened(program.settings):
        click.echo("The database is at this version's schema.")


def _make_keys(engine: Engine, settings: ServerSettings, *, from_stdin: bool) -> str | None:
    """Make both key pairs, or publish those of the file in a new database. Return what was made, or None if the keys existed."""
    made: str | None = None

    def private_keys() -> PrivateKeys:
        nonlocal made
        if settings.keys_file.exists():
            made = "the sealing and signing keys known to the new database"
            return _read(settings, from_stdin)
        made = "the database and the sealing key"
        return _generate(settings, from_stdin)

    if not publish_keys(engine, private_keys, who=by_whom(), clock=now) and not settings.keys_file.exists():
        click.echo(
            f"The private keys are not on this machine: to unlock comments here, copy {settings.keys_file.name} from where it is kept "
            f"to {settings.state_folder}.",
            err=True,
        )
    return made


def _generate(settings: ServerSettings, from_stdin: bool) -> PrivateKeys:
    passphrase = _choose(from_stdin)
    sealing, signing = SealingKeyPair.generate(), SigningKeyPair.generate()
    mark = secrets.token_hex(4)
    private = PrivateKeys(
        sealing=(PrivateKey(f"seal-{mark}", sealing.public, sealing.secret),),
        signing=(PrivateKey(f"sign-{mark}", signing.public, signing.secret),),
    )
    write_private_file(settings.keys_file, wrap_keys(msgspec.json.encode(private), passphrase))
    return private


def _read(settings: ServerSettings, from_stdin: bool) -> PrivateKeys:
    passphrase = read_secret("Passphrase of the keys that are there", from_stdin=from_stdin)
    try:
        return msgspec.json.decode(unwrap_keys(settings.keys_file.read_bytes(), passphrase), type=PrivateKeys)
    except WrongPassphrase:
        raise click.ClickException(f"the passphrase does not open {settings.keys_file}: try again, or move that file away") from None


def _choose(from_stdin: bool) -> str:
    if from_stdin or sys.stdin.isatty():
        chosen = read_secret("Passphrase for the comments", from_stdin=from_stdin, confirm=not from_stdin)
        if len(chosen) < PASSPHRASE_LENGTH:
            raise click.ClickException(f"the passphrase is too short: give at least {PASSPHRASE_LENGTH} characters; several words are good")
        return chosen
    made = "-".join("".join(secrets.choice(CODE_ALPHABET) for _ in range(5)) for _ in range(5))
    click.echo(f"Passphrase of the comments, shown this once: {made}")
    click.echo("Write it down in two places. Without it nobody reads the comments, ever.")
    return made
