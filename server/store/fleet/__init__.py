"""Tables and queries for the state of the terminals: alarms, notes and requests."""
