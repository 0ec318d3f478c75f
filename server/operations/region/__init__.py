"""Use cases for the region: units, producers, placements and terminals."""
