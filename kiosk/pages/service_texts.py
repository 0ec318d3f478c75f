"""The words of the service screen: what each line of it means to whoever stands there with a phone to the region's IT."""

from __future__ import annotations

from datetime import datetime

from i18n.catalogs import Catalog, mark
from kiosk.pages.device_fault_texts import KEYS, fault
from kiosk.pages.enrolment import LACKS, PROBLEMS
from kiosk.pages.page import Line
from kiosk.service.overview import Overview, Sent
from kiosk.service.session import Section, Session

ENOUGH_MB = 500
"""Less free disk than this wants a look: some months of answers at most."""
HOT_C = 80.0
"""From here on a Raspberry Pi slows itself down (its documentation, "Frequency management and thermal control")."""

EXCHANGE: dict[str, str] = {
    **{lack: LACKS[lack] for lack in ("network", "certificate", "captive_portal")},
    "unreachable": LACKS["server"],
    "server_error": mark("The server answers, but cannot take answers now."),
    "too_many_requests": PROBLEMS["too_many_requests"],
    "unauthorised": PROBLEMS["unauthorised"],
    "terminal_revoked": mark("The region has taken this terminal out of service."),
    "not_enrolled": mark("This terminal is not enrolled."),
    "exchange_running": PROBLEMS["exchange_running"],
    "disk": PROBLEMS["disk"],
}
"""What stood in the way of an exchange, by code."""

SECTIONS: dict[Section, str] = {
    "connection": mark("Connection"),
    "answers": mark("Answers"),
    "device": mark("Device"),
    "tests": mark("Tests"),
}
HEADINGS: dict[str, str] = {
    "connection": SECTIONS["connection"],
    "answers": SECTIONS["answers"],
    "device": SECTIONS["device"],
    "tests": SECTIONS["tests"],
    "touch": mark("Touch every number, and the edges."),
    "speaker": mark("Speaker test"),
    "keys": mark("Key test"),
    "set_aside": mark("Put this terminal out of use?"),
}
"""A section's own target stands for its heading: it is marked among the others."""
KINDS: dict[str, str] = {"press": mark("pressed"), "hold": mark("held"), "release": mark("released")}


def exchange(code: str, catalog: Catalog) -> str:
    """What stood in the way, in words; a code that nobody has put into words is said as it is."""
    known = EXCHANGE.get(code)
    return catalog.text(known) if known else catalog.text("The server refused the request ({code}).", code=code)


def connection(seen: Overview, session: Session, catalog: Catalog) -> tuple[Line, ...]:
    if seen.address:
        network = _good(catalog.text("Network: {interface}, address {address}", interface=seen.interface or "?", address=seen.address))
    else:
        network = _bad(catalog.text(LACKS["network"]))
    server = (
        _good(catalog.text("Server: {address}", address=seen.server.removeprefix("https://")))
        if seen.server
        else _bad(catalog.text("The address of the server is not set."))
    )
    synced = catalog.text("Last exchange: {time}", time=_moment(seen.last_sync)) if seen.last_sync else catalog.text("No exchange yet.")
    clock = catalog.text("Clock: {time}", time=seen.time)
    trusted = _good(clock) if seen.clock_trusted else _bad(clock + " – " + catalog.text("not certain to be right"))
    problem = () if seen.problem is None else (_bad(exchange(seen.problem, catalog)),)
    return (network, server, _good(synced), *problem, *_sending(session, catalog), trusted)


def answers(seen: Overview, session: Session, catalog: Catalog) -> tuple[Line, ...]:
    refused = catalog.text("Refused by the server: {count}", count=seen.refused)
    oldest = (_good(catalog.text("The oldest of them: {time}", time=_moment(seen.oldest_unsent))),) if seen.oldest_unsent else ()
    return (
        _good(catalog.text("Waiting to be sent: {count}", count=seen.unsent)),
        *oldest,
        _bad(refused) if seen.refused else _good(refused),
        _good(catalog.text("Sent and still kept here: {count}", count=seen.acknowledged_kept)),
        *_sending(session, catalog),
    )


def device(seen: Overview, session: Session, catalog: Catalog) -> tuple[Line, ...]:
    lines = [
        _good(catalog.text("Terminal: {id}", id=seen.terminal_id or "–")),
        _good(catalog.text("Software {software}, settings {settings}", software=seen.software, settings=seen.configuration or "–")),
        _good(", ".join(part for part in (seen.model, seen.system) if part) or "–"),
    ]
    if seen.temperature_c is not None:
        warm = catalog.text("Temperature: {degrees} °C", degrees=round(seen.temperature_c))
        lines.append(_bad(warm) if seen.temperature_c >= HOT_C else _good(warm))
    if seen.undervoltage is not None:
        lines.append(
            _bad(catalog.text("The power supply is too weak."))
            if seen.undervoltage
            else _good(catalog.text("The power supply is strong enough."))
        )
    if seen.disk_free_mb is not None:
        room = catalog.text("Free on the disk: {count} MB", count=seen.disk_free_mb)
        lines.append(_good(room) if seen.disk_free_mb >= ENOUGH_MB else _bad(room))
    return (*lines, *(_bad(fault(each, catalog)) for each in seen.faults))


def tests(seen: Overview, session: Session, catalog: Catalog) -> tuple[Line, ...]:
    if session.set_aside:
        return (_bad(catalog.text("The staff have put this terminal out of use.")),)
    return (_good(catalog.text("Tests change nothing, and nothing of them is kept.")),)


def outputs(seen: Overview, catalog: Catalog) -> tuple[Line, ...]:
    if not seen.outputs:
        return (_bad(catalog.text("No sound output was found.")),)
    return (_good(catalog.text("Sound can come out of: {outputs}", outputs=", ".join(seen.outputs))),)


def keys(session: Session, catalog: Catalog) -> tuple[Line, ...]:
    """The last key events, the newest first; a key that nobody has named is told by its own name."""

    def told(event: str) -> str:
        name, _, kind = event.rpartition(" ")
        key = catalog.text(KEYS[name]) if name in KEYS else name
        return f"{key} – {catalog.text(KINDS[kind]) if kind in KINDS else kind}"

    return tuple(_good(told(event)) for event in reversed(session.heard))


def _sending(session: Session, catalog: Catalog) -> tuple[Line, ...]:
    if session.sending:
        return (_good(catalog.text("Sending…")),)
    return () if session.sent is None else (_sent(session.sent, catalog),)


def _sent(sent: Sent, catalog: Catalog) -> Line:
    if sent.problem is not None:
        return _bad(catalog.text("Not all was sent; {count} are waiting.", count=sent.left))
    return _good(catalog.text("Sent now: {count}. Refused: {refused}.", count=sent.stored, refused=sent.refused))


def _good(text: str) -> Line:
    return Line("status", text)


def _bad(text: str) -> Line:
    return Line("problem", text)


def _moment(written: str) -> str:
    """To the minute, in the zone it was written in, which is the terminal's own; what cannot be read is shown as it came."""
    try:
        return datetime.fromisoformat(written).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return written
