"""Defines the rules for the region: units, producers, placements and terminals."""
