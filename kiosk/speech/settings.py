"""How fast and how loud speech is: steps, and the defaults that every person begins with."""

from __future__ import annotations

RATES = (110, 140, 170, 210, 260, 320)
"""Words a minute, from slow to as fast as practised listeners like it."""
DEFAULT_RATE_STEP = 1
"""The step to begin with: slower than talk, for somebody who hears this voice for the first time."""
VOLUMES = (0.12, 0.2, 0.32, 0.5, 0.75, 1.0)
"""Share of full scale, about 4 dB a step."""
DEFAULT_VOLUME_STEP = 2
"""The step to begin with. The socket's own level is set at the installation so that this one stays under 65 dBA (EN 301 549, 5.1.3.10)."""
