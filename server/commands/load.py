"""Defines `load`, which applies region files."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from server.commands.startup import Program, as_json, by_whom, now, opened, pass_program, print_json
from server.domain.region.region_diff import RegionChanges
from server.domain.region.region_file import RegionFile, parse_region_file
from server.domain.region.region_rules import RegionFileContext
from server.operations.region.region_files import RegionFilesCollide, StatementStillAsked, load_region_files


@click.command()
@click.argument("files", metavar="FILE.toml …", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Override values that have been changed on a page since the file was last loaded.")
@as_json
@pass_program
def load(program: Program, files: tuple[Path, ...], force: bool, as_json: bool) -> None:
    """Apply region files. A file can be loaded any number of times.

    Only what differs from the file's own last load is applied. If a file has faults, or its changes collide with changes made on a page,
    nothing is changed, and all faults and collisions are listed. Either all of the given files are loaded or none.
    """
    try:
        with opened(program.settings) as engine:
            done = load_region_files(engine, partial(_read, files), force=force, who=by_whom(), clock=now)
    except RegionFilesCollide as error:
        collisions = [f"{file}: {collision}" for file, collision in error.collisions]
        raise click.ClickException(
            "changed on a page too, nothing was loaded; give --force to have the file win\n" + "\n".join(collisions)
        ) from None
    except StatementStillAsked as error:
        where = "; ".join(f"plan {each.number} at {each.unit.id}" for each in error.still.where)
        raise click.ClickException(
            f"{error.file}: statement {error.still.code} is not in it any more, but is still asked ({where}); nothing was loaded: "
            "make plans without it there first"
        ) from None
    if as_json:
        print_json({"regions": [{"id": name, **_counts(found)} for name, found in done.items()]})
        return
    for name, found in done.items():
        counts = _counts(found)
        said = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
        click.echo(f"{name}: {said or 'nothing to change'}.")


def _counts(found: RegionChanges) -> dict[str, int]:
    return {"created": len(found.create), "changed": len(found.update), "ended": len(found.end)}


def _read(files: tuple[Path, ...], here: RegionFileContext) -> list[tuple[Path, RegionFile]]:
    """Return all files, parsed.

    Raises:
        click.ClickException: at least one file has faults; the message lists those of all files.
    """
    read, faults = [], []
    for file in files:
        try:
            content = parse_region_file(file.read_text(encoding="utf-8"), here)
        except OSError as error:
            faults.append(f"{file}: cannot be read ({error.strerror})")
        except UnicodeDecodeError as error:
            faults.append(f"{file}: is not UTF-8 (byte {error.start}): save it as UTF-8")
        else:
            if isinstance(content, RegionFile):
                read.append((file, content))
            else:
                faults += [f"{file}: {fault}" for fault in content]
    if faults:
        raise click.ClickException("nothing was loaded; mend these and load again\n" + "\n".join(faults))
    return read
