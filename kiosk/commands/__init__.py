"""The program `aula-kiosk`."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.commands.enrol import enrol
from kiosk.commands.forget import forget
from kiosk.commands.run import run
from kiosk.commands.status import status
from kiosk.commands.sync import sync


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", type=click.Path(dir_okay=False, path_type=Path), help="A TOML file of settings; the environment goes before it.")
@click.pass_context
def main(context: click.Context, config: Path | None) -> None:
    """The feedback terminal in a lobby."""
    context.obj = config


for command in (enrol, run, status, sync, forget):
    main.add_command(command)
