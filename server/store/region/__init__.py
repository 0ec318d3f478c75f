"""Contains queries and commands for the region: units, producers, placements and terminals."""
