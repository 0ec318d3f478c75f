"""Defines what the service screen shows of a terminal at one moment, as plain data. `kiosk.pages.service_texts` has the words for it."""

from __future__ import annotations

from msgspec import Struct


class OverviewFault(Struct, frozen=True):
    """Describes a fault of a part, copied from `hardware.faults.DeviceFault` as plain data for the screens."""

    part: str
    """Names the key, or the part as the settings name it."""
    kind: str
    """Is one of `hardware.faults.FAULT_KINDS`."""
    pin: tuple[int, int] | None = None
    """Holds the pin's BCM number and its number on the header. None means that the fault is on no pin."""
    detail: str = ""
    """Holds the system's own message, which is not translated."""


class Overview(Struct, frozen=True, kw_only=True):
    """Holds the terminal's state for the service screen. A value is None if it does not exist or cannot be known."""

    interface: str | None = None
    """Names the network interface of the default route. None means that there is no default route."""
    address: str | None = None
    """Holds the address from which the terminal sends to other networks."""
    server: str | None = None
    """Holds the server's address."""
    last_sync: str | None = None
    """Holds the server's time of the last complete exchange, in RFC 3339 in the terminal's time zone."""
    problem: str | None = None
    """Holds the code of the problem in the last exchange since the program's start. None means that there was none."""
    wall_time: str = ""
    """Shows the terminal's wall clock as date and minute in local time."""
    clock_trusted: bool = False
    unsent: int = 0
    oldest_unsent: str | None = None
    """Holds the wall time of the visit whose response has waited longest, in RFC 3339 in the terminal's time zone."""
    refused: int = 0
    acknowledged_kept: int = 0
    terminal_id: str | None = None
    service_point: str | None = None
    """Holds the id of the service point."""
    software: str = ""
    configuration: str | None = None
    """Holds the `etag` of the configuration in use."""
    operating_system: str | None = None
    model: str | None = None
    """Names the model of the board."""
    temperature_c: float | None = None
    undervoltage: bool | None = None
    """States whether the supply voltage is too low at present."""
    disk_free_mb: int | None = None
    """Holds the free disk space in megabytes of 1,000,000 bytes."""
    faults: tuple[OverviewFault, ...] = ()
    """Lists the faults of parts that cannot be used or do not work as they should."""
    audio_outputs: tuple[str, ...] = ()
    """Names the outputs that can play sound."""


class ExchangeResult(Struct, frozen=True):
    """Describes the result of an exchange that staff have started."""

    problem: str | None
    """Holds the code of the problem. None means that there was none."""
    stored: int = 0
    """Counts the responses that the server has acknowledged, including those that it already had."""
    refused: int = 0
    left: int = 0
    """Counts the responses that are still in the outbox."""


class SpeakerTestResult(Struct, frozen=True):
    """Describes the result of the speaker test."""

    output: str | None
    """Names the output on which the sentence was played. None means that nothing could play it."""
