"""Judging a batch, item by item (design, decision 7): one bad item stops nobody, and bytes decide what is the same response.

What the database knows comes in as `Known`; what it says when two writers race is judged again with what it knows then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from survey.forms import Form
from survey.response import digest
from survey.response_validation import InvalidItem, decode_item, problem_code, readable_id
from survey.rfc3339 import from_rfc3339
from survey.wire import ItemResult, Response


class BatchItem(Struct, frozen=True):
    """One item of a batch as it was read: a response that may be taken, or the code of what is wrong with it."""

    raw: bytes
    digest: bytes
    response_id: str | None
    response: Response | None = None
    visited_at_reported: datetime | None = None
    """The response's own wall time."""
    problem_code: str | None = None


@dataclass(frozen=True)
class StoredKeys:
    """What the database holds of the ids and sequences in a batch."""

    digest_by_id: Mapping[str, bytes]
    """By id of a stored response."""
    retired_ids: Collection[str] = ()
    """Ids that retention deleted."""
    taken_sequences: Collection[tuple[str, int]] = ()
    """(stream, sequence) of stored and retired responses."""


@dataclass(frozen=True)
class BatchOutcome:
    """`results` in the order of the batch; `fresh` are the places in it of those to be stored."""

    results: list[ItemResult]
    new_indexes: list[int]


def read_item(raw: bytes, forms: Mapping[str, Form]) -> BatchItem:
    """Read one item; whatever the bytes are, the outcome is an item."""
    sha = digest(raw)
    try:
        response = decode_item(raw)
    except InvalidItem as error:
        return BatchItem(raw, sha, readable_id(raw), problem_code=error.code)
    code = problem_code(response, forms) or _unstorable(raw, response)
    if code is not None:
        return BatchItem(raw, sha, response.id, problem_code=code)
    return BatchItem(raw, sha, response.id, response, from_rfc3339(response.visited_at))


def judge_batch(items: Iterable[BatchItem], known: StoredKeys) -> BatchOutcome:
    """What becomes of each item, given what is stored; an item may also meet an earlier one of its own batch."""
    results: list[ItemResult] = []
    fresh: list[int] = []
    digests: dict[str, bytes] = {}
    taken: set[tuple[str, int]] = set()
    for place, item in enumerate(items):
        result = _outcome(item, known, digests, taken)
        if result.outcome == "stored" and item.response is not None and item.response_id is not None:
            digests[item.response_id] = item.digest
            taken.add((item.response.stream, item.response.sequence))
            fresh.append(place)
        results.append(result)
    return BatchOutcome(results, fresh)


def _outcome(item: BatchItem, known: StoredKeys, digests: Mapping[str, bytes], taken: Collection[tuple[str, int]]) -> ItemResult:
    if item.response_id is not None:
        stored = known.digest_by_id.get(item.response_id) or digests.get(item.response_id)
        if stored == item.digest or item.response_id in known.retired_ids:
            return ItemResult(item.response_id, "duplicate")
        if stored is not None and item.response is not None:
            return ItemResult(item.response_id, "refused", "conflict")
    if item.response is None:
        return ItemResult(item.response_id, "refused", item.problem_code or "invalid_response")
    place = (item.response.stream, item.response.sequence)
    if place in known.taken_sequences or place in taken:
        return ItemResult(item.response_id, "refused", "sequence_taken")
    return ItemResult(item.response_id, "stored")


def _unstorable(raw: bytes, response: Response) -> str | None:
    """A NUL is no text to PostgreSQL. In JSON it can only be written as an escape, so few items need the closer look."""
    if rb"\u0000" not in raw:
        return None
    texts = (response.texts or "", response.clock.boot, *(comment.key for comment in response.comments))
    return "invalid_response" if any("\0" in text for text in texts) else None
