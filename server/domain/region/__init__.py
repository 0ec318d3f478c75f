"""Rules about the region: units, producers, placements and terminals."""
