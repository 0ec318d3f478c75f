"""Rules about the state of the terminals: alarms, notes and requests."""
