"""Tables and queries for the region: units, producers, placements and terminals."""
