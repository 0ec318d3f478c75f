"""Contains the pages about the state of the terminals: alarms, reported events, and requests to terminals."""
