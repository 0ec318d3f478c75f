"""Contains queries and commands for the rotation of statements: plans, targets and balance."""
