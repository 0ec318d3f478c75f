"""Builds the lines of the service screen, in words that staff can read out to the region's IT on the phone."""

from __future__ import annotations

from datetime import datetime

from i18n.catalogs import Catalog, gettext_noop
from kiosk.pages.device_fault_texts import KEY_NAMES, fault_text
from kiosk.pages.enrolment import OBSTACLE_TEXTS, PROBLEM_TEXTS
from kiosk.pages.page import TextLine
from kiosk.service.overview import ExchangeResult, Overview
from kiosk.service.session import Section, ServiceSession

LOW_DISK_MB = 500
"""Sets the free disk space in megabytes below which the screen marks it as a problem. It is room for a few months of answers at most."""
HIGH_TEMPERATURE_C = 80.0
"""Sets the temperature in °C that the screen marks as a problem. A Raspberry Pi begins to slow down there (its documentation, "Frequency
management and thermal control")."""

EXCHANGE_PROBLEM_TEXTS: dict[str, str] = {
    **{lack: OBSTACLE_TEXTS[lack] for lack in ("network", "certificate", "captive_portal")},
    "unreachable": OBSTACLE_TEXTS["server"],
    "server_error": gettext_noop("The server cannot accept responses right now."),
    "too_many_requests": PROBLEM_TEXTS["too_many_requests"],
    "unauthorised": PROBLEM_TEXTS["unauthorised"],
    "terminal_revoked": gettext_noop("The region has revoked this terminal."),
    "not_enrolled": gettext_noop("This terminal is not enrolled."),
    "exchange_running": PROBLEM_TEXTS["exchange_running"],
    "disk": PROBLEM_TEXTS["disk"],
}
"""Maps the code of a problem that stopped an exchange with the server to its msgid."""

SECTION_TITLES: dict[Section, str] = {
    "connection": gettext_noop("Connection"),
    "answers": gettext_noop("Responses"),
    "device": gettext_noop("Device"),
    "tests": gettext_noop("Tests"),
}
"""Maps a section to the msgid of the label on its target."""
HEADINGS: dict[str, str] = {
    "connection": SECTION_TITLES["connection"],
    "answers": SECTION_TITLES["answers"],
    "device": SECTION_TITLES["device"],
    "tests": SECTION_TITLES["tests"],
    "touch": gettext_noop("Touch every number and the edges."),
    "speaker": gettext_noop("Speaker test"),
    "keys": gettext_noop("Key test"),
    "set_aside": gettext_noop("Take this terminal out of use?"),
}
"""Maps a page of the service screen to the msgid of its heading. A section has the label of its target, which is marked as selected."""
KEY_EVENT_TEXTS: dict[str, str] = {"press": gettext_noop("pressed"), "hold": gettext_noop("held"), "release": gettext_noop("released")}
"""Maps what happened to a hardware key to its msgid."""


def exchange_problem_text(code: str, catalog: Catalog) -> str:
    """Return the sentence for a problem of an exchange. A code without a sentence is shown itself, as a refusal by the server."""
    known = EXCHANGE_PROBLEM_TEXTS.get(code)
    return catalog.text(known) if known else catalog.text("The server refused the request ({code}).", code=code)


def connection_section(seen: Overview, session: ServiceSession, catalog: Catalog) -> tuple[TextLine, ...]:
    """Return the lines of the section about the network, the server, the last sync, its problem and the clock."""
    if seen.address:
        network = _good(catalog.text("Network: {interface}, address {address}", interface=seen.interface or "?", address=seen.address))
    else:
        network = _bad(catalog.text(OBSTACLE_TEXTS["network"]))
    server = (
        _good(catalog.text("Server: {address}", address=seen.server.removeprefix("https://")))
        if seen.server
        else _bad(catalog.text("The server address is not set."))
    )
    synced = catalog.text("Last sync: {time}", time=_moment(seen.last_sync)) if seen.last_sync else catalog.text("Not synced yet.")
    clock = catalog.text("Clock: {time}", time=seen.wall_time)
    trusted = _good(clock) if seen.clock_trusted else _bad(clock + " – " + catalog.text("may be wrong"))
    problem = () if seen.problem is None else (_bad(exchange_problem_text(seen.problem, catalog)),)
    return (network, server, _good(synced), *problem, *_sending(session, catalog), trusted)


