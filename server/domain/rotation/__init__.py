"""Defines the rules for the rotation of statements: plans, targets and balance."""
