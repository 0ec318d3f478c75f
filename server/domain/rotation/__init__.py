"""Rules about the rotation of statements: plans, targets and balance."""
