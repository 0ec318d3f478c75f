"""The program `aula-provision`: what one does before a terminal runs."""

from __future__ import annotations

from importlib import import_module

import click

from provisioning.card_command import card

LAZY_COMMANDS = {"demo": "provisioning.demo:demo"}
"""Commands that are imported when they are asked for: they bring a good deal with them."""


class LazyCommandGroup(click.Group):
    """A group some of whose commands are found by name only when needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *LAZY_COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in LAZY_COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, name = LAZY_COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyCommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Prepare terminals: an enrolment card for one, or a demo of everything on this machine."""


main.add_command(card)
