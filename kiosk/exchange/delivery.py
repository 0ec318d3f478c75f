"""Sends the outbox batch by batch, until the server has been offered every response that waited at the beginning.

No response blocks the others, and none is lost (design, decision 7). A refused response goes to quarantine. A batch that is refused as a
whole is halved until the response that causes the refusal is alone. A response with which the server itself fails is skipped and stays in
the outbox. Only a result that names a response's id moves that response.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import islice

from kiosk.exchange.server_client import ServerClient
from kiosk.exchange.server_errors import RequestRefused, ServerBusy
from kiosk.store import acknowledged_responses, outbox, quarantine
from kiosk.store.database import Connection, transaction
from kiosk.store.outbox import WaitingResponse
from kiosk.store.store import Store
from survey.wire import MAX_BODY_BYTES, MAX_RESPONSES, ItemResult

log = logging.getLogger("aula.sync")
MAX_BATCH_BYTES = MAX_BODY_BYTES // 2
"""Limits the bytes of a batch to half of what the server accepts, to leave room for what a proxy or a later version may add."""
RESPONSES_PER_TRANSACTION = 25
"""Sets how many responses are moved in one transaction. A tap during the clean-up waits for one such transaction at most."""
BATCH_REFUSAL_CODES = frozenset({"invalid_json", "invalid_request", "body_too_large", "too_many_responses"})
"""Lists the codes of refused requests that a single response in the batch may have caused."""
MAX_SERVER_ERRORS = 24
"""Sets how many answers with status 500 one delivery accepts before it treats the server as down. They suffice to find two faulty responses
among 500."""
INTERNAL_SERVER_ERROR = 500
"""Is the status of a server that failed on this one request. The statuses 502 to 504 mean that the server is not available."""


class Delivery:
    """Delivers the outbox once, and counts the outcomes.

    `sent` counts the responses in requests that the server answered. Each of them that was moved is also counted as `stored`, `duplicate`
    or `refused`. `skipped` counts those with which the server failed.
    """

    def __init__(self, store: Store, client: ServerClient, server_time_ms: int) -> None:
        """Prepare the delivery.

        Args:
            store: the terminal's store.
            client: the server, with the terminal's token.
            server_time_ms: the server's time in milliseconds since 1970, with which acknowledged responses are dated.
        """
        self.sent = self.stored = self.duplicate = self.refused = 0
        self.skipped = 0
        self._store = store
        self._client = client
        self._at_ms = server_time_ms
        self._server_errors_left = MAX_SERVER_ERRORS

    def run(self) -> None:
        """Send every response that is in the outbox now.

        Raises:
            ServerError: the delivery ended early. Responses with an outcome until then have been moved.
            sqlite3.Error, OSError: the store cannot be read or written.
        """
        with self._store.reading() as db:
            until = outbox.last_queue_position(db)
        after = 0
        while items := self._batch(after, until):
            after = items[-1].queue_position
            self._deliver(items)

    def _batch(self, after: int, until: int) -> list[WaitingResponse]:
        with self._store.reading() as db:
            return outbox.next_batch(db, after=after, until=until, max_responses=MAX_RESPONSES, max_bytes=MAX_BATCH_BYTES)

    def _deliver(self, items: Sequence[WaitingResponse]) -> None:
        try:
            results = self._client.send_responses([item.raw for item in items])
        except RequestRefused as refusal:
            if refusal.code not in BATCH_REFUSAL_CODES:
                raise
            if len(items) > 1:
                return self._deliver_halves(items)
            results = [ItemResult(items[0].response_id, "refused", refusal.code)]
        except ServerBusy as busy:
            if busy.status != INTERNAL_SERVER_ERROR or self._server_errors_left == 0:
                raise
            self._server_errors_left -= 1
            if len(items) > 1:
                return self._deliver_halves(items)
            log.warning("the server fails on response %s: it is skipped and stays in the outbox", items[0].response_id)
            self.skipped += 1
            return None
        self.sent += len(items)
        return self._store_results(items, results)

    def _deliver_halves(self, items: Sequence[WaitingResponse]) -> None:
        middle = len(items) // 2
        self._deliver(items[:middle])
        self._deliver(items[middle:])

    def _store_results(self, items: Sequence[WaitingResponse], results: list[ItemResult]) -> None:
        outcomes = _by_id(results)
        named = iter([(item, outcomes[item.response_id]) for item in items if item.response_id in outcomes])
        while some := list(islice(named, RESPONSES_PER_TRANSACTION)):
            stored, duplicate, refused = self._store.write(lambda db, some=some: _move(db, some, self._at_ms)).result()  # type: ignore[misc]
            self.stored += stored
            self.duplicate += duplicate
            self.refused += refused


def _by_id(results: list[ItemResult]) -> dict[str, ItemResult]:
    """Return the results by id. A response with two different results is left out, so that it stays in the outbox."""
    found: dict[str, ItemResult] = {}
    doubtful: set[str] = set()
    for result in results:
        if result.id is None:
            continue
        if found.setdefault(result.id, result) != result:
            doubtful.add(result.id)
    return {name: result for name, result in found.items() if name not in doubtful}


def _move(db: Connection, some: list[tuple[WaitingResponse, ItemResult]], at_ms: int) -> tuple[int, int, int]:
    counts = {"stored": 0, "duplicate": 0, "refused": 0}
    with transaction(db):
        for item, result in some:
            if result.outcome == "refused":
                code = result.code if isinstance(result.code, str) else "invalid_response"
                counts["refused"] += quarantine.add_refused(db, item.queue_position, item.response_id, code)
            else:
                counts[result.outcome] += acknowledged_responses.acknowledge(db, [(item.queue_position, item.response_id)], at_ms)
    return counts["stored"], counts["duplicate"], counts["refused"]
