"""What can go wrong with hardware::

HardwareError
└── BacklightError (also an OSError)   the light behind the panel does not obey
    └── NoKernelLight                  the kernel's light was asked for, and there is none that this user may set

A part that is configured and cannot be had is no error that is raised: it is a `Fault` (`hardware.faults`), and the rest works on.
"""


class HardwareError(Exception):
    """Root of everything this room raises."""


class BacklightError(HardwareError, OSError):
    """The light behind the panel is there but does not obey; the message says why and what to do."""


class NoKernelBacklight(BacklightError):
    """The kernel has no light for this panel, or none that this user may set; the message says which, and what to do."""
