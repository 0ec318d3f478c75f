"""`load-texts`: official text sheets, and forms that come with one, from the CSV files that a coordinator keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import click

from server.commands.param_types import DAY
from server.commands.startup import Program, as_json, by_whom, now, opened, pass_program, print_json
from server.domain.texts.language_availability import Withheld
from server.domain.texts.sheet_parser import MOST_BYTES, read
from server.domain.texts.sheet_validation import Loaded, Said
from server.domain.texts.text_sheet import Fault
from server.store.engine import Connection
from server.store.fleet import terminal_overview
from server.store.texts import language_availability, text_sets
from server.store.texts.language_availability import Offered
from server.store.write_transaction import writing
from survey.forms import Audience

DONE = {"nothing": "is in use already, nothing to change", "back": "was loaded before and is in use again", "add": "is loaded and in use"}
WOULD = {"nothing": "is in use already, nothing to change", "back": "was loaded before and would be in use again", "add": "would be loaded"}
WHY = {"no_texts": "there are no texts", "lacks": "texts are missing", "draft": "texts are drafts, which the region does not allow"}


@dataclass(frozen=True)
class Done:
    file: Path
    loaded: Loaded


@click.command("load-texts")
@click.argument("files", metavar="FILE.csv …", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--region", required=True, metavar="ID", help="The region whose terminals show them.")
@click.option("--form", metavar="ID", help="The form, where the sheet does not say: general-1 is the national one for 13 and over.")
@click.option("--language", metavar="TAG", help="The language, where the sheet does not say: sv, se …")
@click.option("--id", "identity", metavar="ID", help="What responses call these texts by; made from language and year otherwise.")
@click.option("--source", metavar="TEXT", help="Where the sheet is from, where it does not say.")
@click.option("--dated", type=DAY, metavar="DAY", help="The sheet's own date, where it does not say.")
@click.option("--audience", type=click.Choice(get_args(Audience)), help="Of a form that is not there yet: the sheet makes it.")
@click.option("--official", is_flag=True, help="You say that these are the national sheets, word for word; else texts are the county's.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@as_json
@pass_program
def load_texts(
    program: Program,
    /,
    files: tuple[Path, ...],
    region: str,
    identity: str | None,
    official: bool,
    dry_run: bool,
    as_json: bool,
    **said: Any,
) -> None:
    """Load text sheets: one form in one language each, as CSV with the columns section, code, text and, if wanted, status.

    The pages give a template to fill in (Texts, Template). Of several files all are loaded, or none; every fault is listed with its
    line. What was in use before stays and can be brought back on the page.
    """
    with opened(program.settings) as engine, writing(engine) as connection:
        if region not in (names := terminal_overview.region_names(connection)):
            raise click.ClickException(f"there is no region {region}; there are {', '.join(names) or 'none: load a region file first'}")
        text_sets.hold(connection, region)
        with connection.begin_nested() as step:
            done = _load(connection, region, files, Said(id=identity, official=official, **said))
            offered = language_availability.offers(connection, region, now())
            if dry_run:
                step.rollback()
    if as_json:
        print_json(
            {"region": region, "dry_run": dry_run, "sheets": [_document(each) for each in done], "languages": list(map(_offer, offered))}
        )
        return
    for each in done:
        made = each.loaded
        words = (WOULD if dry_run else DONE)[made.act]
        form = f", a new form for the audience {made.form.audience}," if made.is_new_form else ""
        click.echo(f"{each.file}: {made.form.id}{form} in {made.texts.language} as {made.texts.id} ({made.texts.status}) {words}.")
    for offered_here in offered:
        _tell(offered_here, "would offer" if dry_run else "offer")


def _load(connection: Connection, region: str, files: tuple[Path, ...], said: Said) -> list[Done]:
    """Load every file.

    Raises:
        click.ClickException: with every fault of every file.
    """
    done: list[Done] = []
    faults: list[str] = []
    at = now()
    for file in files:
        found = _judge(connection, region, file, said, at.year)
        if isinstance(found, Loaded):
            text_sets.load(connection, region, found, author=by_whom(), now=at)
            done.append(Done(file, found))
        else:
            faults += [f"{file}: {fault}" for fault in found]
    if faults:
        raise click.ClickException("nothing was loaded; mend these and load again\n" + "\n".join(faults))
    return done


def _judge(connection: Connection, region: str, file: Path, said: Said, year: int) -> Loaded | list[Fault]:
    try:
        with file.open("rb") as content:
            sheet, faults = read(content.read(MOST_BYTES + 1))
    except OSError as error:
        return [Fault(None, "cannot be read ({why})", {"why": error.strerror})]
    if sheet is None:
        return faults
    found = text_sets.judge(connection, region, sheet, said, year=year)
    if isinstance(found, Loaded):
        return faults or found
    return sorted([*faults, *found], key=lambda fault: (fault.line is None, fault.line or 0))


def _tell(offered: Offered, offer: str) -> None:
    points = f"{len(offered.points)} service point{'' if len(offered.points) == 1 else 's'}"
    click.echo(f"Terminals at {points} {offer} {', '.join(offered.offer.offered) or 'no language'}.")
    for each in offered.offer.withheld:
        click.echo(f"  not {each.language}: {WHY[each.why]} ({', '.join((each.form, *each.codes))})")
    for each in offered.offer.forms_withheld:
        click.echo(f"  nobody can choose {each.form}: in {each.language} {WHY[each.why]}{''.join(f' {code}' for code in each.codes)}")


def _offer(offered: Offered) -> Mapping[str, object]:
    here = offered.offer
    return {
        "offered": here.offered,
        "withheld": list(map(_withheld, here.withheld)),
        "forms": here.forms,
        "forms_withheld": list(map(_withheld, here.forms_withheld)),
        "plans": offered.plans,
        "service_points": len(offered.points),
    }


def _withheld(each: Withheld) -> Mapping[str, object]:
    return {"language": each.language, "form": each.form, "why": each.why, "codes": each.codes}


def _document(done: Done) -> Mapping[str, object]:
    made, texts_ = done.loaded, done.loaded.texts
    return {
        "file": str(done.file),
        "form": made.form.id,
        "new_form": made.is_new_form,
        "language": texts_.language,
        "id": texts_.id,
        "status": texts_.status,
        "source": texts_.source,
        "dated": made.dated.isoformat() if made.dated else None,
        "outcome": {"nothing": "unchanged", "back": "brought_back", "add": "loaded"}[made.act],
    }
