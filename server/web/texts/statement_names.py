"""Names statements where there is no room for their text: core statements by their dimension, all others by their code."""

from __future__ import annotations

from i18n.catalogs import gettext_noop
from server.web.language import _

_NAMES = {
    "access": gettext_noop("Access"),
    "encounter": gettext_noop("Encounter"),
    "participation": gettext_noop("Participation"),
    "safety": gettext_noop("Safety"),
    "continuity": gettext_noop("Continuity"),
    "clarity": gettext_noop("Clarity"),
    "benefit": gettext_noop("Benefit"),
}
"""The dimensions of the seven core statements in their national order (THL; Finnish: Saatavuus, Kohtaaminen, Osallistuminen …)."""


def statement_name(code: str) -> str:
    """Return the name of a statement in the page's language, or its code if it has no name."""
    return _(_NAMES[code]) if code in _NAMES else code
