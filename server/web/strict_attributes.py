"""Defines the undefined value of templates. It raises if a template reads an attribute that an object does not have.

Jinja shows nothing for such an attribute, so that a renamed field would vanish from a page without an error. A missing key of a dictionary
stays undefined, since forms keep their faults by field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Undefined, UndefinedError
from jinja2.utils import missing


class StrictAttributes(Undefined):
    """Represents an undefined variable or an undefined key of a dictionary.

    Raises:
        UndefinedError: the template reads an attribute that its object does not have.
    """

    def __init__(
        self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: type[UndefinedError] = UndefinedError
    ) -> None:
        super().__init__(hint, obj, name, exc)
        if obj is not missing and not isinstance(obj, Mapping):
            raise exc(self._undefined_message)
