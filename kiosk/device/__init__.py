"""Handles the device around the screen: peripherals, lights, speech output, faults and the watchdog."""
