"""Defines `message`, which manages the messages about what has changed because of feedback ("You said, we did")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import click

from server.commands.param_types import DAY
from server.commands.startup import Program, as_json, by_whom, now, only_region, opened, pass_program, print_json
from server.domain.intake.visit_time import service_date
from server.domain.messages import message_rules
from server.domain.messages.messages import Message, StoredMessage, is_message_id, missing_languages, shown_messages
from server.domain.rotation.plan_calendar import Unit
from server.operations.messages.messages import add_message, end_message
from server.store.engine import Connection
from server.store.messages import messages
from server.store.messages.messages import MessageConflict, MessageIdTaken
from server.store.read_transaction import reading
from server.store.region import region_units
from server.store.region.region_units import RegionDescription
from server.store.rotation import plans

of_region = click.option("--region", metavar="ID", help="The region. It can be left out if there is only one.")


class _Said(click.ParamType[Any]):
    """The parameter type of a text in a language, written TAG=TEXT."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value[0], value[1]
        tag, equals, text = value.partition("=")
        if not equals or not tag:
            self.fail(f"{value!r} has no language: write fi=…", param, ctx)
        return tag, text


@click.group()
def message() -> None:
    """Manage messages to visitors about what has changed because of feedback."""


@message.command()
@of_region
@click.option("--place", metavar="ID", help="A service or service point. Default: the whole region.")
@click.option("--id", "identity", metavar="ID", help="The id of the message. Default: a generated one.")
@click.option("--date", "dated", type=DAY, required=True, metavar="DAY", help="The day on which it was done.")
@click.option("--said", type=_Said(), multiple=True, metavar="TAG=TEXT", help="What people said, up to 160 characters; once per language.")
@click.option(
    "--did", type=_Said(), multiple=True, required=True, metavar="TAG=TEXT", help="What was done, up to 200 characters; once per language."
)
@click.option("--from", "begins_on", type=DAY, metavar="DAY", help="The first day on terminals. Default: today.")
@click.option("--until", "ends_on", type=DAY, metavar="DAY", help="The last day on terminals. Default: no last day.")
@as_json
@pass_program
def add(program: Program, /, region: str | None, place: str | None, identity: str | None, as_json: bool, **said: Any) -> None:
    """Add a message. Terminals show it after their next configuration update."""
    if identity is not None and not is_message_id(identity):
        raise click.BadParameter('an id has lower-case letters, digits and hyphens only, and is not "new"', param_hint="--id")
    with opened(program.settings) as engine:
        with reading(engine) as connection:
            here = _region(connection, region)
        made = _made(here, identity or "", _unit(here, place), **said)
        try:
            name = add_message(engine, here.id, made, author=by_whom(), now=now())
        except MessageIdTaken as taken:
            raise click.ClickException(f"there is a message {taken} already: give another --id") from None
    if as_json:
        print_json({"region": here.id, "id": name, "lacking": missing_languages(made, here.languages)})
        return
    click.echo(f"Message {name} is told at {made.unit.id}.")
    if missing := missing_languages(made, here.languages):
        click.echo(f"Not told in {', '.join(missing)}: terminals leave out what has no text in a language.")


@message.command("list")
@of_region
@click.option("--place", metavar="ID", help="List only what terminals of this place show now, in their order.")
@as_json
@pass_program
def list_messages(program: Program, region: str | None, place: str | None, as_json: bool) -> None:
    """List all messages, or those that one place shows."""
    at = now()
    with opened(program.settings) as engine, reading(engine) as connection:
        here = _region(connection, region)
        every: Sequence[StoredMessage] = messages.list_all(connection, here.id)
        today = service_date(at, here.time_zone)
        if place is not None:
            tree = plans.trees(connection, {here.id})[here.id]
            every = shown_messages(every, tree.path(_unit(here, place), at), today)
    if as_json:
        print_json({"region": here.id, "messages": [_document(each, today, here) for each in every]})
        return
    for each in every:
        click.echo(f"{each.id}  {each.dated}  {each.unit.id}  {each.state(today)}  {next(iter(each.did.values()), '')}")
    if not every:
        click.echo("No message: `aula-server message add` makes one.")


@message.command()
@click.argument("name", metavar="MESSAGE")
@of_region
@as_json
@pass_program
def end(program: Program, name: str, region: str | None, as_json: bool) -> None:
    """End MESSAGE, so that terminals no longer show it. It stays in the list and can be resumed on the page."""
    with opened(program.settings) as engine:
        with reading(engine) as connection:
            here = _region(connection, region)
        try:
            end_message(engine, here.id, name, author=by_whom(), now=now())
        except MessageConflict:
            raise click.ClickException(f"there is no message {name} in {here.id}: `aula-server message list` lists them") from None
    if as_json:
        print_json({"region": here.id, "id": name})
    else:
        click.echo(f"Message {name} is ended.")


def _region(connection: Connection, said: str | None) -> RegionDescription:
    found = region_units.get(connection, only_region(connection, said))
    if found is None:
        raise click.ClickException(f"there is no region {said}")
    return found


def _unit(here: RegionDescription, said: str | None) -> Unit:
    if said is None:
        return Unit("region", here.id)
    found = [unit for unit, each in here.units.items() if said in (unit.id, f"{unit.kind}:{unit.id}") and each.ends_at is None]
    if not found:
        raise click.ClickException(f"there is no place {said} in {here.id}")
    if len(found) > 1:
        raise click.ClickException(f"there are several {said}: write {' or '.join(f'{unit.kind}:{unit.id}' for unit in found)}")
    return found[0]


def _made(here: RegionDescription, name: str, unit: Unit, **given: Any) -> Message:
    """Return the message that the options describe, or raise an exception with all faults."""
    said, did = dict(given["said"]), dict(given["did"])
    begins, ends = given["begins_on"], given["ends_on"]
    part = {"said": said, "did": did, "from": begins, "until": ends}
    faults = [*message_rules.language_faults(part, here.languages), *message_rules.period_faults(part)]
    faults += [("said", found)] if (found := message_rules.said_fault(said)) else []
    faults += [("did", found)] if (found := message_rules.did_fault(did)) else []
    if faults:
        raise click.ClickException("nothing was added\n" + "\n".join(f"--{field}: {fault}" for field, fault in faults))
    return Message(id=name, unit=unit, dated=given["dated"], said=said, did=did, begins_on=begins, ends_on=ends)


def _document(each: StoredMessage, today: date, here: RegionDescription) -> Mapping[str, object]:
    return message_rules.message_fields(each) | {
        "state": each.state(today),
        "lacking": missing_languages(each, here.languages),
        "author": each.changed_by or each.author,
    }
