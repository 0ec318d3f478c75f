"""Defines the steps of speed and volume of speech, and the defaults with which every person begins."""

from __future__ import annotations

RATES = (110, 140, 170, 210, 260, 320)
"""Lists the speeds in words per minute, from slow to the speed that practised listeners prefer."""
DEFAULT_RATE_STEP = 1
"""Holds the default index in `RATES`. It is slower than ordinary speech, for a person who hears this voice for the first time."""
VOLUMES = (0.12, 0.2, 0.32, 0.5, 0.75, 1.0)
"""Lists the volumes as shares of full scale, in steps of about 4 dB."""
DEFAULT_VOLUME_STEP = 2
"""Holds the default index in `VOLUMES`. At installation, the level of the headset socket is set so that this volume stays under 65 dBA
(EN 301 549, 5.1.3.10)."""
