"""Identifies the calling terminal by the hash of its token. The first authenticated call confirms the enrolment (design, decision 12)."""

from __future__ import annotations

import re

from flask import request

from server.operations.intake.enrolments import confirm_enrolment
from server.store.read_transaction import reading
from server.store.region import terminals
from server.store.region.terminals import RegisteredTerminal
from server.web.problem_documents import ProblemError
from server.web.server_context import context
from survey.enrolment_code import hash_token

_BEARER = re.compile(r"bearer +([A-Za-z0-9_-]{43})", re.IGNORECASE)


def calling_terminal() -> RegisteredTerminal:
    """Return the terminal whose token the request contains, and confirm its enrolment if this is its first call.

    Raises:
        ProblemError: `unauthorised` or `terminal_revoked`.
    """
    here = context()
    sent = _BEARER.fullmatch(request.headers.get("Authorization", "").strip())
    found = None
    if sent is not None:
        with reading(here.engine) as connection:
            found = terminals.by_token(connection, hash_token(sent[1]))
    if found is None:
        raise ProblemError("unauthorised", headers={"WWW-Authenticate": "Bearer"})
    if found.revoked_at is not None:
        raise ProblemError("terminal_revoked")
    if found.confirmed_at is None:
        confirm_enrolment(here.engine, found.id, now=here.now())
    return found
