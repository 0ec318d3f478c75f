"""Defines the parameter types of commands for times and days."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click

from server.domain.texts.text_validation import parse_day
from survey.rfc3339 import from_rfc3339


class _Moment(click.ParamType[Any]):
    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return from_rfc3339(value)
        except ValueError:
            self.fail(f"{value!r} is no time: write 2026-11-22T08:00:00+02:00", param, ctx)


class _MomentOrDay(_Moment):
    name = "time or day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            return super().convert(value, param, ctx)


class _Day(click.ParamType[Any]):
    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        found = value if isinstance(value, date) else parse_day(value)
        if found is None:
            self.fail(f"{value!r} is no day: write 2027-01-31", param, ctx)
        return found


DAY = _Day()
MOMENT = _Moment()
MOMENT_OR_DAY = _MomentOrDay()
