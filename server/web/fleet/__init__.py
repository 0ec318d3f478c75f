"""HTTP endpoints and pages for the state of the terminals: alarms, notes and requests."""
