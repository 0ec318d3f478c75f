"""Contains queries and commands for the state of the terminals: the overview, notes and requests."""
