"""Which pin is what, by BCM number: the one place where wiring meets code. `README.md` draws the same.

Left free for the panel and the board: 2 and 3 (I²C, touch and clock chip), 14 and 15 (serial console).
"""

BACKLIGHT = 18
"""PWM input of a panel whose light the kernel does not drive; 18 has a PWM channel in hardware on every 40-pin board."""
