"""What can go wrong with hardware::

HardwareError
└── BacklightError (also an OSError)   the light behind the panel does not obey

A part that is configured and cannot be had is no error that is raised: it is a `Fault` (`hardware.faults`), and the rest works on.
"""


class HardwareError(Exception):
    """Root of everything this room raises."""


class BacklightError(HardwareError, OSError):
    """The light behind the panel is there but does not obey; the message says why and what to do."""
