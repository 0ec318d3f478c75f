"""Defines the exceptions of the hardware package::

    HardwareError
    └── BacklightError (also an OSError)   the backlight could not be set
        └── NoKernelBacklight              the kernel's backlight was requested, and there is none that this user may set

A configured part that cannot be opened raises none of them out of `hardware.devices`: it becomes a `hardware.faults.DeviceFault`, and
the other parts work.
"""


class HardwareError(Exception):
    """Is the base class of the exceptions of this package."""


class BacklightError(HardwareError, OSError):
    """Raised when the backlight cannot be opened or set. The message states the reason and, where possible, what to do."""


class NoKernelBacklight(BacklightError):
    """Raised when the kernel has no backlight for this panel, or none that this user may set. The message states which, and what to do."""
