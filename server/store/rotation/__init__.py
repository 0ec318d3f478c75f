"""Tables and queries for the rotation of statements: plans, targets and balance."""
