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
from survey.response_validation import InvalidItem, decode_item, fault, readable_id
from survey.rfc3339 import from_rfc3339
from survey.wire import ItemResult, Response


class Item(Struct, frozen=True):
    """One item of a batch as it was read: a response that may be taken, or the code of what is wrong with it."""

    raw: bytes
    digest: bytes
    id: str | None
    response: Response | None = None
    reported: datetime | None = None
    """The response's own wall time."""
    code: str | None = None


@dataclass(frozen=True)
class Known:
    """What the database holds of the ids and sequences in a batch."""

    digests: Mapping[str, bytes]
    """By id of a stored response."""
    retired: Collection[str] = ()
    """Ids that retention deleted."""
    taken: Collection[tuple[str, int]] = ()
    """(stream, sequence) of stored and retired responses."""


@dataclass(frozen=True)
class Judgement:
    """`results` in the order of the batch; `fresh` are the places in it of those to be stored."""

    results: list[ItemResult]
    fresh: list[int]


def read(raw: bytes, forms: Mapping[str, Form]) -> Item:
    """Read one item; whatever the bytes are, the outcome is an item."""
    sha = digest(raw)
    try:
        response = decode_item(raw)
    except InvalidItem as error:
        return Item(raw, sha, readable_id(raw), code=error.code)
    code = fault(response, forms) or _unstorable(raw, response)
    if code is not None:
        return Item(raw, sha, response.id, code=code)
    return Item(raw, sha, response.id, response, from_rfc3339(response.visited_at))


def judge(items: Iterable[Item], known: Known) -> Judgement:
    """What becomes of each item, given what is stored; an item may also meet an earlier one of its own batch."""
    results: list[ItemResult] = []
    fresh: list[int] = []
    digests: dict[str, bytes] = {}
    taken: set[tuple[str, int]] = set()
    for place, item in enumerate(items):
        result = _outcome(item, known, digests, taken)
        if result.outcome == "stored" and item.response is not None and item.id is not None:
            digests[item.id] = item.digest
            taken.add((item.response.stream, item.response.sequence))
            fresh.append(place)
        results.append(result)
    return Judgement(results, fresh)


def _outcome(item: Item, known: Known, digests: Mapping[str, bytes], taken: Collection[tuple[str, int]]) -> ItemResult:
    if item.id is not None:
        stored = known.digests.get(item.id) or digests.get(item.id)
        if stored == item.digest or item.id in known.retired:
            return ItemResult(item.id, "duplicate")
        if stored is not None and item.response is not None:
            return ItemResult(item.id, "refused", "conflict")
    if item.response is None:
        return ItemResult(item.id, "refused", item.code or "invalid_response")
    place = (item.response.stream, item.response.sequence)
    if place in known.taken or place in taken:
        return ItemResult(item.id, "refused", "sequence_taken")
    return ItemResult(item.id, "stored")


def _unstorable(raw: bytes, response: Response) -> str | None:
    """A NUL is no text to PostgreSQL. In JSON it can only be written as an escape, so few items need the closer look."""
    if rb"\u0000" not in raw:
        return None
    texts = (response.texts or "", response.clock.boot, *(comment.key for comment in response.comments))
    return "invalid_response" if any("\0" in text for text in texts) else None
