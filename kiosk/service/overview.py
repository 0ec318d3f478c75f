"""What staff are shown of a terminal, at one moment. Plain data; the words for it are `kiosk.pages.page_builder`'."""

from __future__ import annotations

from msgspec import Struct


class OverviewFault(Struct, frozen=True):
    """What is wrong with a part of the hardware, as `hardware.faults` has it, for those who know no hardware."""

    part: str
    """A key's name, or the part's word in the settings."""
    kind: str
    pin: tuple[int, int] | None = None
    """BCM number, and number on the header; None where it lies on no pin."""
    detail: str = ""
    """What the machine itself said of it; in no language of the staff's."""


class Overview(Struct, frozen=True, kw_only=True):
    """All that is shown. None is what cannot be known."""

    interface: str | None = None
    """Name of the network interface that leads out; None where none does."""
    address: str | None = None
    """The terminal's own address on it."""
    server: str | None = None
    last_sync: str | None = None
    """The server's time of the last exchange that went through, RFC 3339 in the terminal's own zone."""
    problem: str | None = None
    """Code of what stood in the way of the last exchange since the start; None where nothing did."""
    wall_time: str = ""
    """The terminal's own wall clock, date and minute in local time."""
    clock_trusted: bool = False
    unsent: int = 0
    oldest_unsent: str | None = None
    """Wall time of the visit that has waited longest, the same way."""
    refused: int = 0
    acknowledged_kept: int = 0
    terminal_id: str | None = None
    service_point: str | None = None
    software: str = ""
    configuration: str | None = None
    """`etag` of the one in use."""
    operating_system: str | None = None
    """Name of the operating system."""
    model: str | None = None
    temperature_c: float | None = None
    undervoltage: bool | None = None
    """Whether the supply sags now."""
    disk_free_mb: int | None = None
    faults: tuple[OverviewFault, ...] = ()
    """Of the parts that cannot be used, or not as they should be."""
    audio_outputs: tuple[str, ...] = ()
    """Where sound could come out."""


class ExchangeResult(Struct, frozen=True):
    """What an exchange came to."""

    problem: str | None
    stored: int = 0
    """Responses that the server has taken, those it had already among them."""
    refused: int = 0
    left: int = 0


class SpeakerTestResult(Struct, frozen=True):
    """What the speaker test came to."""

    output: str | None
    """Name of where the sentence was played; None where nothing could play it."""
