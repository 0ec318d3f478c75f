"""Defines `aula-server`, the operator's command line, with one module per command or group of commands.

The exit status is 0 for success, 1 for failure (one line on standard error says what failed and what to do) and 2 for wrong usage.
"""

from __future__ import annotations

import click

from server.commands import (
    add_person,
    add_terminal,
    backup,
    balance,
    export,
    init,
    keys,
    load,
    load_texts,
    message,
    place,
    replay,
    run,
    service_pin,
    status,
)
from server.commands.startup import ConfigOption, Group


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="aula", message="%(version)s")
def main() -> None:
    """Manage the Aula server, which receives the responses of feedback terminals.

    Begin with `aula-server init`, then `load` a region file, `add-terminal`, and `run`.
    Settings are environment variables AULA_…, which override those of the --config file and the defaults.
    """


for command in (
    init.init,
    init.migrate_database,
    run.run,
    load.load,
    load_texts.load_texts,
    add_terminal.add_terminal,
    add_terminal.new_code,
    message.message,
    service_pin.service_pin,
    place.place,
    place.revoke,
    add_person.add_person,
    status.status,
    balance.balance,
    export.export,
    replay.replay,
    keys.unlock,
    keys.lock,
    backup.backup,
    backup.restore,
):
    main.add_command(command)

main.params.insert(0, ConfigOption(environment="AULA_SERVER_CONFIG"))
for command in (*main.commands.values(), *export.export.commands.values(), *message.message.commands.values()):
    command.params.append(ConfigOption())