def answers_section(seen: Overview, session: ServiceSession, catalog: Catalog) -> tuple[TextLine, ...]:
    """Return the lines of the section about unsent, refused and acknowledged responses."""
    refused = catalog.text("Refused by the server: {count}", count=seen.refused)
    oldest = (_good(catalog.text("Oldest unsent: {time}", time=_moment(seen.oldest_unsent))),) if seen.oldest_unsent else ()
    return (
        _good(catalog.text("Waiting to be sent: {count}", count=seen.unsent)),
        *oldest,
        _bad(refused) if seen.refused else _good(refused),
        _good(catalog.text("Sent and still stored here: {count}", count=seen.acknowledged_kept)),
        *_sending(session, catalog),
    )


def device_section(seen: Overview, session: ServiceSession, catalog: Catalog) -> tuple[TextLine, ...]:
    """Return the lines of the section about the hardware and software. Values that are None are left out."""
    lines = [
        _good(catalog.text("Terminal ID: {id}", id=seen.terminal_id or "–")),
        _good(catalog.text("Software {software}, configuration {settings}", software=seen.software, settings=seen.configuration or "–")),
        _good(", ".join(part for part in (seen.model, seen.operating_system) if part) or "–"),
    ]
    if seen.temperature_c is not None:
        warm = catalog.text("Temperature: {degrees} °C", degrees=round(seen.temperature_c))
        lines.append(_bad(warm) if seen.temperature_c >= HIGH_TEMPERATURE_C else _good(warm))
    if seen.undervoltage is not None:
        lines.append(
            _bad(catalog.text("The power supply is too weak."))
            if seen.undervoltage
            else _good(catalog.text("The power supply is strong enough."))
        )
    if seen.disk_free_mb is not None:
        room = catalog.text("Free disk space: {count} MB", count=seen.disk_free_mb)
        lines.append(_good(room) if seen.disk_free_mb >= LOW_DISK_MB else _bad(room))
    return (*lines, *(_bad(fault_text(each, catalog)) for each in seen.faults))


def tests_section(seen: Overview, session: ServiceSession, catalog: Catalog) -> tuple[TextLine, ...]:
    """Return the line of the tests section, which says whether staff have taken the terminal out of use."""
    if session.out_of_use_by_staff:
        return (_bad(catalog.text("Staff have taken this terminal out of use.")),)
    return (_good(catalog.text("Tests do not change or save anything.")),)


def output_lines(seen: Overview, catalog: Catalog) -> tuple[TextLine, ...]:
    """Return the line of the speaker test that lists the sound outputs."""
    if not seen.audio_outputs:
        return (_bad(catalog.text("No sound output was found.")),)
    return (_good(catalog.text("Sound outputs: {outputs}", outputs=", ".join(seen.audio_outputs))),)


def key_event_lines(session: ServiceSession, catalog: Catalog) -> tuple[TextLine, ...]:
    """Return the last events of hardware keys, the newest first. A key that is not in `KEY_NAMES` is shown by its name in the settings."""

    def key_event_text(event: str) -> str:
        name, _, kind = event.rpartition(" ")
        key = catalog.text(KEY_NAMES[name]) if name in KEY_NAMES else name
        return f"{key} – {catalog.text(KEY_EVENT_TEXTS[kind]) if kind in KEY_EVENT_TEXTS else kind}"

    return tuple(_good(key_event_text(event)) for event in reversed(session.key_events))


def _sending(session: ServiceSession, catalog: Catalog) -> tuple[TextLine, ...]:
    if session.sending:
        return (_good(catalog.text("Sending…")),)
    return () if session.exchange_result is None else (_sent(session.exchange_result, catalog),)


def _sent(sent: ExchangeResult, catalog: Catalog) -> TextLine:
    if sent.problem is not None:
        return _bad(catalog.text("Not all sent. Still waiting: {count}.", count=sent.left))
    return _good(catalog.text("Sent: {count}. Refused: {refused}.", count=sent.stored, refused=sent.refused))


def _good(text: str) -> TextLine:
    return TextLine("status", text)


def _bad(text: str) -> TextLine:
    return TextLine("problem", text)


def _moment(written: str) -> str:
    """Return an RFC 3339 time to the minute, in the zone that it states. Text that is no time is returned unchanged."""
    try:
        return datetime.fromisoformat(written).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return written
