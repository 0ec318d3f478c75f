"""Defines the program `aula-kiosk`."""

from __future__ import annotations

import click

from kiosk.commands.enrol import enrol
from kiosk.commands.forget import forget
from kiosk.commands.run import run
from kiosk.commands.startup import KioskConfigOption
from kiosk.commands.status import status
from kiosk.commands.sync import sync


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Run and manage the feedback terminal on this device."""


for command in (enrol, run, status, sync, forget):
    main.add_command(command)
for group_or_command in (main, *main.commands.values()):
    group_or_command.params.append(KioskConfigOption())
