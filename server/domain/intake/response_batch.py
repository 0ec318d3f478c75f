"""Judges a batch of responses item by item (design, decision 7).

One invalid item does not stop the others, and the bytes decide whether two responses are the same. `StoredKeys` holds what the database
knows. If the database rejects an insert because another writer was faster, the batch is judged again with what the database knows then.
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
    """Holds one item of a batch after reading: a response that can be stored, or the code of what is wrong with it."""

    raw: bytes
    digest: bytes
    response_id: str | None
    response: Response | None = None
    visited_at_reported: datetime | None = None
    """Holds the wall time that the response itself reports."""
    problem_code: str | None = None


@dataclass(frozen=True)
class StoredKeys:
    """Holds which of a batch's ids and sequences the database already contains."""

    digest_by_id: Mapping[str, bytes]
    """Maps the ids of stored responses to the digests of their bytes."""
    retired_ids: Collection[str] = ()
    """Contains ids of responses that retention has deleted."""
    taken_sequences: Collection[tuple[str, int]] = ()
    """Contains the (stream, sequence) of stored responses and of those that retention has deleted."""


@dataclass(frozen=True)
class BatchOutcome:
    """Holds the result of judging a batch."""

    results: list[ItemResult]
    """Lists the result of each item in the order of the batch."""
    new_indexes: list[int]
    """Lists the indexes of the items to be stored."""


def read_item(raw: bytes, forms: Mapping[str, Form]) -> BatchItem:
    """Return one item of a batch, whatever its bytes are. Bytes that are no valid response give an item with a problem code."""
    sha = digest(raw)
    try:
        response = decode_item(raw)
    except InvalidItem as error:
        return BatchItem(raw, sha, readable_id(raw), problem_code=error.code)
    code = problem_code(response, forms) or _nul_problem_code(raw, response)
    if code is not None:
        return BatchItem(raw, sha, response.id, problem_code=code)
    return BatchItem(raw, sha, response.id, response, from_rfc3339(response.visited_at))


def judge_batch(items: Iterable[BatchItem], known: StoredKeys) -> BatchOutcome:
    """Return what becomes of each item, given what is stored. An item is also compared with the earlier items of its batch."""
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


def _nul_problem_code(raw: bytes, response: Response) -> str | None:
    """Return a problem code if the response contains a NUL character, which PostgreSQL cannot store as text, otherwise None.

    In JSON, NUL can only be written as an escape sequence, so few items need the closer check.
    """
    if rb"\u0000" not in raw:
        return None
    texts = (response.texts or "", response.clock.boot, *(comment.key for comment in response.comments))
    return "invalid_response" if any("\0" in text for text in texts) else None
