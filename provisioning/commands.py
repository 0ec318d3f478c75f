"""Defines the program `aula-provision`, which prepares terminals."""

from __future__ import annotations

from importlib import import_module

import click

from provisioning.card_command import card

LAZY_COMMANDS = {"demo": "provisioning.demo:demo"}
"""Maps the commands that are imported only when they are used, because they import many modules, to module and function."""


class LazyCommandGroup(click.Group):
    """Represents a group that imports some of its commands only when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, sorted."""
        return sorted({*super().list_commands(ctx), *LAZY_COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command with a name, importing it if necessary, or None if there is none."""
        if cmd_name not in LAZY_COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, name = LAZY_COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyCommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Write an enrolment card for a terminal, or run a demo of the whole system on this machine."""


main.add_command(card)
