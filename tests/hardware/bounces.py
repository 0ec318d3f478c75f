"""Bounces like those that a logic analyser records: (microseconds, level). A key to ground reads 0 while it is down."""

from __future__ import annotations

CLEAN = [(0, 0), (88_000, 1)]
NEW_KEY = [(0, 0), (140, 1), (190, 0), (510, 1), (545, 0), (1_220, 1), (1_260, 0), (96_300, 1), (96_420, 0), (96_500, 1)]
"""A 12 mm tactile key: under two milliseconds on the way down, one flick on the way up."""
WORN_KEY = [
    (0, 0), (900, 1), (2_100, 0), (2_150, 1), (4_800, 0), (9_700, 1), (9_760, 0), (15_200, 1), (18_400, 0),
    (131_000, 1), (131_900, 0), (133_500, 1), (139_000, 0), (144_600, 1), (151_100, 0), (151_150, 1),
]  # fmt: skip
"""After years in a lobby: some twenty milliseconds each way."""
ROLLED_FINGER = [
    (0, 0),
    (3_000, 1),
    (21_000, 0),
    (24_500, 1),
    (49_000, 0),
    (74_000, 1),
    (74_100, 0),
    (190_000, 1),
    (212_000, 0),
    (219_000, 1),
]
"""A finger rolls over the edge of the cap: contact again and again, never at rest for as much as thirty milliseconds."""
TREMOR = [(0, 0), (400, 1), (460, 0), (62_000, 1), (121_000, 0), (121_300, 1), (121_350, 0), (178_000, 1)]
"""A trembling hand: two whole presses, the second beginning 121 ms after the first."""
SPIKE_WHILE_DOWN = [(0, 0), (70_000, 1), (70_040, 0), (180_000, 1)]
"""A lift motor starts next door while the key is down."""
FLICK = [(0, 0), (9_000, 1)]
"""A fingernail: down for nine milliseconds, and no edge afterwards to tell of the rest."""
PLUG_IN = [(0, 0), (7_000, 1), (31_000, 0), (33_000, 1), (92_000, 0), (118_000, 1), (119_000, 0)]
"""A 3.5 mm plug scrapes past the switch of its socket."""
SINGLE_PRESS_PATTERNS = {
    "clean": CLEAN,
    "new key": NEW_KEY,
    "worn key": WORN_KEY,
    "rolled finger": ROLLED_FINGER,
    "tremor": TREMOR,
    "spike while down": SPIKE_WHILE_DOWN,
    "flick": FLICK,
}
