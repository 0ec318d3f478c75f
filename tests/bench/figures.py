"""Defines what a measure returns: figures, what they are compared with, and the limits that they should keep."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class FigureLimit:
    """Describes the limit that a figure should keep."""

    kind: Literal["at most", "at least"]
    value: float

    def is_met_by(self, value: float) -> bool:
        return value <= self.value if self.kind == "at most" else value >= self.value

    def __str__(self) -> str:
        return f"{'≤' if self.kind == 'at most' else '≥'} {self.value:g}"


def at_most(limit: float) -> FigureLimit:
    return FigureLimit("at most", limit)


def at_least(limit: float) -> FigureLimit:
    return FigureLimit("at least", limit)


@dataclass(frozen=True)
class Figure:
    """Holds one measured figure.

    `value` is in `unit`. `value_against` is what was measured for `against`, or None if there is nothing to compare with. If `unit` is
    "ratio", the two sides of the ratio are `details["measured"]` and `value_against`, both in `details["measured_unit"]`. Everything else
    in `details`, such as percentiles and counts, is printed beside the figure and decides nothing.
    """

    measure: str
    value: float
    unit: str
    against: str
    value_against: float | None = None
    limit: FigureLimit | None = None
    details: Mapping[str, float | str] = field(default_factory=dict)

    @property
    def is_within_limit(self) -> bool | None:
        """Return whether the figure keeps its limit, or None if it has none."""
        return None if self.limit is None else self.limit.is_met_by(self.value)

    def as_json(self) -> dict[str, Any]:
        """Return the figure as `--json` prints it."""
        return {
            "measure": self.measure,
            "value": self.value,
            "unit": self.unit,
            "against": self.against,
            "value_against": self.value_against,
            "reach": None if self.limit is None else str(self.limit),
            "reached": self.is_within_limit,
            **self.details,
        }


def ratio(
    measure: str, measured: float, value_against: float, unit: str, *, against: str, limit: FigureLimit, **more: float | str
) -> Figure:
    """Return the ratio of two figures of the same `unit`, measured in the same run.

    Raises:
        ValueError: the other side measured nothing, so there is no ratio.
    """
    if value_against <= 0:
        raise ValueError(f"{measure}: {against} measured {value_against} {unit}, which nothing can be set against")
    sides: dict[str, float | str] = {"measured": measured, "measured_unit": unit}
    return Figure(measure, measured / value_against, "ratio", against, value_against, limit, {**sides, **more})
