"""Contains the use cases for the region: units, producers, placements and terminals."""
