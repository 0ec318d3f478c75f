"""Runs the measures whose names begin with a NAME, or all of them: `python -m tests.bench [NAME …] [--json]`.

It prints a table at the end, or with `--json` each figure as one line as soon as it is measured. The `value` of a `…_ratio` is the ratio,
`value_against` is what the other side measured, `measured` is what our side measured, and `measured_unit` is the unit of both.

The exit status is 0 if everything was measured, whether within its limit or not, 1 if a measure failed, and 2 after wrong usage.
"""

import json
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import click

from tests.bench.disk_folder import NotOnDisk, bench_folder
from tests.bench.figures import Figure
from tests.bench.registry import Measure, select_measures


@click.command()
@click.argument("names", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document per line instead of the table.")
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), help="The folder to write to, on a real disk. Default: build/bench."
)
def main(names: tuple[str, ...], as_json: bool, folder: Path | None) -> None:
    """Measure Aula in comparison with other programs in the same run."""
    found = list(select_measures(names))
    if not found:
        raise click.UsageError(f"no measure begins with {', '.join(names)}" if names else "there are no measures yet")
    figures, failed = [], []
    for one in found:
        try:
            for figure in _run_measure(one, folder):
                if not names or any(figure.measure.startswith(name) for name in names):
                    figures.append(figure)
                    _print_figure(figure, as_json=as_json)
        except NotOnDisk as fault:
            raise click.ClickException(str(fault)) from None
        except Exception:  # noqa: BLE001 - a measure that fails must not hide the figures of the others
            traceback.print_exc()
            failed.append(", ".join(one.names))
    if not as_json:
        click.echo(format_table(figures))
    if failed:
        raise click.ClickException(f"failed: {'; '.join(failed)}; the errors are printed above")


def _run_measure(one: Measure, folder: Path | None) -> Iterator[Figure]:
    click.echo(f"measuring {', '.join(one.names)}", err=True)
    with bench_folder(folder) as fresh:
        yield from one.run(fresh)


def _print_figure(figure: Figure, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(figure.as_json(), ensure_ascii=False))


def format_table(figures: list[Figure]) -> str:
    """Return the figures as a table for people."""
    rows = [("measure", "value", "against", "its value", "reach", "reached"), *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)


def _row(figure: Figure) -> tuple[str, ...]:
    unit = "" if figure.unit == "ratio" else f" {figure.unit}"
    of_other = str(figure.details.get("measured_unit", figure.unit))
    other = "" if figure.value_against is None else f"{figure.value_against:.4g} {of_other}"
    reached = {None: "", True: "yes", False: "no"}[figure.is_within_limit]
    return figure.measure, f"{figure.value:.3g}{unit}", figure.against, other, str(figure.limit or ""), reached


if __name__ == "__main__":
    sys.exit(main())
