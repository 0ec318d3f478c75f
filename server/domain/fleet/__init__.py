"""Defines the rules for the state of the terminals: alarms, notes and requests."""
