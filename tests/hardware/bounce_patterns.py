"""Provides edges of bouncing contacts, like those that a logic analyser records.

Each edge is a pair of the microseconds since the first edge and the new level. A key connects its wire to ground, so the level is 0 while
it is down.
"""

from __future__ import annotations

CLEAN = [(0, 0), (88_000, 1)]
NEW_KEY = [(0, 0), (140, 1), (190, 0), (510, 1), (545, 0), (1_220, 1), (1_260, 0), (96_300, 1), (96_420, 0), (96_500, 1)]
"""Is a press of a new 12 mm tactile key. It bounces for less than two milliseconds on the way down and once on the way up."""
WORN_KEY = [
    (0, 0), (900, 1), (2_100, 0), (2_150, 1), (4_800, 0), (9_700, 1), (9_760, 0), (15_200, 1), (18_400, 0),
    (131_000, 1), (131_900, 0), (133_500, 1), (139_000, 0), (144_600, 1), (151_100, 0), (151_150, 1),
]  # fmt: skip
"""Is a press of a key after years of use. It bounces for about twenty milliseconds each way."""
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
"""Is a press by a finger that rolls over the edge of the cap. The contact closes repeatedly, and is never open for thirty milliseconds."""
TREMOR = [(0, 0), (400, 1), (460, 0), (62_000, 1), (121_000, 0), (121_300, 1), (121_350, 0), (178_000, 1)]
"""Is a press by a trembling hand: two complete presses, of which the second begins 121 ms after the first."""
SPIKE_WHILE_DOWN = [(0, 0), (70_000, 1), (70_040, 0), (180_000, 1)]
"""Is a press during which interference, such as from the motor of a lift, opens the contact for 40 µs."""
SHORT_PRESS = [(0, 0), (9_000, 1)]
"""Is a press with a fingernail. The key is down for nine milliseconds, and no further edge follows."""
PLUG_IN = [(0, 0), (7_000, 1), (31_000, 0), (33_000, 1), (92_000, 0), (118_000, 1), (119_000, 0)]
"""Is a 3.5 mm plug that scrapes along the switch of its socket while it is plugged in."""
SINGLE_PRESS_PATTERNS = {
    "clean": CLEAN,
    "new key": NEW_KEY,
    "worn key": WORN_KEY,
    "rolled finger": ROLLED_FINGER,
    "tremor": TREMOR,
    "spike while down": SPIKE_WHILE_DOWN,
    "flick": SHORT_PRESS,
}
