"""Serves `/metrics` in the text format of Prometheus.

The values are read from the database at each scrape, so every process on every node returns the same. The address is open to the
networks that the settings allow (by default loopback) and to clients that send the metrics key.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable, Iterator
from datetime import timedelta

from flask import Blueprint, Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from server.store.fleet import terminal_overview
from server.store.read_transaction import reading
from server.web.fleet.terminal_health import TerminalHealth, list_terminal_health
from server.web.server_context import context

blueprint = Blueprint("metrics", __name__)
STATES = ("waiting", "enrolled", "revoked")


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return the metrics, or abort with 403 if neither the address nor the key of the client is allowed."""
    if not (_from_allowed_address() or _has_key()):
        abort(403)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_TerminalCollector())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _from_allowed_address() -> bool:
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    address = mapped or address
    return any(address in network for network in context().settings.metrics_addresses if network.version == address.version)


def _has_key() -> bool:
    key = context().settings.metrics_key
    if key is None:
        return False
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {key.get_secret_value()}".encode())


class _TerminalCollector(Collector):
    """Collects the metrics by region. Metrics of a single terminal are also labelled with its id, which is not secret."""

    def collect(self) -> Iterator[Metric]:
        """Read the present values from the database."""
        here = context()
        now = here.now()
        with reading(here.engine) as connection:
            silent_after = timedelta(minutes=here.settings.silent_minutes)
            rows = list_terminal_health(connection, now, region=None, silent_after=silent_after)
            stored = terminal_overview.response_counts(connection)
        yield _by_state(rows, stored)
        yield _sums(
            rows, "aula_responses_unsent", "Responses that terminals have not got acknowledged yet.", lambda row: row.line.unsent or 0
        )
        yield _sums(rows, "aula_responses_refused", "Responses in terminals' quarantine.", lambda row: row.line.refused or 0)
        yield _sums(rows, "aula_responses_missing", "Responses that neither came nor are on their way.", lambda row: row.line.missing)
        yield _sums(rows, "aula_terminals_needing_a_person", "Terminals that need a person.", lambda row: int(row.is_pressing))
        total = CounterMetricFamily("aula_responses_stored", "Responses stored.", labels=("region",))
        for region, count in stored.items():
            total.add_metric((region,), count)
        yield total
        oldest = GaugeMetricFamily(
            "aula_oldest_unsent_age_seconds", "Age of the oldest unsent response of a terminal.", labels=("region", "terminal")
        )
        heard = GaugeMetricFamily(
            "aula_last_heartbeat_age_seconds", "Time since a terminal was last heard of.", labels=("region", "terminal")
        )
        for row in rows:
            if row.line.state != "enrolled":
                continue
            if row.oldest_unsent:
                oldest.add_metric((row.line.region, row.line.id), (now - row.oldest_unsent).total_seconds())
            if row.line.last_heartbeat:
                heard.add_metric((row.line.region, row.line.id), (now - row.line.last_heartbeat).total_seconds())
        yield oldest
        yield heard


def _by_state(rows: list[TerminalHealth], stored: dict[str, int]) -> Metric:
    found = GaugeMetricFamily("aula_terminals", "Terminals by state.", labels=("region", "state"))
    for region in sorted({row.line.region for row in rows} | set(stored)):
        for state in STATES:
            found.add_metric((region, state), sum(row.line.region == region and row.line.state == state for row in rows))
    return found


def _sums(rows: list[TerminalHealth], name: str, help_text: str, value: Callable[[TerminalHealth], int]) -> Metric:
    found = GaugeMetricFamily(name, help_text, labels=("region",))
    for region in sorted({row.line.region for row in rows}):
        found.add_metric((region,), sum(value(row) for row in rows if row.line.region == region and row.line.state != "revoked"))
    return found
