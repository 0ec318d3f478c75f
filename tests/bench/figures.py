"""What a measure finds: a figure, what it stands against, and whether that is as far as it should reach."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class FigureLimit:
    """The limit a figure should keep."""

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
    """One measured figure.

    `value` is in `unit`. `value_against` is what was measured for `against`, None where there is nothing to set it against;
    for a ratio (`unit` "ratio") the two sides of it are `value_against` and `more["measured"]`, both in `more["measured_unit"]`.
    `more` is told beside it and decides nothing: percentiles, counts.
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
        """Whether it reaches as far as it should; None where that was never said."""
        return None if self.limit is None else self.limit.is_met_by(self.value)

    def as_json(self) -> dict[str, Any]:
        """The line of `--json`."""
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
    """The ratio of two figures of the same `unit`, measured in the same run.

    Raises:
        ValueError: what it is measured against is nothing, so there is no ratio.
    """
    if value_against <= 0:
        raise ValueError(f"{measure}: {against} measured {value_against} {unit}, which nothing can be set against")
    sides: dict[str, float | str] = {"measured": measured, "measured_unit": unit}
    return Figure(measure, measured / value_against, "ratio", against, value_against, limit, {**sides, **more})
