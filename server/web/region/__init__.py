"""HTTP endpoints and pages for the region: units, producers, placements and terminals."""
