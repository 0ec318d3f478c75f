"""Finds measures by name, without importing modules whose measures were not requested."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench import measures
from tests.bench.figures import Figure

MeasureFunction = Callable[[Path], Iterable[Figure]]
"""Measures in a new folder on a real disk, and returns one figure for each of its names."""


@dataclass(frozen=True)
class Measure:
    """Describes a function that measures one or more figures in one run."""

    names: tuple[str, ...]
    run: MeasureFunction


_FOUND: dict[str, list[Measure]] = {}


def measure(*names: str) -> Callable[[MeasureFunction], MeasureFunction]:
    """Return a decorator that registers a function which measures the figures of these names.

    Raises:
        ValueError: a name does not begin with the name of the function's module, so that it would not be found.
    """

    def register(run: MeasureFunction) -> MeasureFunction:
        module = run.__module__.rpartition(".")[2]
        for name in names:
            if not name.startswith(module):
                raise ValueError(f"{name} stands in measures/{module}.py: put it where its name begins with the module's")
        _FOUND.setdefault(run.__module__, []).append(Measure(names, run))
        return run

    return register


def select_measures(prefixes: tuple[str, ...]) -> Iterator[Measure]:
    """Yield the measures that have a name beginning with one of `prefixes`, or all measures if it is empty."""
    for module in sorted(found.name for found in pkgutil.iter_modules(measures.__path__)):
        if prefixes and not any(module.startswith(begin) or begin.startswith(module) for begin in prefixes):
            continue
        full = f"{measures.__name__}.{module}"
        importlib.import_module(full)
        for one in _FOUND.get(full, []):
            if not prefixes or any(name.startswith(begin) for name in one.names for begin in prefixes):
                yield one
