"""Contains the use cases for the rotation of statements: plans, targets and balance."""
