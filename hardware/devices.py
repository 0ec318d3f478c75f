"""Opens the parts that are wired to this terminal, as a plain mapping names them. Each part is optional and independent of the others.

    devices = open_devices({"keys": True, "headset": "closes", "light": True}, on_event)

A part that the mapping does not name does not exist. A part that is named and cannot be opened becomes a fault (`hardware.faults`) for
the service screen and the log, and the other parts work. The module does not interpret the events of the parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from hardware import backlight, configuration, pins
from hardware.audio_outputs import UsbHeadset
from hardware.backlight import Backlight, NoBacklight
from hardware.errors import NoKernelBacklight
from hardware.events import EventCallback, HardwareEvent, MillisecondClock, SwitchEvent, steady_ms
from hardware.faults import DeviceFault
from hardware.status_light import LedStatusLight, NoStatusLight, StatusLight
from hardware.tamper import TamperLatch

if TYPE_CHECKING:
    from hardware.keys import HardwareKey
    from hardware.switch import Switch

DeviceT = TypeVar("DeviceT")


class _Pollable(Protocol):
    def poll(self) -> None: ...

    def close(self) -> None: ...


class _SwitchLike(_Pollable, Protocol):
    @property
    def is_on(self) -> bool: ...


class Devices:
    """Holds the parts of this terminal, which stay open until `close` is called."""

    def __init__(
        self, mapping: Mapping[str, object], on_event: EventCallback, *, now: MillisecondClock, root: Path, pin_factory: object | None
    ) -> None:
        self._listener = on_event
        self._now = now
        self._root = root
        self._factory = pin_factory
        wanted, faults = configuration.parse(mapping)
        self._faults = list(faults)
        self._tamper = TamperLatch(None)
        said = wanted.parts
        self.keys = tuple(key for name in wanted.keys if (key := self._opened(name, self._key)) is not None)
        self._headset = self._opened("headset", lambda _: self._open_headset(said["headset"])) if "headset" in said else None
        self._presence = self._opened("presence", self._switch) if "presence" in said else None
        tamper = self._opened("tamper", lambda name: self._switch(name, on_when_active=False)) if "tamper" in said else None
        self._tamper = TamperLatch(tamper)
        self._tamper_switch = tamper
        self.status_light: StatusLight = (self._opened("light", self._open_light) if "light" in said else None) or NoStatusLight()
        self.backlight: Backlight = (
            self._opened("backlight", lambda _: self._open_backlight(said["backlight"])) if "backlight" in said else None
        ) or NoBacklight()

    @property
    def faults(self) -> tuple[DeviceFault, ...]:
        """Return the current faults: those of the configuration, the parts that could not be opened, and the keys that are stuck."""
        return (*self._faults, *(DeviceFault(key.name, "stuck") for key in self.keys if key.is_stuck))

    @property
    def is_headset_connected(self) -> bool | None:
        """Return whether a headset is plugged in, or None if that cannot be known."""
        return None if self._headset is None else self._headset.is_on

    @property
    def is_somebody_present(self) -> bool | None:
        """Return whether the presence sensor detects somebody, or None without a sensor."""
        return None if self._presence is None else self._presence.is_on

    @property
    def tamper(self) -> TamperLatch:
        """Return the latch that remembers whether the case has been opened since that was last reported."""
        return self._tamper

    def poll(self) -> None:
        """Emit the events that are due without an edge: contacts that have stayed open, and long presses.

        Call it every second or two, from one thread.
        """
        for part in (*self.keys, *self._switches()):
            part.poll()

    def close(self) -> None:
        """Release every pin. No event is emitted afterwards."""
        self._listener = _nobody
        for part in (*self.keys, *self._switches()):
            part.close()
        self.status_light.close()
        self.backlight.close()

    def _switches(self) -> list[_Pollable]:
        return [part for part in (self._headset, self._presence, self._tamper_switch) if part is not None]

    def _told(self, event: HardwareEvent) -> None:
        if isinstance(event, SwitchEvent) and event.name == "tamper":
            self._tamper.on_switch_event(event)
        self._listener(event)

    def _opened(self, name: str, open_: Callable[[str], DeviceT]) -> DeviceT | None:
        try:
            return open_(name)
        except Exception as error:  # noqa: BLE001 (pin libraries raise their own exceptions; none may affect the other parts)
            self._faults.append(fault_from_error(name, error))
            return None

    def _key(self, name: str) -> HardwareKey:
        from hardware.keys import HardwareKey  # gpiozero is slow to import, and only parts on pins need it

        return HardwareKey(pins.by_name(name), self._told, now=self._now, pin_factory=self._factory)

    def _switch(self, name: str, *, on_when_active: bool = True) -> Switch:
        from hardware.switch import Switch

        return Switch(pins.by_name(name), self._told, now=self._now, on_when_active=on_when_active, pin_factory=self._factory)

    def _open_headset(self, said: object) -> _SwitchLike:
        if said == "usb":
            return UsbHeadset(self._told, now=self._now, root=self._root)
        from hardware.switch import PLUG_DEBOUNCE_MS, Switch

        return Switch(
            pins.by_name("headset"),
            self._told,
            now=self._now,
            on_when_active=said == "closes",
            debounce_ms=PLUG_DEBOUNCE_MS,
            pin_factory=self._factory,
        )

    def _open_light(self, name: str) -> StatusLight:
        return LedStatusLight(pins.by_name(name).bcm, pin_factory=self._factory)

    def _open_backlight(self, said: object) -> Backlight:
        # Not `open_backlight` without a pin, which falls back to `NoBacklight`: a configured backlight that is missing is a fault.
        return (
            backlight.open_backlight(pin=pins.BACKLIGHT_BCM, pin_factory=self._factory)
            if said == "pin"
            else backlight.open_kernel_backlight(self._root)
        )


def open_devices(
    mapping: Mapping[str, object],
    on_event: EventCallback,
    *,
    now: MillisecondClock = steady_ms,
    root: Path = Path("/"),
    pin_factory: object | None = None,
) -> Devices:
    """Open the parts that `mapping` names. A part that cannot be opened raises no error but adds a fault.

    Args:
        mapping: the configuration of the hardware, as `hardware.configuration.parse` describes it.
        on_event: receives every event, in gpiozero's threads and in the thread that calls `Devices.poll`. It must return at once.
        now: returns milliseconds of a clock that never jumps.
        root: the root of the file system; tests pass another.
        pin_factory: a gpiozero pin factory, for tests.
    """
    return Devices(mapping, on_event, now=now, root=root, pin_factory=pin_factory)


def fault_from_error(part: str, error: Exception) -> DeviceFault:
    """Return the fault that describes why a part could not be opened."""
    kind = type(error).__name__
    if isinstance(error, NoKernelBacklight):
        return DeviceFault(part, "disobeys", detail=str(error))
    pin = pins.by_name(part) if part in _WIRED else None
    if kind == "BadPinFactory" or isinstance(error, ImportError):
        return DeviceFault(part, "no_pins")
    if kind in ("GPIOPinInUse", "PinSetInput") or "busy" in str(error).lower():
        return DeviceFault(part, "taken", pin)
    if isinstance(error, PermissionError) or "can not open gpiochip" in str(error):
        return DeviceFault(part, "forbidden")
    return DeviceFault(part, "unusable", pin, f"{kind}: {error}")


_WIRED = frozenset(pin.name for pin in pins.WIRING)


def _nobody(_: HardwareEvent) -> None:
    """Ignore an event, because the parts are closed."""
