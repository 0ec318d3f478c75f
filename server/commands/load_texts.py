"""Defines `load-texts`, which loads text sheets, and forms that come with one, from CSV files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import click

from server.commands.param_types import DAY
from server.commands.startup import Program, as_json, by_whom, now, opened, pass_program, print_json
from server.domain.texts.language_availability import WithheldForm
from server.domain.texts.sheet_parser import MAX_SHEET_BYTES, parse_sheet
from server.domain.texts.sheet_validation import LoadableSheet, SheetDeclaration
from server.domain.texts.text_sheet import SheetFault
from server.operations.texts.sheet_files import SheetFile, SheetFilesRefused, load_sheet_files
from server.store.fleet import terminal_overview
from server.store.read_transaction import reading
from server.store.texts.language_availability import ServicePointLanguages
from survey.forms import Audience

DONE = {"nothing": "is in use already, nothing to change", "back": "was loaded before and is in use again", "add": "is loaded and in use"}
WOULD = {"nothing": "is in use already, nothing to change", "back": "was loaded before and would be in use again", "add": "would be loaded"}
WHY = {"no_texts": "there are no texts", "lacks": "texts are missing", "draft": "texts are drafts, which the region does not allow"}


@click.command("load-texts")
@click.argument("files", metavar="FILE.csv …", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--region", required=True, metavar="ID", help="The region whose terminals show the texts.")
@click.option(
    "--form", metavar="ID", help="The form, if the sheet does not name it: general-1 is the national form for people aged 13 and over."
)
@click.option("--language", metavar="TAG", help="The language, if the sheet does not name it: sv, se …")
@click.option("--id", "identity", metavar="ID", help="What responses call these texts by; made from language and year otherwise.")
@click.option("--source", metavar="TEXT", help="The source of the texts, if the sheet does not name it.")
@click.option("--dated", type=DAY, metavar="DAY", help="The date of the texts, if the sheet does not contain it.")
@click.option("--audience", type=click.Choice(get_args(Audience)), help="The audience of a new form, which the sheet creates.")
@click.option(
    "--official", is_flag=True, help="Declare that these are the national sheets, word for word. Otherwise the texts count as regional."
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
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

    The pages provide a template to fill in (Texts, Template). Either all of the given files are loaded or none, and every fault is listed
    with its line. Texts that were in use before are kept and can be put in use again on the page.
    """
    with opened(program.settings) as engine:
        with reading(engine) as connection:
            names = terminal_overview.region_names(connection)
        if region not in names:
            raise click.ClickException(f"there is no region {region}; there are {', '.join(names) or 'none: load a region file first'}")
        beside = SheetDeclaration(id=identity, official=official, **said)
        try:
            loaded = load_sheet_files(engine, region, list(map(_read, files)), beside, author=by_whom(), now=now(), dry_run=dry_run)
        except SheetFilesRefused as refused:
            faults = [f"{name}: {fault}" for name, fault in refused.faults]
            raise click.ClickException("nothing was loaded; mend these and load again\n" + "\n".join(faults)) from None
    done = list(zip(files, loaded.sheets, strict=True))
    if as_json:
        sheets = [_document(file, made) for file, made in done]
        print_json({"region": region, "dry_run": dry_run, "sheets": sheets, "languages": list(map(_offer, loaded.offered))})
        return
    for file, made in done:
        words = (WOULD if dry_run else DONE)[made.action]
        form = f", a new form for the audience {made.form.audience}," if made.is_new_form else ""
        click.echo(f"{file}: {made.form.id}{form} in {made.text_set.language} as {made.text_set.id} ({made.text_set.status}) {words}.")
    for offered in loaded.offered:
        _tell(offered, "would offer" if dry_run else "offer")


def _read(file: Path) -> SheetFile:
    try:
        with file.open("rb") as content:
            sheet, faults = parse_sheet(content.read(MAX_SHEET_BYTES + 1))
    except OSError as error:
        return SheetFile(str(file), None, [SheetFault(None, "cannot be read ({why})", {"why": error.strerror})])
    return SheetFile(str(file), sheet, faults)


def _tell(offered: ServicePointLanguages, offer: str) -> None:
    points = f"{len(offered.points)} service point{'' if len(offered.points) == 1 else 's'}"
    click.echo(f"Terminals at {points} {offer} {', '.join(offered.offer.languages) or 'no language'}.")
    for each in offered.offer.withheld:
        click.echo(f"  not {each.language}: {WHY[each.reason]} ({', '.join((each.form, *each.codes))})")
    for each in offered.offer.withheld_forms:
        click.echo(f"  nobody can choose {each.form}: in {each.language} {WHY[each.reason]}{''.join(f' {code}' for code in each.codes)}")


def _offer(offered: ServicePointLanguages) -> Mapping[str, object]:
    here = offered.offer
    return {
        "offered": here.languages,
        "withheld": list(map(_withheld, here.withheld)),
        "forms": here.answerable_forms,
        "forms_withheld": list(map(_withheld, here.withheld_forms)),
        "plans": offered.plans,
        "service_points": len(offered.points),
    }


def _withheld(each: WithheldForm) -> Mapping[str, object]:
    return {"language": each.language, "form": each.form, "why": each.reason, "codes": each.codes}


def _document(file: Path, made: LoadableSheet) -> Mapping[str, object]:
    texts_ = made.text_set
    return {
        "file": str(file),
        "form": made.form.id,
        "new_form": made.is_new_form,
        "language": texts_.language,
        "id": texts_.id,
        "status": texts_.status,
        "source": texts_.source,
        "dated": made.dated.isoformat() if made.dated else None,
        "outcome": {"nothing": "unchanged", "back": "brought_back", "add": "loaded"}[made.action],
    }
